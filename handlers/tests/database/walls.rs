//! What only PostgreSQL promises: each wall between tenants alone, limits on waiting, and life after a
//! failure.

use handlers::adapters::outbound::postgres::{Postgres, pool};
use handlers::domain::{Bearer, Outcome, Rating};
use handlers::migrations::MIGRATIONS;
use handlers::ports::{
    HistoryStore as _, Readiness as _, SaveTurnError, StoreFault, TenantDirectory as _, TurnStore as _,
};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnectOptions;

use super::postgres::{
    ACCEPT, ANNOTATE, CONVERSATION, CONVERSATIONS, DIRECTORY, FLAGS, GIVE, HISTORY, MESSAGE, OPEN,
    OnPostgres, READY, REOPEN, RESOLVE, SAID, SAVE, SET_FLAG, USAGE, WITHDRAW, begin, impatient_session_as,
    pool_as, sessions_as,
};
use super::resources::feedback;
use super::world::{World as _, answer};

/// What each role may read: for counting rows without naming a tenant.
const READABLE: [(&str, &[&str]); 18] = [
    (DIRECTORY, &["app.tenants", "app.api_clients"]),
    (
        ACCEPT,
        &[
            "app.tenants",
            "app.customers",
            "app.conversations",
            "app.messages",
            "app.runs",
            "app.idempotency_keys",
            "app.rate_limits",
            "app.usage_daily",
        ],
    ),
    (HISTORY, &["app.messages", "app.flags"]),
    (
        SAVE,
        &["app.conversations", "app.messages", "app.runs", "app.usage_daily"],
    ),
    ("publish_answered", &["app.outbox"]),
    (
        MESSAGE,
        &["app.tenants", "app.conversations", "app.messages", "app.runs"],
    ),
    (SAID, &["app.tenants", "app.conversations", "app.messages"]),
    (CONVERSATION, CONVERSATIONS_OF_CUSTOMERS),
    (CONVERSATIONS, CONVERSATIONS_OF_CUSTOMERS),
    (OPEN, CONVERSATIONS_OF_CUSTOMERS),
    (ANNOTATE, CONVERSATIONS_OF_CUSTOMERS),
    (RESOLVE, CONVERSATIONS_OF_CUSTOMERS),
    (REOPEN, CONVERSATIONS_OF_CUSTOMERS),
    (GIVE, FEEDBACK_ON_MESSAGES),
    (WITHDRAW, FEEDBACK_ON_MESSAGES),
    (USAGE, &["app.tenants", "app.usage_daily"]),
    (FLAGS, &["app.tenants", "app.flags"]),
    (SET_FLAG, &["app.tenants", "app.flags"]),
];

const CONVERSATIONS_OF_CUSTOMERS: &[&str] = &["app.tenants", "app.customers", "app.conversations"];
const FEEDBACK_ON_MESSAGES: &[&str] = &["app.tenants", "app.messages", "app.feedback"];

fn count(table: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("select count(*) from {table}"))
}

