//! A checked app in, infrastructure out: one emitter per target, each total.
//!
//! `main` alone reads and writes; no emitter can fail, look at a clock or at the environment.

pub mod asl;
pub mod configurations;
pub mod contracts;
pub mod cost;
pub mod dashboard;
pub mod deploy;
pub mod diagram;
pub mod diff;
pub mod environments;
pub mod estimate;
pub mod explain;
pub mod files;
pub mod hcl;
pub mod iam;
pub mod json;
pub mod lock;
pub mod network;
pub mod openapi;
pub mod permissions;
pub mod placeholder;
pub mod prices;
pub mod prompts;
pub mod schema;
pub mod sql;
pub mod template;
pub mod terraform;
pub mod values;

use asl::Machines;
use ferrovia_model::CheckedApp;
use files::Files;
use iam::grants::Policies;

/// What every generated file says first, where its format has comments.
pub const HEADER: &str =
    "Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen";

/// Everything that codegen generates, by path in the repository.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let (policies, machines) = (Policies::of(app), Machines::of(app));
    let mut stack = terraform::stack(app, &policies, &machines);
    stack.extend("asl", machines.into_files());
    stack.extend("iam", policies.into_files());
    stack.extend("sql", sql::emit(app));
    stack.extend("contracts", contracts::emit(app));
    stack.extend("contracts", lock::emit(app));
    stack.extend("configurations", configurations::emit(app));
    stack.extend("docs", diagram::emit(app));
    stack.extend("docs", permissions::emit(app));
    stack.extend("docs", network::emit(app));
    stack.extend("", openapi::emit(app));
    stack.extend("", dashboard::emit(app));
    let mut files = Files::default();
    files.extend("terraform/stack", stack);
    files.extend("environments", environments::emit(app));
    files
}
