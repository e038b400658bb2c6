//! Where the contract is tried: stores, and the hands that set their stage.

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use handlers::adapters::outbound::{Memory, TimeOrderedIds, Usage};
use handlers::application::{PostedMessage, accept_message};
use handlers::domain::{
    AcceptedMessage, AgentReplied, ClientId, ConversationAnswered, ConversationId, ConversationStateChanged,
    HandoverExpired, Intent, IntentName, Limit, Metadata, NewAnswer, Outcome, PromptVersion, Reply, TenantId,
    TenantSettings, Timings, TokenUsage,
};
use handlers::ports::{
    AcceptError, Acceptance, ConversationReader, ConversationStore, FeedbackStore, FlagStore, HandoverStore,
    HistoryStore, MessageReader, MessageStore, SavedTurn, TenantDirectory, TurnStore, UsageReader,
};
use uuid::Uuid;

/// A place with stores in it.
#[async_trait]
pub(crate) trait World: Sync {
    fn messages(&self) -> &dyn MessageStore;
    fn history(&self) -> &dyn HistoryStore;
    fn turns(&self) -> &dyn TurnStore;
    fn directory(&self) -> &dyn TenantDirectory;
    /// Hand-overs, as `function` may treat them.
    fn handovers(&self, function: &str) -> &dyn HandoverStore;
    fn message(&self) -> &dyn MessageReader;
    fn said(&self) -> &dyn MessageReader;
    fn conversation(&self) -> &dyn ConversationReader;
    fn conversations(&self) -> &dyn ConversationReader;
    fn opened(&self) -> &dyn ConversationStore;
    fn annotated(&self) -> &dyn ConversationStore;
    fn resolved(&self) -> &dyn ConversationStore;
    fn reopened(&self) -> &dyn ConversationStore;
    fn given(&self) -> &dyn FeedbackStore;
    fn withdrawn(&self) -> &dyn FeedbackStore;
    fn sums(&self) -> &dyn UsageReader;
    /// Flags, as `function` may treat them.
    fn flags(&self, function: &str) -> &dyn FlagStore;

    /// Enters a new tenant.
    async fn tenant(&self) -> TenantId;
    /// Agrees on limits with a tenant.
    async fn settle(&self, tenant: TenantId, settings: TenantSettings);
    /// Lets time pass for a tenant's keys and limits.
    async fn age(&self, tenant: TenantId, by: TimeDelta);
    /// What a tenant's answers took, by model.
    async fn usage(&self, tenant: TenantId) -> Vec<(String, Usage)>;
    /// Stops a tenant.
    async fn suspend(&self, tenant: TenantId);
    /// Enters a new program of the tenant's.
    async fn client(&self, tenant: TenantId) -> ClientId;
    /// Ends a conversation, as of so long ago.
    async fn resolve(&self, tenant: TenantId, conversation: ConversationId, ago: TimeDelta);
    /// Hands a conversation over to a person.
    async fn hand_over(&self, tenant: TenantId, conversation: ConversationId);
    /// What agents said and which hand-overs expired: the events that wait to be published.
    async fn handover_events(&self, tenant: TenantId) -> (Vec<AgentReplied>, Vec<HandoverExpired>);
    /// The events that wait to be published.
    async fn outbox(&self, tenant: TenantId) -> Vec<ConversationAnswered>;
    /// The changes of state that wait to be published, in the order of their versions.
    async fn changes(&self, tenant: TenantId) -> Vec<ConversationStateChanged>;

    /// A customer says something.
    async fn say(
        &self,
        tenant: TenantId,
        conversation: Option<ConversationId>,
        customer: &str,
        text: &str,
    ) -> Result<AcceptedMessage, AcceptError> {
        let posted = PostedMessage {
            tenant_id: tenant,
            customer: customer.parse().unwrap(),
            conversation_id: conversation,
            text: text.parse().unwrap(),
            locale: Some("pt-BR".parse().unwrap()),
            metadata: Metadata::default(),
            claim: None,
            promised: false,
        };
        accept_message(self.messages(), &TimeOrderedIds, posted)
            .await
            .map(stored)
    }

    /// The message is answered.
    async fn answer(&self, message: &AcceptedMessage, text: &str) -> SavedTurn {
        self.turns()
            .save(&answer(message, text, Outcome::Answered))
            .await
            .unwrap()
    }
}

/// The message, which must be stored for the first time.
pub(crate) fn stored(acceptance: Acceptance) -> AcceptedMessage {
    match acceptance {
        Acceptance::Stored { message, .. } => message,
        Acceptance::Resumed { .. } | Acceptance::Replayed { .. } => panic!("not stored now: {acceptance:?}"),
    }
}

