//! The nouns of the platform: what handlers may ask for.

use crate::domain::{
    AgentReplied, ConversationAnswered, ConversationStateChanged, CustomerErased, EXPORT_KEPT_DAYS,
    FlagDefaults, HandoverExpired, MessageFailed,
};
use crate::migrations::MIGRATIONS;
use ferrovia::model::{Migration, Source};
use ferrovia::{
    Bucket, Configuration, Database, Event, EventBus, Gauge, KeySet, LanguageModel, Resource, Secret, Table,
};

/// Conversations, and everything that belongs to them.
#[derive(Resource)]
#[resource(name = "platform", kind = Database, definition = platform())]
pub struct Platform;

fn platform() -> Database {
    Database::in_schema("app").migrations(MIGRATIONS.iter().map(|migration| Migration {
        version: migration.version,
        name: migration.name.to_owned(),
        sql: migration.sql.to_owned(),
    }))
}

/// The companies that use the platform.
#[derive(Resource)]
#[resource(name = "tenants", kind = Table<Platform>)]
pub struct Tenants;

/// The programs that call the API, and the tenant of each.
#[derive(Resource)]
#[resource(name = "api_clients", kind = Table<Platform>)]
pub struct ApiClients;

/// The tenants' customers.
#[derive(Resource)]
#[resource(name = "customers", kind = Table<Platform>)]
pub struct Customers;

/// Conversations and who holds them.
#[derive(Resource)]
#[resource(name = "conversations", kind = Table<Platform>)]
pub struct Conversations;

/// What was said.
#[derive(Resource)]
#[resource(name = "messages", kind = Table<Platform>)]
pub struct Messages;

/// Conversations that are a person's, were, or are to be.
#[derive(Resource)]
#[resource(name = "handovers", kind = Table<Platform>)]
pub struct Handovers;

/// What customers think of answers.
#[derive(Resource)]
#[resource(name = "feedback", kind = Table<Platform>)]
pub struct Feedback;

/// What tenants say of feature flags.
#[derive(Resource)]
#[resource(name = "flags", kind = Table<Platform>)]
pub struct Flags;

/// How each answer came to be.
#[derive(Resource)]
#[resource(name = "runs", kind = Table<Platform>)]
pub struct Runs;

/// Events that are stored with what they tell of, so that none is lost.
#[derive(Resource)]
#[resource(name = "outbox", kind = Table<Platform>)]
pub struct Outbox;

/// Events that are given up. Their rows stay until somebody has looked at them.
#[derive(Resource)]
#[resource(name = "dead_events", kind = Gauge, definition = Gauge::count().alarm_above(0,
    "The log of relay_outbox says of each event its tenant and why it was given up: search it for `an event is given up`. Once \
     the cause is mended, have them tried again, as the tables' owner: begin; select set_config('app.tenant_id', 'TENANT', \
     true); update app.outbox set dead = false, attempts = 0, available_at = now() where dead; commit.",
))]
pub struct DeadEvents;

/// How long the oldest event has waited that is neither published nor given up, nor held back by an erasure.
#[derive(Resource)]
#[resource(name = "oldest_event", kind = Gauge, definition = Gauge::seconds().alarm_above(60,
    "Events are not published, and none is lost: they wait in app.outbox. The log of relay_outbox says why: search it for `an \
     event was not published`, or, if it says nothing, for how its runs end. The usual causes are EventBridge's throttling, \
     which passes, and the role's rights on the bus.",
))]
pub struct OldestEvent;

/// Requests that must have their effect once.
#[derive(Resource)]
#[resource(name = "idempotency_keys", kind = Table<Platform>)]
pub struct IdempotencyKeys;

/// How often tenants and customers asked.
#[derive(Resource)]
#[resource(name = "rate_limits", kind = Table<Platform>)]
pub struct RateLimits;

/// What answers took and cost, by day and model.
#[derive(Resource)]
#[resource(name = "usage_daily", kind = Table<Platform>)]
pub struct UsageDaily;

/// What customers ask about what is kept about them.
#[derive(Resource)]
#[resource(name = "privacy_requests", kind = Table<Platform>)]
pub struct PrivacyRequests;

/// The files of exports.
#[derive(Resource)]
#[resource(name = "privacy_export_files", kind = Table<Platform>)]
pub struct PrivacyExportFiles;

