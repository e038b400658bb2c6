//! Migrations and rights on a real PostgreSQL, applied by a role like RDS's master user: it may make roles and owns the
//! database, and is no superuser.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use ferrovia::model::App;
use ferrovia::{MigrateError, Migrated, Migrator as _, Phase};
use ferrovia_local::postgres::{Database, Server, Template};
use ferrovia_migrations::{Migrations, PostgresMigrator};
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};
use std::str::FromStr as _;
use std::time::Duration;

/// Roles are the server's, which other tests use too: these are this file's own.
const MASTER: &str = "migrations_master";
const PASSWORD: &str = "test";

/// What stands in for RDS: a master user, and an empty database that it owns.
struct Rds {
    database: Database,
    superuser: PgPool,
}

impl Rds {
    async fn start() -> Self {
        let master = format!(
            "create role {MASTER} login createrole password '{PASSWORD}';
             create role rds_iam nologin;
             grant rds_iam to {MASTER} with admin option"
        );
        let statements = master.split(';').fold(String::new(), |all, statement| {
            all + &format!("do $$ begin {statement}; exception when duplicate_object then null; end $$;")
        });
        let template = Template::new("migrations", statements.clone(), move |pool| {
            let statements = statements.clone();
            async move {
                sqlx::raw_sql(AssertSqlSafe(statements))
                    .execute(&pool)
                    .await
                    .map(drop)
            }
        });
        let database = Server::shared().await.unwrap().database(&template).await.unwrap();
        let superuser = database.pool().await.unwrap();
        let owner = format!("alter database \"{}\" owner to {MASTER}", database.name());
        sqlx::raw_sql(AssertSqlSafe(owner))
            .execute(&superuser)
            .await
            .unwrap();
        Self { database, superuser }
    }

    fn master(&self) -> PgConnectOptions {
        PgConnectOptions::from_str(&self.database.url_as(MASTER, PASSWORD)).unwrap()
    }

    async fn migrate(&self, app: &App, phase: Phase) -> Result<Migrated, MigrateError> {
        let migrations = Migrations::of(app, "desk").unwrap();
        PostgresMigrator::new([migrations], self.master())
            .migrate("desk", phase)
            .await
    }

    async fn expand(&self, app: &App) -> Result<Migrated, MigrateError> {
        self.migrate(app, Phase::Expand).await
    }

    async fn contract(&self, app: &App) -> Result<Migrated, MigrateError> {
        self.migrate(app, Phase::Contract).await
    }

    /// All that can be told of the database from outside: tables, migrations, and who may do what.
    async fn state(&self) -> Vec<String> {
        let state = "
            select 'table ' || c.oid::regclass from pg_class c
             where c.relkind = 'r' and c.relnamespace = to_regnamespace('app')
            union all
            select 'right ' || grantee::regrole || ' ' || privilege_type || ' ' || c.relname
              from pg_class c, aclexplode(c.relacl)
             where c.relnamespace = to_regnamespace('app') and grantee <> c.relowner
            union all
            select 'right ' || grantee::regrole || ' ' || privilege_type || ' schema'
              from pg_namespace n, aclexplode(n.nspacl) where n.nspname = 'app' and grantee <> n.nspowner
            order by 1";
        let mut state: Vec<String> = sqlx::query_scalar(state)
            .fetch_all(&self.superuser)
            .await
            .unwrap();
        let migrated: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
            .fetch_one(&self.superuser)
            .await
            .unwrap();
        if migrated {
            let versions: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations order by 1")
                .fetch_all(&self.superuser)
                .await
                .unwrap();
            state.extend(versions.iter().map(|version| format!("migration {version}")));
        }
        state
    }

    async fn run(&self, sql: impl Into<String>) {
        sqlx::raw_sql(AssertSqlSafe(sql.into()))
            .execute(&self.superuser)
            .await
            .unwrap();
    }
}

const TICKETS: &str = "create schema app;\ncreate table app.tickets (id int primary key, text text);\n\
                       alter table app.tickets enable row level security;\nalter table app.tickets force row level security";

