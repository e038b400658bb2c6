//! Two apps in, how the bounds of their executions' cost and latency moved out.

use super::pairs::{Pair, pairs};
use crate::estimate::{self, Estimate, estimates};
use ferrovia_model::{CheckedApp, Workflow};
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
    let mut executions = Vec::new();
    let mut moved = |of: String, old: Option<&Estimate>, new: Option<&Estimate>| {
        let (old, new) = (old.copied(), new.copied());
        if old != new {
            executions.push(Cost { of, old, new });
        }
    };
    for pair in pairs(&old.workflows, &new.workflows, Workflow::id) {
        let (was, is) = match pair {
            Pair::Both(was, is) => (Some(was), Some(is)),
            Pair::Old(was) => (Some(was), None),
            Pair::New(is) => (None, Some(is)),
        };
        let name = is.or(was).map_or("", |workflow| workflow.name.as_str());
        let of = |estimates: &'_ BTreeMap<String, Estimate>, workflow: Option<&Workflow>| {
            workflow.and_then(|workflow| estimates.get(&workflow.name).copied())
        };
        let (was, is) = (of(&before.workflows, was), of(&after.workflows, is));
        moved(format!("workflow `{name}`"), was.as_ref(), is.as_ref());
    }
    let routes: BTreeSet<&String> = before.routes.keys().chain(after.routes.keys()).collect();
    for route in routes {
        moved(
            format!("route `{route}`"),
            before.routes.get(route),
            after.routes.get(route),
        );
    }
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
