//! Two checked apps in, all that a change does out: to permissions, functions, contracts, cost, and what is deployed.
//!
//! [`changes`] is a pure function of both apps and the day; `Changes` is data, which [`Changes::text`],
//! [`Changes::markdown`] and serde write. Nothing is judged by comparing text: every finding comes from the model.

mod contracts;
mod costs;
mod deploy;
mod difference;
mod effect;
mod functions;
mod markdown;
mod pairs;
mod permissions;
mod report;
mod schema;
mod text;
pub mod words;

pub use contracts::{Boundary, Contract, Finding, Judgement, Offer, Victim};
pub use costs::{Cost, Costs};
pub use deploy::{Action, Consequence};
pub use difference::{Change, Difference, differences};
pub use effect::{Effect, Effects};
pub use functions::{Touch, Touched};
pub use markdown::STICKY;
pub use permissions::{Permission, Way};

use ferrovia_model::CheckedApp;
use serde::Serialize;

/// Whether somebody is hurt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody.
    #[default]
    Harmless,
    /// Perhaps, while the deploy lasts or if nobody looks: a person should read it.
    Caution,
    /// Somebody who relied on what was.
    Breaking,
}

/// All that changed from one app to another.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// The gravest of all below.
    pub severity: Severity,
    /// Gained and lost, by function and workflow.
    pub permissions: Vec<Permission>,
    /// Added, removed and changed, by name.
    pub functions: Vec<Touched>,
    /// Likewise, with the states of their machines.
    pub workflows: Vec<Touched>,
    /// Those that are not as they were.
    pub contracts: Vec<Contract>,
    /// How many boundaries the new app has.
    pub boundaries: usize,
    /// Cost and latency of executions and calls that differ.
    pub costs: Costs,
    /// What the deploy makes, replaces and destroys.
    pub deploy: Vec<Consequence>,
}

/// What changed from `old` to `new`. `today` (`YYYY-MM-DD`) tells which announced ends have come.
#[must_use]
pub fn changes(old: &CheckedApp, new: &CheckedApp, today: &str) -> Changes {
    let mut changes = Changes {
        severity: Severity::Harmless,
        permissions: permissions::permissions(old, new),
        functions: functions::functions(old, new),
        workflows: functions::workflows(old, new),
        contracts: contracts::contracts(old, new, today),
        boundaries: contracts::count(new),
        costs: costs::costs(old, new),
        deploy: deploy::consequences(old, new),
    };
    let severities = [
        changes.permissions.iter().map(Permission::severity).max(),
        changes
            .contracts
            .iter()
            .map(|contract| contract.judgement.severity())
            .max(),
        changes
            .deploy
            .iter()
            .map(|consequence| consequence.severity)
            .max(),
    ];
    changes.severity = severities.into_iter().flatten().max().unwrap_or_default();
    changes
}

impl Changes {
    /// Whether nothing changed that anybody could notice.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.permissions.is_empty()
            && self.functions.is_empty()
            && self.workflows.is_empty()
            && self.contracts.is_empty()
            && self.costs.executions.is_empty()
            && self.deploy.is_empty()
    }
}
