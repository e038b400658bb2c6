//! The proof for database users: each can do what its function's signature declares, needs all of it, and can do
//! nothing else; and no tenant sees another.

use crate::platform::Platform;
use crate::runs;
use ferrovia::model::Grant;
use handlers::domain::TenantId;
use sqlx::{AssertSqlSafe, PgPool, Row as _};
use std::collections::{BTreeMap, BTreeSet};

/// What PostgreSQL can grant on a table, in every version that the platform runs on.
const PRIVILEGES: [&str; 7] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
];

/// The schema of the application's tables.
const SCHEMA: &str = "app";

/// The users that work for all tenants, and the tables in which they see them all: what no tenant waits for, a schedule
/// starts, and no schedule knows a tenant.
const FOR_ALL_TENANTS: [(&str, &str, &[&str]); 9] = [
    ("relay_outbox", "app.outbox", &["SELECT", "UPDATE"]),
    ("sweep_messages", "app.messages", &["SELECT", "UPDATE"]),
    ("sweep_messages", "app.conversations", &["SELECT"]),
    ("resolve_idle", "app.conversations", &["SELECT"]),
    ("delete_expired", "app.tenants", &["SELECT"]),
    ("delete_expired", "app.conversations", &["SELECT", "DELETE"]),
    ("delete_expired", "app.outbox", &["SELECT", "DELETE"]),
    ("delete_expired", "app.idempotency_keys", &["SELECT", "DELETE"]),
    ("delete_expired", "app.rate_limits", &["SELECT", "DELETE"]),
];

/// The functions that run with their owner's rights, whoever calls them. It takes no argument, and nobody is let into what it
/// makes.
const WITH_OWNERS_RIGHTS: [&str; 1] = ["app.add_audit_months()"];

fn works_for_all_tenants(user: &str, privilege: &str, table: &str) -> bool {
    FOR_ALL_TENANTS
        .iter()
        .any(|(who, what, rights)| (*who, *what) == (user, table) && rights.contains(&privilege))
}

/// A privilege on a table with its schema, `SELECT` and `app.messages`.
type Right = (String, String);

/// What a signature declares, from the grants in the model: not from the SQL that codegen made of them.
fn declared() -> BTreeMap<String, BTreeSet<Right>> {
    let app = handlers::app();
    let rights = |grant: &Grant| -> Vec<Right> {
        let (table, privileges): (_, &[&str]) = match grant {
            Grant::ReadTable(table) => (table, &["SELECT"]),
            Grant::AppendTable(table) => (table, &["INSERT"]),
            Grant::UpdateTable(table) => (table, &["SELECT", "UPDATE"]),
            Grant::WriteTable(table) => (table, &["SELECT", "INSERT", "UPDATE"]),
            Grant::EraseTable(table) => (table, &["DELETE"]),
            Grant::InvokeModel(_)
            | Grant::ReadSecret(_)
            | Grant::PublishEvent(_)
            | Grant::StartWorkflow(_)
            | Grant::LaunchWorkflow(_)
            | Grant::SendQueue(_)
            | Grant::ReadBucket(_)
            | Grant::WriteBucket(_)
            | Grant::EraseBucket(_)
            | Grant::VerifyTokens(_)
            | Grant::RefreshTokenKeys(_)
            | Grant::ReadConfiguration(_)
            | Grant::ReportGauge(_)
            | Grant::CompleteStep(_)
            | Grant::MigrateDatabase(_) => return Vec::new(),
        };
        let right = |privilege: &&str| ((*privilege).to_owned(), format!("{SCHEMA}.{table}"));
        privileges.iter().map(right).collect()
    };
    let functions = app.as_model().functions.iter();
    functions
        .map(|function| {
            (
                function.name.clone(),
                function.grants().flat_map(rights).collect::<BTreeSet<_>>(),
            )
        })
        .filter(|(_, rights)| !rights.is_empty())
        .collect()
}

/// A database, as its owner sees it, and what every user may do in it.
struct Catalogue<'a> {
    platform: &'a Platform,
    /// Each table with its schema, and its column of tenants.
    tables: BTreeMap<String, Option<String>>,
    declared: BTreeMap<String, BTreeSet<Right>>,
    /// One session for each user, which logged in as its function does.
    sessions: BTreeMap<String, PgPool>,
    /// Two tenants with rows in every table of the application.
    tenants: [TenantId; 2],
}

