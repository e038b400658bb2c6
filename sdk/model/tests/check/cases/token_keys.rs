//! The token issuer's keys: who reads them, and who sees to it that they are there.

use super::super::Case;
use super::super::desk::function;
use super::triggers::{asked, scheduled};
use ferrovia_model::{App, Bucket, Grant, Parameter, Source};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "routes verify tokens by keys that a schedule refreshes",
        change: |app| {
            kept(app, "keys", 10);
            refreshed(app, "sweep", "keys");
            app.let_routes_verify_tokens();
        },
        problems: &[],
    },
    Case {
        name: "nobody refreshes the keys",
        change: |app| {
            kept(app, "keys", 10);
            app.let_routes_verify_tokens();
        },
        problems: &[
            "error[P030]: no schedule refreshes the keys in `keys`: no token could be verified\n\
             \x20 --> keys.rs:10\n\
             \x20 help: write a handler with a `schedule` that takes `Refresh<…>` of it, and list it",
        ],
    },
    Case {
        name: "no clock starts who refreshes the keys",
        change: |app| {
            kept(app, "keys", 10);
            refreshed(app, "sweep", "keys");
            function(app, "sweep").trigger = None;
            app.let_routes_verify_tokens();
        },
        problems: &[
            "error[P030]: no schedule refreshes the keys in `keys`: no token could be verified\n\
             \x20 --> keys.rs:10\n\
             \x20 help: write a handler with a `schedule` that takes `Refresh<…>` of it, and list it",
        ],
    },
    Case {
        name: "there are two places for the keys",
        change: |app| {
            kept(app, "keys", 10);
            kept(app, "copies", 20);
            refreshed(app, "sweep", "keys");
            refreshing(app, "sweep", "copies");
            app.let_routes_verify_tokens();
        },
        problems: &[
            "error[P030]: the app keeps the token issuer's keys in `keys` and in `copies`\n\
             \x20 --> keys.rs:20\n\
             \x20 help: an API has one issuer: remove one of the two",
        ],
    },
    Case {
        name: "no route takes tokens",
        change: |app| {
            kept(app, "keys", 10);
            refreshed(app, "sweep", "keys");
            function(app, "post_message")
                .route
                .as_mut()
                .unwrap()
                .scopes
                .clear();
            app.let_routes_verify_tokens();
        },
        problems: &[
            "error[P014]: `keys` is for the keys that verify tokens, and no route takes any\n\
             \x20 --> keys.rs:10\n\
             \x20 help: give a handler a `route` with `scopes`, or remove it",
        ],
    },
    Case {
        name: "the keys are not listed",
        change: |app| refreshed(app, "sweep", "keys"),
        problems: &[
            "error[P003]: parameter `refreshed` of function `sweep` names the bucket `keys`, which the app does not list\n\
             \x20 --> times.rs:11\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "whom Cognito asks wants to know what Cognito is",
        change: |app| {
            kept(app, "keys", 10);
            refreshed(app, "sweep", "keys");
            app.let_routes_verify_tokens();
            asked(app);
            refreshing(app, "add_tenant", "keys");
            function(app, "add_tenant")
                .parameters
                .retain(|parameter| parameter.name == "refreshed");
        },
        problems: &[
            "error[P023]: `add_tenant` is asked before a token is issued, and would need to know the issuer before there is one\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: refresh the keys in another handler, with a `schedule`",
        ],
    },
];

/// The desk with a place for the issuer's keys.
fn kept(app: &mut App, name: &str, line: u32) {
    app.buckets.push(Bucket {
        name: name.to_owned(),
        description: "The issuer's keys.".to_owned(),
        source: Source::new("keys.rs", line),
        expires_after_days: 1,
        token_keys: true,
    });
}

/// The handler refreshes the keys, too.
fn refreshing(app: &mut App, handler: &str, keys: &str) {
    function(app, handler).parameters.push(Parameter {
        name: "refreshed".to_owned(),
        ty: "Refresh<Keys>".to_owned(),
        source: Source::new("times.rs", 11),
        grants: vec![Grant::RefreshTokenKeys(keys.to_owned())],
    });
}

/// The desk with a handler that the clock starts and that does nothing else.
fn refreshed(app: &mut App, handler: &str, keys: &str) {
    scheduled(app, "rate(5 minutes)", None);
    function(app, handler).parameters.clear();
    refreshing(app, handler, keys);
}
