//! Grants in, one PostgreSQL role per function out.

use crate::files::Files;
use ferrovia_model::{App, CheckedApp, Database, Function, Grant, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// `<function>.sql` for every function that touches a table: its role, and what it may do with each table.
///
/// A file can be run again: it first takes away what the role had, so that a permission that left the signature
/// leaves the database too.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for function in &app.functions {
        for database in &app.databases {
            let privileges = privileges(app, function, &database.name);
            if !privileges.is_empty() {
                files.insert(
                    format!("{}.sql", function.name),
                    role(function, database, &privileges),
                );
            }
        }
    }
    files
}

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
        | Grant::SendQueue(_)
        | Grant::CompleteStep(_) => None,
    }
}

/// The order in which PostgreSQL's manual lists privileges.
const ORDER: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

fn privileges<'a>(
    app: &'a App,
    function: &'a Function,
    database: &str,
) -> BTreeMap<&'a str, BTreeSet<&'static str>> {
    let here = |table: &&Table| table.database == database;
    let tables: BTreeSet<&str> = app
        .tables
        .iter()
        .filter(here)
        .map(|table| table.name.as_str())
        .collect();
    let mut by_table = BTreeMap::<_, BTreeSet<_>>::new();
    for (table, privileges) in function.grants().filter_map(privileges_of) {
        if tables.contains(table.as_str()) {
            by_table.entry(table.as_str()).or_default().extend(privileges);
        }
    }
    by_table
}

fn role(
    function: &Function,
    database: &Database,
    privileges: &BTreeMap<&str, BTreeSet<&'static str>>,
) -> String {
    let (role, schema) = (identifier(function.id()), identifier(&database.schema));
    let mut sql = format!(
        "-- {header}\n\
         DO $$ BEGIN\n\
         \x20 CREATE ROLE {role} LOGIN NOBYPASSRLS;\n\
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it\n\
         END $$;\n\
         DO $$ BEGIN\n\
         \x20 GRANT rds_iam TO {role}; -- on RDS the role logs in with an IAM token\n\
         EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS\n\
         END $$;\n\
         REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};\n\
         GRANT USAGE ON SCHEMA {schema} TO {role};\n",
        header = crate::HEADER,
    );
    for (table, privileges) in privileges {
        let listed: Vec<_> = ORDER
            .iter()
            .copied()
            .filter(|privilege| privileges.contains(privilege))
            .collect();
        // Names have passed `check`: lower-case letters, digits and underscores.
        let _ = writeln!(
            sql,
            "GRANT {} ON {schema}.{} TO {role};",
            listed.join(", "),
            identifier(table)
        );
    }
    sql
}

/// A quoted identifier, so that no name can be a keyword.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
