//! What can go wrong in, problems (RFC 9457) by status out: a handler's own, and those that the SDK gives by
//! itself.

use super::document::Header;
use super::parameters;
use crate::schema::{self, Definitions};
use ferrovia_model::{ErrorResponse, Function, PROBLEM_TYPE, Route, StandardProblem, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The schema's name.
pub(super) const PROBLEM: &str = "Problem";

/// The name of the schema of what the gateway says.
pub(super) const GATEWAY_MESSAGE: &str = "GatewayMessage";

/// A problem that a client may see, and what it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    pub(super) slug: String,
    uri: String,
    pub(super) title: String,
    pub(super) status: u16,
    /// The error variant's doc comment.
    pub(super) description: String,
    /// Whether the answer says when to try again.
    pub(super) retry_after: bool,
    /// A reference to its own schema, if it says more than every problem does.
    pub(super) schema: Option<Value>,
    /// Its own headers.
    pub(super) headers: Vec<(String, Header)>,
}

impl Case {
    fn declared(problem: &ErrorResponse, description: &str, definitions: &mut Definitions) -> Self {
        let headers = problem.headers.as_ref();
        Self {
            uri: problem.type_uri(),
            retry_after: problem.has_retry_after(),
            schema: extended(problem, definitions),
            headers: headers
                .map(|headers| parameters::headers(headers, definitions))
                .unwrap_or_default(),
            ..Self::own(problem.status, &problem.slug, &problem.title, description)
        }
    }

    fn own(status: u16, slug: &str, title: &str, description: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            uri: format!("{PROBLEM_TYPE}{slug}"),
            title: title.to_owned(),
            status,
            description: description.to_owned(),
            retry_after: false,
            schema: None,
            headers: Vec::new(),
        }
    }

    /// As an OpenAPI example.
    pub(super) fn example(&self) -> Value {
        let mut example = json!({
            "summary": self.title,
            "value": {
                "type": self.uri,
                "title": self.title,
                "status": self.status,
            },
        });
        if !self.description.is_empty() {
            example["description"] = json!(self.description);
        }
        example
    }
}

/// The problems of a route by status; one for each slug.
pub(super) fn of_route(
    function: &Function,
    route: &Route,
    definitions: &mut Definitions,
) -> BTreeMap<u16, Vec<Case>> {
    let mut cases: BTreeMap<(u16, String), Case> = BTreeMap::new();
    let declared = function.errors.iter().filter_map(|error| {
        let problem = error.response.as_ref()?;
        Some(Case::declared(problem, &error.description, definitions))
    });
    for case in declared.chain(built_in(route)) {
        cases.entry((case.status, case.slug.clone())).or_insert(case);
    }
    let mut by_status: BTreeMap<u16, Vec<Case>> = BTreeMap::new();
    for ((status, _), case) in cases {
        by_status.entry(status).or_default().push(case);
    }
    by_status
}

/// What the SDK answers before the handler runs, and for an error that declares no problem.
fn built_in(route: &Route) -> impl Iterator<Item = Case> {
    let mut problems = vec![(StandardProblem::INTERNAL, "The log says why.")];
    let mut may = |problem| problems.push((problem, ""));
    if route.path_parameters.is_some()
        || route.query.is_some()
        || route.headers.is_some()
        || route.body.is_some()
    {
        may(StandardProblem::VALIDATION);
    }
    if route.body.is_some() {
        may(StandardProblem::MALFORMED_JSON);
        may(StandardProblem::CONTENT_TOO_LARGE);
        may(StandardProblem::UNSUPPORTED_MEDIA_TYPE);
    }
    if !route.scopes.is_empty() {
        may(StandardProblem::UNAUTHENTICATED);
        may(StandardProblem::INSUFFICIENT_SCOPE);
    }
    let case = |(problem, description): (StandardProblem, &str)| {
        Case::own(problem.status, problem.slug, problem.title, description)
    };
    problems.into_iter().map(case)
}

/// The schema of a problem with members of its own: what every problem says, and these.
fn extended(problem: &ErrorResponse, definitions: &mut Definitions) -> Option<Value> {
    if problem.members.is_empty() {
        return None;
    }
    let of_all = json!({ "$ref": format!("#/components/schemas/{PROBLEM}") });
    let required: Vec<&str> = problem
        .members
        .iter()
        .filter(|(_, member)| !matches!(member.ty, Type::Option(_)))
        .map(|(name, _)| name.as_str())
        .collect();
    let members: Map<String, Value> = problem
        .members
        .iter()
        .map(|(name, member)| (name.clone(), definitions.refer(member)))
        .collect();
    let own = schema::object(members, &required);
    Some(definitions.define(&name(&problem.slug), &json!({ "allOf": [of_all, own] })))
}

/// `TicketLockedProblem` of `ticket-locked`.
fn name(slug: &str) -> String {
    let words = slug.split(['-', '_']).map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    format!("{}{PROBLEM}", words.collect::<String>())
}

/// The schema of every problem.
pub(super) fn schema() -> Value {
    json!({
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {
                "description": "Which problem it is; the last segment never changes.",
                "type": "string",
                "format": "uri",
            },
            "title": {
                "description": "The problem in words, the same for every occurrence.",
                "type": "string",
            },
            "status": {
                "description": "The status code again.",
                "type": "integer",
                "minimum": 400,
                "maximum": 599,
            },
            "detail": {
                "description": "This occurrence in words.",
                "type": "string",
            },
            "instance": {
                "description": "This occurrence: the request's id, as in `X-Request-Id`.",
                "type": "string",
                "format": "uri",
            },
            "errors": {
                "description": "What is wrong with the request, part by part.",
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "code", "detail"],
                    "properties": {
                        "pointer": {
                            "description": "Where: `/body/…`, `/path/…`, `/query/…` or `/headers/…`.",
                            "type": "string",
                            "format": "json-pointer",
                        },
                        "code": {
                            "description": "What, for programs.",
                            "type": "string",
                        },
                        "detail": {
                            "description": "What, in words.",
                            "type": "string",
                        },
                    },
                },
            },
        },
    })
}

/// The schema of what API Gateway says by itself: it knows no problems.
pub(super) fn gateway_message() -> Value {
    json!({
        "description": "What the gateway says by itself.",
        "type": "object",
        "required": ["message"],
        "properties": { "message": { "type": "string" } },
    })
}
