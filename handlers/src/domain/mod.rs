//! What customer service is about, and its rules: values in, values out. Nothing here waits, and nothing here
//! fails but for the values it is given.

mod answer;
mod bearer;
mod conversation;
mod conversation_answered;
mod history;
mod id;
mod intent;
mod message;
pub mod republishing;
mod text;
mod timestamp;
mod wire;

pub use answer::{Answer, NewAnswer, Outcome, PromptVersion, Reply, TokenUsage};
pub use bearer::{Bearer, ClientId, Tenant};
pub use conversation::{ConversationClosed, ConversationState, REOPEN_WITHIN};
pub use conversation_answered::ConversationAnswered;
pub use history::{History, MAX_HISTORY_BYTES, MAX_HISTORY_TURNS, Turn};
pub use id::{ConversationId, CustomerId, EventId, IdError, MessageId, RunId, TenantId};
pub use intent::{ConfidenceError, Intent, IntentName};
pub use message::{AcceptedMessage, MessageStatus, Role};
pub use text::{ExternalId, Locale, MAX_MESSAGE_BYTES, MAX_MESSAGE_CHARACTERS, MessageText, TextError};
pub use timestamp::{Timestamp, TimestampError};
pub use wire::UnknownName;
