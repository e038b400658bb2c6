//! What customer service is about, and its rules: values in, values out. Nothing here waits, and nothing here
//! fails but for the values it is given.

mod answer;
mod bearer;
mod conversation;
mod conversation_answered;
mod conversation_state_changed;
mod cost;
mod customer_erased;
mod export;
mod feedback;
mod flag;
mod handover;
mod handover_events;
mod history;
mod id;
mod idempotency;
mod intent;
mod limits;
mod message;
mod message_failed;
mod metadata;
mod page;
mod privacy;
mod prompt;
mod pseudonym;
pub mod republishing;
mod text;
mod timestamp;
mod timings;
mod upkeep;
mod usage;
mod wire;

pub use answer::{Answer, Answering, NewAnswer, Outcome, PromptVersion, Replied, Reply, TokenUsage};
pub use bearer::{Bearer, ClientId, Tenant};
pub use conversation::{Conversation, ConversationClosed, ConversationState, HeldByPerson, REOPEN_WITHIN};
pub use conversation_answered::ConversationAnswered;
pub use conversation_state_changed::ConversationStateChanged;
pub use customer_erased::{CustomerErased, MAX_CONVERSATIONS_IN_EVENT};
pub use export::{
    EXPORT_KEPT_DAYS, EXPORT_LINK_LIFETIME, ExportDraft, ExportFile, ExportManifest, ExportedRow, MANIFEST,
    RowKey, Section, export_key, names_of_export,
};
pub use feedback::{Comment, Feedback, FeedbackReason, MAX_COMMENT_CHARACTERS, NewFeedback, Rating};
pub use flag::{
    Flag, FlagDefault, FlagDefaults, FlagKey, FlagSetting, Percentage, PercentageError, Rollouts,
};
pub use handover::{
    AgentMessage, Handover, HandoverChange, HandoverOutcome, HandoverRefusal, HandoverStatus,
};
pub use handover_events::{AgentReplied, HandoverExpired};
pub use history::{History, MAX_HISTORY_BYTES, MAX_HISTORY_TURNS, Recalled, Turn};
pub use id::{
    ConversationId, CustomerId, EventId, HandoverId, IdError, MessageId, PrivacyRequestId, RunId, TenantId,
};
pub use idempotency::{Claim, Fingerprint, IdempotencyKey, KEY_KEPT, LEASE};
pub use intent::{Classified, ConfidenceError, Intent, IntentName};
pub use limits::{Limit, Policy, QuotaExceeded, Remaining, TenantSettings};
pub use message::{AcceptedMessage, Exchange, MessageStatus, Role, StoredMessage, Utterance};
pub use message_failed::MessageFailed;
pub use metadata::{MAX_METADATA_PAIRS, Metadata, MetadataError};
pub use page::{
    ConversationFilter, Cursor, CursorError, ForeignCursor, ListName, Order, Page, PageSize, PageSizeError,
    Range,
};
pub use privacy::{PrivacyCounts, PrivacyRequest, PrivacyRequestKind, PrivacyRequestStatus};
pub use prompt::{AnswerPrompt, ClassifyPrompt, prompts};
pub use pseudonym::{Pseudonym, PseudonymError, PseudonymKey, WeakKey};
pub use text::{
    AgentId, ExternalId, Locale, MAX_MESSAGE_BYTES, MAX_MESSAGE_CHARACTERS, MessageText, Remark, TextError,
};
pub use timestamp::{Timestamp, TimestampError};
pub use timings::{Timings, milliseconds, milliseconds_since};
pub use upkeep::{Expiring, IDLE_AFTER, MAX_SWEEPS, PUBLISHED_KEPT, STUCK_AFTER};
pub use usage::{MAX_USAGE_DAYS, Usage, UsageGroup, UsagePeriod, UsagePeriodError};
pub use wire::UnknownName;
