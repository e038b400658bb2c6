//! An app's grants in, the users of its database and the SQL that gives each its rights out.
//!
//! Codegen writes this SQL for people to read, and the handler that migrates applies it from its own compiled-in
//! signatures. It comes in two halves. What **expands** only adds, so it may run while the code of the last release
//! does. What **contracts** takes away what no signature names any more, so it may run only when no older code does.

use crate::{App, Database, Function, Grant, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The order in which PostgreSQL's manual lists privileges.
const ORDER: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/// What one grant permits in SQL, if it is on a table.
#[must_use]
pub const fn privileges_of(grant: &Grant) -> Option<(&String, &'static [&'static str])> {
    match grant {
        Grant::ReadTable(table) => Some((table, &["SELECT"])),
        Grant::AppendTable(table) => Some((table, &["INSERT"])),
        Grant::UpdateTable(table) => Some((table, &["SELECT", "UPDATE"])),
        Grant::WriteTable(table) => Some((table, &["SELECT", "INSERT", "UPDATE"])),
        Grant::EraseTable(table) => Some((table, &["DELETE"])),
        Grant::InvokeModel(_)
        | Grant::ReadSecret(_)
        | Grant::PublishEvent(_)
        | Grant::StartWorkflow(_)
        | Grant::LaunchWorkflow(_)
        | Grant::SendQueue(_)
        | Grant::ReadBucket(_)
        | Grant::WriteBucket(_)
        | Grant::EraseBucket(_)
        | Grant::VerifyTokens(_)
        | Grant::RefreshTokenKeys(_)
        | Grant::ReadConfiguration(_)
        | Grant::ReportGauge(_)
        | Grant::CompleteStep(_)
        | Grant::MigrateDatabase(_) => None,
    }
}

/// A function as a user of a database, and what its signature permits it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The handler's name.
    pub handler: String,
    /// The user's name: the function's [id](Function::id).
    pub name: String,
    schema: String,
    privileges: BTreeMap<String, BTreeSet<&'static str>>,
}

/// The users of a database, by name: every function with a grant on one of its tables.
#[must_use]
pub fn users(app: &App, database: &Database) -> Vec<User> {
    let here = |table: &&Table| table.database == database.name;
    let tables: BTreeSet<&String> = app.tables.iter().filter(here).map(|table| &table.name).collect();
    let user = |function: &Function| User {
        handler: function.name.clone(),
        name: function.id().to_owned(),
        schema: database.schema.clone(),
        privileges: privileges(function, &tables),
    };
    let mut users: Vec<User> = app
        .functions
        .iter()
        .map(user)
        .filter(|user| !user.privileges.is_empty())
        .collect();
    users.sort_by(|one, other| one.name.cmp(&other.name));
    users
}

fn privileges(function: &Function, tables: &BTreeSet<&String>) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut by_table = BTreeMap::<_, BTreeSet<_>>::new();
    for (table, privileges) in function.grants().filter_map(privileges_of) {
        if tables.contains(table) {
            by_table.entry(table.clone()).or_default().extend(privileges);
        }
    }
    by_table
}

impl User {
    /// Makes the user, if there is none, and gives it its rights. It takes nothing away, and can be run again.
    #[must_use]
    pub fn expand(&self) -> String {
        let user = identifier(&self.name);
        format!(
            "DO $$ BEGIN\n\
             \x20 CREATE ROLE {user} LOGIN NOBYPASSRLS;\n\
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it\n\
             END $$;\n\
             DO $$ BEGIN\n\
             \x20 GRANT rds_iam TO {user}; -- on RDS the role logs in with an IAM token\n\
             EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS\n\
             END $$;\n\
             {rights}",
            rights = self.rights(),
        )
    }

    /// Takes everything away from the user that its signature does not name. In one transaction: what it takes and
    /// gives back, other sessions never see gone.
    #[must_use]
    pub fn contract(&self) -> String {
        let (user, schema) = (identifier(&self.name), identifier(&self.schema));
        format!(
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {user};\n{}",
            self.rights()
        )
    }

    fn rights(&self) -> String {
        let (user, schema) = (identifier(&self.name), identifier(&self.schema));
        let mut sql = format!("GRANT USAGE ON SCHEMA {schema} TO {user};\n");
        for (table, privileges) in &self.privileges {
            let listed: Vec<_> = ORDER
                .iter()
                .copied()
                .filter(|privilege| privileges.contains(privilege))
                .collect();
            let table = identifier(table);
            let _ = writeln!(sql, "GRANT {} ON {schema}.{table} TO {user};", listed.join(", "));
        }
        sql
    }
}

/// Takes everything away from a role that is no user of the database: its function is gone, or it never had one.
#[must_use]
pub fn expel(database: &Database, role: &str) -> String {
    let (role, schema) = (identifier(role), identifier(&database.schema));
    format!(
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};\n\
         REVOKE ALL ON SCHEMA {schema} FROM {role};\n"
    )
}

/// A quoted identifier, so that no name can be a keyword.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
