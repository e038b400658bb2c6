//! Databases brought up to date: what the handler that migrates one is asked, answers, and fails with.

use crate::capability::Migratable;
use crate::resource::{Database, Resource};
use crate::{AcquireError, Env, HandlerError, Migrator, data};
use ferrovia_model::Grant;
use std::sync::Arc;

/// What Terraform sends to the handler that migrates: `{"phase": "expand"}`.
#[data]
pub struct MigrateRequest {
    /// Which half of the work.
    pub phase: Phase,
}

/// The two halves of a change. Between them the code is exchanged, so either must suit the old and the new.
#[data]
#[derive(Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before the new code runs: pending migrations, a user for each function, and what the signatures permit. Takes no
    /// right away, since the code of the last release is running, and may be returned to.
    Expand,
    /// When no older code runs any more, nor can be returned to: takes away what the signatures do not name. Applies no
    /// migration.
    Contract,
}

/// What was done.
#[data]
#[derive(PartialEq, Eq)]
pub struct Migrated {
    /// The migrations that were applied now, by version.
    pub applied: Vec<i64>,
    /// Whose rights are as their functions' signatures say.
    pub users: Vec<String>,
    /// Who lost everything: roles with rights in the schema that are no function's.
    pub expelled: Vec<String>,
}

/// Why a database is as it was: nothing is done by halves. No message holds a value from a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum MigrateError {
    /// The database cannot be reached, or ended the session.
    #[error("the database is unavailable: {reason}")]
    Unavailable {
        /// What it said.
        reason: String,
    },
    /// A migration failed. None of those that were pending is applied.
    #[error("migration {version} failed, nothing is changed: {reason}")]
    Failed {
        /// Its version.
        version: i64,
        /// SQLSTATE, and what it is about.
        reason: String,
    },
    /// A migration that was applied reads otherwise now.
    #[error(
        "migration {version} was changed after it was applied: restore it, and write what is new into another"
    )]
    Changed {
        /// Its version.
        version: i64,
    },
    /// A user or its rights could not be made.
    #[error("the rights of `{user}` cannot be set, nothing is changed: {reason}")]
    Rights {
        /// Whose.
        user: String,
        /// SQLSTATE, and what it is about.
        reason: String,
    },
}

/// May migrate one database: as its master user, with what the app's own signatures and migrations say, and nothing from
/// whoever asks.
#[derive(Clone)]
pub struct DatabaseMigrator {
    migrator: Arc<dyn Migrator>,
    database: &'static str,
}

impl DatabaseMigrator {
    /// Does what is asked, in one transaction. It can be asked again; two at once wait for each other.
    ///
    /// # Errors
    /// [`MigrateError`]; the database is then as it was.
    pub async fn run(&self, request: MigrateRequest) -> Result<Migrated, MigrateError> {
        self.migrator.migrate(self.database, request.phase).await
    }
}

impl Migratable for Database {
    type Handle = DatabaseMigrator;

    fn grant(name: &str) -> Grant {
        Grant::MigrateDatabase(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<DatabaseMigrator, AcquireError> {
        Ok(DatabaseMigrator {
            migrator: env.adapter::<dyn Migrator>()?,
            database: R::NAME,
        })
    }
}
