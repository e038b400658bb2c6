//! Handlers that start by themselves: what else may reach them, and how long they may take.

use super::super::Case;
use super::super::desk::{function, route};
use ferrovia_model::{App, Payload, Schedule, Source, Trigger, Type, Wait};
use serde_json::json;

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
    Case {
        name: "the clock and events start as many handlers as there are",
        change: |app| {
            scheduled(app, "rate(1 minute)", None);
            let mut other = function(app, "sweep").clone();
            other.name = "prune".to_owned();
            app.functions.push(other);
            told(app, "Answered");
        },
        problems: &[],
    },
    Case {
        name: "a schedule that is none, and one of another time zone",
        change: |app| {
            scheduled(app, "cron(0 9 * * * *)", None);
            let mut other = function(app, "sweep").clone();
            other.name = "prune".to_owned();
            other.source = Source::new("times.rs", 30);
            other.trigger = Some(Trigger::Schedule(Schedule {
                expression: "cron(0 9 * * ? *)".to_owned(),
                timezone: Some("Brasilia".to_owned()),
            }));
            app.functions.push(other);
        },
        problems: &[
            "error[P029]: the schedule `cron(0 9 * * * *)` of `sweep` is none\n\
             \x20 --> times.rs:10\n\
             \x20 help: either the day of month or the day of week is `?`, and the other one says which days: `cron(0 9 ? * MON-FRI *)`, `cron(0 9 1 * ? *)`",
            "error[P029]: the schedule `cron(0 9 * * ? *)` in `Brasilia` of `prune` is none\n\
             \x20 --> times.rs:30\n\
             \x20 help: `Brasilia` is no time zone of the tz database: write `America/Sao_Paulo`",
        ],
    },
    Case {
        name: "an event that the app does not list starts a handler",
        change: |app| told(app, "Answred"),
        problems: &[
            "error[P003]: function `count` names the event `Answred`, which the app does not list\n\
             \x20 --> events.rs:10\n\
             \x20 help: did you mean `Answered`? otherwise add `.event::<…>()` to the app",
        ],
    },
    Case {
        name: "a handler of an event takes something else",
        change: |app| {
            told(app, "Answered");
            let question = function(app, "save").input.clone();
            function(app, "count").input = question;
        },
        problems: &[
            "error[P023]: `count` is started by the event `Answered`, and takes something else\n\
             \x20 --> events.rs:10\n\
             \x20 help: let its first parameter be a `Answered`",
        ],
    },
    Case {
        name: "a handler that nobody waits for speaks to somebody",
        change: |app| {
            scheduled(app, "rate(1 minute)", None);
            let busy = function(app, "classify").errors.clone();
            let sweep = function(app, "sweep");
            sweep.errors = busy;
            sweep.output = Payload {
                ty: Type::String,
                schema: json!({ "type": "string" }),
            };
        },
        problems: &[
            "error[P023]: `sweep` answers something, and its schedule `rate(1 minute)` waits for no answer\n\
             \x20 --> times.rs:10\n\
             \x20 help: answer `Result<(), …>`, and keep what is to be kept through a capability",
            "error[P023]: error `ModelError.Busy` of `sweep` declares a problem, and its schedule `rate(1 minute)` has no client who reads one\n\
             \x20 --> times.rs:10\n\
             \x20 help: give the handler an error enum of its own, without `#[problem(…)]`",
        ],
    },
    Case {
        name: "a workflow calls what the clock starts",
        change: |app| {
            function(app, "classify").trigger = Some(Trigger::Schedule(Schedule {
                expression: "rate(1 minute)".to_owned(),
                timezone: None,
            }));
            // Whatever it answers and fails with besides is another case's matter.
            function(app, "classify")
                .errors
                .iter_mut()
                .for_each(|error| error.response = None);
        },
        problems: &[
            "error[P023]: `classify` answers something, and its schedule `rate(1 minute)` waits for no answer\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: answer `Result<(), …>`, and keep what is to be kept through a capability",
            "error[P023]: workflow `answer` calls `classify`, which a schedule starts and nothing else\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: write another handler over the same use case, and call that",
        ],
    },
    Case {
        name: "a scheduled handler's name leaves no room for the role that starts it",
        change: |app| {
            scheduled(app, "rate(1 minute)", None);
            function(app, "sweep").name = "s".repeat(45);
        },
        problems: &[
            "error[P002]: scheduled function `sssssssssssssssssssssssssssssssssssssssssssss` has 45 characters, 42 are allowed\n\
             \x20 --> times.rs:10\n\
             \x20 help: IAM allows 64 characters for the role `APP-ENVIRONMENT-NAME-schedule`: rename it",
        ],
    },
];

/// The desk with a handler that the clock starts.
pub(super) fn scheduled(app: &mut App, expression: &str, timezone: Option<&str>) {
    let mut handler = function(app, "save").clone();
    handler.name = "sweep".to_owned();
    handler.source = Source::new("times.rs", 10);
    handler.trigger = Some(Trigger::Schedule(Schedule {
        expression: expression.to_owned(),
        timezone: timezone.map(str::to_owned),
    }));
    app.functions.push(handler);
}

/// The desk with a handler that an event starts.
fn told(app: &mut App, event: &str) {
    let detail = app.events.first().map(|event| event.detail.clone());
    let mut handler = function(app, "save").clone();
    handler.name = "count".to_owned();
    handler.source = Source::new("events.rs", 10);
    handler.input = detail.unwrap();
    handler.trigger = Some(Trigger::Event(event.to_owned()));
    app.functions.push(handler);
}

/// The desk with a handler that Cognito asks.
pub(super) fn asked(app: &mut App) {
    let mut handler = function(app, "save").clone();
    handler.name = "add_tenant".to_owned();
    handler.source = Source::new("tokens.rs", 10);
    handler.timeout_seconds = 4;
    handler.trigger = Some(Trigger::PreTokenGeneration);
    app.functions.push(handler);
}
