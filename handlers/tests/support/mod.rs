//! A PostgreSQL database with the platform's tables, and in it the roles that codegen wrote for the platform's
//! functions: what runs here may do what it may do on AWS, and no more.

use ferrovia_local::postgres::{Database, Template};
use handlers::migrations::{MIGRATIONS, migrate};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnectOptions;
use std::str::FromStr as _;

/// The functions that touch the database, with the SQL that codegen wrote for each.
const FUNCTIONS: [(&str, &str); 4] = [
    (
        "add_tenant",
        include_str!("../../../terraform/stack/sql/add_tenant.sql"),
    ),
    (
        "post_message",
        include_str!("../../../terraform/stack/sql/post_message.sql"),
    ),
    (
        "load_history",
        include_str!("../../../terraform/stack/sql/load_history.sql"),
    ),
    (
        "save_turn",
        include_str!("../../../terraform/stack/sql/save_turn.sql"),
    ),
];

/// On RDS the roles log in with a token.
const PASSWORD: &str = "test";

/// The migrated database with its roles.
pub(crate) fn template() -> Template {
    let roles: String = FUNCTIONS
        .iter()
        .map(|(role, sql)| format!("{sql}alter role {role} password '{PASSWORD}';\n"))
        .collect();
    let identity: String = MIGRATIONS
        .iter()
        .map(|migration| migration.sql)
        .chain([roles.as_str()])
        .collect();
    Template::new("handlers", identity, move |owner| {
        let roles = roles.clone();
        async move {
            migrate(&owner).await?;
            sqlx::raw_sql(AssertSqlSafe(roles)).execute(&owner).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        }
    })
}

/// Where `function` logs in.
pub(crate) fn url_as(database: &Database, function: &str) -> String {
    database.url_as(function, PASSWORD)
}

/// How `function` logs in.
pub(crate) fn options_as(database: &Database, function: &str) -> PgConnectOptions {
    PgConnectOptions::from_str(&url_as(database, function)).unwrap()
}
