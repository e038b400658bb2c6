//! What the use cases need from the world, as traits. Each port tells its failures apart in one enum.

mod answered_events;
mod assistant;
mod classifier;
mod history_store;
mod ids;
mod message_store;
mod outbox;
mod store_fault;
mod tenant_directory;
mod turn_store;

pub use answered_events::{AnsweredEvents, PublishError};
pub use assistant::{Assistant, Draft, Question};
pub use classifier::{Classification, ClassificationMistake, Classifier, ClassifierError};
pub use history_store::{HistoryStore, LoadHistoryError};
pub use ids::Ids;
pub use message_store::{AcceptError, ConversationChoice, MessageStore, NewMessage};
pub use outbox::{Delivery, EventRelay, LeasedEvent, Outbox, PublishedEvents, Settlement};
pub use store_fault::StoreFault;
pub use tenant_directory::{FindTenantError, TenantDirectory};
pub use turn_store::{SaveTurnError, SavedTurn, TurnStore};
