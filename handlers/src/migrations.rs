//! The database's migrations: plain data for whoever checks that every table has one, and what applies them.

/// One step of the database's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order; never changed once it is released.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// The statements. They run in one transaction.
    pub sql: &'static str,
}

/// All of them, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "tenancy",
        sql: include_str!("../migrations/0001_tenancy.sql"),
    },
    Migration {
        version: 2,
        name: "conversations",
        sql: include_str!("../migrations/0002_conversations.sql"),
    },
    Migration {
        version: 3,
        name: "answers",
        sql: include_str!("../migrations/0003_answers.sql"),
    },
    Migration {
        version: 4,
        name: "api_clients",
        sql: include_str!("../migrations/0004_api_clients.sql"),
    },
];

/// Applies the migrations that the database does not have yet, as the role that owns it. Several callers at
/// once wait for each other.
///
/// # Errors
/// [`sqlx::migrate::MigrateError`] if a migration fails, or if one that was applied has since been changed.
#[cfg(feature = "runtime")]
pub async fn migrate(pool: &sqlx::PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    use sqlx::SqlSafeStr as _;
    use sqlx::migrate::{Migration as Step, MigrationType, Migrator};

    let step = |migration: &Migration| {
        let sql = migration.sql.into_sql_str();
        Step::new(
            migration.version,
            migration.name.into(),
            MigrationType::Simple,
            sql,
            false,
        )
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(step).collect())
        .run(pool)
        .await
}
