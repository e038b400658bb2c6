//! Routes in; the API, and the identity provider that issues its tokens, out.

use super::{alarm_topic, module};
use crate::hcl::{Block, Expression, reference, text};
use ferrovia_model::{App, Route, Trigger};
use std::collections::BTreeMap;

pub(super) fn blocks(app: &App) -> Vec<Block> {
    let mut routes = BTreeMap::new();
    let mut scopes = BTreeMap::<&str, Vec<&str>>::new();
    for function in &app.functions {
        let Some(route) = &function.route else { continue };
        for key in route.keys() {
            routes.insert(key, target(&function.name, route));
        }
        for scope in &route.scopes {
            scopes.entry(scope).or_default().push(&function.name);
        }
    }
    if routes.is_empty() {
        return Vec::new();
    }
    let scopes = scopes
        .into_iter()
        .map(|(scope, functions)| (scope.to_owned(), text(format!("Call {}.", functions.join(", ")))));
    let identity =
        module("identity", "identity", None).set("deletion_protection", reference("var.deletion_protection"));
    let asked = app
        .functions
        .iter()
        .find(|function| function.trigger == Some(Trigger::PreTokenGeneration));
    let identity = match asked {
        Some(function) => identity.set("pre_token_generation", Expression::Object(callee(&function.name))),
        None => identity,
    };
    let identity = identity
        .blank()
        .set("scopes", Expression::Object(scopes.collect()));
    let api = module("api", "api", None)
        .set("description", text(&app.description))
        .set("issuer", reference("module.identity.issuer"))
        .set("audience", reference("module.identity.audience"))
        .set("scope_prefix", reference("module.identity.scope_prefix"))
        .set("throttle", reference("var.api_throttle"))
        .set("log_retention_days", reference("var.log_retention_days"))
        .set("alarm_topic_arn", alarm_topic())
        .blank()
        .set("routes", Expression::Object(routes.into_iter().collect()));
    vec![identity, api]
}

fn target(function: &str, route: &Route) -> Expression {
    let authorization = if route.scopes.is_empty() { "none" } else { "jwt" };
    let scopes = Expression::List(route.scopes.iter().map(text).collect());
    let mut target = callee(function);
    target.push(("scopes".to_owned(), scopes));
    target.push(("authorization".to_owned(), text(authorization)));
    Expression::Object(target)
}

/// What a service needs to know of a function to call it: through its alias, so that a deploy is a change of that alone.
pub(super) fn callee(function: &str) -> Vec<(String, Expression)> {
    let output = |output: &str| reference(format!("module.function_{function}.{output}"));
    vec![
        ("function_name".to_owned(), output("name")),
        ("function_arn".to_owned(), output("alias_arn")),
    ]
}
