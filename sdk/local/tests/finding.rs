//! Where a server comes from: the order, and what is said when there is none.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use ferrovia_local::postgres::{Find, FindError, Origin, Server, Source, Template};
use sqlx::PgPool;
use tempfile::TempDir;

type Failure = Box<dyn std::error::Error>;

/// An image that neither a daemon nor a registry has.
const NO_IMAGE: &str = "localhost:1/ferrovia/none:0";
const DOCKER_FAILED: &str = if cfg!(feature = "testcontainers") {
    "Docker gave no server from the image `localhost:1/ferrovia/none:0`: "
} else {
    "Docker is left out of this build: the feature `testcontainers` is off"
};
const NO_BINARIES: &str = "no folder has both `initdb` and `postgres`, version 13 or later";

/// Nothing is set and nothing is there.
fn nowhere() -> Find {
    Find {
        database_url: None,
        image: NO_IMAGE.to_owned(),
        binaries: vec![],
        only: None,
        data: None,
    }
}

/// This machine's own programs, whatever the environment forces.
fn machine() -> Vec<PathBuf> {
    Find::from_env().expect("a readable environment").binaries
}

fn at(url: impl Into<String>) -> Find {
    Find {
        database_url: Some(url.into()),
        binaries: machine(),
        ..nowhere()
    }
}

/// A port that nothing listens on.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port()
}

/// Shell scripts in the place of `initdb` and `postgres`, in a folder that any account can enter.
fn programs(initdb: &str, postgres: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let open = fs::Permissions::from_mode(0o755);
    for (name, script) in [("initdb", initdb), ("postgres", postgres)] {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
        fs::set_permissions(&path, open.clone()).expect("permissions");
    }
    fs::set_permissions(folder.path(), open).expect("permissions");
    folder
}

fn version(version: &str) -> String {
    format!("[ \"$1\" = --version ] && exec echo 'postgres (PostgreSQL) {version} (Debian)'")
}

fn binaries(folders: &[&Path]) -> Find {
    Find {
        binaries: folders.iter().map(|folder| folder.to_path_buf()).collect(),
        only: Some(Source::Binaries),
        ..nowhere()
    }
}

async fn check_error(find: Find, begins: &str, help: &str) -> FindError {
    let error = find.server().await.expect_err("no server");
    let message = error.to_string();
    assert!(
        message.starts_with(begins),
        "{message}\ndoes not begin with\n{begins}"
    );
    assert!(
        !message.contains('\n') && !message.contains("secret"),
        "{message}"
    );
    assert!(error.help().contains(help), "{}", error.help());
    assert_eq!(
        format!("{error:?}"),
        format!("{message}\n  help: {}", error.help())
    );
    error
}

#[tokio::test]
async fn a_wrong_database_url_is_an_error_and_not_passed_over() {
    let only = Find {
        only: Some(Source::Url),
        ..nowhere()
    };
    check_error(
        only,
        "the server is to come from `DATABASE_URL`, which is not set",
        "set `DATABASE_URL`",
    )
    .await;
    let scheme = "`DATABASE_URL` is not a PostgreSQL URL: its scheme is `mysql`, not `postgres`";
    check_error(at("mysql://me:secret@127.0.0.1/x"), scheme, "postgres://ROLE").await;
    check_error(
        at("here"),
        "`DATABASE_URL` is not a PostgreSQL URL: relative URL",
        "postgres://ROLE",
    )
    .await;
    let option = at("postgres://me:secret@127.0.0.1/x?sslmode=perhaps");
    check_error(
        option,
        "`DATABASE_URL` is not a PostgreSQL URL: ",
        "postgres://ROLE",
    )
    .await;
    let port = closed_port();
    let address = format!("127.0.0.1:{port}/x`, where no session could be opened: ");
    let closed = at(format!("postgres://me:secret@127.0.0.1:{port}/x"));
    check_error(
        closed,
        &format!("`DATABASE_URL` names `postgres://me@{address}"),
        "unset it",
    )
    .await;
}

#[tokio::test]
async fn a_role_must_be_let_in_and_may_create_databases() -> Result<(), Failure> {
    let server = Find {
        database_url: None,
        only: Some(Source::Binaries),
        ..Find::from_env()?
    }
    .server()
    .await?;
    let roles =
        "create role plain login password 'secret'; create role maker login createdb password 'secret'";
    let template = Template::new("notes", "", |pool: PgPool| async move {
        sqlx::raw_sql("create table notes ()")
            .execute(&pool)
            .await
            .map(drop)
    });
    let database = server.database(&template).await?;
    sqlx::raw_sql(roles).execute(&database.pool().await?).await?;

    let plain = at(database.url_as("plain", "secret"));
    let may_not = "`DATABASE_URL` names the role `plain`, which may not create databases";
    check_error(plain, may_not, "CREATEDB").await;
    let error = check_error(
        at(database.url_as("maker", "wrong")),
        "`DATABASE_URL` names `postgres://maker@",
        "",
    )
    .await;
    assert!(
        error.to_string().contains("password authentication failed"),
        "{error}"
    );

    // A role that is no superuser: its own template, its own databases.
    let lesser = at(database.url_as("maker", "secret")).server().await?;
    assert_eq!(lesser.origin(), &Origin::DatabaseUrl);
    let own = Template::new("own", "", |pool: PgPool| async move {
        sqlx::raw_sql("create table notes ()")
            .execute(&pool)
            .await
            .map(drop)
    });
    let database = lesser.database(&own).await?;
    let owner: String =
        sqlx::query_scalar("select tableowner::text from pg_tables where tablename = 'notes'")
            .fetch_one(&database.pool().await?)
            .await?;
    assert_eq!(owner, "maker");
    Ok(())
}

