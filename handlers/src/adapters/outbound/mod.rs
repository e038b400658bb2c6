//! The ports over what really is there: PostgreSQL, language models, and stand-ins for both in memory.

mod customer_text;
mod fallback;
mod memory;
mod model_assistant;
mod model_classifier;
mod scripted_model;
mod time_ordered_ids;
mod unfit_prompt;

pub use fallback::Fallback;
pub use memory::{Memory, Usage};
pub use model_assistant::ModelAssistant;
pub use model_classifier::ModelClassifier;
pub use scripted_model::ScriptedModel;
pub use time_ordered_ids::TimeOrderedIds;

#[cfg(feature = "runtime")]
mod generated_document;
#[cfg(feature = "runtime")]
pub use generated_document::GeneratedDocument;

#[cfg(feature = "openai")]
pub mod openai;
#[cfg(feature = "runtime")]
pub mod postgres;
#[cfg(feature = "runtime")]
mod published_keys;
#[cfg(feature = "openai")]
mod transport;
#[cfg(feature = "runtime")]
pub use published_keys::PublishedKeys;
