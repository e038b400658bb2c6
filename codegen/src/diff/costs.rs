//! Two apps in, how the bounds of their executions' cost and latency moved out.

use crate::estimate::{self, Estimate, estimates};
use ferrovia_model::CheckedApp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The bounds that moved, and what they are made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Costs {
    /// By workflow, then by route.
    pub executions: Vec<Cost>,
    /// What was taken where the model knows nothing, and what is left out.
    pub assumptions: String,
}

/// The bounds of one kind of execution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// ``workflow `answer_message` ``, ``route `POST /v1/messages` ``.
    pub of: String,
    /// Before; `None` if it is new.
    pub old: Option<Estimate>,
    /// After; `None` if it is gone.
    pub new: Option<Estimate>,
}

impl Cost {
    /// By how many US dollars the worst case grew.
    #[must_use]
    pub fn growth(&self) -> f64 {
        let worst = |estimate: &Option<Estimate>| estimate.map_or(0.0, |estimate| estimate.worst.usd);
        worst(&self.new) - worst(&self.old)
    }
}

pub(super) fn costs(old: &CheckedApp, new: &CheckedApp) -> Costs {
    let (before, after) = (estimates(old), estimates(new));
    let mut executions = moved("workflow", &before.workflows, &after.workflows);
    executions.extend(moved("route", &before.routes, &after.routes));
    let mut assumptions = estimate::assumptions();
    if !after.unpriced.is_empty() {
        assumptions.push_str(&format!(
            " No price is known of `{}`: what they charge is missing.",
            after.unpriced.join("`, `")
        ));
    }
    Costs {
        executions,
        assumptions,
    }
}

fn moved(kind: &str, old: &BTreeMap<String, Estimate>, new: &BTreeMap<String, Estimate>) -> Vec<Cost> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let cost = |name: &String| Cost {
        of: format!("{kind} `{name}`"),
        old: old.get(name).copied(),
        new: new.get(name).copied(),
    };
    names
        .into_iter()
        .map(cost)
        .filter(|cost| cost.old != cost.new)
        .collect()
}
