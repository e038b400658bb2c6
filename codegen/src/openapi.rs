//! The handlers with routes in, one OpenAPI 3.1 document out.

mod document;
mod operation;
mod parameters;
mod problems;
mod responses;

use crate::files::Files;
use crate::json;
use crate::schema::Definitions;
use document::{Components, Document, Info, OPENAPI, SecurityScheme};
use ferrovia_model::{CheckedApp, Function, Route};
use operation::Writer;
use problems::{GATEWAY_MESSAGE, PROBLEM};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The security scheme's name, which operations refer to.
const BEARER: &str = "bearer";

/// `openapi.json`, if any handler has a route.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    let routes: Vec<(&Function, &Route)> = app
        .functions
        .iter()
        .filter_map(|function| Some((function, function.route.as_ref()?)))
        .collect();
    if !routes.is_empty() {
        files.insert("openapi.json", json::declared(&document(app, &routes)));
    }
    files
}

fn document<'a>(app: &'a CheckedApp, routes: &[(&'a Function, &'a Route)]) -> Document<'a> {
    let mut definitions = Definitions::new("#/components/schemas/");
    // First, so that they have their plain names whatever the authors' types are called.
    definitions.define(PROBLEM, &problems::schema());
    definitions.define(GATEWAY_MESSAGE, &problems::gateway_message());
    let mut writer = Writer {
        definitions,
        responses: Definitions::new("#/components/responses/"),
        gateway: json!(responses::of_gateway()),
        problems: Vec::new(),
    };
    let mut paths: BTreeMap<&str, BTreeMap<String, _>> = BTreeMap::new();
    for (function, route) in routes {
        let method = route.method.to_lowercase();
        let operation = writer.operation(function, route);
        if let Some(alias) = &route.alias {
            let aliased = operation.clone().by_alias(route, alias);
            paths
                .entry(&alias.path)
                .or_default()
                .insert(method.clone(), aliased);
        }
        let successor = route.deprecated.as_ref().and_then(|retirement| {
            let successor = app.function(&retirement.successor)?.route.as_ref()?;
            Some((retirement, successor))
        });
        let operation = match successor {
            Some((end, successor)) => operation.deprecated(&end.since, &end.sunset, successor),
            None => operation,
        };
        paths.entry(&route.path).or_default().insert(method, operation);
    }
    let security_schemes = routes
        .iter()
        .any(|(_, route)| !route.scopes.is_empty())
        .then(|| BTreeMap::from([(BEARER, SecurityScheme::jwt(routes))]));
    Document {
        openapi: OPENAPI,
        info: Info {
            title: &app.name,
            description: &app.description,
            version: version(routes),
        },
        paths,
        components: Components {
            schemas: writer.definitions.into_value().map(Into::into),
            responses: writer.responses.into_value().map(Into::into),
            headers: responses::headers(),
            security_schemes,
        },
    }
}

/// The versions that paths begin with, `v1, v2`: the API has no other.
fn version(routes: &[(&Function, &Route)]) -> String {
    let versions: BTreeSet<u32> = routes
        .iter()
        .filter_map(|(_, route)| {
            route
                .path
                .split('/')
                .nth(1)?
                .strip_prefix('v')?
                .parse::<u32>()
                .ok()
        })
        .collect();
    if versions.is_empty() {
        return "unversioned".to_owned();
    }
    let versions: Vec<String> = versions.iter().map(|number| format!("v{number}")).collect();
    versions.join(", ")
}
