//! A policy document in, its statements out; what this evaluator would have to pass over is an error.

use super::condition::Operator;
use super::{Principal, Unknown};
use serde_json::{Map, Value};

/// A policy, of a role or of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
}

/// Whether a statement permits or forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) sid: String,
    pub(crate) effect: Effect,
    /// Absent in a role's policy.
    pub(crate) principals: Option<Vec<Principal>>,
    pub(crate) actions: Scope,
    /// Absent in a trust policy.
    pub(crate) resources: Option<Scope>,
    pub(crate) conditions: Vec<Condition>,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) negated: bool,
    pub(crate) patterns: Vec<String>,
}

/// One operator on one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    /// As the document writes it.
    pub(crate) name: String,
    pub(crate) operator: Operator,
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

impl Policy {
    /// Reads a document.
    pub(crate) fn parse(text: &str) -> Result<Self, Unknown> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| Unknown(format!("a document that is no JSON: {error}")))?;
        Self::read(&document)
    }

    /// Reads a document.
    pub(crate) fn read(document: &Value) -> Result<Self, Unknown> {
        let document = object(document)?;
        known(document, &["Version", "Id", "Statement"])?;
        if document.get("Version").and_then(Value::as_str) != Some("2012-10-17") {
            return Err(Unknown("a version other than 2012-10-17".to_owned()));
        }
        let statements = match document.get("Statement") {
            Some(Value::Array(statements)) => statements.iter().map(statement).collect::<Result<_, _>>()?,
            Some(one) => vec![statement(one)?],
            None => return Err(Unknown("a policy without statements".to_owned())),
        };
        Ok(Self { statements })
    }
}

fn statement(value: &Value) -> Result<Statement, Unknown> {
    let members = object(value)?;
    known(
        members,
        &[
            "Sid",
            "Effect",
            "Principal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ],
    )?;
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(Unknown(format!("the effect of {value}"))),
    };
    let sid = members.get("Sid").and_then(Value::as_str).unwrap_or_default();
    Ok(Statement {
        sid: sid.to_owned(),
        effect,
        principals: members.get("Principal").map(principals).transpose()?,
        actions: scope(members, "Action", "NotAction")?
            .ok_or_else(|| Unknown(format!("a statement without actions: {value}")))?,
        resources: scope(members, "Resource", "NotResource")?,
        conditions: members.get("Condition").map_or(Ok(Vec::new()), conditions)?,
    })
}

fn principals(value: &Value) -> Result<Vec<Principal>, Unknown> {
    if value == "*" {
        return Ok(vec![Principal::Arn("*".to_owned())]);
    }
    let mut principals = Vec::new();
    for (kind, names) in object(value)? {
        for name in strings(names)? {
            principals.push(match kind.as_str() {
                "Service" => Principal::Service(name),
                "AWS" if name == "*" || name.starts_with("arn:") => Principal::Arn(name),
                _ => return Err(Unknown(format!("the principal {value}"))),
            });
        }
    }
    Ok(principals)
}

fn scope(members: &Map<String, Value>, name: &str, negated: &str) -> Result<Option<Scope>, Unknown> {
    let scope = |value, negated| -> Result<_, Unknown> {
        Ok(Some(Scope {
            negated,
            patterns: strings(value)?,
        }))
    };
    match (members.get(name), members.get(negated)) {
        (Some(value), None) => scope(value, false),
        (None, Some(value)) => scope(value, true),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Unknown(format!("both {name} and {negated}"))),
    }
}

fn conditions(value: &Value) -> Result<Vec<Condition>, Unknown> {
    let mut conditions = Vec::new();
    for (name, keys) in object(value)? {
        for (key, values) in object(keys)? {
            conditions.push(Condition {
                name: name.clone(),
                operator: Operator::parse(name)?,
                key: key.clone(),
                values: strings(values)?,
            });
        }
    }
    Ok(conditions)
}

/// One string, or several. A policy variable (`${aws:…}`) is not known here, and none of our policies has one.
fn strings(value: &Value) -> Result<Vec<String>, Unknown> {
    let one = |value: &Value| match value.as_str() {
        Some(text) if !text.contains("${") => Ok(text.to_owned()),
        _ => Err(Unknown(format!("{value} where a plain string is expected"))),
    };
    match value.as_array() {
        Some(values) if !values.is_empty() => values.iter().map(one).collect(),
        Some(_) | None => Ok(vec![one(value)?]),
    }
}

fn object(value: &Value) -> Result<&Map<String, Value>, Unknown> {
    value
        .as_object()
        .ok_or_else(|| Unknown(format!("{value} where an object is expected")))
}

fn known(members: &Map<String, Value>, names: &[&str]) -> Result<(), Unknown> {
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(Unknown(format!("the element `{name}`"))),
        None => Ok(()),
    }
}