impl<'a> Catalogue<'a> {
    async fn read(platform: &'a Platform) -> Self {
        let declared = declared();
        let mut sessions = BTreeMap::new();
        for user in declared.keys() {
            sessions.insert(user.clone(), platform.session(user).await);
        }
        let tenants = [platform.tenant().await, platform.tenant().await];
        for tenant in tenants {
            runs::erased(platform, tenant).await;
            runs::turn(platform, tenant).await;
            platform.client(tenant).await;
            let lasting = "update app.rate_limits set arrival = now() + interval '1 day' where tenant_id = app.tenant()";
            platform.leave(tenant, lasting).await;
        }
        let tables = "select c.oid::regclass::text as name, a.attname::text as tenant
                        from pg_class c
                        left join pg_attribute a on a.attrelid = c.oid
                             and a.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end
                       where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
                         and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                         and c.relnamespace::regnamespace::text !~ '^pg_toast'";
        let rows = sqlx::query(tables).fetch_all(&platform.owner).await.unwrap();
        let tables = rows
            .iter()
            .map(|row| (row.get("name"), row.get("tenant")))
            .collect();
        Self {
            platform,
            tables,
            declared,
            sessions,
            tenants,
        }
    }

    async fn owner(&self, statement: String) {
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&self.platform.owner)
            .await
            .unwrap();
    }

    /// Whether the user may do so: tried, and looked up where there is no harmless way to try.
    async fn may(&self, user: &str, privilege: &str, table: &str) -> bool {
        let attempt = match privilege {
            "SELECT" => format!("select 1 from {table} where false"),
            "INSERT" => format!("insert into {table} default values"),
            "UPDATE" => {
                let column: String = sqlx::query_scalar(
                    "select quote_ident(attname) from pg_attribute
                      where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum limit 1",
                )
                .bind(table)
                .fetch_one(&self.platform.owner)
                .await
                .unwrap();
                format!("update {table} set {column} = null where false")
            }
            "DELETE" => format!("delete from {table} where false"),
            "TRUNCATE" => format!("truncate {table}"),
            _ => {
                return sqlx::query_scalar("select has_table_privilege($1, $2, $3)")
                    .bind(user)
                    .bind(table)
                    .bind(privilege)
                    .fetch_one(&self.platform.owner)
                    .await
                    .unwrap();
            }
        };
        let mut transaction = self.sessions[user].begin().await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(attempt))
            .execute(&mut *transaction)
            .await;
        transaction.rollback().await.unwrap();
        // A row that breaks a rule of the table's was let as far as that rule.
        !matches!(done, Err(error) if is_permission_denied(&error))
    }

    /// Where what users may do is not what their signatures declare, among these tables.
    async fn misfits(&self, users: &[&String], tables: &[&String]) -> Vec<String> {
        let mut misfits = Vec::new();
        for user in users {
            for table in tables {
                for privilege in PRIVILEGES {
                    let right = (privilege.to_owned(), (*table).clone());
                    let may = self.may(user, privilege, table).await;
                    if may != self.declared[*user].contains(&right) {
                        misfits.push(format!("{user}: {privilege} on {table}: {may}"));
                    }
                }
            }
        }
        misfits
    }

    /// What a user holds beside privileges on tables: it must be the schema's use and nothing else.
    async fn holdings(&self) -> Vec<String> {
        let holdings = "
            select r.rolname || ' has attributes' as holding from pg_roles r
             where r.rolname = any($1) and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
            union all
            select m.member::regrole || ' is a member of ' || m.roleid::regrole from pg_auth_members m
             where m.member::regrole::text = any($1) and m.roleid::regrole::text <> 'rds_iam'
            union all
            select d.refobjid::regrole || ' owns something' from pg_shdepend d
             where d.refclassid = 'pg_authid'::regclass and d.refobjid::regrole::text = any($1) and d.deptype = 'o'
            union all
            select u || ' may create in ' || n.nspname from unnest($1) u, pg_namespace n
             where n.nspname !~ '^pg_' and has_schema_privilege(u, n.oid, 'CREATE')
            union all
            select u || ' may use ' || n.nspname from unnest($1) u, pg_namespace n
             where n.nspname not in ('app', 'public', 'information_schema') and n.nspname !~ '^pg_'
               and has_schema_privilege(u, n.oid, 'USAGE')
            union all
            select u || ' may create in the database' from unnest($1) u
             where has_database_privilege(u, current_database(), 'CREATE')
            union all
            select a.attrelid::regclass || '.' || a.attname || ' is granted by itself' from pg_attribute a
             where a.attacl is not null and a.attrelid >= 16384
            union all
            select u || ' may use ' || s.oid::regclass from unnest($1) u, pg_class s
             where s.relkind = 'S' and has_sequence_privilege(u, s.oid, 'USAGE, SELECT, UPDATE')
            union all
            select p.oid::regprocedure || ' runs with its owner''s rights' from pg_proc p
             where p.prosecdef and p.oid >= 16384 and p.oid::regprocedure::text <> all($2)";
        let users: Vec<&String> = self.declared.keys().collect();
        sqlx::query_scalar(holdings)
            .bind(&users)
            .bind(WITH_OWNERS_RIGHTS)
            .fetch_all(&self.platform.owner)
            .await
            .unwrap()
    }

    /// Where a tenant is seen or touched by another, or by nobody in particular, or where who is to see all does not.
    async fn breaches(&self, tables: &[&String]) -> Vec<String> {
        let mut breaches = Vec::new();
        for (user, rights) in &self.declared {
            for (privilege, table) in rights.iter().filter(|(_, table)| tables.contains(&table)) {
                let Some(column) = &self.tables[table] else {
                    breaches.push(format!("{table} has no tenant"));
                    continue;
                };
                let breach = self.breach(user, privilege, table, column).await;
                match (breach, works_for_all_tenants(user, privilege, table)) {
                    (Some(breach), false) => {
                        breaches.push(format!("{user}: {privilege} on {table}: {breach}"));
                    }
                    (None, true) => {
                        breaches.push(format!("{user}: {privilege} on {table}: one tenant alone"))
                    }
                    (None, false) | (Some(_), true) => {}
                }
            }
        }
        breaches
    }

    async fn breach(&self, user: &str, privilege: &str, table: &str, column: &str) -> Option<String> {
        let [own, foreign] = self.tenants.map(|tenant| tenant.uuid());
        let mut transaction = self.sessions[user].begin().await.unwrap();
        let breach = match privilege {
            "SELECT" => {
                let count = || {
                    AssertSqlSafe(format!(
                        "select count(*), count(*) filter (where {column} <> '{own}') from {table}"
                    ))
                };
                let nobody: (i64, i64) = sqlx::query_as(count())
                    .fetch_one(&mut *transaction)
                    .await
                    .unwrap();
                enter(&mut transaction, own).await;
                let (seen, others): (i64, i64) = sqlx::query_as(count())
                    .fetch_one(&mut *transaction)
                    .await
                    .unwrap();
                (nobody.0 > 0 || others > 0 || seen == 0).then(|| {
                    format!(
                        "nobody sees {}, a tenant {others} of others and {seen} in all",
                        nobody.0
                    )
                })
            }
            "UPDATE" | "DELETE" => {
                enter(&mut transaction, own).await;
                let statement = match privilege {
                    "UPDATE" => {
                        format!("update {table} set {column} = {column} where {column} = '{foreign}'")
                    }
                    _ => format!("delete from {table} where {column} = '{foreign}'"),
                };
                let done = sqlx::raw_sql(AssertSqlSafe(statement))
                    .execute(&mut *transaction)
                    .await
                    .unwrap();
                (done.rows_affected() > 0).then(|| format!("{} rows of another tenant", done.rows_affected()))
            }
            _ => {
                // A row that is there already, so that nothing but the wall speaks against it before the key does.
                let row: serde_json::Value = {
                    let statement =
                        format!("select to_jsonb(t) from {table} t where {column} = '{foreign}' limit 1");
                    sqlx::query_scalar(AssertSqlSafe(statement))
                        .fetch_one(&self.platform.owner)
                        .await
                        .unwrap()
                };
                enter(&mut transaction, own).await;
                let statement =
                    format!("insert into {table} select (jsonb_populate_record(null::{table}, $1)).*");
                let done = sqlx::query(AssertSqlSafe(statement))
                    .bind(row)
                    .execute(&mut *transaction)
                    .await;
                (!matches!(&done, Err(error) if is_stopped_by_the_wall(error))).then(|| format!("{done:?}"))
            }
        };
        transaction.rollback().await.unwrap();
        breach
    }
}

