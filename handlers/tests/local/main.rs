//! The whole platform on a laptop, as a process: what a developer sees of it.
#![cfg(feature = "local")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod agents;
#[path = "../support/bad_tokens.rs"]
mod bad_tokens;
mod conversations;
mod dialogues;
mod documents;
mod endpoints;
mod flags;
mod handovers;
#[path = "../support/hostile.rs"]
mod hostile;
mod leaks;
mod metadata;
mod mistakes;
mod once;
mod privacy;
mod process;
mod requests;
mod resources;
mod texts;
mod timings;
mod tokens;
mod versions;
