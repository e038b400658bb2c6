//! Migrations in, a database out that is only ever copied.

use std::{error::Error, fmt, future::Future, pin::Pin, sync::Arc};

use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, migrate::Migrator, postgres::PgPoolOptions};

use super::{DatabaseError, address::Address, leftovers};

/// The session lock under which templates are made: «ferrovia» in ASCII. One for all templates, because
/// their migrations may create the same roles, which belong to the whole server.
const LOCK: i64 = 0x6665_7272_6f76_6961;

type Migrated = Pin<Box<dyn Future<Output = Result<(), Box<dyn Error + Send + Sync>>> + Send>>;

/// A database that is migrated once and copied for every test.
///
/// What the migrations make in the database is copied: tables, policies, grants, rows. What belongs to the
/// server is shared by all copies: roles and their passwords. Neither `alter database … set` nor
/// `grant … on database` reaches a copy.
#[derive(Clone)]
pub struct Template {
    name: String,
    database: String,
    migrate: Arc<dyn Fn(PgPool) -> Migrated + Send + Sync>,
}

impl Template {
    /// A template that `migrate` makes, as the owner, in an empty database. `migrations` identify it: the
    /// text of all that `migrate` does. Other bytes are another template.
    ///
    /// The name is for people: it begins the database's name and is shown in errors.
    pub fn new<F, R, E>(name: &str, migrations: impl AsRef<[u8]>, migrate: F) -> Self
    where
        F: Fn(PgPool) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self {
            name: name.to_owned(),
            database: leftovers::template(name, migrations.as_ref()),
            migrate: Arc::new(move |pool| {
                let migrated = migrate(pool);
                Box::pin(async move { migrated.await.map_err(Into::into) })
            }),
        }
    }

    /// A template that these migrations make; their checksums identify it.
    #[must_use]
    pub fn of_migrations(name: &str, migrator: Migrator) -> Self {
        let mut identity = Vec::new();
        for migration in migrator.iter() {
            identity.extend(migration.version.to_be_bytes());
            identity.extend(migration.checksum.iter());
        }
        let migrator = Arc::new(migrator);
        Self::new(name, identity, move |pool| {
            let migrator = Arc::clone(&migrator);
            async move { migrator.run(&pool).await }
        })
    }

    /// The template's database on any server.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// Sees to it that the template's database is there.
    pub(super) async fn make(&self, server: &Address) -> Result<(), DatabaseError> {
        let mut session = connect(server).await?;
        lock(&mut session).await.map_err(self.refused("lock"))?;
        let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&self.database)
            .fetch_one(&mut session)
            .await
            .map_err(self.refused("look for"))?;
        if !exists {
            self.migrate(server, &mut session).await?;
        }
        session.close().await.map_err(self.refused("unlock"))
    }

    /// Under another name until it is whole; a failed one is dropped, a killed one is left to the sweep.
    async fn migrate(&self, server: &Address, session: &mut PgConnection) -> Result<(), DatabaseError> {
        let unfinished = leftovers::new_database();
        self.execute(
            session,
            "create",
            format!("create database {unfinished} template template0"),
        )
        .await?;
        let migrated = self.run(&server.in_database(&unfinished)).await;
        if let Err(error) = migrated {
            // The first error says more than one about this would.
            let drop = format!("drop database if exists {unfinished} with (force)");
            let _ = self.execute(session, "drop", drop).await;
            return Err(error);
        }
        let finished = &self.database;
        let comment = leftovers::made_now();
        self.execute(
            session,
            "comment on",
            format!("comment on database {unfinished} is '{comment}'"),
        )
        .await?;
        let closed = format!("alter database {unfinished} is_template true allow_connections false");
        self.execute(session, "close", closed).await?;
        // Last, because the name is what others look for.
        self.execute(
            session,
            "name",
            format!("alter database {unfinished} rename to {finished}"),
        )
        .await
    }

    async fn run(&self, address: &Address) -> Result<(), DatabaseError> {
        let failed = |source| DatabaseError::Connect {
            address: address.to_string(),
            source,
        };
        let options = address.options().map_err(failed)?;
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await
            .map_err(failed)?;
        let migrated = (self.migrate)(pool.clone()).await;
        pool.close().await;
        migrated.map_err(|source| DatabaseError::Migrate {
            template: self.name.clone(),
            source,
        })
    }

    async fn execute(
        &self,
        session: &mut PgConnection,
        step: &'static str,
        statement: String,
    ) -> Result<(), DatabaseError> {
        let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(session).await;
        done.map(drop).map_err(self.refused(step))
    }

    fn refused(&self, step: &'static str) -> impl Fn(sqlx::Error) -> DatabaseError + use<> {
        let database = self.database.clone();
        move |source| DatabaseError::Refused {
            step,
            database: database.clone(),
            source,
        }
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, database, .. } = self;
        formatter
            .debug_struct("Template")
            .field("name", name)
            .field("database", database)
            .finish_non_exhaustive()
    }
}

/// Waits for our turn to change what belongs to the whole server. It ends with the session, however that ends.
pub(super) async fn lock(session: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(session)
        .await
        .map(drop)
}

/// One session on the server.
pub(super) async fn connect(address: &Address) -> Result<PgConnection, DatabaseError> {
    let failed = |source| DatabaseError::Connect {
        address: address.to_string(),
        source,
    };
    PgConnection::connect_with(&address.options().map_err(failed)?)
        .await
        .map_err(failed)
}
