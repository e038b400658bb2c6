//! The routes of two apps in, what became of their promises to API clients out.

mod ends;

use super::judge::{judge, request, response};
use super::{Contract, Finding, Offer, Victim, contract};
use ends::{alias, end, gone};
use ferrovia_model::{App, ErrorResponse, ErrorVariant, Function, Payload, Response, Route};
use serde_json::Value;
use std::collections::BTreeMap;

const CLIENT: Victim = Victim::ApiClient;
const NOT_OURS: &str = "API clients are not under our control";

/// A function and its route.
type Routed<'a> = (&'a Function, &'a Route);

pub(super) fn routes(old: &App, new: &App, today: &str) -> Vec<Contract> {
    let (olds, news) = (Routes::of(old), Routes::of(new));
    let mut contracts = Vec::new();
    for (key, before) in &olds.routes {
        let changes = match (news.routes.get(key), news.aliases.get(key)) {
            (Some(after), _) => compare(key, *before, *after, today),
            (None, Some(after)) => {
                let now = Finding::extended(
                    format!("deprecated alias of `{}`", after.1.key()),
                    "the path still leads there",
                );
                let mut changes = compare(key, *before, *after, today);
                changes.push(contract(Offer::Route, key, "", vec![now]));
                changes
            }
            (None, None) => vec![contract(
                Offer::Route,
                key,
                "",
                vec![removed(before, &news, today)],
            )],
        };
        contracts.extend(changes.into_iter().flatten());
    }
    for (key, (_, route)) in &news.routes {
        if !olds.routes.contains_key(key) {
            let (change, because) = if olds.aliases.contains_key(key) {
                ("no longer deprecated", "clients may stay")
            } else if route.scopes.is_empty() {
                ("new route, public", "nobody calls it yet; anybody may")
            } else {
                ("new route", "nobody calls it yet")
            };
            contracts.extend(contract(
                Offer::Route,
                key,
                "",
                vec![Finding::extended(change, because)],
            ));
        }
    }
    contracts
}

/// Routes by their keys, and those that an alias leads to by the alias's key.
struct Routes<'a> {
    routes: BTreeMap<String, Routed<'a>>,
    aliases: BTreeMap<String, Routed<'a>>,
}

impl<'a> Routes<'a> {
    fn of(app: &'a App) -> Self {
        let routed = || {
            app.functions
                .iter()
                .filter_map(|function| Some((function, function.route.as_ref()?)))
        };
        let alias = |(function, route): Routed<'a>| {
            let alias = route.alias.as_ref()?;
            Some((format!("{} {}", route.method, alias.path), (function, route)))
        };
        Self {
            routes: routed()
                .map(|(function, route)| (route.key(), (function, route)))
                .collect(),
            aliases: routed().filter_map(alias).collect(),
        }
    }
}

fn removed((function, route): &Routed<'_>, news: &Routes<'_>, today: &str) -> Finding {
    if let Some(retirement) = &route.deprecated {
        return gone("route removed".to_owned(), &retirement.sunset, today);
    }
    let moved = news
        .routes
        .values()
        .find(|(other, _)| other.id() == function.id());
    let (change, instead) = match moved {
        Some((_, to)) if to.method == route.method => (
            format!("moved to `{}`", to.key()),
            format!(
                "keep the old path: `alias(path = \"{}\", since = …, sunset = …)`",
                route.path
            ),
        ),
        Some((_, to)) => (
            format!("moved to `{}`", to.key()),
            "keep both for a while".to_owned(),
        ),
        None => (
            "route removed".to_owned(),
            "announce its end first (`deprecated(since = …, sunset = …, successor = …)` says so in headers), and remove it after that day"
                .to_owned(),
        ),
    };
    Finding::broken(CLIENT, change, "clients that call it get 404", instead)
}

/// One route, before and after.
fn compare(
    key: &str,
    (old_function, old): Routed<'_>,
    (new_function, new): Routed<'_>,
    today: &str,
) -> Vec<Option<Contract>> {
    let mut contracts = vec![
        contract(Offer::Route, key, "scopes", scopes(old, new)),
        contract(Offer::Route, key, "alias", alias(old, new, today)),
        contract(Offer::Route, key, "end", end(old, new)),
        part(
            key,
            "path parameters",
            old.path_parameters.as_ref(),
            new.path_parameters.as_ref(),
        ),
        part(key, "query", old.query.as_ref(), new.query.as_ref()),
        part(key, "request headers", old.headers.as_ref(), new.headers.as_ref()),
        part(key, "request body", old.body.as_ref(), new.body.as_ref()),
        contract(
            Offer::Route,
            key,
            "problems",
            problems(&old_function.errors, &new_function.errors),
        ),
    ];
    contracts.extend(responses(key, old, new));
    contracts
}