async fn enter(transaction: &mut sqlx::PgTransaction<'_>, tenant: uuid::Uuid) {
    sqlx::query("select set_config('app.tenant_id', $1, true)")
        .bind(tenant.to_string())
        .execute(&mut **transaction)
        .await
        .unwrap();
}

/// PostgreSQL has one code for both.
fn says(error: &sqlx::Error, words: &str) -> bool {
    let error = error.as_database_error();
    error.is_some_and(|error| error.code().as_deref() == Some("42501") && error.message().contains(words))
}

fn is_permission_denied(error: &sqlx::Error) -> bool {
    says(error, "permission denied") || says(error, "must be owner")
}

fn is_stopped_by_the_wall(error: &sqlx::Error) -> bool {
    says(error, "row-level security policy")
}

#[tokio::test]
async fn no_database_user_can_do_more_or_less_than_it_does() {
    let platform = Platform::start().await;
    let catalogue = Catalogue::read(&platform).await;
    let users: Vec<&String> = catalogue.declared.keys().collect();
    let tables: Vec<&String> = catalogue.tables.keys().collect();
    assert_eq!(catalogue.misfits(&users, &tables).await, [] as [String; 0]);
    assert_eq!(catalogue.holdings().await, [] as [String; 0]);
    assert_eq!(catalogue.breaches(&tables).await, [] as [String; 0]);

    let (mut total, mut surplus, mut survivors) = (0, 0, Vec::new());
    for (user, rights) in &catalogue.declared {
        assert_eq!(runs::run(&platform, user).await, Ok(()), "{user}");
        let schema = ("USAGE".to_owned(), format!("schema {SCHEMA}"));
        for (privilege, table) in rights.iter().chain([&schema]) {
            total += 1;
            catalogue
                .owner(format!("revoke {privilege} on {table} from {user}"))
                .await;
            if runs::run(&platform, user).await.is_ok() {
                surplus += 1;
                survivors.push(format!("Removed {user}: {privilege} on {table}"));
            }
            catalogue
                .owner(format!("grant {privilege} on {table} to {user}"))
                .await;
        }
        for table in &tables {
            for privilege in PRIVILEGES {
                if rights.contains(&(privilege.to_owned(), (*table).clone())) {
                    continue;
                }
                total += 1;
                catalogue
                    .owner(format!("grant {privilege} on {table} to {user}"))
                    .await;
                // Of a table in a schema that the user may not even enter, a privilege is worth nothing.
                if catalogue.misfits(&[user], &[*table]).await.is_empty() {
                    survivors.push(format!("Widened {user}: {privilege} on {table}"));
                }
                catalogue
                    .owner(format!("revoke {privilege} on {table} from {user}"))
                    .await;
            }
        }
    }
    for table in tables.iter().filter(|table| table.starts_with(SCHEMA)) {
        let walls = [
            (
                "disable row level security",
                format!("alter table {table} disable row level security"),
                format!("alter table {table} enable row level security"),
            ),
            (
                "a second policy",
                format!("create policy everyone on {table} using (true)"),
                format!("drop policy everyone on {table}"),
            ),
        ];
        for (what, change, back) in walls {
            total += 1;
            catalogue.owner(change).await;
            if catalogue.breaches(&[*table]).await.is_empty() {
                survivors.push(format!("Widened {table}: {what}"));
            }
            catalogue.owner(back).await;
        }
    }
    println!(
        "mutation score of database users: {}/{total}; surplus: {surplus}",
        total - survivors.len()
    );
    assert_eq!(survivors, [] as [String; 0]);
}
