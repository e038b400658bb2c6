//! A flow in, what its dearest way uses up out.
//!
//! A machine is a graph with edges back, one for each loop. The walk goes down every way once; a loop's Choice says how often
//! its rounds may be gone through.

use super::usage::Usage;
use super::{Case, ITEMS};
use crate::asl;
use ferrovia_model::workflow::Comparison;
use ferrovia_model::workflow::flow::{Action, Call, Edge, Flow, Formula, Rule, Template};
use ferrovia_model::{App, Backoff, Workflow};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn of_flow(app: &App, workflow: &Workflow, flow: &Flow, case: Case) -> Usage {
    let mut walk = Walk {
        app,
        workflow,
        flow,
        case,
        known: BTreeMap::new(),
    };
    let ways = walk.from(Some(0), &BTreeSet::new());
    ways.into_values().reduce(Usage::or).unwrap_or_default()
}

/// What is used up until a way is at an end (`None`), or back at a loop's Choice (its number).
type Ways = BTreeMap<Option<usize>, Usage>;

struct Walk<'a> {
    app: &'a App,
    workflow: &'a Workflow,
    flow: &'a Flow,
    case: Case,
    /// By state and the loops that it is in.
    known: BTreeMap<(usize, BTreeSet<usize>), Ways>,
}

impl Walk<'_> {
    fn from(&mut self, state: Option<usize>, within: &BTreeSet<usize>) -> Ways {
        let at = state.and_then(|number| Some((number, self.flow.states.get(number)?)));
        let Some((number, state)) = at else {
            return Ways::from([(None, Usage::default())]);
        };
        if within.contains(&number) {
            return Ways::from([(Some(number), Usage::default())]);
        }
        let place = (number, within.clone());
        if let Some(known) = self.known.get(&place) {
            return known.clone();
        }
        let ways = match &state.action {
            Action::Choice { rules, default } => self.choice(number, rules, default, within),
            action @ (Action::Pass { .. }
            | Action::Task { .. }
            | Action::Parallel { .. }
            | Action::Map { .. }
            | Action::Wait { .. }
            | Action::Succeed { .. }
            | Action::Fail(_)) => {
                let edges = self.edges(action);
                let ways = either(edges.iter().map(|next| self.from(*next, within)).collect());
                after(self.used(action), ways)
            }
        };
        let ways = after(TRANSITION, ways);
        self.known.insert(place, ways.clone());
        ways
    }

    /// A choice; if a way leads back to it, a loop.
    fn choice(&mut self, number: usize, rules: &[Rule], default: &Edge, within: &BTreeSet<usize>) -> Ways {
        let mut inside = within.clone();
        inside.insert(number);
        let into: Vec<Ways> = rules
            .iter()
            .map(|rule| self.from(rule.edge.next, &inside))
            .collect();
        let mut round = either(into);
        let past = self.from(default.next, within);
        let Some(back) = round.remove(&Some(number)) else {
            return either(vec![round, past]);
        };
        let rounds = rules.first().map_or(ITEMS, |rule| self.rounds(&rule.condition));
        let back = back.then(TRANSITION);
        // Whoever leaves from within a round has gone through one less.
        let leaving = after(back.times(rounds.saturating_sub(1), 1), round);
        either(vec![leaving, after(back.times(rounds, 1), past)])
    }

    /// How often a loop's condition may hold: the constant with which it compares its counter.
    fn rounds(&self, condition: &Formula) -> u32 {
        match condition {
            Formula::And(left, _) => self.rounds(left),
            Formula::Compare(comparison, left, right) => {
                let (Formula::Variable(counter), Formula::Literal(end)) = (&**left, &**right) else {
                    return ITEMS;
                };
                let (Some(end), Some(first)) = (end.as_i64(), self.first_of(counter)) else {
                    return ITEMS;
                };
                let rounds = match comparison {
                    Comparison::LessOrEqual => end - first + 1,
                    Comparison::Less
                    | Comparison::Equal
                    | Comparison::NotEqual
                    | Comparison::Greater
                    | Comparison::GreaterOrEqual => end - first,
                };
                u32::try_from(rounds.max(0)).unwrap_or(ITEMS)
            }
            Formula::Variable(_)
            | Formula::Input
            | Formula::Result
            | Formula::Outcome
            | Formula::Branch(_)
            | Formula::Answers
            | Formula::ErrorData
            | Formula::Error
            | Formula::Literal(_)
            | Formula::Field(..)
            | Formula::Item(..)
            | Formula::Index(..)
            | Formula::OrElse(..)
            | Formula::Exists(_)
            | Formula::Not(_)
            | Formula::Or(..)
            | Formula::Count(_)
            | Formula::Contains(..)
            | Formula::Arithmetic(..)
            | Formula::Next(_)
            | Formula::Text(_)
            | Formula::Concatenation(_) => ITEMS,
        }
    }

    /// The constant that a counter is set to.
    fn first_of(&self, counter: &str) -> Option<i64> {
        let edges = self.flow.states.iter().flat_map(|state| state.action.edges());
        let assignments = edges.flat_map(|edge| &edge.assign);
        assignments
            .filter(|assignment| assignment.variable == counter)
            .find_map(|assignment| match &assignment.value {
                Template::Literal(value) | Template::Formula(Formula::Literal(value)) => value.as_i64(),
                Template::Formula(_) | Template::Object(_) | Template::List(_) => None,
            })
    }

    /// Where a state leads: also where its errors lead, if there are any.
    fn edges(&self, action: &Action) -> Vec<Option<usize>> {
        match (action, self.case) {
            (Action::Task { edge, .. }, Case::NoFailure) => vec![edge.next],
            (Action::Succeed { .. } | Action::Fail(_), _) => vec![None],
            (
                Action::Pass { .. }
                | Action::Task { .. }
                | Action::Parallel { .. }
                | Action::Map { .. }
                | Action::Wait { .. }
                | Action::Choice { .. },
                _,
            ) => action.edges().into_iter().map(|edge| edge.next).collect(),
        }
    }

    fn used(&self, action: &Action) -> Usage {
        let inner = |flow: &Flow| of_flow(self.app, self.workflow, flow, self.case);
        match action {
            Action::Task { call, .. } => self.task(call),
            Action::Parallel { branches, .. } => branches
                .iter()
                .map(inner)
                .reduce(Usage::beside)
                .unwrap_or_default(),
            Action::Map { limit, body, .. } => inner(body).times(ITEMS, *limit),
            Action::Wait { seconds, .. } => {
                let known = if let Formula::Literal(Value::Number(seconds)) = seconds {
                    seconds.as_f64()
                } else {
                    None
                };
                Usage {
                    seconds: known.unwrap_or_else(|| f64::from(self.workflow.timeout_seconds)),
                    ..Usage::default()
                }
            }
            Action::Pass { .. } | Action::Choice { .. } | Action::Succeed { .. } | Action::Fail(_) => {
                Usage::default()
            }
        }
    }

    fn task(&self, call: &Call) -> Usage {
        let function = self.app.function(&call.function);
        let attempt = function.map_or_else(Usage::default, |function| {
            Usage::of_function(self.app, function, self.case)
        });
        let seconds = call.wait.map_or(call.timeout_seconds, |wait| wait.seconds);
        let attempt = Usage {
            seconds: f64::from(seconds),
            ..attempt
        };
        let retries: Vec<Backoff> = match self.case {
            Case::NoFailure => Vec::new(),
            Case::Worst => call
                .retries
                .iter()
                .map(|retry| retry.backoff.clone())
                .chain([asl::fault_backoff()])
                .collect(),
        };
        let count: u32 = retries.iter().map(|backoff| backoff.max_attempts).sum();
        let pauses = Usage {
            seconds: retries.iter().map(pause).sum(),
            transitions: f64::from(count),
            ..Usage::default()
        };
        attempt.times(1 + count, 1).then(pauses)
    }
}

