//! Routes: paths that API Gateway takes, parameters that fit them, one handler for each.

mod date;
mod template;

use crate::{
    App, Code, Field, Function, Payload, Problem, Retirement, Route, Tagging, Type, TypeDef, VariantData,
};
use std::collections::BTreeMap;
use template::Template;

/// What an API waits for a function: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>
/// says 30 s, of which one is kept so that the function's own time-out is the one that is seen.
const LONGEST_WAIT: u32 = 29;

/// Scopes of one route: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>.
const MOST_SCOPES: usize = 10;

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut claims: BTreeMap<String, Vec<(&Function, String)>> = BTreeMap::new();
    for function in &app.functions {
        let Some(route) = &function.route else { continue };
        let mut refuse = |message: String, help: &str| {
            let message = format!(
                "route `{}` of function `{}` {message}",
                route.key(),
                function.name
            );
            problems.push(Problem::new(&function.source, Code::InvalidRoute, message, help));
        };
        for path in [Some(&route.path), route.alias.as_ref().map(|alias| &alias.path)]
            .into_iter()
            .flatten()
        {
            match Template::parse(path) {
                Ok(template) => {
                    fit(app, route, path, &template, &mut refuse);
                    let claim = (function, format!("{} {path}", route.method));
                    claims
                        .entry(format!("{} {}", route.method, template.shape()))
                        .or_default()
                        .push(claim);
                }
                Err(reason) => refuse(
                    format!("has the path `{path}`, {reason}"),
                    "write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
                ),
            }
        }
        if let Some(alias) = &route.alias {
            let says = ("has an alias with", "has an alias that is gone on");
            dates(says, &alias.since, &alias.sunset, &mut refuse);
        }
        if let Some(retirement) = &route.deprecated {
            let says = ("is deprecated with", "is gone on");
            dates(says, &retirement.since, &retirement.sunset, &mut refuse);
            succeed(app, function, route, retirement, &mut refuse);
        }
        payloads(app, route, &mut refuse);
        limits(function, route, &mut problems);
    }
    for mut claims in claims.into_values() {
        claims.sort_by_key(|(function, key)| (&function.source, &function.name, key.clone()));
        let [(first, first_key), others @ ..] = claims.as_slice() else {
            continue;
        };
        problems.extend(others.iter().map(|(other, key)| {
            if other.name == first.name && other.source == first.source {
                let message = format!(
                    "function `{}` claims `{key}` by its route and by its alias",
                    other.name
                );
                let help = "give the alias the older path, or remove it";
                return Problem::new(&other.source, Code::DuplicateRoute, message, help);
            }
            let message = format!(
                "function `{}` claims `{key}`, as function `{}` does",
                other.name, first.name
            );
            let help = if key == first_key {
                format!("change one of the routes; the other is at {}", first.source)
            } else {
                format!(
                    "API Gateway cannot tell it from `{first_key}` at {}: change one",
                    first.source
                )
            };
            Problem::new(&other.source, Code::DuplicateRoute, message, help)
        }));
    }
    problems
}

/// Segments in braces and fields of the path's type are the same names.
fn fit(app: &App, route: &Route, path: &str, template: &Template<'_>, refuse: &mut impl FnMut(String, &str)) {
    let fields: Vec<&str> = match &route.path_parameters {
        None => Vec::new(),
        Some(payload) => match fields(app, payload) {
            Some(fields) => fields.iter().map(|field| field.json.as_str()).collect(),
            // Its type is a mistake of its own.
            None => return,
        },
    };
    for parameter in template.parameters() {
        if !fields.contains(&parameter) {
            refuse(
                format!("has `{{{parameter}}}` in `{path}`, for which its path type has no field"),
                "add the field to the second type of `Request<Body, Path, Query>`, or remove the segment",
            );
        }
    }
    for field in fields {
        if !template.parameters().any(|parameter| parameter == field) {
            refuse(
                format!("has no `{{{field}}}` in `{path}`, but its path type has the field"),
                "add the segment in braces, or remove the field",
            );
        }
    }
}

/// `says` is how a sentence on a day, and one on the end, begin.
fn dates(says: (&str, &str), since: &str, sunset: &str, refuse: &mut impl FnMut(String, &str)) {
    let mut valid = true;
    for (name, day) in [("since", since), ("sunset", sunset)] {
        if !date::is_valid(day) {
            valid = false;
            refuse(
                format!("{} `{name} = \"{day}\"`, which is no day", says.0),
                "write a day as `YYYY-MM-DD`, such as `2027-11-01`",
            );
        }
    }
    // Days in this form sort as text.
    if valid && sunset < since {
        refuse(
            format!("{} {sunset}, before it is deprecated on {since}", says.1),
            "give clients time between `since` and `sunset`",
        );
    }
}

