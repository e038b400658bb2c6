//! The contract's world on a real PostgreSQL: a database of its own, and for each store a role with the
//! rights that the signature of its handler asks for, and no others.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use ferrovia_local::postgres::{Database, Server};
use handlers::adapters::outbound::Usage;
use handlers::adapters::outbound::postgres::{Postgres, pool};
use handlers::domain::{
    AgentReplied, ClientId, ConversationAnswered, ConversationId, ConversationStateChanged, CustomerErased,
    EventId, HandoverExpired, TenantId, TenantSettings,
};
use handlers::ports::{
    ConversationReader, ConversationStore, FeedbackStore, FlagStore, HandoverStore, HistoryStore,
    MessageReader, MessageStore, TenantDirectory, TurnStore, UsageReader,
};
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use sqlx::types::Json;
use uuid::Uuid;

use super::support::{options_as, template};
use super::world::{World, new_client, roomy};

pub(crate) const ACCEPT: &str = "post_message";
pub(crate) const HISTORY: &str = "load_history";
pub(crate) const SAVE: &str = "save_turn";
pub(crate) const DIRECTORY: &str = "add_tenant";
pub(crate) const READY: &str = "readyz";
pub(crate) const MESSAGE: &str = "get_message";
pub(crate) const SAID: &str = "list_messages";
pub(crate) const CONVERSATION: &str = "get_conversation";
pub(crate) const CONVERSATIONS: &str = "list_conversations";
pub(crate) const OPEN: &str = "create_conversation";
pub(crate) const ANNOTATE: &str = "change_conversation";
pub(crate) const RESOLVE: &str = "resolve_conversation";
pub(crate) const REOPEN: &str = "reopen_conversation";
pub(crate) const GIVE: &str = "put_feedback";
pub(crate) const WITHDRAW: &str = "delete_feedback";
pub(crate) const USAGE: &str = "get_usage";
pub(crate) const FLAGS: &str = "list_flags";
pub(crate) const SET_FLAG: &str = "put_flag";

pub(crate) struct OnPostgres {
    pub(crate) database: Database,
    pub(crate) owner: PgPool,
    accept: Postgres,
    history: Postgres,
    save: Postgres,
    directory: Postgres,
    handovers: BTreeMap<&'static str, Postgres>,
    message: Postgres,
    said: Postgres,
    conversation: Postgres,
    conversations: Postgres,
    opened: Postgres,
    annotated: Postgres,
    resolved: Postgres,
    reopened: Postgres,
    given: Postgres,
    withdrawn: Postgres,
    sums: Postgres,
    flags: BTreeMap<&'static str, Postgres>,
}

/// The functions that have to do with hand-overs.
const HANDOVERS: [&str; 9] = [
    "get_handover",
    "list_handovers",
    "request_handover",
    "escalate",
    "wait_for_agent",
    "accept_handover",
    "reply_to_customer",
    "complete_handover",
    "end_handover",
];

impl OnPostgres {
    pub(crate) async fn start() -> Self {
        let server = Server::shared().await.unwrap();
        let database = server.database(&template()).await.unwrap();
        Self {
            owner: database.pool().await.unwrap(),
            accept: patient(&database, ACCEPT),
            history: patient(&database, HISTORY),
            save: patient(&database, SAVE),
            directory: patient(&database, DIRECTORY),
            handovers: HANDOVERS.map(|name| (name, patient(&database, name))).into(),
            message: patient(&database, MESSAGE),
            said: patient(&database, SAID),
            conversation: patient(&database, CONVERSATION),
            conversations: patient(&database, CONVERSATIONS),
            opened: patient(&database, OPEN),
            annotated: patient(&database, ANNOTATE),
            resolved: patient(&database, RESOLVE),
            reopened: patient(&database, REOPEN),
            given: patient(&database, GIVE),
            withdrawn: patient(&database, WITHDRAW),
            sums: patient(&database, USAGE),
            flags: [FLAGS, SET_FLAG]
                .map(|name| (name, patient(&database, name)))
                .into(),
            database,
        }
    }
}

/// A store without the platform's limits on waiting: what is tried here must not depend on the machine's speed.
pub(crate) fn patient(database: &Database, role: &str) -> Postgres {
    Postgres::new(pool_as(database, role)).with_attempt_timeout(Duration::from_secs(300))
}

