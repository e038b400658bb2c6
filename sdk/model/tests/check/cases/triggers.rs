//! Handlers that a service of AWS asks: what else may reach them, and how long they may take.

use super::super::Case;
use super::super::desk::{function, route};
use ferrovia_model::{App, Source, Trigger, Wait};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "Cognito asks a handler before it issues a token",
        change: |app| asked(app),
        problems: &[],
    },
    Case {
        name: "a handler may take as long as Cognito waits",
        change: |app| {
            asked(app);
            function(app, "add_tenant").timeout_seconds = 5;
        },
        problems: &[],
    },
    Case {
        name: "a handler may take longer than Cognito waits",
        change: |app| {
            asked(app);
            function(app, "add_tenant").timeout_seconds = 6;
        },
        problems: &[
            "error[P024]: function `add_tenant` has a time-out of 6 s, the trigger `pre_token_generation` waits 5 s\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: write `timeout = \"4s\"`: what takes longer is asked again, and then fails",
        ],
    },
    Case {
        name: "a handler has a route and a trigger",
        change: |app| {
            function(app, "post_message").trigger = Some(Trigger::PreTokenGeneration);
            function(app, "post_message").timeout_seconds = 4;
        },
        problems: &[
            "error[P023]: `post_message` has a route and a trigger, and each asks in its own way\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write two handlers over one use case",
        ],
    },
    Case {
        name: "a handler that Cognito asks waits for somebody, whom nobody asks",
        change: |app| {
            asked(app);
            function(app, "add_tenant").wait = Some(Wait {
                seconds: 60,
                heartbeat_seconds: None,
            });
        },
        problems: &[
            "error[P014]: `add_tenant` waits for a token, and no workflow calls it\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: call it in a standard workflow, or remove it",
            "error[P022]: `add_tenant` waits for a token that no handler can answer\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: ask for `Complete<add_tenant>` in the handler that knows the outcome, or remove `wait`",
            "error[P023]: `add_tenant` has the trigger `pre_token_generation` and waits for a token, which only a workflow gives\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: remove `wait`",
        ],
    },
    Case {
        name: "a workflow calls what Cognito asks",
        change: |app| {
            function(app, "classify").trigger = Some(Trigger::PreTokenGeneration);
            function(app, "classify").timeout_seconds = 4;
        },
        problems: &[
            "error[P023]: workflow `answer` calls `classify`, which a trigger asks and nothing else\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: write another handler over the same use case, and call that",
        ],
    },
    Case {
        name: "Cognito would have to ask two",
        change: |app| {
            asked(app);
            let mut other = function(app, "add_tenant").clone();
            other.name = "add_plan".to_owned();
            other.source = Source::new("tokens.rs", 30);
            app.functions.push(other);
        },
        problems: &[
            "error[P025]: `add_plan` and `add_tenant` have the trigger `pre_token_generation`, which asks one handler\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: let one of them do what both do",
        ],
    },
    Case {
        name: "nobody takes the tokens that a handler speaks in",
        change: |app| {
            asked(app);
            route(app).scopes.clear();
        },
        problems: &[
            "error[P014]: `add_tenant` is asked before a token is issued, and no route takes tokens\n\
             \x20 --> tokens.rs:10\n\
             \x20 help: give a handler a `route` with `scopes`, or remove this one",
        ],
    },
];

/// The desk with a handler that Cognito asks.
fn asked(app: &mut App) {
    let mut handler = function(app, "save").clone();
    handler.name = "add_tenant".to_owned();
    handler.source = Source::new("tokens.rs", 10);
    handler.timeout_seconds = 4;
    handler.trigger = Some(Trigger::PreTokenGeneration);
    app.functions.push(handler);
}
