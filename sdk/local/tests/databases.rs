//! What a test gets from a server: a database of its own, from a template that was migrated once.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ferrovia_local::postgres::{Database, DatabaseError, Server, Template};
use sqlx::PgPool;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error>;

/// A tenant's rows, and a role that sees one tenant's. Roles outlive databases, so it may be there.
const SCHEMA: &str = "
    do $$ begin
        if not exists (select from pg_roles where rolname = 'ferrovia_local_reader') then
            create role ferrovia_local_reader login password 'readers only';
        end if;
    end $$;
    create table notes (tenant text not null, text text not null);
    alter table notes enable row level security;
    alter table notes force row level security;
    create policy one_tenant on notes using (tenant = current_setting('app.tenant', true));
    grant select on notes to ferrovia_local_reader;
    insert into notes values ('a', 'from the template');
";

/// A template that counts how often it is migrated.
fn counted(migrations: &str) -> (Template, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let template = Template::new("notes", migrations, move |pool: PgPool| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move { sqlx::raw_sql(SCHEMA).execute(&pool).await.map(drop) }
    });
    (template, count)
}

/// Migrations that no earlier run has seen, on a server that may be a lasting one.
fn never_seen() -> String {
    Uuid::new_v4().to_string()
}

async fn notes(pool: &PgPool) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select text from notes order by text")
        .fetch_all(pool)
        .await
}

async fn exists(server: &Server, database: &str) -> Result<bool, sqlx::Error> {
    let pool = PgPool::connect(server.url()).await?;
    let exists = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(database)
        .fetch_one(&pool)
        .await;
    pool.close().await;
    exists
}

#[tokio::test]
async fn databases_do_not_see_each_other() -> Result<(), Failure> {
    let (template, count) = counted(&never_seen());
    let server = Server::shared().await?;
    let (one, other) = (
        server.database(&template).await?,
        server.database(&template).await?,
    );
    let (one, other) = (one.pool().await?, other.pool().await?);
    sqlx::query("insert into notes values ('a', 'mine')")
        .execute(&one)
        .await?;
    assert_eq!(notes(&one).await?, ["from the template", "mine"]);
    assert_eq!(notes(&other).await?, ["from the template"]);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    Ok(())
}

#[tokio::test]
async fn racing_tests_migrate_once() -> Result<(), Failure> {
    let (template, count) = counted(&never_seen());
    let tests: Vec<_> = (0..12)
        .map(|_| {
            let template = template.clone();
            // Each in a thread and runtime of its own, as `#[tokio::test]` has it.
            std::thread::spawn(move || -> Result<usize, String> {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.map_err(|error| error.to_string())?.block_on(async {
                    let server = Server::shared().await.map_err(|error| error.to_string())?;
                    let database = server
                        .database(&template)
                        .await
                        .map_err(|error| error.to_string())?;
                    let pool = database.pool().await.map_err(|error| error.to_string())?;
                    notes(&pool)
                        .await
                        .map(|notes| notes.len())
                        .map_err(|error| error.to_string())
                })
            })
        })
        .collect();
    for test in tests {
        assert_eq!(test.join().expect("no panic")?, 1);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
    Ok(())
}

#[tokio::test]
async fn changed_migrations_are_another_template() -> Result<(), Failure> {
    let server = Server::shared().await?;
    let first = never_seen();
    let (template, count) = counted(&first);
    server.database(&template).await?;
    server.database(&template).await?;
    let (same, not_again) = counted(&first);
    server.database(&same).await?;
    let (changed, again) = counted(&never_seen());
    server.database(&changed).await?;
    let counts = [count, not_again, again].map(|count| count.load(Ordering::SeqCst));
    assert_eq!(counts, [1, 0, 1]);
    Ok(())
}

#[tokio::test]
async fn a_template_that_is_gone_is_made_again() -> Result<(), Failure> {
    let migrated = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&migrated);
    // The name begins the database's name.
    let unique = never_seen()[..8].to_owned();
    let template = Template::new(&unique, "", move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, sqlx::Error>(()) }
    });
    let server = Server::shared().await?;
    server.database(&template).await?;
    let pool = PgPool::connect(server.url()).await?;
    let name: String =
        sqlx::query_scalar("select datname::text from pg_database where starts_with(datname, $1)")
            .bind(format!("ferrovia_template_{unique}"))
            .fetch_one(&pool)
            .await?;
    for statement in [
        format!("alter database {name} is_template false"),
        format!("drop database {name}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&pool)
            .await?;
    }
    server.database(&template).await?;
    assert_eq!(migrated.load(Ordering::SeqCst), 2);
    Ok(())
}