#[tokio::test]
async fn docker_and_binaries_that_cannot_be_had() {
    let docker = Find {
        only: Some(Source::Docker),
        binaries: machine(),
        ..nowhere()
    };
    check_error(
        docker,
        DOCKER_FAILED,
        if cfg!(feature = "testcontainers") {
            "FERROVIA_POSTGRES_IMAGE"
        } else {
            "turn the feature on"
        },
    )
    .await;
    check_error(binaries(&[]), NO_BINARIES, "apt-get install postgresql").await;

    let nothing = nowhere();
    let begins = format!("no PostgreSQL: `DATABASE_URL` is not set; {DOCKER_FAILED}");
    let error = check_error(
        nothing,
        &begins,
        "set `DATABASE_URL`, start Docker, or install PostgreSQL",
    )
    .await;
    assert!(
        error.to_string().ends_with(&format!("; {NO_BINARIES}")),
        "{error}"
    );

    let old = programs("exit 1", &version("9.6.24"));
    check_error(binaries(&[old.path()]), NO_BINARIES, "apt-get install postgresql").await;
    let half = programs("exit 1", &version("15.1"));
    fs::remove_file(half.path().join("postgres")).expect("removed");
    check_error(
        binaries(&[half.path()]),
        NO_BINARIES,
        "apt-get install postgresql",
    )
    .await;
}

#[tokio::test]
async fn programs_that_fail_are_quoted() {
    let initdb = programs("echo 'initdb: error: no room' >&2; exit 1", &version("15.1"));
    let said = "`initdb` of PostgreSQL 15.1 failed: initdb: error: no room";
    check_error(binaries(&[initdb.path()]), said, "DATABASE_URL").await;

    let postgres = format!("{}; echo 'FATAL: no memory'; exit 1", version("15.1"));
    let postgres = programs("exit 0", &postgres);
    check_error(
        binaries(&[postgres.path()]),
        "`postgres` 15.1 did not come up: FATAL: no memory",
        "DATABASE_URL",
    )
    .await;
}

#[tokio::test]
async fn the_first_folder_that_has_both_programs_is_taken() {
    let unusable = programs("exit 1", &version("12.0"));
    let first = programs("echo first >&2; exit 1", &version("14.2"));
    let newer = programs("echo newer >&2; exit 1", &version("16.2"));
    let find = binaries(&[
        Path::new("/nonexistent"),
        unusable.path(),
        first.path(),
        newer.path(),
    ]);
    check_error(find, "`initdb` of PostgreSQL 14.2 failed: first", "").await;
}

#[tokio::test]
async fn the_order_is_url_docker_binaries() -> Result<(), Failure> {
    let started = Find {
        binaries: machine(),
        ..nowhere()
    }
    .server()
    .await?;
    let Origin::Binaries { version } = started.origin() else {
        panic!("Docker has no such image, so not {:?}", started.origin());
    };
    assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{version}");
    assert_eq!(
        started.origin().to_string(),
        format!("this machine's PostgreSQL {version}")
    );

    let named = at(started.url()).server().await?;
    assert_eq!(named.origin(), &Origin::DatabaseUrl);
    assert_eq!(named.url(), started.url());

    // One of them, whatever else there is.
    let forced = Find {
        only: Some(Source::Binaries),
        ..at(started.url())
    }
    .server()
    .await?;
    assert_ne!(forced.url(), started.url());
    check_error(
        Find {
            only: Some(Source::Docker),
            ..at(started.url())
        },
        DOCKER_FAILED,
        "",
    )
    .await;
    Ok(())
}

#[tokio::test]
async fn the_environment_forces_a_source() -> Result<(), Failure> {
    let check = |value: &str, source| assert_eq!(value.parse::<Source>().ok(), source, "{value}");
    check("url", Some(Source::Url));
    check("docker", Some(Source::Docker));
    check("binaries", Some(Source::Binaries));
    check("sqlite", None);
    let error = "sqlite".parse::<Source>().expect_err("no such source");
    let expected = "`FERROVIA_POSTGRES` is `sqlite`, which is none of `url`, `docker` and `binaries`";
    assert_eq!(error.to_string(), expected);

    let find = Find::from_env()?;
    let origin = Server::shared().await?.origin();
    println!("the shared server is {origin}");
    match find.only {
        Some(Source::Url) => assert_eq!(origin, &Origin::DatabaseUrl),
        Some(Source::Docker) => assert_eq!(origin, &Origin::Docker { image: find.image }),
        Some(Source::Binaries) => assert!(matches!(origin, Origin::Binaries { .. })),
        None => assert_eq!(origin == &Origin::DatabaseUrl, find.database_url.is_some()),
    }
    Ok(())
}