/// The longest that the waits between attempts take together: jitter makes them shorter.
fn pause(backoff: &Backoff) -> f64 {
    let waits = std::iter::successors(Some(f64::from(backoff.interval_seconds)), |wait| {
        Some(wait * backoff.rate)
    });
    let count = usize::try_from(backoff.max_attempts).unwrap_or(usize::MAX);
    waits
        .take(count)
        .map(|wait| wait.min(f64::from(backoff.max_delay_seconds)))
        .sum()
}

/// Entering a state.
const TRANSITION: Usage = Usage {
    seconds: 0.0,
    transitions: 1.0,
    calls: 0.0,
    gigabyte_seconds: 0.0,
    gigabytes: 0.0,
    longest: 0.0,
    charges: 0.0,
};

/// What follows something, with it.
fn after(first: Usage, ways: Ways) -> Ways {
    ways.into_iter()
        .map(|(end, usage)| (end, first.then(usage)))
        .collect()
}

/// Where any of these leads, at most for what it takes.
fn either(all: Vec<Ways>) -> Ways {
    let mut ways = Ways::new();
    for (end, usage) in all.into_iter().flatten() {
        ways.entry(end)
            .and_modify(|known: &mut Usage| *known = known.or(usage))
            .or_insert(usage);
    }
    ways
}
