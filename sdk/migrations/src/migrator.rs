//! The migrator port on PostgreSQL: one session for one migration.

use crate::Migrations;
use async_trait::async_trait;
use ferrovia::{MigrateError, Migrated, Migrator, Phase, PortError};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

/// How whoever owns the database enters it.
#[async_trait]
pub trait Login: Send + Sync {
    /// The way in, as of now: a password may have changed since the last time.
    ///
    /// # Errors
    /// [`PortError`] if it cannot be had.
    async fn options(&self) -> Result<PgConnectOptions, PortError>;
}

#[async_trait]
impl Login for PgConnectOptions {
    async fn options(&self) -> Result<PgConnectOptions, PortError> {
        Ok(self.clone())
    }
}

/// Migrates the databases that an app lists, with one login.
pub struct PostgresMigrator<L> {
    migrations: Vec<Migrations>,
    login: L,
}

impl<L: Login> PostgresMigrator<L> {
    /// A migrator of these databases.
    #[must_use]
    pub fn new(migrations: impl IntoIterator<Item = Migrations>, login: L) -> Self {
        Self {
            migrations: migrations.into_iter().collect(),
            login,
        }
    }
}

#[async_trait]
impl<L: Login> Migrator for PostgresMigrator<L> {
    async fn migrate(&self, database: &str, phase: Phase) -> Result<Migrated, MigrateError> {
        let unavailable = |reason: String| MigrateError::Unavailable { reason };
        let known = |migrations: &&Migrations| migrations.database() == database;
        let migrations = self
            .migrations
            .iter()
            .find(known)
            .ok_or_else(|| unavailable(format!("the app lists no database `{database}`")))?;
        let options = self
            .login
            .options()
            .await
            .map_err(|error| unavailable(error.to_string()))?;
        let mut session = PgConnection::connect_with(&options)
            .await
            .map_err(crate::failure::unavailable)?;
        let migrated = match phase {
            Phase::Expand => migrations.expand(&mut session).await,
            Phase::Contract => migrations.contract(&mut session).await,
        };
        // What is done is done, whether or not the session ends well.
        let _ = session.close().await;
        match &migrated {
            Ok(done) => tracing::info!(
                database, ?phase, applied = ?done.applied, users = ?done.users, expelled = ?done.expelled,
                "migrated"
            ),
            Err(error) => tracing::error!(database, ?phase, %error, "the database is as it was"),
        }
        migrated
    }
}
