//! The handlers, one a file: a signature, a conversion, one call of a use case.
//!
//! A handler is not re-exported from here: its name is also its type's, and as a type it would clash with its module.

mod model_error;

pub mod add_tenant;
pub mod classify_intent;
pub mod generate_reply;
pub mod load_history;
pub mod migrate_platform;
pub mod post_message;
pub mod publish_answered;
pub mod relay_outbox;
pub mod save_turn;

pub use model_error::ModelError;
