//! A checked app in, the most that an execution of a workflow and a call of a route can take and cost out.
//!
//! These are bounds from the signatures, not forecasts: every step runs until its time-out, in the worst case it is retried as
//! often as it may be, and a choice takes its dearest way. [`assumptions`] says what is taken where the model knows nothing.

mod usage;
mod walk;

use crate::prices::{self, REGION};
use ferrovia_model::workflow::Flow;
use ferrovia_model::{Candidate, CheckedApp, Function, Grant, Kind, Workflow};
use serde::Serialize;
use std::collections::BTreeMap;
use usage::Usage;

/// Tokens that a call of a language model reads, where no signature limits them: 96 KiB of conversation at three bytes a token.
pub const INPUT_TOKENS: u32 = 32_768;

/// Tokens that a call of a language model writes, where no signature limits them: about the longest message.
pub const OUTPUT_TOKENS: u32 = 1_024;

/// Items of a list whose length no signature limits.
pub const ITEMS: u32 = 100;

/// What is taken where the model knows nothing, and what is left out, for people.
#[must_use]
pub fn assumptions() -> String {
    format!(
        "Bounds, not forecasts: every step runs until its time-out; at worst it is retried as often as it may be, and a model that \
         fails is followed by the next candidate. Taken: {INPUT_TOKENS} tokens read and {OUTPUT_TOKENS} written for a call of a \
         language model, {ITEMS} items for a list without a limit, and that a configuration is asked for, at worst by an instance \
         that never had it. Prices of {REGION}, {}, in `codegen/src/prices.rs`. Not in it: \
         database, network, logs, events, queues, data transfer, free tiers.",
        prices::AS_OF
    )
}

/// What something takes and costs at most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bound {
    /// From beginning to end, in seconds.
    pub seconds: f64,
    /// In US dollars.
    pub usd: f64,
    /// Functions that are called, with retries.
    pub calls: f64,
}

/// Both bounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// If nothing fails: each step runs once.
    pub no_failure: Bound,
    /// If everything fails as often as it may.
    pub worst: Bound,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    NoFailure,
    Worst,
}

/// The bounds of an app.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Estimates {
    /// Of an execution, by workflow.
    pub workflows: BTreeMap<String, Estimate>,
    /// Of a call, by route; with an execution of each workflow that the handler may start.
    pub routes: BTreeMap<String, Estimate>,
    /// Models without a known price: what they charge is not in the bounds.
    pub unpriced: Vec<String>,
}

/// The bounds of every workflow and route.
#[must_use]
pub fn estimates(app: &CheckedApp) -> Estimates {
    let workflows: BTreeMap<String, Estimate> = app
        .flows()
        .map(|(workflow, flow)| {
            let of = |case| of_workflow(app, workflow, flow, case);
            (workflow.name.clone(), Estimate::of(of))
        })
        .collect();
    let routed = app
        .functions
        .iter()
        .filter_map(|function| Some((function, function.route.as_ref()?)));
    let routes = routed
        .map(|(function, route)| {
            let of = |case| of_route(app, function, &workflows, case);
            (route.key(), Estimate::of(of))
        })
        .collect();
    let candidates = app.language_models.iter().flat_map(|model| &model.candidates);
    let mut unpriced: Vec<String> = candidates
        .filter(|candidate| ferrovia_model::token_price(&candidate.model).is_none())
        .map(Candidate::id)
        .collect();
    unpriced.sort();
    unpriced.dedup();
    Estimates {
        workflows,
        routes,
        unpriced,
    }
}

impl Estimate {
    fn of(case: impl Fn(Case) -> Bound) -> Self {
        Self {
            no_failure: case(Case::NoFailure),
            worst: case(Case::Worst),
        }
    }

    fn in_case(&self, case: Case) -> Bound {
        match case {
            Case::NoFailure => self.no_failure,
            Case::Worst => self.worst,
        }
    }
}

fn of_workflow(app: &CheckedApp, workflow: &Workflow, flow: &Flow, case: Case) -> Bound {
    let timeout = f64::from(workflow.timeout_seconds);
    let usage = walk::of_flow(app, workflow, flow, case);
    let seconds = usage.seconds.min(timeout);
    let machine = match workflow.kind {
        Kind::Standard => usage.transitions * prices::STANDARD_TRANSITION,
        Kind::Express => {
            prices::EXPRESS_REQUEST + seconds * prices::EXPRESS_MEMORY_GB * prices::EXPRESS_GB_HOUR / 3600.0
        }
    };
    // When the workflow is given up, no function begins; the last one ends by itself.
    let memory_in_time = usage.gigabytes * (timeout + usage.longest);
    Bound {
        seconds,
        usd: machine + usage.functions(memory_in_time),
        calls: usage.calls,
    }
}

fn of_route(
    app: &CheckedApp,
    function: &Function,
    workflows: &BTreeMap<String, Estimate>,
    case: Case,
) -> Bound {
    let usage = Usage::of_function(app, function, case);
    let started = function.grants().filter_map(|grant| match grant {
        Grant::StartWorkflow(name) | Grant::LaunchWorkflow(name) => workflows.get(name),
        Grant::ReadTable(_)
        | Grant::AppendTable(_)
        | Grant::UpdateTable(_)
        | Grant::WriteTable(_)
        | Grant::EraseTable(_)
        | Grant::InvokeModel(_)
        | Grant::ReadSecret(_)
        | Grant::PublishEvent(_)
        | Grant::SendQueue(_)
        | Grant::ReadBucket(_)
        | Grant::WriteBucket(_)
        | Grant::EraseBucket(_)
        | Grant::VerifyTokens(_)
        | Grant::RefreshTokenKeys(_)
        | Grant::ReadConfiguration(_)
        | Grant::ReportGauge(_)
        | Grant::CompleteStep(_)
        | Grant::MigrateDatabase(_) => None,
    });
    let started: Vec<Bound> = started.map(|estimate| estimate.in_case(case)).collect();
    Bound {
        // Whatever it waits for, it is ended by its own time-out.
        seconds: f64::from(function.timeout_seconds),
        usd: prices::HTTP_API_REQUEST
            + usage.functions(f64::INFINITY)
            + started.iter().map(|bound| bound.usd).sum::<f64>(),
        calls: 1.0 + started.iter().map(|bound| bound.calls).sum::<f64>(),
    }
}
