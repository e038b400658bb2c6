//! What the use cases need from the world, as traits. Each port tells its failures apart in one enum.

mod access;
mod answered_events;
mod api_document;
mod assistant;
mod breaker_store;
mod classifier;
mod clock;
mod conversation_reader;
mod conversation_store;
mod export_files;
mod export_store;
mod feedback_store;
mod flag_store;
mod guard;
mod handover_store;
mod handover_wait;
mod history_store;
mod ids;
mod issuer_keys;
mod message_reader;
mod message_store;
mod outbox;
mod privacy_store;
mod privacy_work;
mod pseudonyms;
mod readiness;
mod store_fault;
mod tenant_directory;
mod turn_store;
mod upkeep;
mod usage_reader;

pub use access::{AccessError, FindError};
pub use answered_events::{AnsweredEvents, PublishError};
pub use api_document::ApiDocument;
pub use assistant::{Advice, Assistant, Draft, Instructions, Question};
pub use breaker_store::BreakerStore;
pub use classifier::{Classification, Classifier};
pub use clock::Clock;
pub use conversation_reader::ConversationReader;
pub use conversation_store::{AnnotateError, ConversationStore, NewConversation, SettleError, StateChange};
pub use export_files::{ExportEraser, ExportFilesError, ExportLinks, ExportWriter};
pub use export_store::{ErasedExport, ExportStore};
pub use feedback_store::{FeedbackError, FeedbackStore};
pub use flag_store::{FlagStore, SetFlagError};
pub use guard::{Drafted, Guard, Inspection};
pub use handover_store::{
    Completed, Completion, HandoverError, HandoverOf, HandoverPage, HandoverStore, NewHandover, NewReply,
    ReplyError, RequestHandoverError, SavedReply,
};
pub use handover_wait::{HandoverAnswer, HandoverWait, WaitError};
pub use history_store::{HistoryStore, LoadHistoryError, Recollection};
pub use ids::Ids;
pub use issuer_keys::{IssuerKeys, IssuerKeysError, KeptKeys};
pub use message_reader::MessageReader;
pub use message_store::{AcceptError, Acceptance, ConversationChoice, KeyError, MessageStore, NewMessage};
pub use outbox::{Backlog, Delivery, EventRelay, LeasedEvent, Outbox, PublishedEvents, Settlement};
pub use privacy_store::{CarryOutError, FinishError, NewPrivacyRequest, PrivacyRequestOf, PrivacyStore};
pub use privacy_work::PrivacyWork;
pub use pseudonyms::{Pseudonyms, PseudonymsError};
pub use readiness::Readiness;
pub use store_fault::StoreFault;
pub use tenant_directory::{FindTenantError, TenantDirectory};
pub use turn_store::{SaveTurnError, SavedTurn, TurnStore};
pub use upkeep::{AnswerFlow, IdleConversations, NotStarted, Retention, StuckMessage, StuckMessages};
pub use usage_reader::UsageReader;
