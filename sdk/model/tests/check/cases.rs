//! The cases, by concern.

mod migrations;
mod migrators;
mod names;
mod numbers;
mod renames;
mod resources;
mod routes;
mod token_keys;
mod triggers;
mod waits;
mod workflows;

use super::Case;

/// All of them.
pub(super) const CASES: &[&[Case]] = &[
    names::CASES,
    renames::CASES,
    resources::CASES,
    numbers::CASES,
    migrations::CASES,
    migrators::CASES,
    routes::CASES,
    triggers::CASES,
    token_keys::CASES,
    waits::CASES,
    workflows::CASES,
];
