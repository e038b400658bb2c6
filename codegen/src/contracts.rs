//! Everything that crosses a boundary in, one contract each out: what a function, a workflow, an event and a
//! queue's message promise, as JSON Schemas (2020-12).

mod shared;

use crate::files::Files;
use crate::json::{self, Sorted};
use crate::schema::DIALECT;
use ferrovia_model::{
    Backoff, CheckedApp, Deprecation, ErrorResponse, ErrorVariant, Function, Kind, Payload, Retirement,
    Route, Shapes, Trigger, Wait, Workflow,
};
use serde::Serialize;
use shared::{Place, Shared};
use std::collections::BTreeMap;

/// `<function>.json`, `workflows/<workflow>.json`, `events/<Event>.json` and `queues/<queue>.json`. The schemas of a
/// file share its `$defs`, so `load_history.json#/input` is a schema to any validator.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for function in &app.functions {
        let contract = of_function(function, &app.shapes);
        files.insert(format!("{}.json", function.name), json::declared(&contract));
    }
    for workflow in &app.workflows {
        let contract = of_workflow(workflow, &app.shapes);
        files.insert(
            format!("workflows/{}.json", workflow.name),
            json::declared(&contract),
        );
    }
    for event in &app.events {
        let contract = File::of(&event.name, &event.description, |shared| EventContract {
            bus: &event.bus,
            source: &event.origin,
            detail_type: &event.name,
            detail: shared.place(&event.detail),
        });
        files.insert(format!("events/{}.json", event.name), json::declared(&contract));
    }
    for queue in &app.queues {
        let contract = File::of(&queue.name, &queue.description, |shared| QueueContract {
            message: shared.place(&queue.message),
        });
        files.insert(format!("queues/{}.json", queue.name), json::declared(&contract));
    }
    files
}

/// What all contracts have.
#[derive(Debug, Serialize)]
struct File<'a, Contract> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'a str,
    /// What AWS knows it by, if it can be renamed: the first name it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(flatten)]
    contract: Contract,
    #[serde(rename = "$defs", skip_serializing_if = "Shared::is_empty")]
    definitions: Shared<'a>,
}

impl<'a, Contract> File<'a, Contract> {
    fn of(name: &'a str, description: &'a str, contract: impl FnOnce(&mut Shared<'a>) -> Contract) -> Self {
        let mut definitions = Shared::default();
        Self {
            schema: DIALECT,
            name,
            id: None,
            description,
            contract: contract(&mut definitions),
            definitions,
        }
    }

    fn known_by(self, id: &'a str) -> Self {
        Self { id: Some(id), ..self }
    }
}

/// What a function without a route, or a workflow, takes, answers, and fails with.
#[derive(Debug, Serialize)]
struct CallContract<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    /// How long a step waits until somebody answers its token with the output.
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<Wait>,
    /// What starts it by itself: input and output are what the SDK makes of its events.
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<&'a Trigger>,
    input: Place<'a>,
    output: Place<'a>,
    errors: Vec<ErrorContract<'a>>,
}

/// How the API reaches a function, and what it then takes, answers, and fails with.
#[derive(Debug, Serialize)]
struct RouteContract<'a> {
    method: &'a str,
    path: &'a str,
    scopes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<&'a Deprecation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecated: Option<&'a Retirement>,
    input: Request<'a>,
    /// The possible bodies of each status; none for a status without a body.
    responses: BTreeMap<u16, Vec<Place<'a>>>,
    /// The headers of each status that are its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<u16, Vec<Place<'a>>>,
    errors: Vec<ErrorContract<'a>>,
}

/// The schema of a request: an object of its path's and query's parameters, its headers and its body.
#[derive(Debug, Serialize)]
struct Request<'a> {
    r#type: &'static str,
    properties: BTreeMap<&'static str, Place<'a>>,
    required: Vec<&'static str>,
}

/// One way to fail.
#[derive(Debug, Serialize)]
struct ErrorContract<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    data: Sorted<'static>,
    /// The names under which a machine is told that the step took too long: it takes them for this error, retries included.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stands_for: Vec<String>,
    /// `None` is final.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<&'a Backoff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemContract<'a>>,
}

/// What an API client is told of it.
#[derive(Debug, Serialize)]
struct ProblemContract<'a> {
    status: u16,
    slug: &'a str,
    /// The `type`, where it is not one of the API's own.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    retry_after_varies: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    members: BTreeMap<&'a str, Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Place<'a>>,
}

impl<'a> ProblemContract<'a> {
    fn of(problem: &'a ErrorResponse, shared: &mut Shared<'a>) -> Self {
        let members = problem.members.iter();
        Self {
            status: problem.status,
            slug: &problem.slug,
            uri: problem.uri.as_deref(),
            title: &problem.title,
            retry_after_seconds: problem.retry_after_seconds,
            retry_after_varies: problem.retry_after_varies,
            members: members
                .map(|(name, schema)| (name.as_str(), shared.place(schema)))
                .collect(),
            headers: problem.headers.as_ref().map(|headers| shared.place(headers)),
        }
    }
}

