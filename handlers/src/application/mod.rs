//! The use cases: async functions over ports. Each knows its rules and nothing of databases, models or AWS.

mod accept_message;
mod admit;
mod classify_intent;
mod generate_reply;
mod load_history;
mod publish_answered;
mod relay_outbox;
mod save_turn;

pub use accept_message::{PostedMessage, accept_message};
pub use admit::{AdmitError, admit};
pub use classify_intent::classify_intent;
pub use generate_reply::generate_reply;
pub use load_history::load_history;
pub use publish_answered::publish_answered;
pub use relay_outbox::{Relayed, relay_outbox};
pub use save_turn::save_turn;