/// A desk with these migrations, and these functions: each with what it is granted, as verb and table.
fn desk(migrations: &[(i64, &str)], functions: &[(&str, &[(&str, &str)])]) -> App {
    let place = json!({ "file": "desk.rs", "line": 1 });
    let payload = json!({ "ty": "unit", "schema": {} });
    let named = |name: &str| json!({ "name": name, "description": "", "source": place });
    let functions: Vec<Value> = functions
        .iter()
        .map(|(name, grants)| {
            let grants: Vec<Value> = grants
                .iter()
                .map(|(verb, table)| json!({ *verb: table }))
                .collect();
            let parameter = json!({ "name": "it", "ty": "It", "source": place, "grants": grants });
            let mut function = named(name);
            function.as_object_mut().unwrap().extend(
                json!({
                    "timeout_seconds": 3, "memory_mb": 128, "input": payload, "output": payload, "errors": [],
                    "parameters": [parameter],
                })
                .as_object()
                .unwrap()
                .clone(),
            );
            function
        })
        .collect();
    let table = |name: &str| {
        let mut table = named(name);
        table["database"] = json!("desk");
        table
    };
    let mut database = named("desk");
    database["schema"] = json!("app");
    database["migrations"] = migrations
        .iter()
        .map(|(version, sql)| json!({ "version": version, "name": format!("step {version}"), "sql": sql }))
        .collect();
    serde_json::from_value(json!({
        "functions": functions, "databases": [database], "tables": [table("tickets"), table("notes")],
    }))
    .unwrap()
}

#[tokio::test]
async fn a_new_database_is_made_and_then_left_alone() {
    let rds = Rds::start().await;
    let app = desk(
        &[(1, TICKETS), (2, "create table app.notes (id int)")],
        &[
            ("mig_reader", &[("read_table", "tickets")]),
            (
                "mig_writer",
                &[("write_table", "tickets"), ("append_table", "notes")],
            ),
        ],
    );
    let users = ["mig_reader", "mig_writer"].map(str::to_owned);
    let done = |applied: &[i64]| Migrated {
        applied: applied.to_vec(),
        users: users.to_vec(),
        expelled: Vec::new(),
    };
    assert_eq!(rds.expand(&app).await, Ok(done(&[1, 2])));
    let state = [
        "right mig_reader SELECT tickets",
        "right mig_reader USAGE schema",
        "right mig_writer INSERT notes",
        "right mig_writer INSERT tickets",
        "right mig_writer SELECT tickets",
        "right mig_writer UPDATE tickets",
        "right mig_writer USAGE schema",
        "table app.notes",
        "table app.tickets",
        "migration 1",
        "migration 2",
    ];
    assert_eq!(rds.state().await, state);
    assert_eq!(rds.expand(&app).await, Ok(done(&[])));
    assert_eq!(rds.contract(&app).await, Ok(done(&[])));
    assert_eq!(rds.state().await, state);
    let users: Vec<(String, bool, bool, bool)> = sqlx::query_as(
        "select rolname::text, rolcanlogin, rolbypassrls or rolsuper, pg_has_role(oid, 'rds_iam', 'member')
           from pg_roles where rolname like 'mig\\_%er' order by 1",
    )
    .fetch_all(&rds.superuser)
    .await
    .unwrap();
    assert_eq!(
        users,
        ["mig_reader", "mig_writer"].map(|user| (user.to_owned(), true, false, true))
    );
}

#[tokio::test]
async fn the_tables_owner_is_behind_the_wall_too() {
    let rds = Rds::start().await;
    rds.expand(&desk(&[(1, TICKETS)], &[])).await.unwrap();
    rds.run("insert into app.tickets values (1, 'of a tenant')").await;
    let mut master = PgConnection::connect_with(&rds.master()).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from app.tickets")
        .fetch_one(&mut master)
        .await
        .unwrap();
    assert_eq!(seen, 0);
}