#[tokio::test]
async fn every_table_has_row_level_security_that_binds_its_owner_too() {
    let world = OnPostgres::start().await;
    let tables: Vec<(String, bool, bool, i64)> = sqlx::query_as(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                (select count(*) from pg_policy p where p.polrelid = c.oid)
           from pg_class c
          where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
          order by c.relname",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    // A month of the audit log has a wall of its own, too.
    let names: Vec<&str> = tables
        .iter()
        .map(|(name, ..)| name.as_str())
        .filter(|name| !name.starts_with("audit_log_"))
        .collect();
    assert_eq!(
        names,
        [
            "api_clients",
            "audit_log",
            "conversations",
            "customers",
            "erased_customers",
            "feedback",
            "flags",
            "handovers",
            "idempotency_keys",
            "messages",
            "outbox",
            "privacy_export_files",
            "privacy_requests",
            "rate_limits",
            "runs",
            "tenants",
            "usage_daily"
        ]
    );
    for (name, enabled, forced, policies) in &tables {
        assert!(
            *enabled && *forced && *policies > 0,
            "{name}: enabled {enabled}, forced {forced}, {policies} policies"
        );
    }
    // A tenant's row outside the schema would have no wall at all.
    let elsewhere: Vec<String> = sqlx::query_scalar(
        "select table_schema || '.' || table_name from information_schema.columns
          where column_name = 'tenant_id' and table_schema <> 'app'",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    assert_eq!(elsewhere, [] as [String; 0]);
}

#[tokio::test]
async fn the_databases_wall_stands_without_the_queries() {
    let world = OnPostgres::start().await;
    let (a, b) = (world.tenant().await, world.tenant().await);
    for tenant in [a, b] {
        let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
        let answered = world.answer(&message, "hello").await.answer.id;
        world
            .given()
            .give(tenant, answered, &feedback(Rating::Up))
            .await
            .unwrap();
        super::once::claim(&world, tenant).await;
        super::flags::set(&world, tenant, 30).await;
        world.client(tenant).await;
    }
    for (role, tables) in READABLE {
        let sessions = pool_as(&world.database, role);
        for table in tables {
            let nobody: i64 = sqlx::query_scalar(count(table))
                .fetch_one(&sessions)
                .await
                .unwrap();
            let mut as_a = begin(&sessions, a).await;
            let seen: i64 = sqlx::query_scalar(count(table))
                .fetch_one(&mut *as_a)
                .await
                .unwrap();
            as_a.commit().await.unwrap();
            // The setting is '' now, and no longer null, on the connection that carried it.
            let nobody_after: i64 = sqlx::query_scalar(count(table))
                .fetch_one(&sessions)
                .await
                .unwrap();
            let own = match *table {
                "app.messages" => 3,
                "app.conversations" | "app.rate_limits" => 2,
                _ => 1,
            };
            assert_eq!((nobody, seen, nobody_after), (0, own, 0), "{role} on {table}");
        }
    }
    // Nor does a store leave its tenant behind: on the only connection there is, nobody is seen after it.
    let only = sessions_as(&world.database, HISTORY, 1);
    let said = world.say(a, None, "c-1", "hello").await.unwrap();
    let history = Postgres::new(only.clone())
        .recollect(a, said.conversation_id, 2, 20)
        .await;
    assert_eq!(history.unwrap().turns, []);
    let nobody: i64 = sqlx::query_scalar(count("app.messages"))
        .fetch_one(&only)
        .await
        .unwrap();
    assert_eq!(nobody, 0);

    let accept = pool_as(&world.database, ACCEPT);
    let mut as_a = begin(&accept, a).await;
    let foreign =
        sqlx::query("insert into app.customers (tenant_id, id, external_id) values ($1, $1, 'spy')")
            .bind(b.uuid())
            .execute(&mut *as_a)
            .await;
    assert_eq!(sqlstate(foreign), "42501");
}

/// Before a program's tenant is known, the program is seen by itself alone.
#[tokio::test]
async fn a_program_sees_its_own_row_and_no_tenant() {
    let world = OnPostgres::start().await;
    let (a, b) = (world.tenant().await, world.tenant().await);
    let (first, second) = (world.client(a).await, world.client(b).await);
    let only = sessions_as(&world.database, DIRECTORY, 1);
    let seen = async |client: &str| -> Vec<String> {
        let mut transaction = only.begin().await.unwrap();
        sqlx::query("select set_config('app.client_id', $1, true)")
            .bind(client)
            .execute(&mut *transaction)
            .await
            .unwrap();
        let seen = "select client_id from app.api_clients union all select slug from app.tenants";
        let seen = sqlx::query_scalar(seen)
            .fetch_all(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        seen
    };
    let nobody = [] as [String; 0];
    assert_eq!(seen(first.as_str()).await, [first.to_string()]);
    assert_eq!(seen(second.as_str()).await, [second.to_string()]);
    for stranger in ["", "%", "somebody", &format!("{first}' or '1' = '1")] {
        assert_eq!(seen(stranger).await, nobody, "{stranger}");
    }
    // Nor does the store leave a program, or its tenant, behind.
    let found = Postgres::new(only.clone())
        .tenant_of(&Bearer::Program(first))
        .await;
    assert_eq!(found.unwrap().map(|tenant| tenant.id), Some(a));
    for table in ["app.api_clients", "app.tenants"] {
        let left: i64 = sqlx::query_scalar(count(table)).fetch_one(&only).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
    // Were it ever let write: as a tenant its own programs only, as a program nothing.
    sqlx::raw_sql("grant insert, update on app.api_clients to add_tenant")
        .execute(&world.owner)
        .await
        .unwrap();
    let mut as_a = begin(&only, a).await;
    let foreign = sqlx::query("insert into app.api_clients (client_id, tenant_id) values ('spy', $1)")
        .bind(b.uuid())
        .execute(&mut *as_a)
        .await;
    assert_eq!(sqlstate(foreign), "42501");
    as_a.rollback().await.unwrap();
    let mut as_program = only.begin().await.unwrap();
    sqlx::query("select set_config('app.client_id', $1, true)")
        .bind(second.as_str())
        .execute(&mut *as_program)
        .await
        .unwrap();
    let moved = sqlx::query("update app.api_clients set tenant_id = $1")
        .bind(a.uuid())
        .execute(&mut *as_program)
        .await
        .unwrap();
    assert_eq!(moved.rows_affected(), 0);
}

#[tokio::test]
async fn the_queries_wall_stands_without_the_databases() {
    let world = OnPostgres::start().await;
    let off = "do $$ declare name text; begin
                   for name in select relname from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r' loop
                       execute format('alter table app.%I disable row level security', name);
                   end loop;
               end $$";
    sqlx::raw_sql(off).execute(&world.owner).await.unwrap();
    super::contract::tenants_see_only_themselves(&world).await;
    super::contract::a_conversation_belongs_to_one_customer_of_one_tenant(&world).await;
    super::contract::only_questions_are_answered(&world).await;
    super::contract::everybody_belongs_to_their_own_tenant(&world).await;
    super::once::a_key_makes_one_message(&world).await;
    super::once::it_is_told_what_is_left(&world).await;
    super::once::what_answers_took_is_counted_and_limited(&world).await;
    super::contract::strangers_belong_to_no_tenant(&world).await;
    super::contract::nothing_of_another_tenant_is_there(&world).await;
    super::contract::resources_are_for_active_tenants(&world).await;
    super::contract::conversations_are_listed_in_pages(&world).await;
    super::flags::a_tenants_flags_are_its_own(&world).await;
}

#[tokio::test]
async fn a_function_has_no_rights_beyond_its_own() {
    let world = OnPostgres::start().await;
    for (role, statement) in [
        (ACCEPT, "select 1 from app.outbox"),
        (ACCEPT, "update app.messages set content = 'forged'"),
        (ACCEPT, "delete from app.conversations"),
        (ACCEPT, "delete from app.idempotency_keys"),
        (ACCEPT, "update app.usage_daily set cost_micros = 0"),
        (ACCEPT, "update app.tenants set settings = '{}'"),
        (SAVE, "select 1 from app.idempotency_keys"),
        (SAVE, "select 1 from app.rate_limits"),
        (HISTORY, "insert into app.messages select * from app.messages"),
        (HISTORY, "select 1 from app.customers"),
        (DIRECTORY, "update app.api_clients set tenant_id = null"),
        (DIRECTORY, "insert into app.api_clients default values"),
        (DIRECTORY, "select 1 from app.customers"),
        (MESSAGE, "update app.messages set content = 'forged'"),
        (MESSAGE, "select 1 from app.customers"),
        (SAID, "select 1 from app.runs"),
        (CONVERSATION, "select 1 from app.messages"),
        (CONVERSATIONS, "update app.conversations set state = 'resolved'"),
        (OPEN, "update app.conversations set state = 'resolved'"),
        (ANNOTATE, "insert into app.outbox default values"),
        (RESOLVE, "select 1 from app.outbox"),
        (RESOLVE, "select 1 from app.messages"),
        (REOPEN, "delete from app.conversations"),
        (GIVE, "delete from app.feedback"),
        (WITHDRAW, "update app.feedback set rating = 'up'"),
        (WITHDRAW, "delete from app.messages"),
        (USAGE, "update app.usage_daily set cost_micros = 0"),
        (HISTORY, "update app.flags set rollout = null"),
        (FLAGS, "insert into app.flags default values"),
        (SET_FLAG, "delete from app.flags"),
        (SET_FLAG, "select 1 from app.messages"),
        (READY, "update app.tenants set status = 'active'"),
        (SAVE, "select 1 from app.outbox"),
        (SAVE, "update app.runs set model = null"),
        (SAVE, "create table app.mine (id int)"),
    ] {
        let done = sqlx::query(statement)
            .execute(&pool_as(&world.database, role))
            .await;
        assert_eq!(sqlstate(done), "42501", "{role}: {statement}");
    }
}

#[tokio::test]
async fn migrations_can_be_applied_again_and_at_once() {
    let world = OnPostgres::start().await;
    let migrations = super::support::migrations();
    let (mut one, mut other) = (
        world.owner.acquire().await.unwrap(),
        world.owner.acquire().await.unwrap(),
    );
    let (first, second) = tokio::join!(migrations.expand(&mut one), migrations.expand(&mut other));
    assert_eq!(first.unwrap().applied, [] as [i64; 0]);
    assert_eq!(second.unwrap().applied, [] as [i64; 0]);
    let applied: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations order by version")
        .fetch_all(&world.owner)
        .await
        .unwrap();
    assert_eq!(
        applied,
        MIGRATIONS
            .iter()
            .map(|migration| migration.version)
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_lock_is_not_waited_for_longer_than_a_statement_may_take() {
    let world = OnPostgres::start().await;
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let mut blocker = begin(&world.owner, tenant).await;
    sqlx::query("select 1 from app.conversations where tenant_id = $1 for update")
        .bind(tenant.uuid())
        .execute(&mut *blocker)
        .await
        .unwrap();
    let impatient = Postgres::new(impatient_session_as(&world.database, SAVE).await);
    let saved = impatient
        .save(&answer(&message, "hello", Outcome::Answered))
        .await;
    assert_eq!(saved, Err(SaveTurnError::Store(StoreFault::TimedOut)));
    blocker.rollback().await.unwrap();
    assert_eq!(
        world
            .say(tenant, Some(message.conversation_id), "c-1", "again")
            .await
            .unwrap()
            .sequence,
        2
    );
}

#[tokio::test]
async fn a_connection_that_died_is_replaced() {
    let world = OnPostgres::start().await;
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    world.answer(&message, "hello").await;
    let ended: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
          where datname = current_database() and usename = any($1)",
    )
    .bind([ACCEPT, SAVE].as_slice())
    .fetch_one(&world.owner)
    .await
    .unwrap();
    assert!(ended >= 2, "{ended} connections ended");
    let next = world
        .say(tenant, Some(message.conversation_id), "c-1", "still there?")
        .await
        .unwrap();
    assert_eq!(next.sequence, 3);
    assert_eq!(world.answer(&next, "yes").await.answer.sequence, 4);
}

#[tokio::test]
async fn a_connection_that_can_no_longer_write_is_replaced() {
    let world = OnPostgres::start().await;
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    // As after a failover: the connection is there, and its server has become a replica. It is the only one,
    // so whoever succeeds has made another.
    let only = sessions_as(&world.database, SAVE, 1);
    sqlx::query("set default_transaction_read_only = on")
        .execute(&only)
        .await
        .unwrap();
    let saved = Postgres::new(only)
        .save(&answer(&message, "hello", Outcome::Answered))
        .await
        .unwrap();
    assert!(saved.first);
}

#[tokio::test]
async fn a_database_that_is_away_is_told_as_such() {
    let world = OnPostgres::start().await;
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let nowhere = Postgres::new(pool(
        PgConnectOptions::new()
            .host("127.0.0.1")
            .port(port)
            .username("nobody"),
        1,
    ));
    let saved = nowhere.save(&answer(&message, "hello", Outcome::Answered)).await;
    assert_eq!(saved, Err(SaveTurnError::Store(StoreFault::Unavailable)));
    let turns = nowhere.recollect(tenant, message.conversation_id, 1, 1).await;
    assert_eq!(turns, Err(StoreFault::Unavailable.into()));
    let found = nowhere.tenant_of(&Bearer::Member(tenant)).await;
    assert_eq!(found, Err(StoreFault::Unavailable.into()));
    // Whichever clock is first: the pool's, or that of whoever asks.
    let ready = nowhere.ready().await;
    assert!(
        matches!(ready, Err(StoreFault::Unavailable | StoreFault::TimedOut)),
        "{ready:?}"
    );
}

#[tokio::test]
async fn a_database_is_ready_if_it_answers_now() {
    let world = OnPostgres::start().await;
    // Open already: how long a login takes is not what is tried here.
    let session = impatient_session_as(&world.database, READY).await;
    let store = Postgres::new(session);
    while store.ready().await == Err(StoreFault::TimedOut) {}
    assert_eq!(store.ready().await, Ok(()));
    let mut blocker = world.owner.begin().await.unwrap();
    sqlx::query("lock table app.tenants in access exclusive mode")
        .execute(&mut *blocker)
        .await
        .unwrap();
    assert_eq!(store.ready().await, Err(StoreFault::TimedOut));
    blocker.rollback().await.unwrap();
    sqlx::query("alter table app.tenants rename to no_tenants")
        .execute(&world.owner)
        .await
        .unwrap();
    // A database without the platform's tables is no use.
    let unready = async || loop {
        match store.ready().await {
            Err(StoreFault::TimedOut) => {}
            other => return other,
        }
    };
    assert_eq!(unready().await, Err(StoreFault::Defect));
}

fn sqlstate<T>(done: Result<T, sqlx::Error>) -> String {
    match done {
        Ok(_) => "none".to_owned(),
        Err(error) => error
            .as_database_error()
            .and_then(|error| error.code())
            .unwrap_or_default()
            .into_owned(),
    }
}
