//! The use cases: async functions over ports. Each knows its rules and nothing of databases, models or AWS.

mod accept_message;
mod admit;
mod change_metadata;
mod check_readiness;
mod classify_intent;
mod create_conversation;
mod generate_reply;
mod get_conversation;
mod get_message;
mod give_feedback;
mod list_conversations;
mod list_messages;
mod load_history;
mod page;
mod publish_answered;
mod relay_outbox;
mod save_turn;
mod settle_conversation;

pub use accept_message::{PostedMessage, accept_message};
pub use admit::{AdmitError, admit};
pub use change_metadata::change_metadata;
pub use check_readiness::check_readiness;
pub use classify_intent::classify_intent;
pub use create_conversation::create_conversation;
pub use generate_reply::generate_reply;
pub use get_conversation::get_conversation;
pub use get_message::get_message;
pub use give_feedback::{give_feedback, withdraw_feedback};
pub use list_conversations::{ListConversationsError, list_conversations};
pub use list_messages::{ListMessagesError, list_messages};
pub use load_history::load_history;
pub use page::PageRequest;
pub use publish_answered::publish_answered;
pub use relay_outbox::{Relayed, relay_outbox};
pub use save_turn::save_turn;
pub use settle_conversation::{reopen_conversation, resolve_conversation};