#[tokio::test]
async fn another_role_enters_under_row_level_security() -> Result<(), Failure> {
    let (template, _) = counted(&never_seen());
    let database = Server::shared().await?.database(&template).await?;
    let reader = database.pool_as("ferrovia_local_reader", "readers only").await?;
    assert_eq!(
        PgPool::connect(&database.url_as("ferrovia_local_reader", "readers only"))
            .await?
            .size(),
        1
    );
    assert_eq!(notes(&reader).await?, Vec::<String>::new());

    let mut transaction = reader.begin().await?;
    sqlx::query("select set_config('app.tenant', 'a', true)")
        .execute(&mut *transaction)
        .await?;
    let seen: Vec<String> = sqlx::query_scalar("select text from notes")
        .fetch_all(&mut *transaction)
        .await?;
    assert_eq!(seen, ["from the template"]);

    let refused = sqlx::query("insert into notes values ('a', 'x')")
        .execute(&mut *transaction)
        .await;
    let code = refused
        .expect_err("no grant")
        .as_database_error()
        .and_then(|error| error.code())
        .map(String::from);
    assert_eq!(code.as_deref(), Some("42501"));

    let refused = database
        .pool_as("ferrovia_local_reader", "guessed")
        .await
        .expect_err("a wrong password");
    assert!(matches!(refused, DatabaseError::Connect { .. }));
    assert!(!refused.to_string().contains("guessed"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_failed_migration_says_so_and_leaves_nothing() -> Result<(), Failure> {
    let server = Server::shared().await?;
    let migrations = never_seen();
    let broken = Template::new("broken", &migrations, |pool: PgPool| async move {
        sqlx::raw_sql("create table half (); select no_such_function()")
            .execute(&pool)
            .await
            .map(drop)
    });
    let error = server.database(&broken).await.expect_err("a broken migration");
    assert_eq!(error.to_string(), "template `broken` could not be migrated");
    let source = std::error::Error::source(&error).expect("a source").to_string();
    assert!(source.contains("no_such_function"), "{source}");

    // The same name and migrations, mended outside: it is tried again, in an empty database.
    let mended = Template::new("broken", &migrations, |pool: PgPool| async move {
        sqlx::raw_sql("create table half ()")
            .execute(&pool)
            .await
            .map(drop)
    });
    server.database(&mended).await?.pool().await?;
    Ok(())
}

#[tokio::test]
async fn a_database_is_dropped_though_someone_is_connected() -> Result<(), Failure> {
    let (template, _) = counted(&never_seen());
    let server = Server::shared().await?;
    let database: Database = server.database(&template).await?;
    let (name, pool) = (database.name().to_owned(), database.pool().await?);
    assert!(exists(server, &name).await?);
    drop(database);
    // Another thread does it, in its own time; then this session is closed.
    while notes(&pool).await.is_ok() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    while exists(server, &name).await? {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Ok(())
}

#[tokio::test]
async fn sqlx_migrations_make_a_template() -> Result<(), Failure> {
    use sqlx::{
        SqlSafeStr,
        migrate::{Migration, MigrationType, Migrator},
    };
    let sql = "create table notes (tenant text, text text)".into_sql_str();
    let migrator = Migrator::with_migrations(vec![Migration::new(
        1,
        "notes".into(),
        MigrationType::Simple,
        sql,
        false,
    )]);
    let template = Template::of_migrations("sqlx", migrator);
    let database = Server::shared().await?.database(&template).await?;
    assert_eq!(notes(&database.pool().await?).await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn text_is_unicode_on_every_server() -> Result<(), Failure> {
    let (template, _) = counted(&never_seen());
    let database = Server::shared().await?.database(&template).await?;
    let lower: String = sqlx::query_scalar("select lower('SÃO JOÃO')")
        .fetch_one(&database.pool().await?)
        .await?;
    assert_eq!(lower, "são joão");
    Ok(())
}
