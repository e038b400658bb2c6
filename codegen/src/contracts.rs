//! Everything that crosses a boundary in, one contract each out: what a function, a workflow, an event and a
//! queue's message promise, as JSON Schemas (2020-12).

use crate::files::Files;
use crate::json::{self, Sorted};
use crate::schema::{self, DIALECT, Definitions};
use ferrovia_model::{
    Backoff, CheckedApp, Deprecation, ErrorResponse, ErrorVariant, Event, Function, Kind, Payload, Queue,
    Route, Shapes, Workflow,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// `<function>.json`, `workflows/<workflow>.json`, `events/<Event>.json` and `queues/<queue>.json`. Each schema in
/// them is self-contained: its `#` is the schema, not the file.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for function in &app.functions {
        files.insert(
            format!("{}.json", function.name),
            json::declared(&of_function(function, &app.shapes)),
        );
    }
    for workflow in &app.workflows {
        let contract = of_workflow(workflow, &app.shapes);
        files.insert(
            format!("workflows/{}.json", workflow.name),
            json::declared(&contract),
        );
    }
    for event in &app.events {
        files.insert(
            format!("events/{}.json", event.name),
            json::declared(&EventContract::of(event)),
        );
    }
    for queue in &app.queues {
        files.insert(
            format!("queues/{}.json", queue.name),
            json::declared(&QueueContract::of(queue)),
        );
    }
    files
}

/// What a function or a workflow takes, answers, and fails with.
#[derive(Debug, Serialize)]
struct Contract<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<RouteContract<'a>>,
    input: Sorted<'a>,
    /// `None` for a route, whose answers are among its responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Sorted<'a>>,
    errors: Vec<ErrorContract<'a>>,
}

/// How the API reaches a function, and what success looks like.
#[derive(Debug, Serialize)]
struct RouteContract<'a> {
    method: &'a str,
    path: &'a str,
    scopes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<&'a Deprecation>,
    /// The possible bodies of each status; none for a status without a body.
    responses: BTreeMap<u16, Vec<Sorted<'a>>>,
}

/// One way to fail.
#[derive(Debug, Serialize)]
struct ErrorContract<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    data: Sorted<'static>,
    /// `None` is final.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<&'a Backoff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a ErrorResponse>,
}

/// What an event tells, and how it is addressed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct EventContract<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    bus: &'a str,
    source: &'a str,
    detail_type: &'a str,
    detail: Sorted<'a>,
}

/// What a queue's messages hold.
#[derive(Debug, Serialize)]
struct QueueContract<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    message: Sorted<'a>,
}

fn of_function<'a>(function: &'a Function, shapes: &Shapes) -> Contract<'a> {
    let route = function.route.as_ref();
    Contract {
        name: &function.name,
        description: &function.description,
        kind: None,
        route: route.map(RouteContract::of),
        input: route.map_or_else(
            || Sorted::from(&function.input.schema),
            |route| Sorted::from(request(route)),
        ),
        output: route.is_none().then(|| Sorted::from(&function.output.schema)),
        errors: errors(&function.errors, shapes),
    }
}

fn of_workflow<'a>(workflow: &'a Workflow, shapes: &Shapes) -> Contract<'a> {
    Contract {
        name: &workflow.name,
        description: &workflow.description,
        kind: Some(workflow.kind),
        route: None,
        input: Sorted::from(&workflow.input.schema),
        output: Some(Sorted::from(&workflow.output.schema)),
        errors: errors(&workflow.errors, shapes),
    }
}

/// The schema of a request: its path, query and body, with the definitions of all three in one place.
fn request(route: &Route) -> Value {
    let mut definitions = Definitions::new("#/$defs/");
    let parts: [(&str, Option<&Payload>); 3] = [
        ("body", route.body.as_ref()),
        ("path", route.path_parameters.as_ref()),
        ("query", route.query.as_ref()),
    ];
    let properties: Map<String, Value> = parts
        .into_iter()
        .filter_map(|(name, part)| Some((name.to_owned(), definitions.refer(part?))))
        .collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    root(schema::object(properties, &required), definitions)
}

/// A self-contained schema.
fn root(mut schema: Value, definitions: Definitions) -> Value {
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".to_owned(), json!(DIALECT));
        members.extend(
            definitions
                .into_value()
                .map(|definitions| ("$defs".to_owned(), definitions)),
        );
    }
    schema
}

impl<'a> RouteContract<'a> {
    fn of(route: &'a Route) -> Self {
        let mut responses: BTreeMap<u16, Vec<Sorted<'a>>> = BTreeMap::new();
        for response in &route.responses {
            let bodies = responses.entry(response.status).or_default();
            bodies.extend(response.body.as_ref().map(|body| Sorted::from(&body.schema)));
        }
        let mut scopes: Vec<&str> = route.scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        Self {
            method: &route.method,
            path: &route.path,
            scopes,
            alias: route.alias.as_ref(),
            responses,
        }
    }
}

/// By name: the order of an enum's variants promises nothing.
fn errors<'a>(variants: &'a [ErrorVariant], shapes: &Shapes) -> Vec<ErrorContract<'a>> {
    let mut errors: Vec<ErrorContract<'a>> = variants
        .iter()
        .map(|variant| {
            let mut definitions = Definitions::new("#/$defs/");
            let data = definitions.inline(&schema::of_type(&variant.data, shapes));
            ErrorContract {
                name: &variant.name,
                description: &variant.description,
                data: Sorted::from(root(data, definitions)),
                retry: variant.retry.as_ref(),
                problem: variant.response.as_ref(),
            }
        })
        .collect();
    errors.sort_by_key(|error| error.name);
    errors
}

impl<'a> EventContract<'a> {
    fn of(event: &'a Event) -> Self {
        Self {
            name: &event.name,
            description: &event.description,
            bus: &event.bus,
            source: &event.origin,
            detail_type: &event.name,
            detail: Sorted::from(&event.detail.schema),
        }
    }
}

impl<'a> QueueContract<'a> {
    fn of(queue: &'a Queue) -> Self {
        Self {
            name: &queue.name,
            description: &queue.description,
            message: Sorted::from(&queue.message.schema),
        }
    }
}