/// Sessions as one of the roles, as many as a race needs.
pub(crate) fn pool_as(database: &Database, role: &str) -> PgPool {
    sessions_as(database, role, 4)
}

/// At most so many sessions as one of the roles.
pub(crate) fn sessions_as(database: &Database, role: &str, sessions: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(sessions)
        .acquire_timeout(Duration::from_secs(300))
        .test_before_acquire(false)
        .connect_lazy_with(options_as(database, role))
}

/// One session as one of the roles, with the platform's limits on waiting; open, however long that took.
pub(crate) async fn impatient_session_as(database: &Database, role: &str) -> PgPool {
    let session = pool(options_as(database, role), 1);
    while session.acquire().await.is_err() {}
    session
}

/// The transaction's first statement. The owner needs it too.
pub(crate) async fn begin(pool: &PgPool, tenant: TenantId) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut transaction = pool.begin().await.unwrap();
    sqlx::query("select set_config('app.tenant_id', $1, true)")
        .bind(tenant.uuid().to_string())
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction
}

#[async_trait]
impl World for OnPostgres {
    fn messages(&self) -> &dyn MessageStore {
        &self.accept
    }

    fn history(&self) -> &dyn HistoryStore {
        &self.history
    }

    fn turns(&self) -> &dyn TurnStore {
        &self.save
    }

    fn directory(&self) -> &dyn TenantDirectory {
        &self.directory
    }

    fn handovers(&self, function: &str) -> &dyn HandoverStore {
        &self.handovers[function]
    }

    async fn handover_events(&self, tenant: TenantId) -> (Vec<AgentReplied>, Vec<HandoverExpired>) {
        (
            self.events(tenant, AgentReplied::NAME, |event: &AgentReplied| event.event_id)
                .await,
            self.events(tenant, HandoverExpired::NAME, |event: &HandoverExpired| {
                event.event_id
            })
            .await,
        )
    }

    fn message(&self) -> &dyn MessageReader {
        &self.message
    }

    fn said(&self) -> &dyn MessageReader {
        &self.said
    }

    fn conversation(&self) -> &dyn ConversationReader {
        &self.conversation
    }

    fn conversations(&self) -> &dyn ConversationReader {
        &self.conversations
    }

    fn opened(&self) -> &dyn ConversationStore {
        &self.opened
    }

    fn annotated(&self) -> &dyn ConversationStore {
        &self.annotated
    }

    fn resolved(&self) -> &dyn ConversationStore {
        &self.resolved
    }

    fn reopened(&self) -> &dyn ConversationStore {
        &self.reopened
    }

    fn given(&self) -> &dyn FeedbackStore {
        &self.given
    }

    fn withdrawn(&self) -> &dyn FeedbackStore {
        &self.withdrawn
    }

    fn sums(&self) -> &dyn UsageReader {
        &self.sums
    }

    fn flags(&self, function: &str) -> &dyn FlagStore {
        &self.flags[function]
    }

    async fn tenant(&self) -> TenantId {
        let id = TenantId::from(Uuid::now_v7());
        let mut transaction = begin(&self.owner, id).await;
        sqlx::query(
            "insert into app.tenants (id, slug, name, settings) values ($1, left(md5($1::text), 20), 'A tenant', $2)",
        )
        .bind(id.uuid())
        .bind(Json(roomy()))
        .execute(&mut *transaction)
        .await
        .unwrap();
        transaction.commit().await.unwrap();
        id
    }

