//! The whole platform on a laptop, as a process: what a developer sees of it.
#![cfg(feature = "local")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod conversations;
mod documents;
mod endpoints;
mod flags;
mod handovers;
mod leaks;
mod mistakes;
mod once;
mod privacy;
mod process;
mod requests;
mod resources;
