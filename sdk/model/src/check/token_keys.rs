//! The token issuer's keys: in one place, and refreshed by a schedule, or nobody could be let in for long.

use crate::{App, Bucket, Code, Function, Grant, Problem, Trigger};

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut all: Vec<&Bucket> = app.buckets.iter().filter(|bucket| bucket.token_keys).collect();
    all.sort_by_key(|bucket| &bucket.source);
    let [first, others @ ..] = all.as_slice() else {
        return Vec::new();
    };
    let others = others.iter().map(|other| {
        let message = format!(
            "the app keeps the token issuer's keys in `{}` and in `{}`",
            first.name, other.name
        );
        let help = "an API has one issuer: remove one of the two";
        Problem::new(&other.source, Code::InvalidTokenKeys, message, help)
    });
    others
        .chain(unread(app, first))
        .chain(unrefreshed(app, first))
        .chain(asked_before_the_issuer_is(app))
        .collect()
}

/// Without such a route there is no issuer.
fn unread(app: &App, keys: &Bucket) -> Option<Problem> {
    let read = app.functions.iter().any(Function::takes_tokens);
    (!read).then(|| {
        let message = format!(
            "`{}` is for the keys that verify tokens, and no route takes any",
            keys.name
        );
        let help = "give a handler a `route` with `scopes`, or remove it";
        Problem::new(&keys.source, Code::UnusedResource, message, help)
    })
}

fn unrefreshed(app: &App, keys: &Bucket) -> Option<Problem> {
    let by_clock = |function: &&Function| function.trigger.as_ref().and_then(Trigger::schedule).is_some();
    let refreshed = app
        .functions
        .iter()
        .filter(by_clock)
        .any(|function| refreshes(function, keys));
    (!refreshed).then(|| {
        let message = format!(
            "no schedule refreshes the keys in `{}`: no token could be verified",
            keys.name
        );
        let help = "write a handler with a `schedule` that takes `Refresh<…>` of it, and list it";
        Problem::new(&keys.source, Code::InvalidTokenKeys, message, help)
    })
}

fn refreshes(function: &Function, keys: &Bucket) -> bool {
    function
        .grants()
        .any(|grant| matches!(grant, Grant::RefreshTokenKeys(name) if *name == keys.name))
}

/// The issuer names the handler that it asks, so that handler cannot be told the issuer's name.
fn asked_before_the_issuer_is(app: &App) -> impl Iterator<Item = Problem> {
    let asked = app
        .functions
        .iter()
        .filter(|function| function.trigger == Some(Trigger::PreTokenGeneration));
    asked.filter_map(|function| {
        let keys = app.token_keys()?;
        refreshes(function, keys).then(|| {
            let message = format!(
                "`{}` is asked before a token is issued, and would need to know the issuer before there is one",
                function.name
            );
            let help = "refresh the keys in another handler, with a `schedule`";
            Problem::new(&function.source, Code::ImpossibleTrigger, message, help)
        })
    })
}
