//! The thread that looks for a server, holds what it started, and drops databases that are done with.
//!
//! It has a runtime of its own: a test's ends with the test, and a server outlives many.

use std::{
    path::Path,
    sync::mpsc::{SyncSender, sync_channel},
    thread::JoinHandle,
    time::Duration,
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::{mpsc, oneshot};

use super::{Find, FindError, Origin, address::Address, cluster::Cluster, leftovers, place::failed};

/// A database that nobody could drop in this time is left to the next process's look for leftovers.
const PATIENCE: Duration = Duration::from_secs(20);

/// What has to be held for the server to go on.
#[derive(Debug)]
pub(crate) enum Held {
    /// It is not ours.
    Nothing,
    /// Its processes.
    Cluster(Cluster),
    /// Its container.
    #[cfg(feature = "testcontainers")]
    Container(Box<super::docker::Container>),
}

/// Our end of the thread. Dropped, it ends the server and waits for that.
#[derive(Debug)]
pub(crate) struct Keeper {
    requests: Option<mpsc::UnboundedSender<Request>>,
    thread: Option<JoinHandle<()>>,
    /// Whether databases vanish with the server, whoever forgets to drop them.
    throwaway: bool,
}

/// A database to drop, and whom to tell.
struct Request {
    database: String,
    done: SyncSender<()>,
}

impl Keeper {
    /// Looks for a server in a new thread.
    pub(crate) async fn start(find: Find) -> Result<(Self, Origin, Address), FindError> {
        let (requests, received) = mpsc::unbounded_channel();
        let (found, answer) = oneshot::channel();
        let kept = find.data.is_some();
        let not_started = |cause| failed("start", Path::new("the keeper's thread"), cause);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(not_started)?;
        let thread = std::thread::Builder::new()
            .name("ferrovia-postgres".to_owned())
            .spawn(move || runtime.block_on(keep(find, found, received)))
            .map_err(not_started)?;
        let (origin, address) = match answer.await {
            Ok(found) => found?,
            Err(_) => return Err(not_started(std::io::Error::other("it ended early"))),
        };
        let throwaway = !kept && origin != Origin::DatabaseUrl;
        Ok((
            Self {
                requests: Some(requests),
                thread: Some(thread),
                throwaway,
            },
            origin,
            address,
        ))
    }

    /// Drops a database; waits for it only where it would otherwise outlive the process.
    pub(crate) fn drop_database(&self, database: &str) {
        let (done, waiting) = sync_channel(1);
        let request = Request {
            database: database.to_owned(),
            done,
        };
        let sent = self
            .requests
            .as_ref()
            .is_some_and(|requests| requests.send(request).is_ok());
        if sent && !self.throwaway {
            let _ = waiting.recv_timeout(PATIENCE);
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn keep(
    find: Find,
    found: oneshot::Sender<Result<(Origin, Address), FindError>>,
    mut requests: mpsc::UnboundedReceiver<Request>,
) {
    let (origin, address, held) = match find.look().await {
        Ok(found) => found,
        Err(error) => {
            // Nobody waits any more: nobody has to know.
            let _ = found.send(Err(error));
            return;
        }
    };
    let lasting = find.data.is_some() || origin == Origin::DatabaseUrl;
    if found.send(Ok((origin, address.clone()))).is_ok() {
        if lasting && let Err(error) = leftovers::sweep(&address).await {
            tracing::warn!(%error, "databases that earlier processes left behind could not be dropped");
        }
        while let Some(Request { database, done }) = requests.recv().await {
            if let Err(error) = drop_database(&address, &database).await {
                tracing::warn!(%error, database, "a test's database could not be dropped");
            }
            let _ = done.send(());
        }
    }
    match held {
        Held::Nothing => {}
        Held::Cluster(cluster) => drop(cluster),
        #[cfg(feature = "testcontainers")]
        Held::Container(container) => container.remove().await,
    }
}

async fn drop_database(address: &Address, database: &str) -> Result<(), sqlx::Error> {
    let mut session = PgConnection::connect_with(&address.options()?).await?;
    let statement = format!("drop database if exists {database} with (force)");
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut session)
        .await?;
    session.close().await
}