/// Copies of what is kept about customers, for those who asked.
#[derive(Resource)]
#[resource(name = "exports", kind = Bucket, definition = Bucket::expiring_after_days(EXPORT_KEPT_DAYS))]
pub struct Exports;

/// Who was erased, by pseudonyms.
#[derive(Resource)]
#[resource(name = "erased_customers", kind = Table<Platform>)]
pub struct ErasedCustomers;

/// Who did what to whom, and when.
#[derive(Resource)]
#[resource(name = "audit_log", kind = Table<Platform>)]
pub struct AuditLog;

/// The key of pseudonyms: 32 random bytes or more, as text. With another key nobody who was erased before is recognised.
#[derive(Resource)]
#[resource(name = "pseudonym_key", kind = Secret)]
pub struct PseudonymKey;

/// The key for OpenAI-compatible models.
#[derive(Resource)]
#[resource(name = "openai_api_key", kind = Secret)]
pub struct OpenAiApiKey;

/// Tells what a customer wants: small and quick.
#[derive(Resource)]
#[resource(name = "intent", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::bedrock("amazon.nova-micro-v1:0"),
    LanguageModel::openai::<OpenAiApiKey>("gpt-4o-mini"),
]))]
pub struct IntentModel;

/// Answers customers.
#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::bedrock("amazon.nova-pro-v1:0"),
    LanguageModel::openai::<OpenAiApiKey>("gpt-4o-mini"),
]))]
pub struct AnswerModel;

/// What operators say of feature flags, for all tenants: how many of a hundred conversations each variant gets where the tenant
/// says nothing, or in all.
#[derive(Resource)]
#[resource(name = "platform_flags", kind = Configuration<FlagDefaults>)]
pub struct PlatformFlags;

/// The keys with which the issuer of the API's access tokens signs.
#[derive(Resource)]
#[resource(name = "token-keys", kind = KeySet)]
pub struct TokenKeys;

/// What happens on the platform, for whoever wants to know.
#[derive(Resource)]
#[resource(name = "platform_events", kind = EventBus)]
pub struct PlatformEvents;

// By hand, since the event is the domain's and the domain knows of no bus.
impl Event for ConversationAnswered {
    const NAME: &'static str = Self::NAME;
    const ORIGIN: &'static str = "atendimento.messages";
    const DESCRIPTION: &'static str = "A customer's message was answered. It names things and quotes nobody, so erasing a customer erases one database.";
    type Bus = PlatformEvents;

    fn source() -> Source {
        Source::new(file!(), line!())
    }
}

impl Event for ConversationStateChanged {
    const NAME: &'static str = Self::NAME;
    const ORIGIN: &'static str = "atendimento.conversations";
    const DESCRIPTION: &'static str = "A conversation went from one state to another: settled, taken up again, or given to a person and back.";
    type Bus = PlatformEvents;

    fn source() -> Source {
        Source::new(file!(), line!())
    }
}

impl Event for AgentReplied {
    const NAME: &'static str = Self::NAME;
    const ORIGIN: &'static str = "atendimento.handovers";
    const DESCRIPTION: &'static str =
        "A person who holds a conversation wrote to the customer. It names things and quotes nobody.";
    type Bus = PlatformEvents;

    fn source() -> Source {
        Source::new(file!(), line!())
    }
}

impl Event for MessageFailed {
    const NAME: &'static str = Self::NAME;
    const ORIGIN: &'static str = "atendimento.messages";
    const DESCRIPTION: &'static str =
        "A customer's message has no answer, however often it was tried, and is given up.";
    type Bus = PlatformEvents;

    fn source() -> Source {
        Source::new(file!(), line!())
    }
}

impl Event for HandoverExpired {
    const NAME: &'static str = Self::NAME;
    const ORIGIN: &'static str = "atendimento.handovers";
    const DESCRIPTION: &'static str =
        "Nobody took a conversation in time, or whoever held it left it: the assistant answers again.";
    type Bus = PlatformEvents;

    fn source() -> Source {
        Source::new(file!(), line!())
    }
}

impl Event for CustomerErased {
    const NAME: &'static str = Self::NAME;
    const ORIGIN: &'static str = "atendimento.privacy";
    const DESCRIPTION: &'static str = "A customer was erased: whoever keeps anything about these conversations erases it, too. It names things and quotes nobody.";
    type Bus = PlatformEvents;

    fn source() -> Source {
        Source::new(file!(), line!())
    }
}
