//! A PostgreSQL database with the platform's tables, and in it the roles of the platform's functions, as the handler that
//! migrates makes them: what runs here may do what it may do on AWS, and no more.

use ferrovia::Resource as _;
use ferrovia_local::postgres::{Database, Template};
use ferrovia_migrations::Migrations;
use handlers::adapters::resources::Platform;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnectOptions;
use std::str::FromStr as _;

/// On RDS the roles log in with a token.
const PASSWORD: &str = "test";

/// What the platform's database is to be.
pub(crate) fn migrations() -> Migrations {
    Migrations::of(handlers::app().as_model(), Platform::NAME).unwrap()
}

/// The migrated database with its roles.
pub(crate) fn template() -> Template {
    let migrations = migrations();
    Template::new("handlers", migrations.text(), move |owner| {
        let migrations = migrations.clone();
        async move {
            let mut session = owner.acquire().await?;
            migrations.expand(&mut session).await?;
            let passwords: String = migrations
                .users()
                .map(|role| format!("alter role \"{role}\" password '{PASSWORD}';\n"))
                .collect();
            sqlx::raw_sql(AssertSqlSafe(passwords))
                .execute(&mut *session)
                .await?;
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
