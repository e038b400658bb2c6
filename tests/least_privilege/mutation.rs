//! A policy in; the policies that differ from it in one thing out, and whether anything notices.
//!
//! What is taken away must be missed by a request that has to be allowed: if it is not, it is surplus. What is made
//! wider must let through a request that has to be denied: if it does not, nothing watches that side.
//!
//! Not made wider is the service of an ARN, since IAM takes no wildcard there. A statement that denies is made weaker
//! (which is to take something from it), or unconditional; to deny more of what nobody may do anyway changes nothing.

use crate::iam::condition::Comparison;
use crate::iam::{Condition, Effect, Policy, Request, Scope, Statement, Verdict, evaluate};
use crate::probe::{Probe, parts, replaced};

/// A policy, and what is known about what it must and must not let through.
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) policy: Policy,
    /// What counts besides, and is not changed.
    pub(crate) beside: Vec<Policy>,
    pub(crate) allowed: Vec<Probe>,
    pub(crate) denied: Vec<Probe>,
}

/// What was done to a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Removed,
    Widened,
}

/// A policy that differs in one thing.
pub(crate) struct Mutant {
    pub(crate) change: Change,
    pub(crate) what: String,
    pub(crate) policy: Policy,
}

impl Subject {
    /// What the policy as it is does wrongly.
    pub(crate) fn faults(&self) -> Vec<String> {
        let told = |probe: &Probe, found| format!("{}: {found}: {}; {}", self.name, probe.request, probe.why);
        let refused = self
            .allowed
            .iter()
            .filter(|probe| !self.lets_through(&self.policy, &probe.request));
        let let_through = self
            .denied
            .iter()
            .filter(|probe| self.lets_through(&self.policy, &probe.request));
        refused
            .map(|probe| told(probe, "denied"))
            .chain(let_through.map(|probe| told(probe, "allowed")))
            .collect()
    }

    /// Whether some request that is known has another fate.
    pub(crate) fn notices(&self, mutant: &Mutant) -> bool {
        let refused = |probe: &Probe| !self.lets_through(&mutant.policy, &probe.request);
        let let_through = |probe: &Probe| self.lets_through(&mutant.policy, &probe.request);
        self.allowed.iter().any(refused) || self.denied.iter().any(let_through)
    }

    fn lets_through(&self, policy: &Policy, request: &Request) -> bool {
        let policies: Vec<&Policy> = [policy].into_iter().chain(&self.beside).collect();
        let verdict = evaluate(&policies, request);
        verdict
            .map(|verdict| verdict == Verdict::Allowed)
            .unwrap_or_else(|unknown| panic!("{}: {request}: {unknown}", self.name))
    }

    /// Every policy that differs in one thing.
    pub(crate) fn mutants(&self) -> Vec<Mutant> {
        let mut mutants = Vec::new();
        for (position, statement) in self.policy.statements.iter().enumerate() {
            let mut add = |change, what: String, other: Option<Statement>| {
                let mut policy = self.policy.clone();
                match other {
                    Some(other) => policy.statements[position] = other,
                    None => drop(policy.statements.remove(position)),
                }
                let what = format!("{}: {}: {what}", self.name, statement.sid);
                mutants.push(Mutant { change, what, policy });
            };
            add(Change::Removed, "the statement".to_owned(), None);
            for (what, other) in removals(statement) {
                add(Change::Removed, what, Some(other));
            }
            for (what, other) in widenings(statement) {
                add(Change::Widened, what, Some(other));
            }
        }
        mutants
    }
}

/// Changes each policy in every way, prints how many changes were noticed, and fails on one that was not.
pub(crate) fn score(what: &str, subjects: &[Subject]) {
    let (mut survivors, mut total, mut surplus) = (Vec::new(), 0, 0);
    for subject in subjects {
        assert_eq!(subject.faults(), [] as [String; 0]);
        let mutants = subject.mutants();
        let unnoticed: Vec<_> = mutants.iter().filter(|mutant| !subject.notices(mutant)).collect();
        println!(
            "{:44} {:4} of {:4} killed; {:3} requests allowed, {:4} denied",
            subject.name,
            mutants.len() - unnoticed.len(),
            mutants.len(),
            subject.allowed.len(),
            subject.denied.len(),
        );
        total += mutants.len();
        surplus += unnoticed
            .iter()
            .filter(|mutant| mutant.change == Change::Removed)
            .count();
        survivors.extend(
            unnoticed
                .iter()
                .map(|mutant| format!("{:?} {}", mutant.change, mutant.what)),
        );
    }
    println!(
        "mutation score of {what}: {}/{total}; surplus: {surplus}",
        total - survivors.len()
    );
    assert_eq!(survivors, [] as [String; 0]);
}

