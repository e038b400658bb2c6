//! The reference application: an intelligent customer-service platform.
//!
//! `adapters → application → ports → domain`: a test reads the `use` lines and upholds it. [`app`] is the list of
//! everything that exists; codegen derives the infrastructure from it, the Lambda binary runs it.

pub mod adapters;
pub mod application;
pub mod domain;
#[cfg(feature = "runtime")]
pub mod lambda;
pub mod migrations;
pub mod ports;
pub mod workflows;

use adapters::inbound::{
    accept_handover::accept_handover, add_tenant::add_tenant, change_conversation::change_conversation,
    classify_intent::classify_intent, complete_handover::complete_handover,
    create_conversation::create_conversation, delete_expired::delete_expired, delete_exports::delete_exports,
    delete_feedback::delete_feedback, end_handover::end_handover, erase_again::erase_again,
    erase_customer::erase_customer, escalate::escalate, finish_erasure::finish_erasure,
    generate_reply::generate_reply, get_conversation::get_conversation, get_handover::get_handover,
    get_message::get_message, get_message_v2::get_message_v2, get_openapi::get_openapi,
    get_privacy_request::get_privacy_request, get_usage::get_usage,
    give_up_privacy_request::give_up_privacy_request, healthz::healthz,
    list_conversations::list_conversations, list_flags::list_flags, list_handovers::list_handovers,
    list_messages::list_messages, list_prompts::list_prompts, load_history::load_history,
    migrate_platform::migrate_platform, post_in_conversation::post_in_conversation,
    post_message::post_message, publish_answered::publish_answered, put_feedback::put_feedback,
    put_flag::put_flag, readyz::readyz, refresh_token_keys::refresh_token_keys, relay_outbox::relay_outbox,
    reopen_conversation::reopen_conversation, reply_to_customer::reply_to_customer,
    request_erasure::request_erasure, request_export::request_export, request_handover::request_handover,
    resolve_conversation::resolve_conversation, resolve_idle::resolve_idle, save_turn::save_turn,
    sweep_messages::sweep_messages, wait_for_agent::wait_for_agent, write_export::write_export,
};
use adapters::resources;
use ferrovia::App;
use workflows::{
    answer_message::answer_message, carry_out_privacy_request::carry_out_privacy_request,
    export_customer::export_customer, hand_over::hand_over,
};

/// The whole system as one list.
#[must_use]
pub fn app() -> App {
    App::new(
        "atendimento",
        "Plataforma Inteligente de Atendimento com IA: customer service, answered by language models.",
    )
    .resource::<resources::Platform>()
    .resource::<resources::Tenants>()
    .resource::<resources::ApiClients>()
    .resource::<resources::Customers>()
    .resource::<resources::Conversations>()
    .resource::<resources::Messages>()
    .resource::<resources::Feedback>()
    .resource::<resources::Handovers>()
    .resource::<resources::Flags>()
    .resource::<resources::Runs>()
    .resource::<resources::Outbox>()
    .resource::<resources::DeadEvents>()
    .resource::<resources::OldestEvent>()
    .resource::<resources::IdempotencyKeys>()
    .resource::<resources::RateLimits>()
    .resource::<resources::UsageDaily>()
    .resource::<resources::PrivacyRequests>()
    .resource::<resources::PrivacyExportFiles>()
    .resource::<resources::Exports>()
    .resource::<resources::ErasedCustomers>()
    .resource::<resources::AuditLog>()
    .resource::<resources::PseudonymKey>()
    .resource::<resources::OpenAiApiKey>()
    .resource::<resources::IntentModel>()
    .resource::<resources::AnswerModel>()
    .resource::<resources::PlatformFlags>()
    .resource::<resources::TokenKeys>()
    .resource::<resources::PlatformEvents>()
    .event::<domain::ConversationAnswered>()
    .event::<domain::ConversationStateChanged>()
    .event::<domain::AgentReplied>()
    .event::<domain::HandoverExpired>()
    .event::<domain::CustomerErased>()
    .event::<domain::MessageFailed>()
    .handler::<add_tenant>()
    .handler::<post_message>()
    .handler::<get_message>()
    .handler::<get_message_v2>()
    .handler::<create_conversation>()
    .handler::<list_conversations>()
    .handler::<get_conversation>()
    .handler::<change_conversation>()
    .handler::<list_messages>()
    .handler::<post_in_conversation>()
    .handler::<resolve_conversation>()
    .handler::<reopen_conversation>()
    .handler::<put_feedback>()
    .handler::<delete_feedback>()
    .handler::<get_usage>()
    .handler::<list_flags>()
    .handler::<put_flag>()
    .handler::<list_prompts>()
    .handler::<get_openapi>()
    .handler::<healthz>()
    .handler::<readyz>()
    .handler::<classify_intent>()
    .handler::<load_history>()
    .handler::<generate_reply>()
    .handler::<save_turn>()
    .handler::<publish_answered>()
    .handler::<relay_outbox>()
    .handler::<sweep_messages>()
    .handler::<resolve_idle>()
    .handler::<delete_expired>()
    .handler::<refresh_token_keys>()
    .handler::<request_handover>()
    .handler::<escalate>()
    .handler::<wait_for_agent>()
    .handler::<list_handovers>()
    .handler::<get_handover>()
    .handler::<accept_handover>()
    .handler::<reply_to_customer>()
    .handler::<complete_handover>()
    .handler::<end_handover>()
    .handler::<request_export>()
    .handler::<request_erasure>()
    .handler::<get_privacy_request>()
    .handler::<erase_again>()
    .handler::<erase_customer>()
    .handler::<delete_exports>()
    .handler::<finish_erasure>()
    .handler::<write_export>()
    .handler::<give_up_privacy_request>()
    .handler::<migrate_platform>()
    .workflow::<answer_message>()
    .workflow::<hand_over>()
    .workflow::<carry_out_privacy_request>()
    .workflow::<export_customer>()
}
