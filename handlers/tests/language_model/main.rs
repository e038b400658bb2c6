//! The chat-model port's contract: every provider, through its adapter, against servers that behave and
//! misbehave.
//!
//! A case says what the server does in terms that all providers share; a [`provider::Provider`] says how that
//! looks in its protocol. Another adapter is another row in [`contract::PROVIDERS`].
#![cfg(feature = "runtime")]
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

mod bedrock;
mod behaviour;
mod chain;
mod contract;
mod openai;
mod provider;
mod raw_server;
#[path = "../support/still_clock.rs"]
mod still_clock;
