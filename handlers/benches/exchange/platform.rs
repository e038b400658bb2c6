//! `local` as a process, its database, and the stub of a model that it asks.

use crate::machine::{self, Processor};
use async_trait::async_trait;
use ferrovia_local::postgres::{Database, Server, Template};
use ferrovia_local::{Completion, ModelStub, Script};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// A model that answers at once, or after a while.
pub(crate) struct Stub {
    url: String,
    milliseconds: Arc<AtomicU64>,
}

impl Stub {
    pub(crate) async fn serve() -> Self {
        let stub = ModelStub::bind().await.unwrap();
        let url = stub.base_url();
        let milliseconds = Arc::new(AtomicU64::new(0));
        let script = Arc::new(Slow(Arc::clone(&milliseconds)));
        tokio::spawn(stub.serve(script, std::future::pending()));
        Self { url, milliseconds }
    }

    /// How long each of its answers takes from now on.
    pub(crate) fn takes(&self, time: Duration) {
        let milliseconds = u64::try_from(time.as_millis()).unwrap();
        self.milliseconds.store(milliseconds, Ordering::Relaxed);
    }
}

struct Slow(Arc<AtomicU64>);

#[async_trait]
impl Script for Slow {
    async fn reply(&self, completion: &Completion) -> String {
        let milliseconds = self.0.load(Ordering::Relaxed);
        if milliseconds > 0 {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        match completion.schema() {
            Some(_) => r#"{"intent":"order_status","confidence":0.9}"#.to_owned(),
            None => {
                "It left our warehouse yesterday and should be with you by Thursday. The carrier will write \
                     to you in the morning of that day."
                    .to_owned()
            }
        }
    }
}

/// The platform.
pub(crate) struct Platform {
    process: Child,
    /// Dropped with this.
    database: Database,
    /// The process that all of PostgreSQL's are children of.
    postmaster: u32,
    data: TempDir,
    pub(crate) address: String,
}

impl Platform {
    pub(crate) async fn start(stub: &Stub) -> Self {
        let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
        let server = Server::shared().await.unwrap();
        let database = server.database(&nothing).await.unwrap();
        let pool = database.pool().await.unwrap();
        let session: i32 = sqlx::query_scalar("select pg_backend_pid()")
            .fetch_one(&pool)
            .await
            .unwrap();
        let postmaster = machine::parent_of(session.try_into().unwrap()).unwrap();
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_local"))
            .args(["--port", "0", "--database", database.url(), "--llm", &stub.url])
            .arg("--data")
            .arg(data.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let address = address(&mut process);
        Self {
            process,
            database,
            postmaster,
            data,
            address,
        }
    }

    /// A token of tenant `acme`.
    pub(crate) fn token(&self) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_local"))
            .arg("token")
            .arg("--data")
            .arg(self.data.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Has PostgreSQL count the rows, as it does by itself within a minute: plans from when the tables were empty end.
    pub(crate) async fn count_rows(&self) {
        let pool = self.database.pool().await.unwrap();
        sqlx::query("vacuum (analyze)").execute(&pool).await.unwrap();
    }

    pub(crate) fn processor(&self) -> Processor {
        machine::processor(self.process.id())
    }

    pub(crate) fn database_processor(&self) -> Processor {
        machine::processor_of_family(self.postmaster)
    }

    pub(crate) fn memory_mb(&self) -> f64 {
        machine::memory_mb(self.process.id())
    }

    pub(crate) fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads what the process says until it says where it is, and whatever comes then, so that it never waits for a reader.
fn address(process: &mut Child) -> String {
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let address = lines.by_ref().find_map(|line| {
        let line = line.unwrap();
        Some(line.strip_prefix("listening on ")?.to_owned())
    });
    std::thread::spawn(move || lines.for_each(drop));
    address.unwrap()
}
