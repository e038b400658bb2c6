//! Every port of this crate against servers that speak AWS's protocols: what is sent, what becomes of each answer.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

mod api_gateway;
mod app_config;
mod bedrock;
mod cognito;
mod database;
mod event_bridge;
mod lambda;
mod s3;
mod secrets_manager;
mod sqs;
mod step_functions;
mod support;
mod task_tokens;
