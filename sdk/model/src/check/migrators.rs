//! Handlers that migrate: one for a database, and nothing but that.

use crate::{App, Code, Function, Grant, Problem};

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    for database in &app.databases {
        let migrates =
            |grant: &Grant| matches!(grant, Grant::MigrateDatabase(name) if *name == database.name);
        let mut migrators: Vec<&Function> = app
            .functions
            .iter()
            .filter(|function| function.grants().any(migrates))
            .collect();
        migrators.sort_by_key(|function| &function.source);
        if let [first, others @ ..] = migrators.as_slice() {
            for other in others {
                let message = format!(
                    "`{}` migrates database `{}`, which `{}` does already",
                    other.name, database.name, first.name
                );
                let help = format!(
                    "leave `Migrate<…>` to one of them; the other is at {}",
                    first.source
                );
                problems.push(Problem::new(&other.source, Code::SeveralMigrators, message, help));
            }
        }
        problems.extend(migrators.into_iter().flat_map(impossible));
    }
    problems
}

/// It logs in as the master user, before anything else of a release runs: what serves requests must not.
fn impossible(function: &Function) -> Vec<Problem> {
    let name = &function.name;
    let mut problems = Vec::new();
    let mut refuse = |what: &str, help: &str| {
        let message = format!("`{name}` migrates a database and {what}");
        problems.push(Problem::new(
            &function.source,
            Code::ImpossibleMigrator,
            message,
            help,
        ));
    };
    if function.route.is_some() {
        refuse(
            "has a route",
            "remove the route: Terraform invokes it before a release, and nobody else may",
        );
    }
    if function.wait.is_some() {
        refuse(
            "waits for a token",
            "remove `wait`: Terraform invokes it before a release, and no workflow does",
        );
    }
    let mut tables: Vec<String> = function
        .grants()
        .filter(|grant| grant.is_on_table())
        .map(|grant| grant.subject().to_string())
        .collect();
    tables.sort();
    tables.dedup();
    if !tables.is_empty() {
        refuse(
            &format!("uses {}", tables.join(", ")),
            "move that into a handler of its own: this one logs in as the database's master user, others as themselves",
        );
    }
    problems
}
