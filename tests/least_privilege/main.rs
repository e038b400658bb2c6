//! Least privilege, proven: every permission that codegen writes is used by some run, and every wider one is noticed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod account;
mod database;
mod deploy_roles;
mod desk;
mod functions;
mod grants;
mod iam;
mod mistakes;
mod mutation;
mod platform;
mod probe;
mod requests;
mod resources;
mod roles;
mod runs;
mod services;
mod stack;
#[path = "../../handlers/tests/support/mod.rs"]
#[expect(dead_code, reason = "functions log in by tokens here, as on RDS")]
mod support;
mod terraform;