/// What an event tells, and how it is addressed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct EventContract<'a> {
    bus: &'a str,
    source: &'a str,
    detail_type: &'a str,
    detail: Place<'a>,
}

/// What a queue's messages hold.
#[derive(Debug, Serialize)]
struct QueueContract<'a> {
    message: Place<'a>,
}

/// What a function promises, by the way it is called.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum FunctionContract<'a> {
    Route(RouteContract<'a>),
    Call(CallContract<'a>),
}

fn of_function<'a>(function: &'a Function, shapes: &Shapes) -> File<'a, FunctionContract<'a>> {
    let Function {
        input,
        output,
        errors,
        ..
    } = function;
    let contract = File::of(&function.name, &function.description, |shared| {
        match &function.route {
            Some(route) => FunctionContract::Route(RouteContract::of(route, errors, shapes, shared)),
            None => FunctionContract::Call(CallContract {
                wait: function.wait,
                trigger: function.trigger.as_ref(),
                ..CallContract::of(None, input, output, errors, shapes, shared).with_time_out(function)
            }),
        }
    });
    contract.known_by(function.id())
}

fn of_workflow<'a>(workflow: &'a Workflow, shapes: &Shapes) -> File<'a, CallContract<'a>> {
    let Workflow {
        input,
        output,
        errors,
        ..
    } = workflow;
    let contract = File::of(&workflow.name, &workflow.description, |shared| {
        CallContract::of(Some(workflow.kind), input, output, errors, shapes, shared)
    });
    contract.known_by(workflow.id())
}

impl<'a> CallContract<'a> {
    fn of(
        kind: Option<Kind>,
        input: &'a Payload,
        output: &'a Payload,
        variants: &'a [ErrorVariant],
        shapes: &Shapes,
        shared: &mut Shared<'a>,
    ) -> Self {
        Self {
            kind,
            wait: None,
            trigger: None,
            input: shared.place(input),
            output: shared.place(output),
            errors: errors(variants, shapes, shared),
        }
    }

    /// Which of its errors a machine takes the end of the step's time for.
    fn with_time_out(mut self, function: &Function) -> Self {
        if let Some((names, error)) = function.time_out() {
            let stands_for = self.errors.iter_mut().filter(|it| it.name == error.name);
            stands_for.for_each(|it| it.stands_for.clone_from(&names));
        }
        self
    }
}

impl<'a> RouteContract<'a> {
    fn of(route: &'a Route, variants: &'a [ErrorVariant], shapes: &Shapes, shared: &mut Shared<'a>) -> Self {
        let parts = [
            ("body", &route.body),
            ("headers", &route.headers),
            ("path", &route.path_parameters),
            ("query", &route.query),
        ];
        let properties: BTreeMap<_, _> = parts
            .into_iter()
            .filter_map(|(name, part)| Some((name, shared.place(part.as_ref()?))))
            .collect();
        let mut responses: BTreeMap<u16, Vec<Place<'a>>> = BTreeMap::new();
        let mut headers: BTreeMap<u16, Vec<Place<'a>>> = BTreeMap::new();
        for response in &route.responses {
            let bodies = responses.entry(response.status).or_default();
            bodies.extend(response.body.as_ref().map(|body| shared.place(body)));
            for own in &response.headers {
                headers
                    .entry(response.status)
                    .or_default()
                    .push(shared.place(own));
            }
        }
        let mut scopes: Vec<&str> = route.scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        Self {
            method: &route.method,
            path: &route.path,
            scopes,
            alias: route.alias.as_ref(),
            deprecated: route.deprecated.as_ref(),
            input: Request {
                r#type: "object",
                required: properties.keys().copied().collect(),
                properties,
            },
            responses,
            headers,
            errors: errors(variants, shapes, shared),
        }
    }
}

/// By name: the order of an enum's variants promises nothing.
fn errors<'a>(
    variants: &'a [ErrorVariant],
    shapes: &Shapes,
    shared: &mut Shared<'a>,
) -> Vec<ErrorContract<'a>> {
    let mut variants: Vec<&ErrorVariant> = variants.iter().collect();
    variants.sort_by_key(|variant| &variant.name);
    let problems: Vec<_> = variants
        .iter()
        .map(|variant| {
            variant
                .response
                .as_ref()
                .map(|problem| ProblemContract::of(problem, shared))
        })
        .collect();
    let data = shared.place_types(variants.iter().map(|variant| &variant.data), shapes);
    let contracts = variants
        .into_iter()
        .zip(data)
        .zip(problems)
        .map(|((variant, data), problem)| ErrorContract {
            name: &variant.name,
            description: &variant.description,
            data,
            stands_for: Vec::new(),
            retry: variant.retry.as_ref(),
            problem,
        });
    contracts.collect()
}
