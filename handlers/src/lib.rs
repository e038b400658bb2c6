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
    accept_handover::accept_handover, add_tenant::add_tenant, classify_intent::classify_intent,
    complete_handover::complete_handover, end_handover::end_handover, escalate::escalate,
    generate_reply::generate_reply, load_history::load_history, migrate_platform::migrate_platform,
    post_message::post_message, publish_answered::publish_answered, reply_to_customer::reply_to_customer,
    request_handover::request_handover, save_turn::save_turn, wait_for_agent::wait_for_agent,
};
use adapters::resources;
use ferrovia::App;
use workflows::{answer_message::answer_message, hand_over::hand_over};

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
    .resource::<resources::Handovers>()
    .resource::<resources::Runs>()
    .resource::<resources::Outbox>()
    .resource::<resources::OpenAiApiKey>()
    .resource::<resources::IntentModel>()
    .resource::<resources::AnswerModel>()
    .resource::<resources::PlatformEvents>()
    .event::<domain::ConversationAnswered>()
    .handler::<add_tenant>()
    .handler::<post_message>()
    .handler::<classify_intent>()
    .handler::<load_history>()
    .handler::<generate_reply>()
    .handler::<save_turn>()
    .handler::<publish_answered>()
    .handler::<request_handover>()
    .handler::<escalate>()
    .handler::<wait_for_agent>()
    .handler::<accept_handover>()
    .handler::<reply_to_customer>()
    .handler::<complete_handover>()
    .handler::<end_handover>()
    .handler::<migrate_platform>()
    .workflow::<answer_message>()
    .workflow::<hand_over>()
}
