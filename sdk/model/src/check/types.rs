//! Types that share a name in the JSON Schemas, where `OpenAPI` and the contracts have one place for each name.

use crate::{App, Code, Problem, Source};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// What a name in a schema means, and who means it first.
struct Meaning<'a> {
    definition: Definition<'a>,
    source: &'a Source,
    user: User<'a>,
}

/// Whose schema it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct User<'a> {
    kind: &'static str,
    name: &'a str,
}

impl fmt::Display for User<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)
    }
}

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut known: BTreeMap<&str, Vec<Meaning<'_>>> = BTreeMap::new();
    for (source, user, schema) in schemas(app) {
        each_definition(schema, |name, definition| {
            let meanings = known.entry(name).or_default();
            match meanings
                .iter_mut()
                .find(|meaning| meaning.definition.is_same(definition))
            {
                Some(meaning) => {
                    (meaning.source, meaning.user) = (source, user).min((meaning.source, meaning.user))
                }
                None => meanings.push(Meaning {
                    definition,
                    source,
                    user,
                }),
            }
        });
    }
    let mut problems = Vec::new();
    for (name, mut meanings) in known {
        meanings.sort_by_key(|meaning| (meaning.source, meaning.user));
        if let [first, others @ ..] = meanings.as_slice() {
            problems.extend(others.iter().map(|other| {
                let message = format!("type `{name}` of {} is another than that of {}", other.user, first.user);
                let help = format!(
                    "their schemas share the name: rename one, or put `#[schemars(rename = \"…\")]` on it; the other is used at {}",
                    first.source
                );
                Problem::new(other.source, Code::AmbiguousType, message, help)
            }));
        }
    }
    problems
}

/// Every schema that callers are shown. What a request or an HTTP answer is as a whole is nobody's type: its parts are.
fn schemas(app: &App) -> Vec<(&Source, User<'_>, &Value)> {
    let mut schemas = Vec::new();
    for function in &app.functions {
        let user = User {
            kind: "function",
            name: &function.name,
        };
        let payloads = match &function.route {
            None => vec![&function.input, &function.output],
            Some(route) => {
                let parts = [&route.path_parameters, &route.query, &route.headers, &route.body];
                let bodies = route.responses.iter().map(|response| &response.body);
                let headers = route.responses.iter().flat_map(|response| &response.headers);
                let problems = function.errors.iter().filter_map(|error| error.response.as_ref());
                let members = problems.flat_map(|problem| problem.members.values().chain(&problem.headers));
                let parts = parts.into_iter().chain(bodies).flatten();
                parts.chain(headers).chain(members).collect()
            }
        };
        schemas.extend(
            payloads
                .into_iter()
                .map(|payload| (&function.source, user, &payload.schema)),
        );
    }
    for workflow in &app.workflows {
        let user = User {
            kind: "workflow",
            name: &workflow.name,
        };
        let payloads = [&workflow.input, &workflow.output];
        schemas.extend(payloads.map(|payload| (&workflow.source, user, &payload.schema)));
    }
    for event in &app.events {
        let user = User {
            kind: "event",
            name: &event.name,
        };
        schemas.push((&event.source, user, &event.detail.schema));
    }
    for queue in &app.queues {
        let user = User {
            kind: "queue",
            name: &queue.name,
        };
        schemas.push((&queue.source, user, &queue.message.schema));
    }
    for configuration in &app.configurations {
        let user = User {
            kind: "configuration",
            name: &configuration.name,
        };
        schemas.push((&configuration.source, user, &configuration.document.schema));
    }
    schemas
}

/// Visits the named types in a schema: what is under `$defs`, and the root.
fn each_definition<'a>(schema: &'a Value, mut visit: impl FnMut(&'a str, Definition<'a>)) {
    let title = schema.get("title").and_then(Value::as_str);
    let definition = |schema, is_root| Definition {
        schema,
        is_root,
        title,
    };
    let inner = schema.get("$defs").and_then(Value::as_object);
    for (name, schema) in inner.into_iter().flatten() {
        visit(name, definition(schema, false));
    }
    if let Some(title) = title {
        visit(title, definition(schema, true));
    }
}

/// A named type in a schema.
#[derive(Clone, Copy)]
struct Definition<'a> {
    schema: &'a Value,
    /// Whether it is the root, which holds the definitions of others, its dialect and its name besides.
    is_root: bool,
    /// The name of the root.
    title: Option<&'a str>,
}

impl<'a> Definition<'a> {
    fn is_same(self, other: Self) -> bool {
        // As copies of one schema are, which nearly all are.
        if self.title == other.title && !self.is_root && !other.is_root {
            return self.schema == other.schema;
        }
        match (self.schema, other.schema) {
            (Value::Object(_), Value::Object(_)) => {
                self.members().count() == other.members().count()
                    && self.members().all(|(key, member)| {
                        let same = other.schema.get(key).filter(|_| other.has(key));
                        same.is_some_and(|same| match (key, member.as_str(), same.as_str()) {
                            ("$ref", Some(one), Some(other_one)) => {
                                self.target(one) == other.target(other_one)
                            }
                            _ => self.inside(member).is_same(other.inside(same)),
                        })
                    })
            }
            (Value::Array(items), Value::Array(others)) => {
                items.len() == others.len()
                    && items
                        .iter()
                        .zip(others)
                        .all(|(item, same)| self.inside(item).is_same(other.inside(same)))
            }
            (one, other) => one == other,
        }
    }

    fn inside(self, schema: &'a Value) -> Self {
        Self {
            schema,
            is_root: false,
            ..self
        }
    }

    fn members(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let members = self.schema.as_object().into_iter().flatten();
        members
            .map(|(key, member)| (key.as_str(), member))
            .filter(move |(key, _)| self.has(key))
    }

    /// Whether a member of that name would be part of the type.
    fn has(self, key: &str) -> bool {
        !(self.is_root && ["$schema", "$defs", "title"].contains(&key))
    }

    /// What a reference in it leads to: a recursive type calls itself `#` at the root and by its name elsewhere.
    fn target(self, reference: &'a str) -> Cow<'a, str> {
        match (reference, self.title) {
            ("#", Some(title)) => format!("#/$defs/{title}").into(),
            _ => reference.into(),
        }
    }
}
