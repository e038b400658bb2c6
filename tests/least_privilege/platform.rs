//! The reference application in an account that judges, with a real PostgreSQL.

use crate::account::{Account, MASTER, MASTER_PASSWORD};
use crate::database::FrontDoor;
use crate::functions::Functions;
use crate::stack::{Choices, Stack};
use crate::support;
use ferrovia::model::environment;
use ferrovia_local::postgres::{Database, Server, Template};
use handlers::adapters::outbound::postgres::Postgres;
use handlers::domain::{
    AgentReplied, ConversationId, ConversationStateChanged, CustomerErased, CustomerId, EventId,
    HandoverExpired, HandoverId, MessageFailed, MessageId, PrivacyRequestId, TenantId,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use std::sync::Arc;
use tempfile::NamedTempFile;
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

/// Roles belong to the whole server, and a login changes the role's password: one platform at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Everything that the functions find.
pub(crate) struct Platform {
    pub(crate) functions: Functions,
    /// Dropped with the value.
    database: Database,
    server: Server,
    /// Sessions of the tables' owner.
    pub(crate) owner: PgPool,
    _certificates: NamedTempFile,
    _alone: MutexGuard<'static, ()>,
}

impl Platform {
    /// Starts it; every role has the policy that codegen wrote.
    pub(crate) async fn start() -> Self {
        let alone = ALONE.lock().await;
        ferrovia_aws::config::install_tls_provider();
        let server = Server::shared().await.unwrap();
        let database = server.database(&support::template()).await.unwrap();
        let owner = database.pool().await.unwrap();
        let account = Account::new(crate::runs::execution);
        let door = FrontDoor::open(Arc::clone(&account), owner.clone()).await;
        let certificates = NamedTempFile::new().unwrap();
        std::fs::write(certificates.path(), &door.certificate).unwrap();
        let stack = Stack::read(&Choices {
            database_port: door.port,
            database_name: database.name().to_owned(),
            ..Choices::default()
        });
        let functions = Functions::deploy(handlers::app(), account, stack).await;
        Self {
            functions: functions.with("DATABASE_CA", &certificates.path().to_string_lossy()),
            database,
            server: server.clone(),
            owner,
            _certificates: certificates,
            _alone: alone,
        }
    }

    /// An empty database as RDS makes one, with the master user that its secret names: that owns it, may make roles, and
    /// is no superuser.
    pub(crate) async fn new_database(&self) -> Database {
        let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
        let database = self.server.database(&nothing).await.unwrap();
        let password = MASTER_PASSWORD.replace('\'', "''");
        let statements = format!(
            "do $$ begin create role {MASTER} login createrole; exception when duplicate_object then null; end $$;
             alter role {MASTER} password '{password}'; alter database \"{}\" owner to {MASTER}",
            database.name(),
        );
        sqlx::raw_sql(AssertSqlSafe(statements))
            .execute(&self.owner)
            .await
            .unwrap();
        database
    }

    /// A function's `DATABASE_URL`, of another database.
    pub(crate) fn url_of(&self, database: &Database) -> String {
        let given = &self.functions.stack.functions["migrate_platform"].variables[environment::DATABASE_URL];
        given.replace(self.database.name(), database.name())
    }

    /// A new tenant.
    pub(crate) async fn tenant(&self) -> TenantId {
        let id = Uuid::now_v7();
        let mut transaction = self.owner.begin().await.unwrap();
        sqlx::query("select set_config('app.tenant_id', $1, true)")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await
            .unwrap();
        sqlx::query(
            "insert into app.tenants (id, slug, name, settings)
             values ($1, left(md5($1::text), 20), 'A tenant', '{\"answers\": {\"hosts\": [\"example.com\"]}}')",
        )
        .bind(id)
        .execute(&mut *transaction)
        .await
        .unwrap();
        transaction.commit().await.unwrap();
        TenantId::from(id)
    }

    /// Agrees with a tenant on what it may spend.
    pub(crate) async fn give_budget(&self, tenant: TenantId) {
        let mut transaction = self.begin(tenant).await;
        sqlx::query("update app.tenants set settings = '{\"daily_budget_micros\": 1000000}' where id = $1")
            .bind(tenant.uuid())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    /// A new program of the tenant's.
    pub(crate) async fn client(&self, tenant: TenantId) -> String {
        let client = Uuid::now_v7().simple().to_string();
        let mut transaction = self.begin(tenant).await;
        sqlx::query("insert into app.api_clients (client_id, tenant_id) values ($1, $2)")
            .bind(&client)
            .bind(tenant.uuid())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        client
    }

    /// A transaction of the owner's in the tenant's name.
    async fn begin(&self, tenant: TenantId) -> sqlx::Transaction<'static, sqlx::Postgres> {
        let mut transaction = self.owner.begin().await.unwrap();
        sqlx::query("select set_config('app.tenant_id', $1, true)")
            .bind(tenant.uuid().to_string())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction
    }

    /// An event waits of each kind that is not published when it is stored.
    pub(crate) async fn leave_an_event_of_each_kind(&self, tenant: TenantId) {
        let ids = json!({
            "tenant_id": tenant, "conversation_id": ConversationId::from(Uuid::now_v7()),
            "handover_id": HandoverId::from(Uuid::now_v7()), "message_id": MessageId::from(Uuid::now_v7()),
            "sequence": 3, "from": "open", "to": "resolved", "version": 2,
            "privacy_request_id": PrivacyRequestId::from(Uuid::now_v7()), "customer": "07".repeat(32),
            "conversation_ids": [],
        });
        for name in [
            ConversationStateChanged::NAME,
            AgentReplied::NAME,
            HandoverExpired::NAME,
            CustomerErased::NAME,
            MessageFailed::NAME,
        ] {
            let event = EventId::from(Uuid::now_v7());
            let mut detail = ids.clone();
            detail["event_id"] = json!(event);
            let mut transaction = self.begin(tenant).await;
            sqlx::query(
                "insert into app.outbox (tenant_id, id, detail_type, detail) values ($1, $2, $3, $4)",
            )
            .bind(tenant.uuid())
            .bind(event.uuid())
            .bind(name)
            .bind(sqlx::types::Json(detail))
            .execute(&mut *transaction)
            .await
            .unwrap();
            transaction.commit().await.unwrap();
        }
    }

    /// The owner leaves the tenant's rows as time and accidents would: the statement names the tenant, who is
    /// `app.tenant()`.
    pub(crate) async fn leave(&self, tenant: TenantId, statement: &'static str) {
        let mut transaction = self.begin(tenant).await;
        sqlx::query(statement).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// The tenant's events are published.
    pub(crate) async fn publish_all(&self, tenant: TenantId) {
        let mut transaction = self.begin(tenant).await;
        sqlx::query("update app.outbox set published_at = now() where available_at <> 'infinity'")
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    /// How many of the tenant's rows are so: `outbox where published_at is null`.
    pub(crate) async fn count(&self, tenant: TenantId, rows: &str) -> i64 {
        let mut transaction = self.begin(tenant).await;
        let count = format!("select count(*) from app.{rows} and tenant_id = app.tenant()");
        sqlx::query_scalar(AssertSqlSafe(count))
            .fetch_one(&mut *transaction)
            .await
            .unwrap()
    }

    /// The tenant's one customer.
    pub(crate) async fn customer(&self, tenant: TenantId) -> CustomerId {
        let mut transaction = self.begin(tenant).await;
        let id: Uuid = sqlx::query_scalar("select id from app.customers where tenant_id = app.tenant()")
            .fetch_one(&mut *transaction)
            .await
            .unwrap();
        id.into()
    }

    /// How many of the tenant's events are not published.
    pub(crate) async fn events_that_wait(&self, tenant: TenantId) -> i64 {
        self.count(tenant, "outbox where published_at is null").await
    }

    /// The stores in the owner's hands, for setting the stage.
    pub(crate) fn stores(&self) -> Postgres {
        Postgres::new(self.owner.clone())
    }

    /// A session of the function's own database user.
    pub(crate) async fn session(&self, name: &str) -> PgPool {
        let env = self.functions.env(name, &[]);
        let database = ferrovia_aws::Database::open(&env, &ferrovia_aws::config::load(&env).await).unwrap();
        database.refresh().await.unwrap();
        let session = database.pool().clone();
        // On a busy machine this may take longer than the platform waits.
        while let Err(sqlx::Error::PoolTimedOut) = session.acquire().await {}
        session
    }
}
