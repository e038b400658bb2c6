//! A checked app in, the SQL of each database user out, for people to read: the handler that migrates applies the same.

use crate::HEADER;
use crate::files::Files;
use ferrovia_model::{CheckedApp, sql};

/// `<function>.sql` for every function that touches a table: its role, and what it may do with each table.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for database in &app.databases {
        for user in sql::users(app, database) {
            files.insert(
                format!("{}.sql", user.handler),
                format!("-- {HEADER}\n{}", user.expand()),
            );
        }
    }
    files
}
