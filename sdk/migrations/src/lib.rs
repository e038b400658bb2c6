//! An app's model in, its PostgreSQL database as the model says out: migrations applied, a user for each function, and
//! its rights.
//!
//! The work has two halves, because the code of the last release runs while the next one is made ready, and may be
//! returned to. [`Migrations::expand`] runs before the new code does, and takes nothing away.
//! [`Migrations::contract`] takes away what the signatures do not name; it is for the release that is live, once nothing
//! older runs. So a right outlives the release that named it until the next but one is deployed, and no code that can
//! still run misses one.
//!
//! Everything is one transaction: other sessions see all of it or nothing, and a failure leaves the database as it was.
//! So a statement that PostgreSQL refuses within a transaction (`create index concurrently`) is no migration.
//!
//! Whoever owns the tables is behind their row-level security too: a migration that changes rows finds none, unless it
//! says `alter table … no force row level security` before and `force` after. Nobody else sees the wall open: that too is
//! the transaction's own.

mod failure;
mod migrator;

pub use migrator::{Login, PostgresMigrator};

use failure::{failed, rights, unavailable};
use ferrovia::model::sql::{User, expel, users};
use ferrovia::model::{App, Database};
use ferrovia::{MigrateError, Migrated};
use sqlx::migrate::{self, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgTransaction, SqlSafeStr as _};
use std::collections::BTreeSet;

/// Held by whoever migrates, until the end of its transaction: «migrates» in ASCII. Each database has locks of its own.
const LOCK: i64 = 0x6d69_6772_6174_6573;

/// How long a statement waits for a table that others use. Behind it everybody else waits for that table too, so it is
/// short; the migration can be tried again.
const LOCK_TIMEOUT: &str = "10s";

/// How long a statement may take: less than the 15 minutes that Lambda gives a function at most.
const STATEMENT_TIMEOUT: &str = "14min";

/// What a database is to be, as the app's signatures and migrations say.
#[derive(Debug, Clone)]
pub struct Migrations {
    database: Database,
    users: Vec<User>,
}

impl Migrations {
    /// What `app` says of its database of that name, if it lists one.
    #[must_use]
    pub fn of(app: &App, database: &str) -> Option<Self> {
        let database = app.database(database)?.clone();
        let users = users(app, &database);
        Some(Self { database, users })
    }

    /// The database's name in the app.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database.name
    }

    /// The functions that have a user in it, by name.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        self.users.iter().map(|user| user.name.as_str())
    }

    /// All that is applied, as one text: where it is the same, so is the database.
    #[must_use]
    pub fn text(&self) -> String {
        let migrations = self.database.migrations.iter();
        let users = self.users.iter().map(User::expand);
        migrations
            .map(|migration| format!("-- {} {}\n{}", migration.version, migration.name, migration.sql))
            .chain(users)
            .collect()
    }

    /// Applies pending migrations, makes users, and gives them their rights. It takes nothing away. A database that is
    /// ahead, since a newer release was deployed before, is left so.
    ///
    /// # Errors
    /// [`MigrateError`]; the database is as it was.
    pub async fn expand(&self, connection: &mut PgConnection) -> Result<Migrated, MigrateError> {
        let mut transaction = self.begin(connection).await?;
        let before = versions(&mut transaction).await?;
        self.migrator()
            .run_direct(None, &mut *transaction, false)
            .await
            .map_err(|error| failed(error, &self.database.migrations))?;
        let applied = versions(&mut transaction).await?;
        for user in &self.users {
            execute(&mut transaction, &user.name, user.expand()).await?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(Migrated {
            applied: applied.difference(&before).copied().collect(),
            users: self.users().map(str::to_owned).collect(),
            expelled: Vec::new(),
        })
    }

    /// Takes away what no signature names: from users what is not theirs, and everything from roles that are no
    /// function's, whoever gave it to them.
    ///
    /// # Errors
    /// [`MigrateError`]; the database is as it was.
    pub async fn contract(&self, connection: &mut PgConnection) -> Result<Migrated, MigrateError> {
        let mut transaction = self.begin(connection).await?;
        for user in &self.users {
            execute(&mut transaction, &user.name, user.contract()).await?;
        }
        let expelled = self.strangers(&mut transaction).await?;
        for role in &expelled {
            execute(&mut transaction, role, expel(&self.database, role)).await?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(Migrated {
            applied: Vec::new(),
            users: self.users().map(str::to_owned).collect(),
            expelled,
        })
    }

    /// One at a time; the second finds what the first did.
    async fn begin<'c>(&self, connection: &'c mut PgConnection) -> Result<PgTransaction<'c>, MigrateError> {
        let mut transaction = connection.begin().await.map_err(unavailable)?;
        // The limits come after the lock, which is waited for.
        let limits = format!(
            "set local statement_timeout = 0; select pg_advisory_xact_lock({LOCK}); \
             set local lock_timeout = '{LOCK_TIMEOUT}'; set local statement_timeout = '{STATEMENT_TIMEOUT}'"
        );
        sqlx::raw_sql(AssertSqlSafe(limits))
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        Ok(transaction)
    }

    fn migrator(&self) -> Migrator {
        let step = |migration: &ferrovia::model::Migration| {
            let sql = AssertSqlSafe(migration.sql.clone()).into_sql_str();
            let kind = MigrationType::Simple;
            migrate::Migration::new(migration.version, migration.name.clone().into(), kind, sql, false)
        };
        let mut migrator = Migrator::with_migrations(self.database.migrations.iter().map(step).collect());
        migrator.set_ignore_missing(true);
        // Ours is held already, and ends with the transaction.
        migrator.set_locking(false);
        migrator
    }

    /// Roles with rights in the schema, but for the users and for those who own it or something in it.
    async fn strangers(&self, transaction: &mut PgTransaction<'_>) -> Result<Vec<String>, MigrateError> {
        let grantees = "
            with acls as (
                select nspowner as owner, nspacl as acl from pg_namespace where nspname = $1
                union all
                select relowner, relacl from pg_class where relnamespace = to_regnamespace(quote_ident($1))
            )
            select distinct r.rolname::text
              from acls, aclexplode(acl) granted
              join pg_roles r on r.oid = granted.grantee
             where r.oid not in (select owner from acls) and r.rolname <> all($2)
             order by 1";
        sqlx::query_scalar(grantees)
            .bind(&self.database.schema)
            .bind(self.users().map(str::to_owned).collect::<Vec<_>>())
            .fetch_all(&mut **transaction)
            .await
            .map_err(unavailable)
    }
}

/// The migrations that are applied.
async fn versions(transaction: &mut PgTransaction<'_>) -> Result<BTreeSet<i64>, MigrateError> {
    let known: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut **transaction)
        .await
        .map_err(unavailable)?;
    if !known {
        return Ok(BTreeSet::new());
    }
    let versions: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations")
        .fetch_all(&mut **transaction)
        .await
        .map_err(unavailable)?;
    Ok(versions.into_iter().collect())
}

async fn execute(transaction: &mut PgTransaction<'_>, user: &str, sql: String) -> Result<(), MigrateError> {
    let done = sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut **transaction)
        .await;
    done.map(drop).map_err(|error| rights(error, user))
}
