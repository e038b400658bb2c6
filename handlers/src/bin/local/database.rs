//! Flags and the data folder in; the platform's database, up to date, and a pool for each function in its role, out.

use crate::mistake::Mistake;
use ferrovia::model::{App, Function};
use ferrovia::{Migrator, Resource as _};
use ferrovia_local::postgres::{Find, FindError, LastingDatabase, Server};
use ferrovia_migrations::{Migrations, PostgresMigrator};
use handlers::adapters::outbound::postgres::{Postgres, STATEMENT_TIMEOUT};
use handlers::adapters::resources::Platform;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// For each function, at most: one is opened at the start, others when requests need them at the same time. All functions
/// at their most would be more than the 100 sessions that a server usually has; a laptop does not ask that much of all.
const SESSIONS: u32 = 8;

/// How long a function waits for a session. A Lambda has one to itself and gives up sooner; here many share a few, and
/// an unoptimised build takes long to log in: whoever gave up would have to begin anew.
const ACQUIRE: Duration = Duration::from_secs(20);

/// The owner's sessions, which only enter tenants.
const OWNER_SESSIONS: u32 = 2;

/// How long sessions may take to end.
const CLOSING: Duration = Duration::from_secs(1);

/// The platform's database.
pub(crate) struct PlatformDatabase {
    /// Ends what was started, when it is dropped.
    server: Server,
    by_flag: bool,
    database: LastingDatabase,
    migrations: Migrations,
    pub(crate) owner: PgPool,
    functions: BTreeMap<String, PgPool>,
}

impl PlatformDatabase {
    /// Finds or starts the server, applies migrations and roles, and opens a session for each function that touches
    /// the database.
    pub(crate) async fn open(url: Option<&str>, data: &Path, app: &App) -> Result<Self, Mistake> {
        let server = server(url, data).await?;
        let database = LastingDatabase::on(&server, &app.name).await?;
        let migrations = Migrations::of(app, Platform::NAME).ok_or(Mistake::App)?;
        database.set_up(&migrations).await?;
        let touches = |function: &&Function| migrations.users().any(|user| user == function.id());
        let mut functions = BTreeMap::new();
        for function in app.functions.iter().filter(touches) {
            let name = function.name.clone();
            let pool = sessions(database.function(function.id())?, SESSIONS);
            // The first answer need not wait for it, and a role that is refused is found now.
            if let Err(cause) = pool.acquire().await {
                return Err(Mistake::Role {
                    function: name,
                    cause,
                });
            }
            functions.insert(name, pool);
        }
        let owner = sessions(database.owner()?, OWNER_SESSIONS);
        // Likewise; if it cannot be had now, it may when it is needed.
        drop(owner.acquire().await);
        Ok(Self {
            server,
            by_flag: url.is_some(),
            database,
            migrations,
            owner,
            functions,
        })
    }

    /// The stores of a function, if it touches the database.
    pub(crate) fn stores(&self, function: &str) -> Option<Postgres> {
        self.functions.get(function).cloned().map(Postgres::new)
    }

    /// What the handler that migrates is given: what was done at the start can be done again.
    pub(crate) fn migrator(&self) -> Result<Arc<dyn Migrator>, Mistake> {
        let owner = self.database.owner()?;
        Ok(Arc::new(PostgresMigrator::new([self.migrations.clone()], owner)))
    }

    /// Where it is, for people.
    pub(crate) fn describe(&self) -> String {
        let name = self.database.name();
        if self.by_flag {
            format!("`{name}` on the server that `--database` names")
        } else {
            format!("`{name}` on {}", self.server.origin())
        }
    }

    /// Ends all sessions; then, with the value, the server that was started. A session that a function still holds is
    /// not waited for: the server ends it.
    pub(crate) async fn close(&self) {
        let closed = async {
            for pool in self.functions.values().chain([&self.owner]) {
                pool.close().await;
            }
        };
        let _ = tokio::time::timeout(CLOSING, closed).await;
    }
}

/// Sessions with the limit on statements that functions have, and more patience.
fn sessions(options: PgConnectOptions, most: u32) -> PgPool {
    let milliseconds = STATEMENT_TIMEOUT.as_millis().to_string();
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .connect_lazy_with(options.options([("statement_timeout", milliseconds.as_str())]))
}

async fn server(url: Option<&str>, data: &Path) -> Result<Server, Mistake> {
    let find = Find {
        data: Some(data.join("postgres")),
        ..Find::from_env().map_err(Mistake::Server)?
    };
    let find = match url {
        Some(url) => Find {
            database_url: Some(url.to_owned()),
            only: None,
            ..find
        },
        None => find,
    };
    find.server().await.map_err(|error| match (error, url) {
        (FindError::InUse { .. }, _) => Mistake::InUse(data.to_owned()),
        (error, Some(_)) => Mistake::DatabaseFlag(error),
        (error, None) => Mistake::Server(error),
    })
}