/// Limits that no test runs into by chance.
pub(crate) fn roomy() -> TenantSettings {
    let limit = Limit {
        requests: 1_000_000,
        window_seconds: 1,
        burst: 1_000_000,
    };
    TenantSettings {
        tenant_limit: limit,
        customer_limit: limit,
        daily_budget_micros: None,
        retention_days: None,
        server_timing: false,
    }
}

/// An answer to `message` in which no two members are alike.
pub(crate) fn answer(message: &AcceptedMessage, text: &str, outcome: Outcome) -> NewAnswer {
    NewAnswer {
        tenant_id: message.tenant_id,
        conversation_id: message.conversation_id,
        message_id: message.id,
        intent: Intent::new(IntentName::OrderStatus, 0.93).unwrap(),
        reply: Reply {
            text: text.parse().unwrap(),
            outcome,
            truncated: true,
            prompt: PromptVersion {
                name: "answer".to_owned(),
                version: "0.1.0".to_owned(),
                sha256: Some("5eed".repeat(16)),
            },
            model: Some("a-model".to_owned()),
            fallbacks: 2,
            usage: Some(TokenUsage {
                input_tokens: 812,
                output_tokens: 64,
                cached_tokens: 7,
            }),
            latency_ms: 1830,
        },
        timings: Timings {
            classify_ms: 210,
            history_ms: 4,
            answer_ms: 1830,
        },
    }
}

/// A client's id, as Cognito would make it.
pub(crate) fn new_client() -> ClientId {
    Uuid::now_v7().simple().to_string().parse().unwrap()
}

#[derive(Default)]
pub(crate) struct InMemory(Memory);

#[async_trait]
impl World for InMemory {
    fn messages(&self) -> &dyn MessageStore {
        &self.0
    }

    fn history(&self) -> &dyn HistoryStore {
        &self.0
    }

    fn turns(&self) -> &dyn TurnStore {
        &self.0
    }

    fn directory(&self) -> &dyn TenantDirectory {
        &self.0
    }

    fn handovers(&self, _: &str) -> &dyn HandoverStore {
        &self.0
    }

    async fn handover_events(&self, tenant: TenantId) -> (Vec<AgentReplied>, Vec<HandoverExpired>) {
        self.0.handover_events(tenant)
    }

    fn message(&self) -> &dyn MessageReader {
        &self.0
    }

    fn said(&self) -> &dyn MessageReader {
        &self.0
    }

    fn conversation(&self) -> &dyn ConversationReader {
        &self.0
    }

    fn conversations(&self) -> &dyn ConversationReader {
        &self.0
    }

    fn opened(&self) -> &dyn ConversationStore {
        &self.0
    }

    fn annotated(&self) -> &dyn ConversationStore {
        &self.0
    }

    fn resolved(&self) -> &dyn ConversationStore {
        &self.0
    }

    fn reopened(&self) -> &dyn ConversationStore {
        &self.0
    }

    fn given(&self) -> &dyn FeedbackStore {
        &self.0
    }

    fn withdrawn(&self) -> &dyn FeedbackStore {
        &self.0
    }

    fn sums(&self) -> &dyn UsageReader {
        &self.0
    }

    fn flags(&self, _: &str) -> &dyn FlagStore {
        &self.0
    }

    async fn tenant(&self) -> TenantId {
        let id = TenantId::from(Uuid::now_v7());
        self.0.set_tenant(id, true);
        self.0.set_settings(id, roomy());
        id
    }

    async fn settle(&self, tenant: TenantId, settings: TenantSettings) {
        self.0.set_settings(tenant, settings);
    }

    async fn age(&self, tenant: TenantId, by: TimeDelta) {
        self.0.age(tenant, by);
    }

    async fn usage(&self, tenant: TenantId) -> Vec<(String, Usage)> {
        self.0.usage(tenant)
    }

    async fn suspend(&self, tenant: TenantId) {
        self.0.set_tenant(tenant, false);
    }

    async fn client(&self, tenant: TenantId) -> ClientId {
        let id = new_client();
        self.0.set_client(id.clone(), tenant);
        id
    }

    async fn resolve(&self, tenant: TenantId, conversation: ConversationId, ago: TimeDelta) {
        self.0.resolve(tenant, conversation, (Utc::now() - ago).into());
    }

    async fn hand_over(&self, tenant: TenantId, conversation: ConversationId) {
        self.0.hand_over(tenant, conversation);
    }

    async fn outbox(&self, tenant: TenantId) -> Vec<ConversationAnswered> {
        self.0.outbox(tenant)
    }

    async fn changes(&self, tenant: TenantId) -> Vec<ConversationStateChanged> {
        self.0.changes(tenant)
    }
}
