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
    add_tenant::add_tenant, classify_intent::classify_intent, generate_reply::generate_reply,
    load_history::load_history, migrate_platform::migrate_platform, post_message::post_message,
    publish_answered::publish_answered, relay_outbox::relay_outbox, save_turn::save_turn,
};
use adapters::resources;
use ferrovia::App;
use workflows::answer_message::answer_message;

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
    .handler::<relay_outbox>()
    .handler::<migrate_platform>()
    .workflow::<answer_message>()
}