fn scopes(old: &Route, new: &Route) -> Vec<Finding> {
    match (old.scopes.is_empty(), new.scopes.is_empty()) {
        (true, false) => {
            return vec![Finding::broken(
                CLIENT,
                format!("public → needs one of {}", list(&new.scopes)),
                "clients without a token are refused",
                "offer the protected route under a new path, and announce the end of the public one",
            )];
        }
        (false, true) => {
            return vec![Finding::extended(
                "public: needs no token any more",
                "whoever could call it still can, and so can everybody else",
            )];
        }
        (true, true) | (false, false) => {}
    }
    let lacks = |scopes: &[String], scope: &String| !scopes.contains(scope);
    let lost = old
        .scopes
        .iter()
        .filter(|scope| lacks(&new.scopes, scope))
        .map(|scope| {
            Finding::broken(
                CLIENT,
                format!("`{scope}` no longer suffices"),
                "clients whose token has this scope alone are refused",
                "accept it beside the new ones until no token with it is issued any more",
            )
        });
    let gained = new
        .scopes
        .iter()
        .filter(|scope| lacks(&old.scopes, scope))
        .map(|scope| {
            Finding::extended(
                format!("`{scope}` suffices, too"),
                "a token needs one of the scopes",
            )
        });
    lost.chain(gained).collect()
}

/// A part of the request.
fn part(key: &str, name: &str, old: Option<&Payload>, new: Option<&Payload>) -> Option<Contract> {
    let findings = match (old, new) {
        (Some(old), Some(new)) => judge(&old.schema, &new.schema, &request(CLIENT)),
        (None, Some(new)) if has_required(&new.schema) => vec![Finding::broken(
            CLIENT,
            format!("new {name} with required fields"),
            "requests without it are refused",
            "make its fields optional, or offer a new route",
        )],
        (None, Some(_)) => vec![Finding::extended(format!("new {name}"), "it may be left out")],
        (Some(_), None) => vec![Finding::broken(
            CLIENT,
            format!("{name} is no longer read"),
            "what clients send there has no effect any more",
            "go on reading it, or offer a new route",
        )],
        (None, None) => Vec::new(),
    };
    contract(Offer::Route, key, name, findings)
}

fn has_required(schema: &Value) -> bool {
    // A body that is no object is required as a whole.
    schema.get("properties").is_none()
        || schema
            .get("required")
            .is_some_and(|required| required != &Value::Array(Vec::new()))
}

fn responses(key: &str, old: &Route, new: &Route) -> Vec<Option<Contract>> {
    let by_status = |route: &Route| -> BTreeMap<u16, Response> {
        let responses = route.responses.iter();
        responses
            .map(|response| (response.status, response.clone()))
            .collect()
    };
    let (olds, news) = (by_status(old), by_status(new));
    let mut contracts = Vec::new();
    for (status, old) in &olds {
        if let Some(new) = news.get(status) {
            let findings = headers(&old.headers, &new.headers);
            contracts.push(contract(
                Offer::Route,
                key,
                &format!("response {status} headers"),
                findings,
            ));
        }
        let findings = match news.get(status).map(|new| (&old.body, &new.body)) {
            Some((Some(old), Some(new))) => judge(&old.schema, &new.schema, &response(CLIENT)),
            Some((Some(_), None)) => vec![Finding::broken(
                CLIENT,
                "body removed",
                "clients read it",
                "go on sending it until the route's successor is in use",
            )],
            Some((None, Some(_))) => vec![Finding::extended("body added", "clients pass it over")],
            Some((None, None)) => Vec::new(),
            None if news.keys().all(|status| olds.contains_key(status)) => {
                vec![Finding::extended(
                    "no longer answered",
                    "clients know all statuses that are left",
                )]
            }
            // The new status in its place is the finding.
            None => Vec::new(),
        };
        contracts.push(contract(
            Offer::Route,
            key,
            &format!("response {status}"),
            findings,
        ));
    }
    let gone: Vec<String> = olds
        .keys()
        .filter(|status| !news.contains_key(status))
        .map(ToString::to_string)
        .collect();
    for status in news.keys().filter(|status| !olds.contains_key(status)) {
        let change = if gone.is_empty() {
            format!("new status {status}")
        } else {
            format!("status {} → {status}", gone.join(" or "))
        };
        let finding = Finding::broken(
            CLIENT,
            change,
            format!("clients know what success looks like; {NOT_OURS}"),
            "offer it on a new route, or when a request asks for it",
        );
        contracts.push(contract(
            Offer::Route,
            key,
            &format!("response {status}"),
            vec![finding],
        ));
    }
    contracts
}