fn without<T: Clone>(items: &[T], position: usize) -> Vec<T> {
    let mut items = items.to_vec();
    items.remove(position);
    items
}

/// One action, resource or condition value less. The last one of a list goes with its statement.
fn removals(statement: &Statement) -> Vec<(String, Statement)> {
    let mut removals = Vec::new();
    let scopes = [Some(&statement.actions), statement.resources.as_ref()];
    for (place, scope) in scopes.into_iter().enumerate() {
        let Some(scope) = scope.filter(|scope| scope.patterns.len() > 1) else {
            continue;
        };
        for (position, pattern) in scope.patterns.iter().enumerate() {
            let less = Scope {
                patterns: without(&scope.patterns, position),
                ..scope.clone()
            };
            removals.push((pattern.clone(), with_scope(statement, place, less)));
        }
    }
    for (principal, position) in statement.principals.iter().flatten().zip(0..) {
        let mut other = statement.clone();
        other.principals = other.principals.map(|principals| without(&principals, position));
        removals.push((format!("{principal:?}"), other));
    }
    for (position, condition) in statement.conditions.iter().enumerate() {
        for (place, value) in condition.values.iter().enumerate() {
            let values = without(&condition.values, place);
            let what = format!("{} {} {value}", condition.name, condition.key);
            removals.push((what, with_values(statement, position, values)));
        }
    }
    removals
}

/// One action, resource or condition that says less.
fn widenings(statement: &Statement) -> Vec<(String, Statement)> {
    let mut widenings = Vec::new();
    for (position, condition) in statement.conditions.iter().enumerate() {
        let mut other = statement.clone();
        other.conditions.remove(position);
        widenings.push((format!("without {} {}", condition.name, condition.key), other));
    }
    if statement.effect == Effect::Deny {
        return widenings;
    }
    let scopes = [Some(&statement.actions), statement.resources.as_ref()];
    for (place, scope) in scopes.into_iter().enumerate() {
        let Some(scope) = scope else { continue };
        assert!(
            !scope.negated,
            "{}: NotAction and NotResource permit what nobody named",
            statement.sid
        );
        for (position, pattern) in scope.patterns.iter().enumerate() {
            for wider in wider(pattern) {
                let mut scope = scope.clone();
                scope.patterns[position].clone_from(&wider);
                widenings.push((
                    format!("{pattern} as {wider}"),
                    with_scope(statement, place, scope),
                ));
            }
        }
    }
    for (position, condition) in statement.conditions.iter().enumerate() {
        if condition.operator.comparison == Comparison::Arn {
            for (place, value) in condition.values.iter().enumerate() {
                // An ARN of a condition has six components; to compare none of them is to drop the condition.
                for wider in wider(value).into_iter().filter(|wider| wider != "*") {
                    let mut values = condition.values.clone();
                    values[place].clone_from(&wider);
                    widenings.push((
                        format!("{value} as {wider}"),
                        with_values(statement, position, values),
                    ));
                }
            }
        }
    }
    if statement.principals.is_some() {
        let mut other = statement.clone();
        other.principals = None;
        widenings.push(("any principal".to_owned(), other));
    }
    widenings
}

/// Patterns that fit more: of an action, the whole service; of an ARN, everything, and each of its parts.
fn wider(pattern: &str) -> Vec<String> {
    if pattern == "*" {
        return Vec::new();
    }
    if !pattern.starts_with("arn:") {
        let service = pattern.split(':').next().unwrap_or_default();
        return vec![format!("{service}:*")];
    }
    let parts = parts(pattern);
    let each = (0..parts.len()).filter(|position| ![0, 2].contains(position) && parts[*position].1 != "*");
    let mut wider: Vec<_> = each
        .map(|position| replaced(pattern, &parts, position, "*"))
        .collect();
    wider.push("*".to_owned());
    wider
}

fn with_scope(statement: &Statement, place: usize, scope: Scope) -> Statement {
    let mut other = statement.clone();
    match place {
        0 => other.actions = scope,
        _ => other.resources = Some(scope),
    }
    other
}

fn with_values(statement: &Statement, position: usize, values: Vec<String>) -> Statement {
    let mut other = statement.clone();
    other.conditions[position] = Condition {
        values,
        ..other.conditions[position].clone()
    };
    other
}