/// What the code of the last release uses, it keeps until the release that does without is the live one and contracts.
#[tokio::test]
async fn a_right_outlives_the_release_that_named_it() {
    let rds = Rds::start().await;
    let last = desk(
        &[(1, TICKETS)],
        &[
            ("mig_old", &[("read_table", "tickets")]),
            ("mig_kept", &[("write_table", "tickets")]),
        ],
    );
    let next = desk(
        &[(1, TICKETS)],
        &[
            ("mig_kept", &[("read_table", "tickets")]),
            ("mig_new", &[("read_table", "tickets")]),
        ],
    );
    rds.expand(&last).await.unwrap();
    rds.expand(&next).await.unwrap();
    let of_last = [
        "right mig_kept INSERT tickets",
        "right mig_kept SELECT tickets",
        "right mig_kept UPDATE tickets",
        "right mig_kept USAGE schema",
        "right mig_old SELECT tickets",
        "right mig_old USAGE schema",
    ];
    let state = rds.state().await;
    assert!(
        of_last.iter().all(|right| state.iter().any(|held| held == right)),
        "{state:?}"
    );

    // What was given by hand goes as well, from users and from others.
    rds.run("create role mig_guest; grant usage on schema app to mig_guest; grant truncate on app.tickets to mig_kept; \
             grant select (id) on app.tickets to mig_guest")
        .await;
    let contracted = rds.contract(&next).await.unwrap();
    assert_eq!(contracted.expelled, ["mig_guest", "mig_old"]);
    assert_eq!(
        rds.state().await,
        [
            "right mig_kept SELECT tickets",
            "right mig_kept USAGE schema",
            "right mig_new SELECT tickets",
            "right mig_new USAGE schema",
            "table app.tickets",
            "migration 1",
        ]
    );
    rds.run("drop role mig_guest").await;

    // The release that was left is live again: it contracts to what it names.
    rds.expand(&last).await.unwrap();
    let contracted = rds.contract(&last).await.unwrap();
    assert_eq!(contracted.expelled, ["mig_new"]);
    assert_eq!(
        rds.state().await,
        [&of_last[..], &["table app.tickets", "migration 1"]].concat()
    );
}

/// While rights are taken and given back, no session finds one missing.
#[tokio::test]
async fn no_session_meets_a_gap() {
    let rds = Rds::start().await;
    let app = desk(&[(1, TICKETS)], &[("mig_steady", &[("read_table", "tickets")])]);
    rds.expand(&app).await.unwrap();
    let mut session = PgConnection::connect_with(&rds.superuser.connect_options())
        .await
        .unwrap();
    sqlx::raw_sql("set role mig_steady")
        .execute(&mut session)
        .await
        .unwrap();
    let reading = async {
        for _ in 0..200 {
            sqlx::raw_sql("select count(*) from app.tickets")
                .execute(&mut session)
                .await
                .unwrap();
        }
    };
    let contracting = async {
        for _ in 0..20 {
            rds.contract(&app).await.unwrap();
        }
    };
    tokio::join!(reading, contracting);
}

#[tokio::test]
async fn two_at_once_wait_for_each_other() {
    let rds = Rds::start().await;
    let app = desk(
        &[
            (1, TICKETS),
            (2, "select pg_sleep(0.3); create table app.notes (id int)"),
        ],
        &[("mig_racer", &[("read_table", "tickets")])],
    );
    let (one, other, third) = tokio::join!(rds.expand(&app), rds.expand(&app), rds.expand(&app));
    let mut applied = [one, other, third].map(|done| done.unwrap().applied);
    applied.sort();
    assert_eq!(applied, [vec![], vec![], vec![1, 2]]);
}