/// Whoever is sent to the successor finds there what they asked for here.
fn succeed(
    app: &App,
    function: &Function,
    route: &Route,
    retirement: &Retirement,
    refuse: &mut impl FnMut(String, &str),
) {
    let name = &retirement.successor;
    let successor = app
        .function(name)
        .filter(|successor| successor.name != function.name);
    let Some(successor) = successor.and_then(|successor| successor.route.as_ref()) else {
        return refuse(
            format!("is to be succeeded by `{name}`, which is no other handler with a route"),
            "list it in the app, or name the handler that clients shall call instead",
        );
    };
    if successor.method != route.method {
        refuse(
            format!("is to be succeeded by `{}`, another method", successor.key()),
            "name a handler with the same method: its address is all that clients are told",
        );
    }
    let (Ok(own), Ok(next)) = (Template::parse(&route.path), Template::parse(&successor.path)) else {
        // The mistake in the path has been told.
        return;
    };
    for parameter in next.parameters() {
        if !own.parameters().any(|known| known == parameter) {
            refuse(
                format!(
                    "is to be succeeded by `{}`, whose `{{{parameter}}}` it does not have",
                    successor.key()
                ),
                "call the parameter the same in both, so that an answer can say where the same thing is",
            );
        }
    }
}

fn payloads(app: &App, route: &Route, refuse: &mut impl FnMut(String, &str)) {
    if route.body.is_some() && ["GET", "DELETE"].contains(&route.method.as_str()) {
        refuse(
            "has a body, which clients and proxies may drop".to_owned(),
            "take the values from the path or the query, or use POST",
        );
    }
    let of_responses = route.responses.iter().flat_map(|response| &response.headers);
    let parts = [
        ("path", &route.path_parameters),
        ("query", &route.query),
        ("header", &route.headers),
    ]
    .into_iter()
    .filter_map(|(part, payload)| Some((part, payload.as_ref()?)))
    .chain(of_responses.map(|headers| ("response header", headers)));
    for (part, payload) in parts {
        match fields(app, payload) {
            None => refuse(
                format!(
                    "has the {part} type `{}`, whose fields cannot be known",
                    payload.ty
                ),
                "make it a struct with a field for each parameter",
            ),
            Some(fields) => {
                for field in fields.iter().filter(|field| !is_text(app, &field.ty)) {
                    refuse(
                        format!("has the {part} parameter `{}` of type `{}`", field.json, field.ty),
                        "a parameter is text: make it a string, a number, a boolean, or an enum without data",
                    );
                }
            }
        }
    }
    let mut seen = BTreeMap::new();
    for response in &route.responses {
        let body = response.body.as_ref().map(|body| &body.ty);
        if seen
            .insert(response.status, body)
            .is_some_and(|other| other != body)
        {
            refuse(
                format!("answers {} with two different bodies", response.status),
                "clients read the body by the status: make them one enum",
            );
        }
    }
}

fn limits(function: &Function, route: &Route, problems: &mut Vec<Problem>) {
    let (name, source) = (&function.name, &function.source);
    if function.timeout_seconds > LONGEST_WAIT {
        let message = format!(
            "function `{name}` has a route and a time-out of {} s, the API waits {LONGEST_WAIT} s",
            function.timeout_seconds
        );
        let help = "write `timeout = \"29s\"` or less, and answer 202 for longer work";
        problems.push(Problem::new(source, Code::RouteTimeout, message, help));
    }
    if route.scopes.len() > MOST_SCOPES {
        let message = format!(
            "route `{}` of function `{name}` has {} scopes, API Gateway allows {MOST_SCOPES}",
            route.key(),
            route.scopes.len()
        );
        let help = "a token needs one of them: name fewer, wider ones";
        problems.push(Problem::new(source, Code::OutOfRange, message, help));
    }
}

/// The fields of a struct; `None` for any other type.
fn fields<'a>(app: &'a App, payload: &'a Payload) -> Option<&'a [Field]> {
    let Type::Named(name) = app.shapes.resolve(&payload.ty) else {
        return None;
    };
    match app.shapes.get(name)? {
        TypeDef::Struct(fields) => Some(fields),
        TypeDef::Transparent(_) | TypeDef::Enum { .. } => None,
    }
}

/// Whether a value can be read from a path or a query.
fn is_text(app: &App, ty: &Type) -> bool {
    match app.shapes.resolve(ty) {
        Type::Bool | Type::Integer(_) | Type::WideInteger | Type::Float | Type::String => true,
        Type::Option(inner) => is_text(app, inner),
        Type::Named(name) => match app.shapes.get(name) {
            Some(TypeDef::Enum { tagging, variants }) => {
                *tagging == Tagging::External
                    && variants.iter().all(|variant| variant.data == VariantData::Unit)
            }
            Some(TypeDef::Struct(_) | TypeDef::Transparent(_)) | None => false,
        },
        Type::Unit | Type::Json | Type::List(_) | Type::Map(_) | Type::Tuple(_) => false,
    }
}
