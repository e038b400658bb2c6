//! The handlers, one a file: a signature, a conversion, one call of a use case.
//!
//! A handler is not re-exported from here: its name is also its type's, and as a type it would clash with its module.

mod handover;
mod model_error;

pub mod accept_handover;
pub mod add_tenant;
pub mod classify_intent;
pub mod complete_handover;
pub mod end_handover;
pub mod escalate;
pub mod generate_reply;
pub mod load_history;
pub mod migrate_platform;
pub mod post_message;
pub mod publish_answered;
pub mod reply_to_customer;
pub mod request_handover;
pub mod save_turn;
pub mod wait_for_agent;

pub use model_error::ModelError;
