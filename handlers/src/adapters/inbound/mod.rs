//! The handlers, one a file: a signature, a conversion, one call of a use case.
//!
//! A handler is not re-exported from here: its name is also its type's, and as a type it would clash with its module.

mod access_problem;
mod chain_parts;
mod change_headers;
mod conversation_view;
mod cursor_problem;
mod export_files;
mod flag_view;
mod handover;
mod job_error;
mod limit_headers;
mod message_view;
mod model_error;
mod privacy_request;

pub mod accept_handover;
pub mod add_tenant;
pub mod change_conversation;
pub mod classify_intent;
pub mod complete_handover;
pub mod create_conversation;
pub mod delete_expired;
pub mod delete_exports;
pub mod delete_feedback;
pub mod end_handover;
pub mod erase_again;
pub mod erase_customer;
pub mod escalate;
pub mod finish_erasure;
pub mod generate_reply;
pub mod get_conversation;
pub mod get_handover;
pub mod get_message;
pub mod get_message_v2;
pub mod get_openapi;
pub mod get_privacy_request;
pub mod get_usage;
pub mod give_up_privacy_request;
pub mod healthz;
pub mod list_conversations;
pub mod list_flags;
pub mod list_handovers;
pub mod list_messages;
pub mod list_prompts;
pub mod load_history;
pub mod migrate_platform;
pub mod post_in_conversation;
pub mod post_message;
pub mod publish_answered;
pub mod put_feedback;
pub mod put_flag;
pub mod readyz;
pub mod refresh_token_keys;
pub mod relay_outbox;
pub mod reopen_conversation;
pub mod reply_to_customer;
pub mod request_erasure;
pub mod request_export;
pub mod request_handover;
pub mod resolve_conversation;
pub mod resolve_idle;
pub mod save_turn;
pub mod sweep_messages;
pub mod wait_for_agent;
pub mod write_export;

pub use access_problem::{AccessProblem, FindProblem};
pub use chain_parts::ChainParts;
pub use change_headers::ChangeHeaders;
pub use conversation_view::{
    ConversationDetails, ConversationList, ConversationPath, VersionHeaders, VersionedConversation,
};
pub use cursor_problem::CursorProblem;
pub use flag_view::FlagView;
pub use job_error::JobError;
pub use limit_headers::LimitHeaders;
pub use message_view::{AnswerView, ConversationView, MessageList, MessageView, PromptView, UtteranceView};
pub use model_error::ModelError;
pub use privacy_request::{
    CustomerPath, ExportFileView, ExportView, NewPrivacyRequests, PrivacyProblem, PrivacyRequestView,
};