/// Each is refused with these words, and leaves the database as it was.
#[tokio::test]
async fn what_fails_changes_nothing() {
    let rds = Rds::start().await;
    let good = desk(&[(1, TICKETS)], &[("mig_reader", &[("read_table", "tickets")])]);
    rds.expand(&good).await.unwrap();
    rds.run("insert into app.tickets values (1, 'secret words'), (2, 'secret words')")
        .await;
    let before = rds.state().await;
    let more: &[(&str, &[(&str, &str)])] = &[
        (
            "mig_reader",
            &[("read_table", "tickets"), ("append_table", "tickets")],
        ),
        ("mig_late", &[("read_table", "tickets")]),
    ];
    let cases: [(&[(i64, &str)], &str); 6] = [
        (
            &[
                (1, TICKETS),
                (2, "create table app.notes (id int)"),
                (3, "create table app.more (id int);\ncreate tabel"),
            ],
            "migration 3 failed, nothing is changed: SQLSTATE 42601, line 2, syntax error at or near \"tabel\"",
        ),
        (
            &[
                (1, TICKETS),
                (
                    2,
                    "alter table app.tickets no force row level security;\nupdate app.tickets set id = text::int",
                ),
            ],
            "migration 2 failed, nothing is changed: SQLSTATE 22P02",
        ),
        (
            &[
                (1, TICKETS),
                (2, "create unique index one_text on app.tickets (text)"),
            ],
            "migration 2 failed, nothing is changed: SQLSTATE 23505, table tickets, constraint one_text",
        ),
        (
            &[
                (1, TICKETS),
                (2, "create index concurrently slow on app.tickets (text)"),
            ],
            "migration 2 failed, nothing is changed: SQLSTATE 25001",
        ),
        (
            &[
                (1, "create schema app; create table app.tickets (id int)"),
                (2, "create table app.notes (id int)"),
            ],
            "migration 1 was changed after it was applied: restore it, and write what is new into another",
        ),
        (
            &[(1, TICKETS), (2, "drop table app.tickets")],
            "the rights of `mig_late` cannot be set, nothing is changed: SQLSTATE 42P01, relation \"app.tickets\" does not exist",
        ),
    ];
    for (migrations, words) in cases {
        let failure = rds.expand(&desk(migrations, more)).await.unwrap_err();
        assert_eq!(failure.to_string(), words);
        assert_eq!(rds.state().await, before, "{words}");
        let late: bool =
            sqlx::query_scalar("select exists (select from pg_roles where rolname = 'mig_late')")
                .fetch_one(&rds.superuser)
                .await
                .unwrap();
        assert!(!late, "{words}");
    }
}

/// A deploy of an older release finds migrations that it does not know: its code runs on what is there.
#[tokio::test]
async fn a_database_that_is_ahead_is_left_so() {
    let rds = Rds::start().await;
    let older: &[(i64, &str)] = &[(1, TICKETS)];
    let newer = [older, &[(2, "create table app.notes (id int)")]].concat();
    rds.expand(&desk(&newer, &[])).await.unwrap();
    let done = rds
        .expand(&desk(older, &[("mig_reader", &[("read_table", "tickets")])]))
        .await;
    assert_eq!(done.unwrap().applied, [] as [i64; 0]);
    assert!(rds.state().await.contains(&"table app.notes".to_owned()));
}

/// A table that somebody uses is not waited for without end: behind a waiting migration everybody else waits.
#[tokio::test]
async fn a_table_in_use_is_not_waited_for_for_long() {
    let rds = Rds::start().await;
    rds.expand(&desk(&[(1, TICKETS)], &[])).await.unwrap();
    let mut busy = rds.superuser.begin().await.unwrap();
    sqlx::raw_sql("select * from app.tickets")
        .execute(&mut *busy)
        .await
        .unwrap();
    let blocked = desk(
        &[(1, TICKETS), (2, "alter table app.tickets add column more int")],
        &[],
    );
    let failure = tokio::time::timeout(Duration::from_secs(300), rds.expand(&blocked))
        .await
        .unwrap();
    assert_eq!(
        failure.unwrap_err().to_string(),
        "migration 2 failed, nothing is changed: SQLSTATE 55P03"
    );
    busy.rollback().await.unwrap();
    assert_eq!(rds.expand(&blocked).await.unwrap().applied, [2]);
}

#[tokio::test]
async fn what_cannot_be_reached_is_told_as_such() {
    let app = desk(&[(1, TICKETS)], &[]);
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let options = PgConnectOptions::new()
        .host("127.0.0.1")
        .port(nowhere)
        .username("nobody")
        .password("hush");
    let migrator = PostgresMigrator::new(Migrations::of(&app, "desk"), options);
    let failure = migrator.migrate("desk", Phase::Expand).await.unwrap_err();
    let MigrateError::Unavailable { reason } = &failure else {
        unreachable!("{failure}")
    };
    assert!(!reason.contains("hush"), "{reason}");
    let failure = migrator.migrate("other", Phase::Expand).await.unwrap_err();
    assert_eq!(
        failure.to_string(),
        "the database is unavailable: the app lists no database `other`"
    );
}
