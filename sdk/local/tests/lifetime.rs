//! A server ends with its process, however that ends; its data stay only where they were meant to.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use ferrovia_local::postgres::{Find, FindError, Origin, Server, Source, Template};
use sqlx::{Connection, PgConnection, PgPool};
use tempfile::TempDir;

type Failure = Box<dyn std::error::Error>;

/// A process that holds a server, until it is ended or its input is.
struct Holder {
    process: Child,
    url: String,
}

impl Holder {
    fn start(options: &[&str]) -> Result<Self, Failure> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_with-postgres"))
            .args(options)
            .args(["sh", "-c", "echo \"$DATABASE_URL\"; cat >/dev/null; exit 7"])
            .env("FERROVIA_POSTGRES", source())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut url)?;
        Ok(Self {
            process,
            url: url.trim().to_owned(),
        })
    }

    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnection::connect(&self.url).await
    }

    /// Where the server has its data: a folder of this machine only if it runs there.
    async fn data(&self) -> Result<PathBuf, sqlx::Error> {
        let mut session = self.connect().await?;
        sqlx::query_scalar("show data_directory")
            .fetch_one(&mut session)
            .await
            .map(|folder: String| folder.into())
    }

    /// Waits for its end.
    async fn gone(&self) {
        assert!(
            eventually(async || self.connect().await.is_err()).await,
            "the server still answers"
        );
    }
}

/// What the environment forces, else what every machine that runs these tests has.
fn source() -> &'static str {
    match Find::from_env().expect("a readable environment").only {
        Some(Source::Docker) => "docker",
        Some(Source::Binaries | Source::Url) | None => "binaries",
    }
}

/// The same, in this process.
fn find() -> Find {
    let only = Some(source().parse().expect("a source"));
    Find {
        only,
        ..Find::from_env().expect("a readable environment")
    }
}

/// A folder that PostgreSQL's account can enter too.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    folder
}

async fn removed(folder: &Path) {
    assert!(
        eventually(async || !folder.exists()).await,
        "{} is still there",
        folder.display()
    );
}

