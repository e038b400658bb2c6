//! Steps that wait: where they can, and for whom.

use super::super::Case;
use super::super::desk::function;
use ferrovia_model::{App, ErrorVariant, Grant, Kind, Type, Wait};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "a step waits in a standard workflow, and a handler answers it",
        change: waiting,
        problems: &[],
    },
    Case {
        name: "an Express workflow cannot wait",
        change: |app| {
            waiting(app);
            app.workflows[0].kind = Kind::Express;
            app.workflows[0].timeout_seconds = 300;
        },
        problems: &[
            "error[P021]: `classify` waits for a token, which no Express workflow can\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: make `answer` a standard one: `kind = \"standard\"`",
        ],
    },
    Case {
        name: "a workflow ends before its step has waited",
        change: |app| {
            waiting(app);
            app.workflows[0].timeout_seconds = 3600;
        },
        problems: &[
            "error[P021]: workflow `answer` is given up after 3600 s, before `classify` has waited its 3600 s\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: give the workflow a longer `timeout`, or the step a shorter `wait`",
        ],
    },
    Case {
        name: "a handler with a route waits",
        change: |app| {
            function(app, "post_message").wait = Some(HOUR);
        },
        problems: &[
            "error[P021]: `post_message` has a route and waits for a token, which only a workflow gives\n\
             \x20 --> routes.rs:10\n\
             \x20 help: let the route's handler start a workflow that calls the waiting step",
        ],
    },
    Case {
        name: "nobody can answer",
        change: |app| {
            waiting(app);
            function(app, "post_message").parameters[0].grants.pop();
        },
        problems: &[
            "error[P022]: `classify` waits for a token that no handler can answer\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: ask for `Complete<classify>` in the handler that knows the outcome, or remove `wait`",
        ],
    },
    Case {
        name: "nobody can answer, nor does anybody ask",
        change: |app| {
            function(app, "notify").wait = Some(HOUR);
        },
        problems: &[
            "error[P014]: `notify` waits for a token, and no workflow calls it\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: call it in a standard workflow, or remove it",
            "error[P022]: `notify` waits for a token that no handler can answer\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: ask for `Complete<notify>` in the handler that knows the outcome, or remove `wait`",
        ],
    },
    Case {
        name: "a handler answers a step that does not wait",
        change: |app| {
            waiting(app);
            complete(app, "save");
        },
        problems: &[
            "error[P003]: parameter `answer` of function `post_message` names the waiting step `save`, which the app does not list\n\
             \x20 --> routes.rs:12\n\
             \x20 help: add `.handler::<…>()` to the app",
        ],
    },
    Case {
        name: "a handler answers a step that is misspelt",
        change: |app| {
            waiting(app);
            complete(app, "clasify");
        },
        problems: &[
            "error[P003]: parameter `answer` of function `post_message` names the waiting step `clasify`, which the app does not list\n\
             \x20 --> routes.rs:12\n\
             \x20 help: did you mean `classify`? otherwise add `.handler::<…>()` to the app",
        ],
    },
    Case {
        name: "a step does not wait at all",
        change: |app| {
            waiting(app);
            function(app, "classify").wait = Some(Wait {
                seconds: 0,
                heartbeat_seconds: None,
            });
        },
        problems: &[
            "error[P004]: function `classify` waits 0 s for its token, a Standard workflow lasts 1 to 31536000\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write `wait = \"3d\"`, for example",
        ],
    },
    Case {
        name: "a heartbeat is due after the end",
        change: |app| {
            waiting(app);
            function(app, "classify").wait = Some(Wait {
                seconds: 60,
                heartbeat_seconds: Some(60),
            });
        },
        problems: &[
            "error[P004]: function `classify` waits 60 s, and 60 s for each heartbeat\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write a `heartbeat` of at least a second and less than `wait`",
        ],
    },
    Case {
        name: "two errors tell of one time-out",
        change: |app| {
            for path in ["TimedOut", "Other.Late"] {
                let error = ErrorVariant {
                    name: format!("WaitError.{path}"),
                    path: path.to_owned(),
                    description: String::new(),
                    data: Type::Unit,
                    retry: None,
                    timeout: Some("nobody came".to_owned()),
                    response: None,
                };
                function(app, "classify").errors.push(error.clone());
                app.workflows[0].errors.push(error);
            }
        },
        problems: &[
            "error[P001]: errors `WaitError.TimedOut` and `WaitError.Other.Late` both tell that `classify` takes too long\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: leave `#[timeout]` on one of them",
        ],
    },
];

const HOUR: Wait = Wait {
    seconds: 3600,
    heartbeat_seconds: Some(60),
};

/// `classify` waits for an hour in a workflow of two, and `post_message` answers.
fn waiting(app: &mut App) {
    function(app, "classify").wait = Some(HOUR);
    app.workflows[0].kind = Kind::Standard;
    app.workflows[0].timeout_seconds = 7200;
    complete(app, "classify");
}

/// `post_message` may answer `step`.
fn complete(app: &mut App, step: &str) {
    let grant = Grant::CompleteStep(step.to_owned());
    function(app, "post_message").parameters[0].grants.push(grant);
}
