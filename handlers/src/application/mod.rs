//! The use cases: async functions over ports. Each knows its rules and nothing of databases, models or AWS.

mod accept_message;
mod admit;
mod classify_intent;
mod generate_reply;
mod load_history;
mod promise_answer;
mod publish_answered;
mod release_key;
mod save_turn;

pub use accept_message::{PostedMessage, accept_message};
pub use admit::{AdmitError, admit};
pub use classify_intent::classify_intent;
pub use generate_reply::generate_reply;
pub use load_history::load_history;
pub use promise_answer::promise_answer;
pub use publish_answered::publish_answered;
pub use release_key::release_key;
pub use save_turn::save_turn;
