//! Databases: one, with migrations that make every table and no role.

use super::references::alike;
use super::sql::{Effect, TableName, effects};
use crate::{App, Code, Database, Problem};
use std::collections::BTreeSet;

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut by_place: Vec<_> = app.databases.iter().collect();
    by_place.sort_by_key(|database| &database.source);
    if let [first, others @ ..] = by_place.as_slice() {
        for other in others.iter().filter(|other| other.name != first.name) {
            let message = format!(
                "the app has the database `{}` besides `{}`",
                other.name, first.name
            );
            let help = "an app has one database for now: move its tables there, into a schema of their own";
            problems.push(Problem::new(&other.source, Code::SeveralDatabases, message, help));
        }
    }
    for database in &app.databases {
        problems.extend(order(database));
        let tables = migrate(database, &mut problems);
        problems.extend(unmigrated(app, database, &tables));
    }
    problems
}

fn order(database: &Database) -> impl Iterator<Item = Problem> {
    let pairs = database.migrations.iter().zip(database.migrations.iter().skip(1));
    pairs
        .filter(|(earlier, later)| earlier.version >= later.version)
        .map(|(earlier, later)| {
            let relation = if earlier.version == later.version {
                "has the version of"
            } else {
                "comes after"
            };
            let message = format!(
                "migration {} `{}` of database `{}` {relation} {} `{}`",
                later.version, later.name, database.name, earlier.version, earlier.name
            );
            let help = "number migrations in the order in which they run";
            Problem::new(&database.source, Code::InvalidMigration, message, help)
        })
}

/// The tables there are after every migration; what the migrations do to roles is a problem.
fn migrate(database: &Database, problems: &mut Vec<Problem>) -> BTreeSet<TableName> {
    let mut tables = BTreeSet::new();
    for migration in &database.migrations {
        for effect in effects(&migration.sql) {
            match effect {
                Effect::Create(table) => {
                    tables.insert(table);
                }
                Effect::Drop(table) => {
                    tables.remove(&table);
                }
                Effect::Rename(table, name) => {
                    if tables.remove(&table) {
                        let schema = table.schema;
                        tables.insert(TableName { schema, name });
                    }
                }
                Effect::Right { line, words } => {
                    let message = format!(
                        "migration {} `{}` of database `{}` says `{words}` in line {line}",
                        migration.version, migration.name, database.name
                    );
                    let help =
                        "remove it: roles and their rights are generated from the handlers' signatures";
                    problems.push(Problem::new(
                        &database.source,
                        Code::InvalidMigration,
                        message,
                        help,
                    ));
                }
            }
        }
    }
    tables
}

fn unmigrated(app: &App, database: &Database, tables: &BTreeSet<TableName>) -> Vec<Problem> {
    let (schema, name) = (&database.schema, &database.name);
    // Without a schema it is made in the first of the search path, which is the database's.
    let is_here = |table: &&TableName| table.schema.as_ref().is_none_or(|found| found == schema);
    let here: BTreeSet<&str> = tables
        .iter()
        .filter(is_here)
        .map(|table| table.name.as_str())
        .collect();
    let lacking = app
        .tables
        .iter()
        .filter(|table| table.database == *name && !here.contains(table.name.as_str()));
    lacking
        .map(|table| {
            let elsewhere = tables.iter().find(|other| other.name == table.name);
            let help = match (
                elsewhere.and_then(|other| other.schema.as_ref()),
                alike(&table.name, here.iter().copied()),
            ) {
                (Some(other), _) => {
                    format!("one creates it in schema `{other}`, the database's is `{schema}`")
                }
                (None, Some(alike)) => format!("did you mean `{alike}`? otherwise add a migration"),
                (None, None) => format!(
                    "add a migration that says `create table {schema}.{} (…)`",
                    table.name
                ),
            };
            let message = format!("no migration of database `{name}` creates table `{}`", table.name);
            Problem::new(&table.source, Code::UnmigratedTable, message, help)
        })
        .collect()
}