    async fn settle(&self, tenant: TenantId, settings: TenantSettings) {
        let mut transaction = begin(&self.owner, tenant).await;
        sqlx::query("update app.tenants set settings = $2 where id = $1")
            .bind(tenant.uuid())
            .bind(Json(settings))
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn age(&self, tenant: TenantId, by: TimeDelta) {
        let mut transaction = begin(&self.owner, tenant).await;
        for statement in [
            "update app.idempotency_keys
                set lease_until = lease_until - make_interval(secs => $2),
                    expires_at = expires_at - make_interval(secs => $2)
              where tenant_id = $1",
            "update app.rate_limits set arrival = arrival - make_interval(secs => $2) where tenant_id = $1",
        ] {
            sqlx::query(statement)
                .bind(tenant.uuid())
                .bind(by.as_seconds_f64())
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
    }

    async fn usage(&self, tenant: TenantId) -> Vec<(String, Usage)> {
        let mut transaction = begin(&self.owner, tenant).await;
        let rows: Vec<(String, i64, i64, i64, i64)> = sqlx::query_as(
            "select model, sum(requests)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint,
                    sum(cost_micros)::bigint
               from app.usage_daily where tenant_id = $1 group by model order by model",
        )
        .bind(tenant.uuid())
        .fetch_all(&mut *transaction)
        .await
        .unwrap();
        // What a day's usage says is what its runs say.
        let runs: Vec<(String, i64, i64, i64, i64)> = sqlx::query_as(
            "select coalesce(model, 'none'), count(*), coalesce(sum(input_tokens), 0)::bigint,
                    coalesce(sum(output_tokens), 0)::bigint, coalesce(sum(cost_micros), 0)::bigint
               from app.runs where tenant_id = $1 group by 1 order by 1",
        )
        .bind(tenant.uuid())
        .fetch_all(&mut *transaction)
        .await
        .unwrap();
        assert_eq!(rows, runs);
        let count = |count: i64| u64::try_from(count).unwrap();
        let usage = |(model, requests, input, output, cost): (String, i64, i64, i64, i64)| {
            let usage = Usage {
                requests: count(requests),
                input_tokens: count(input),
                output_tokens: count(output),
                cost_micros: count(cost),
            };
            (model, usage)
        };
        rows.into_iter().map(usage).collect()
    }

    async fn suspend(&self, tenant: TenantId) {
        let mut transaction = begin(&self.owner, tenant).await;
        sqlx::query("update app.tenants set status = 'suspended' where id = $1")
            .bind(tenant.uuid())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn client(&self, tenant: TenantId) -> ClientId {
        let id = new_client();
        let mut transaction = begin(&self.owner, tenant).await;
        sqlx::query("insert into app.api_clients (client_id, tenant_id) values ($1, $2)")
            .bind(id.as_str())
            .bind(tenant.uuid())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        id
    }

    async fn resolve(&self, tenant: TenantId, conversation: ConversationId, ago: TimeDelta) {
        let mut transaction = begin(&self.owner, tenant).await;
        let resolve = "update app.conversations
                          set state = 'resolved', resolved_at = now() - make_interval(secs => $3::float8)
                        where tenant_id = $1 and id = $2";
        sqlx::query(resolve)
            .bind(tenant.uuid())
            .bind(conversation.uuid())
            .bind(ago.as_seconds_f64())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn hand_over(&self, tenant: TenantId, conversation: ConversationId) {
        let mut transaction = begin(&self.owner, tenant).await;
        sqlx::query("update app.conversations set state = 'waiting_human' where tenant_id = $1 and id = $2")
            .bind(tenant.uuid())
            .bind(conversation.uuid())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn outbox(&self, tenant: TenantId) -> Vec<ConversationAnswered> {
        self.events(
            tenant,
            ConversationAnswered::NAME,
            |event: &ConversationAnswered| event.event_id,
        )
        .await
    }

    async fn changes(&self, tenant: TenantId) -> Vec<ConversationStateChanged> {
        let id = |event: &ConversationStateChanged| event.event_id;
        let mut changes = self.events(tenant, ConversationStateChanged::NAME, id).await;
        changes.sort_by_key(|change| change.version);
        changes
    }
}

impl OnPostgres {
    /// The erasures that wait to be told of.
    pub(crate) async fn erasures(&self, tenant: TenantId) -> Vec<CustomerErased> {
        self.events(tenant, CustomerErased::NAME, |event: &CustomerErased| {
            event.event_id
        })
        .await
    }

    /// The tenant's events of one kind.
    pub(crate) async fn events<E: DeserializeOwned + Unpin + Send + 'static>(
        &self,
        tenant: TenantId,
        name: &str,
        id: impl Fn(&E) -> EventId,
    ) -> Vec<E> {
        let mut transaction = begin(&self.owner, tenant).await;
        let rows: Vec<(Uuid, Json<E>)> = sqlx::query_as(
            "select id, detail from app.outbox where tenant_id = $1 and detail_type = $2 order by id",
        )
        .bind(tenant.uuid())
        .bind(name)
        .fetch_all(&mut *transaction)
        .await
        .unwrap();
        let event = |(row, Json(event)): (Uuid, Json<E>)| {
            assert_eq!(id(&event).uuid(), row, "an outbox row is called as its event");
            event
        };
        rows.into_iter().map(event).collect()
    }
}