/// Far longer than it takes on any machine: only what never happens runs into it.
async fn eventually(holds: impl AsyncFn() -> bool) -> bool {
    for _ in 0..1_500 {
        if holds().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn a_server_ends_with_its_process() -> Result<(), Failure> {
    let mut holder = Holder::start(&[])?;
    let data = holder.data().await?;
    assert_eq!(
        data.starts_with(std::env::temp_dir()),
        source() == "binaries",
        "{data:?}"
    );
    drop(holder.process.stdin.take());
    assert_eq!(
        holder.process.wait()?.code(),
        Some(7),
        "the command's own exit code"
    );
    holder.gone().await;
    if source() == "binaries" {
        removed(data.parent().ok_or("a folder of its own")?).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_server_ends_with_a_process_that_was_killed() -> Result<(), Failure> {
    let mut holder = Holder::start(&[])?;
    let data = holder.data().await?;
    // SIGKILL: nothing of ours runs in that process any more.
    holder.process.kill()?;
    holder.process.wait()?;
    holder.gone().await;
    if source() == "binaries" {
        removed(data.parent().ok_or("a folder of its own")?).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_dropped_server_is_gone_at_once() -> Result<(), Failure> {
    let server = find().server().await?;
    let url = server.url().to_owned();
    let clone = server.clone();
    drop(server);
    PgConnection::connect(&url).await?.close().await?;

    let template = Template::new("empty", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = clone.database(&template).await?;
    drop(clone);
    PgPool::connect(database.url()).await?.close().await;
    drop(database);
    assert!(PgConnection::connect(&url).await.is_err());
    Ok(())
}

#[tokio::test]
async fn data_are_found_again_in_their_folder() -> Result<(), Failure> {
    let folder = folder();
    let find = Find {
        data: Some(folder.path().join("data")),
        ..find()
    };
    let server = find.clone().server().await?;
    let mut session = PgConnection::connect(server.url()).await?;
    sqlx::raw_sql("create table notes (text text); insert into notes values ('kept')")
        .execute(&mut session)
        .await?;
    let careful: String = sqlx::query_scalar("show fsync").fetch_one(&mut session).await?;
    assert_eq!(careful, "on");
    session.close().await?;

    let error = find.clone().server().await.expect_err("it is in use");
    assert!(matches!(error, FindError::InUse { .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "another process runs the server of `{}`",
            find.data.as_ref().expect("set").display()
        )
    );

    drop(server);
    let server = find.server().await?;
    let mut session = PgConnection::connect(server.url()).await?;
    let notes: Vec<String> = sqlx::query_scalar("select text from notes")
        .fetch_all(&mut session)
        .await?;
    assert_eq!(notes, ["kept"]);
    session.close().await?;
    Ok(())
}

#[tokio::test]
async fn data_survive_a_process_that_was_killed() -> Result<(), Failure> {
    let folder = folder();
    let options = ["--data", folder.path().to_str().ok_or("a path in UTF-8")?];
    let mut first = Holder::start(&options)?;
    let mut session = first.connect().await?;
    sqlx::raw_sql("create table notes (text text); insert into notes values ('kept')")
        .execute(&mut session)
        .await?;
    first.process.kill()?;
    first.process.wait()?;

    // At once: the first one's server may still be ending.
    let mut second = Holder::start(&options)?;
    let mut session = second.connect().await?;
    let notes: Vec<String> = sqlx::query_scalar("select text from notes")
        .fetch_all(&mut session)
        .await?;
    assert_eq!(notes, ["kept"]);
    drop(second.process.stdin.take());
    assert_eq!(second.process.wait()?.code(), Some(7));
    second.gone().await;
    Ok(())
}

/// The watchdogs that this process started: on Linux, where `/proc` tells.
fn watchdogs(of: &Child) -> Vec<String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().into_string().ok());
    let is_watchdog = |id: &String| {
        let read = |file| fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default();
        let parent = format!("PPid:\t{}\n", of.id());
        read("cmdline").contains("ferrovia-watchdog") && read("status").contains(&parent)
    };
    ids.filter(is_watchdog).collect()
}

#[tokio::test]
async fn data_survive_a_watchdog_that_was_killed_too() -> Result<(), Failure> {
    if source() != "binaries" || !cfg!(target_os = "linux") {
        return Ok(());
    }
    let folder = folder();
    let options = ["--data", folder.path().to_str().ok_or("a path in UTF-8")?];
    let mut first = Holder::start(&options)?;
    let mut session = first.connect().await?;
    sqlx::raw_sql("create table notes (text text); insert into notes values ('kept')")
        .execute(&mut session)
        .await?;
    let watchdogs = watchdogs(&first.process);
    assert_eq!(watchdogs.len(), 1);
    assert!(
        Command::new("kill")
            .arg("-9")
            .args(&watchdogs)
            .status()?
            .success()
    );
    first.process.kill()?;
    first.process.wait()?;
    assert!(first.connect().await.is_ok(), "nobody ended the server");

    let second = Holder::start(&options)?;
    let mut session = second.connect().await?;
    let notes: Vec<String> = sqlx::query_scalar("select text from notes")
        .fetch_all(&mut session)
        .await?;
    assert_eq!(notes, ["kept"]);
    first.gone().await;
    Ok(())
}

#[tokio::test]
async fn a_folder_that_the_servers_account_cannot_enter_is_refused() -> Result<(), Failure> {
    let closed = folder();
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700))?;
    let is_root = fs::metadata(closed.path())?.uid() == 0;
    // Who is not root runs the server too, and may enter.
    if source() != "binaries" || !is_root {
        return Ok(());
    }
    let data = closed.path().join("data");
    let find = Find {
        data: Some(data.clone()),
        ..find()
    };
    let error = find.server().await.expect_err("nobody else may enter");
    assert!(
        matches!(&error, FindError::Closed { folder } if *folder == data),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn databases_of_processes_that_share_a_server_are_dropped_with_them() -> Result<(), Failure> {
    let server = find().server().await?;
    let template = Template::new("notes", "", |pool: PgPool| async move {
        sqlx::raw_sql("create table notes ()")
            .execute(&pool)
            .await
            .map(drop)
    });
    let shared = || Find {
        database_url: Some(server.url().to_owned()),
        only: Some(Source::Url),
        ..find()
    };
    // Two that know nothing of each other, as two processes would be.
    let (one, other) = (shared().server().await?, shared().server().await?);
    let (one_made, other_made) = tokio::join!(one.database(&template), other.database(&template));
    let (one_made, other_made) = (one_made?, other_made?);
    assert_ne!(one_made.name(), other_made.name());
    drop((one_made, other_made));

    let mut session = PgConnection::connect(server.url()).await?;
    let left: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where starts_with(datname, 'ferrovia_')")
            .fetch_all(&mut session)
            .await?;
    assert!(
        left.len() == 1 && left[0].starts_with("ferrovia_template_notes_"),
        "{left:?}"
    );
    session.close().await?;
    Ok(())
}

#[tokio::test]
async fn what_earlier_processes_left_is_swept() -> Result<(), Failure> {
    let server = find().server().await?;
    let mut session = PgConnection::connect(server.url()).await?;
    // Of 2020 and of the year 10000, by the time in their UUIDs; and someone's own.
    let names = [
        "ferrovia_test_016f5e66e80070008000000000000000",
        "ferrovia_test_e677d21fdc0070008000000000000000",
        "ferrovia_test_mine",
    ];
    for name in names {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}")))
            .execute(&mut session)
            .await?;
    }
    let shared = Find {
        database_url: Some(server.url().to_owned()),
        only: Some(Source::Url),
        ..find()
    };
    // It sweeps before it ends, if not before it answers.
    drop(shared.server().await?);
    let left: Vec<String> = sqlx::query_scalar(
        "select datname::text from pg_database where starts_with(datname, 'ferrovia_') order by 1",
    )
    .fetch_all(&mut session)
    .await?;
    assert_eq!(left, names[1..]);
    session.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_folder_is_found_by_the_environment_too() -> Result<(), Failure> {
    let folder = folder();
    let server = Server::in_folder(folder.path()).await?;
    PgConnection::connect(server.url()).await?.close().await?;
    let entries = fs::read_dir(folder.path())?.count();
    assert_eq!(
        entries > 0,
        server.origin() != &Origin::DatabaseUrl,
        "{entries} entries"
    );
    Ok(())
}
