//! Policies and a request in, a verdict out: as much of IAM as our policies use, and an error for the rest.
//!
//! The rules are those of the IAM User Guide; `semantics.rs` holds them as cases, each with the page it is from.

pub(crate) mod condition;
pub(crate) mod document;
pub(crate) mod pattern;
mod semantics;

pub(crate) use document::{Condition, Effect, Policy, Scope, Statement};

use std::collections::BTreeMap;
use std::fmt;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    /// An AWS service in its own name, `lambda.amazonaws.com`.
    Service(String),
    /// A role or user, by its ARN.
    Arn(String),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) principal: Principal,
    pub(crate) action: String,
    /// One ARN, or `*` for an action without resource types.
    pub(crate) resource: String,
    /// By key, in lower case, since keys are compared so.
    context: BTreeMap<String, Vec<String>>,
}

impl Request {
    pub(crate) fn new(principal: Principal, action: &str, resource: &str) -> Self {
        Self {
            principal,
            action: action.to_owned(),
            resource: resource.to_owned(),
            context: BTreeMap::new(),
        }
    }

    /// The same, with these values of a key; none of them is as good as no key.
    pub(crate) fn with(mut self, key: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.context.insert(key.to_ascii_lowercase(), values);
        self
    }

    /// The same by someone else.
    pub(crate) fn by(self, principal: Principal) -> Self {
        Self { principal, ..self }
    }

    /// Another action on the same.
    pub(crate) fn doing(self, action: &str) -> Self {
        let action = action.to_owned();
        Self { action, ..self }
    }

    /// The same on something else.
    pub(crate) fn on(self, resource: String) -> Self {
        Self { resource, ..self }
    }

    /// Its keys, in lower case, with their values.
    pub(crate) fn context(&self) -> &BTreeMap<String, Vec<String>> {
        &self.context
    }

    fn values(&self, key: &str) -> &[String] {
        self.context
            .get(&key.to_ascii_lowercase())
            .map_or(&[], Vec::as_slice)
    }
}

impl fmt::Display for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = match &self.principal {
            Principal::Service(name) | Principal::Arn(name) => name,
        };
        write!(formatter, "{who}: {} on {}", self.action, self.resource)?;
        self.context
            .iter()
            .try_for_each(|(key, values)| write!(formatter, ", {key} = {values:?}"))
    }
}

/// What IAM says, and by which statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A statement permits it and none forbids it.
    Allowed,
    /// The statement with this Sid forbids it.
    Forbidden(String),
    /// No statement permits it.
    NotPermitted,
}

/// What this evaluator does not know. It must never be taken for a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown(pub(crate) String);

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not known to this evaluator: {}", self.0)
    }
}

/// What a request of a role meets within one account: an explicit denial wins, then any permission counts. Every
/// statement is read to its end even when the verdict is clear, so that nothing unknown hides behind it.
pub(crate) fn evaluate(policies: &[&Policy], request: &Request) -> Result<Verdict, Unknown> {
    let (mut permitted, mut forbidden) = (false, None);
    for statement in policies.iter().flat_map(|policy| &policy.statements) {
        if applies(statement, request)? {
            match statement.effect {
                Effect::Allow => permitted = true,
                Effect::Deny => forbidden = forbidden.or_else(|| Some(statement.sid.clone())),
            }
        }
    }
    Ok(match forbidden {
        Some(sid) => Verdict::Forbidden(sid),
        None if permitted => Verdict::Allowed,
        None => Verdict::NotPermitted,
    })
}

/// Whether IAM lets the request through.
pub(crate) fn allows(policy: &Policy, request: &Request) -> Result<bool, Unknown> {
    Ok(evaluate(&[policy], request)? == Verdict::Allowed)
}

fn applies(statement: &Statement, request: &Request) -> Result<bool, Unknown> {
    let mut applies = match &statement.principals {
        None => true,
        Some(principals) => {
            principals.contains(&request.principal) || principals.contains(&Principal::Arn("*".to_owned()))
        }
    };
    applies &= statement
        .actions
        .holds(|pattern| pattern::action(pattern, &request.action))?;
    // A trust policy has no resource: it is the role's own.
    if let Some(resources) = &statement.resources {
        applies &= resources.holds(|pattern| pattern::resource(pattern, &request.resource))?;
    }
    for condition in &statement.conditions {
        applies &= condition.holds(request.values(&condition.key))?;
    }
    Ok(applies)
}

impl Scope {
    fn holds(&self, mut fits: impl FnMut(&str) -> Result<bool, Unknown>) -> Result<bool, Unknown> {
        let mut any = false;
        for pattern in &self.patterns {
            any |= fits(pattern)?;
        }
        Ok(any != self.negated)
    }
}
