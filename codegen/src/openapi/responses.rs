//! A route's answers in, OpenAPI responses by status out.

use super::document::{Header, MediaType, OrReference, Response};
use super::parameters;
use super::problems::{Case, GATEWAY_MESSAGE, PROBLEM};
use crate::schema::Definitions;
use ferrovia_model::Route;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";

/// The headers that responses refer to.
pub(super) fn headers() -> BTreeMap<&'static str, Header> {
    let header = |description: &str, required, schema: Value| Header {
        description: description.to_owned(),
        required,
        schema: schema.into(),
    };
    let location = header(
        "The path of what was created, or where to ask again.",
        true,
        json!({ "type": "string", "format": "uri-reference" }),
    );
    let retry_after = header(
        "When to ask again, in seconds.",
        true,
        json!({ "type": "integer", "minimum": 0 }),
    );
    let authenticate = header(
        "What the token lacks (RFC 6750).",
        true,
        json!({ "type": "string" }),
    );
    // Not required, since the gateway's own answers lack it.
    let request_id = header(
        "The request's id: the client's own, if it is 1 to 64 letters, digits, `-` and `_`, else a new one.",
        false,
        json!({ "type": "string" }),
    );
    BTreeMap::from([
        ("Location", location),
        ("Retry-After", retry_after),
        ("WWW-Authenticate", authenticate),
        ("X-Request-Id", request_id),
    ])
}

fn references(names: &[&'static str]) -> BTreeMap<String, OrReference<Header>> {
    let reference = |name: &&'static str| {
        let reference = json!({ "$ref": format!("#/components/headers/{name}") });
        ((*name).to_owned(), OrReference::Reference(reference.into()))
    };
    names.iter().map(reference).collect()
}

/// The answers of success. Several with one status are one response with any of their bodies.
pub(super) fn of_success(route: &Route, definitions: &mut Definitions) -> BTreeMap<String, Response> {
    let mut by_status: BTreeMap<u16, (Vec<&str>, Vec<Value>)> = BTreeMap::new();
    let mut own: BTreeMap<u16, Vec<BTreeMap<String, Header>>> = BTreeMap::new();
    for response in &route.responses {
        let headers = response
            .headers
            .iter()
            .flat_map(|headers| parameters::headers(headers, definitions));
        own.entry(response.status).or_default().push(headers.collect());
        let (descriptions, bodies) = by_status.entry(response.status).or_default();
        if !descriptions.contains(&response.description.as_str()) {
            descriptions.push(&response.description);
        }
        if let Some(body) = &response.body {
            let schema = definitions.refer(body);
            if !bodies.contains(&schema) {
                bodies.push(schema);
            }
        }
    }
    let response = |(status, (descriptions, mut bodies)): (u16, (Vec<&str>, Vec<Value>))| {
        let mut headers = match status {
            201 => references(&["Location", "X-Request-Id"]),
            202 => references(&["Location", "Retry-After", "X-Request-Id"]),
            _ => references(&["X-Request-Id"]),
        };
        headers.extend(of_any(own.get(&status).map(Vec::as_slice).unwrap_or_default()));
        let schema = if bodies.len() > 1 {
            Some(json!({ "anyOf": bodies }))
        } else {
            bodies.pop()
        };
        let content = schema.map(|schema| {
            (
                JSON,
                MediaType {
                    schema: schema.into(),
                    examples: BTreeMap::new(),
                },
            )
        });
        let response = Response {
            description: descriptions.join(" "),
            headers,
            content: content.into_iter().collect(),
        };
        (status.to_string(), response)
    };
    by_status.into_iter().map(response).collect()
}

/// The headers of a response that is one of these: all of any, and required if they are of each.
fn of_any(cases: &[BTreeMap<String, Header>]) -> BTreeMap<String, OrReference<Header>> {
    let mut all = BTreeMap::new();
    for (name, header) in cases.iter().flatten() {
        let of_each = cases
            .iter()
            .all(|case| case.get(name).is_some_and(|header| header.required));
        let header = Header {
            required: of_each,
            ..header.clone()
        };
        all.entry(name.clone()).or_insert(OrReference::Here(header));
    }
    all
}

/// The schema of a response that is one of these problems.
fn of_cases(cases: &[Case]) -> Value {
    let plain = json!({ "$ref": format!("#/components/schemas/{PROBLEM}") });
    let mut schemas: Vec<Value> = cases.iter().filter_map(|case| case.schema.clone()).collect();
    schemas.dedup();
    // Those with members come first, since every one of them is a plain problem, too.
    if cases.iter().any(|case| case.schema.is_none()) {
        schemas.push(plain.clone());
    }
    match schemas.as_slice() {
        [] => plain,
        [one] => one.clone(),
        several => json!({ "anyOf": several }),
    }
}

/// The answer to one or more problems with one status.
pub(super) fn of_problems(status: u16, cases: &[Case]) -> Response {
    let mut titles: Vec<String> = Vec::new();
    for case in cases {
        let title = format!("{}.", case.title);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    // What a problem with members of its own carries cannot be made up here; its schema says it.
    let examples = cases
        .iter()
        .filter(|case| case.schema.is_none())
        .map(|case| (case.slug.clone(), case.example().into()))
        .collect();
    let problem = MediaType {
        schema: of_cases(cases).into(),
        examples,
    };
    // The gateway refuses tokens and large bodies before the handler can, and in its own words.
    let gateway = matches!(status, 401 | 403 | 413 | 500).then(|| (JSON, gateway_message()));
    let content = [(PROBLEM_JSON, problem)].into_iter().chain(gateway);
    let mut headers = match status {
        401 => references(&["WWW-Authenticate", "X-Request-Id"]),
        _ if cases.iter().all(|case| case.retry_after) => references(&["Retry-After", "X-Request-Id"]),
        _ => references(&["X-Request-Id"]),
    };
    let own: Vec<BTreeMap<String, Header>> = cases
        .iter()
        .map(|case| case.headers.iter().cloned().collect())
        .collect();
    headers.extend(of_any(&own));
    Response {
        description: titles.join(" "),
        headers,
        content: content.into_iter().collect(),
    }
}

/// What the API's gateway answers by itself, without asking the handler.
pub(super) fn of_gateway() -> Response {
    Response {
        description:
            "The gateway's own answer, such as to too many requests (429) or when the service is not \
                      to be had (503)."
                .to_owned(),
        headers: BTreeMap::new(),
        content: BTreeMap::from([(JSON, gateway_message())]),
    }
}

fn gateway_message() -> MediaType {
    MediaType {
        schema: json!({ "$ref": format!("#/components/schemas/{GATEWAY_MESSAGE}") }).into(),
        examples: BTreeMap::new(),
    }
}

/// What responses have besides that came by what is gone after a day; `successor` is the path that is left.
pub(super) fn of_deprecated(
    since: &str,
    sunset: &str,
    successor: &str,
) -> BTreeMap<String, OrReference<Header>> {
    let header = |description: String| {
        OrReference::Here(Header {
            description,
            required: false,
            schema: json!({ "type": "string" }).into(),
        })
    };
    BTreeMap::from([
        (
            "Deprecation".to_owned(),
            header(format!("Deprecated since {since} (RFC 9745).")),
        ),
        (
            "Sunset".to_owned(),
            header(format!("Gone after {sunset} (RFC 8594).")),
        ),
        (
            "Link".to_owned(),
            header(format!("`<{successor}>; rel=\"successor-version\"`")),
        ),
    ])
}