/// The headers that answers have of their own, or a problem has.
fn headers<'a>(
    old: impl IntoIterator<Item = &'a Payload>,
    new: impl IntoIterator<Item = &'a Payload>,
) -> Vec<Finding> {
    let (mut olds, mut news) = (old.into_iter(), new.into_iter());
    let mut findings = Vec::new();
    loop {
        match (olds.next(), news.next()) {
            (None, None) => return findings,
            (Some(old), Some(new)) => findings.extend(judge(&old.schema, &new.schema, &response(CLIENT))),
            (None, Some(_)) => findings.push(Finding::extended("new headers", "clients pass them over")),
            (Some(_), None) => findings.push(Finding::broken(
                CLIENT,
                "headers removed",
                "clients read them",
                "go on sending them until the route's successor is in use",
            )),
        }
    }
}

/// What a problem says of its own.
fn members(slug: &str, old: &ErrorResponse, new: &ErrorResponse) -> Vec<Finding> {
    let mut findings = Vec::new();
    let at = |finding: Finding, name: &str| {
        let path = if finding.path.is_empty() {
            name.to_owned()
        } else {
            format!("{name}.{}", finding.path)
        };
        Finding {
            change: format!("`{slug}` {}", finding.change),
            ..finding
        }
        .at(path)
    };
    for (name, old) in &old.members {
        match new.members.get(name) {
            Some(new) => {
                let judged = judge(&old.schema, &new.schema, &response(CLIENT));
                findings.extend(judged.into_iter().map(|finding| at(finding, name)));
            }
            None => findings.push(at(
                Finding::broken(CLIENT, "member removed", "clients read it", "go on saying it"),
                name,
            )),
        }
    }
    let added = new.members.keys().filter(|name| !old.members.contains_key(*name));
    findings.extend(added.map(|name| at(Finding::extended("new member", "clients pass it over"), name)));
    let judged = headers(&old.headers, &new.headers);
    findings.extend(judged.into_iter().map(|finding| Finding {
        change: format!("`{slug}` {}", finding.change),
        ..finding
    }));
    findings
}

/// The problems (RFC 9457) that failures become.
fn problems(old: &[ErrorVariant], new: &[ErrorVariant]) -> Vec<Finding> {
    let by_slug = |errors: &[ErrorVariant]| -> BTreeMap<String, ErrorResponse> {
        let responses = errors.iter().filter_map(|error| error.response.as_ref());
        responses
            .map(|response| (response.slug.clone(), response.clone()))
            .collect()
    };
    let (olds, news) = (by_slug(old), by_slug(new));
    let mut findings = Vec::new();
    for (slug, before) in &olds {
        let Some(after) = news.get(slug) else {
            let of_slug = |error: &&ErrorVariant| {
                error
                    .response
                    .as_ref()
                    .is_some_and(|response| &response.slug == slug)
            };
            let still = old
                .iter()
                .find(of_slug)
                .and_then(|error| new.iter().find(|other| other.name == error.name));
            findings.push(match still {
                Some(error) => Finding::broken(
                    CLIENT,
                    match &error.response {
                        Some(now) => format!("`{slug}` → `{}`", now.slug),
                        None => format!("`{slug}` → 500 `internal`"),
                    },
                    "clients know the problem by its type",
                    "keep the type; title and detail are for people and may change",
                ),
                None => Finding::extended(format!("`{slug}` no longer occurs"), "clients need not handle it"),
            });
            continue;
        };
        if before.status != after.status {
            findings.push(Finding::broken(
                CLIENT,
                format!("`{slug}` status {} → {}", before.status, after.status),
                "clients decide by the status, whether to try again for one",
                "keep the status, or declare another problem",
            ));
        }
        if before.type_uri() != after.type_uri() {
            findings.push(Finding::broken(
                CLIENT,
                format!("`{slug}` type `{}` → `{}`", before.type_uri(), after.type_uri()),
                "clients know the problem by its type",
                "keep the type, or declare another problem",
            ));
        }
        findings.extend(members(slug, before, after));
        let waits = |problem: &ErrorResponse| (problem.retry_after_seconds, problem.retry_after_varies);
        if waits(before) != waits(after) {
            let seconds = |problem: &ErrorResponse| match waits(problem) {
                (_, true) => "of each occurrence".to_owned(),
                (Some(seconds), false) => format!("{seconds} s"),
                (None, false) => "none".to_owned(),
            };
            findings.push(Finding::extended(
                format!("`{slug}` Retry-After {} → {}", seconds(before), seconds(after)),
                "clients read it anew each time",
            ));
        }
    }
    let known_names: Vec<&String> = old
        .iter()
        .filter(|error| error.response.is_some())
        .map(|error| &error.name)
        .collect();
    for error in new {
        let Some(response) = error
            .response
            .as_ref()
            .filter(|response| !olds.contains_key(&response.slug))
        else {
            continue;
        };
        // One that has another slug than before has been told.
        if !known_names.contains(&&error.name) {
            findings.push(Finding::extended(
                format!("new: `{}` ({})", response.slug, response.status),
                "clients treat a problem that they do not know by its status (RFC 9457)",
            ));
        }
    }
    findings
}

fn list(scopes: &[String]) -> String {
    let scopes: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
    scopes.join(", ")
}
