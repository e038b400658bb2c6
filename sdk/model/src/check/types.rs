//! Types that share a name in the JSON Schemas, where `OpenAPI` and the contracts have one place for each name.

use crate::{App, Code, Problem, Source};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a name in a schema means, and where it first means it.
struct Meaning<'a> {
    schema: Value,
    source: &'a Source,
    user: String,
}

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut known: BTreeMap<&str, Vec<Meaning<'_>>> = BTreeMap::new();
    for (source, user, schema) in schemas(app) {
        for (name, schema) in definitions(schema) {
            let meanings = known.entry(name).or_default();
            match meanings.iter_mut().find(|meaning| meaning.schema == schema) {
                Some(meaning) if (source, &user) < (meaning.source, &meaning.user) => {
                    meaning.source = source;
                    meaning.user.clone_from(&user);
                }
                Some(_) => {}
                None => {
                    let user = user.clone();
                    meanings.push(Meaning { schema, source, user });
                }
            }
        }
    }
    let mut problems = Vec::new();
    for (name, mut meanings) in known {
        meanings.sort_by(|one, other| (one.source, &one.user).cmp(&(other.source, &other.user)));
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
fn schemas(app: &App) -> Vec<(&Source, String, &Value)> {
    let mut schemas = Vec::new();
    for function in &app.functions {
        let user = format!("function `{}`", function.name);
        let payloads = match &function.route {
            None => vec![&function.input, &function.output],
            Some(route) => {
                let parts = [&route.path_parameters, &route.query, &route.body];
                let answers = route.responses.iter().map(|response| &response.body);
                parts.into_iter().chain(answers).flatten().collect()
            }
        };
        schemas.extend(
            payloads
                .into_iter()
                .map(|payload| (&function.source, user.clone(), &payload.schema)),
        );
    }
    for workflow in &app.workflows {
        for payload in [&workflow.input, &workflow.output] {
            schemas.push((
                &workflow.source,
                format!("workflow `{}`", workflow.name),
                &payload.schema,
            ));
        }
    }
    for event in &app.events {
        schemas.push((
            &event.source,
            format!("event `{}`", event.name),
            &event.detail.schema,
        ));
    }
    for queue in &app.queues {
        schemas.push((
            &queue.source,
            format!("queue `{}`", queue.name),
            &queue.message.schema,
        ));
    }
    schemas
}

/// The named types in a schema: the root, and what is under `$defs`.
fn definitions(schema: &Value) -> Vec<(&str, Value)> {
    let Some(root) = schema.as_object() else {
        return Vec::new();
    };
    let inner = root.get("$defs").and_then(Value::as_object);
    let inner = inner
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema.clone()));
    let mut found: Vec<_> = inner.collect();
    if let Some(title) = root.get("title").and_then(Value::as_str) {
        let own = root
            .iter()
            .filter(|(key, _)| !["$schema", "$defs", "title"].contains(&key.as_str()));
        let own: Map<_, _> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
        let mut own = Value::Object(own);
        // A recursive type calls itself `#` at the root and by its name elsewhere.
        name_root(&mut own, title);
        for (_, schema) in &mut found {
            name_root(schema, title);
        }
        found.push((title, own));
    }
    found
}

fn name_root(schema: &mut Value, title: &str) {
    match schema {
        Value::Object(members) => {
            if let Some(reference) = members.get_mut("$ref")
                && reference == "#"
            {
                *reference = Value::String(format!("#/$defs/{title}"));
            }
            members.values_mut().for_each(|member| name_root(member, title));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_root(item, title)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
