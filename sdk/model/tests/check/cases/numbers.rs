//! Numbers outside what AWS allows.

use super::super::Case;
use super::super::desk::{busy, function, route};
use ferrovia_model::Kind;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "a function has no time",
        change: |app| {
            function(app, "notify").timeout_seconds = 0;
        },
        problems: &[
            "error[P004]: function `notify` has a time-out of 0 s, Lambda allows 1 to 900\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: write `timeout = \"15m\"` or less; put longer work into a workflow",
        ],
    },
    Case {
        name: "a function has too much time",
        change: |app| {
            function(app, "notify").timeout_seconds = 901;
        },
        problems: &[
            "error[P004]: function `notify` has a time-out of 901 s, Lambda allows 1 to 900\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: write `timeout = \"15m\"` or less; put longer work into a workflow",
        ],
    },
    Case {
        name: "a function has as much time as can be",
        change: |app| {
            function(app, "notify").timeout_seconds = 900;
        },
        problems: &[],
    },
    Case {
        name: "a function has too little memory",
        change: |app| {
            function(app, "notify").memory_mb = 127;
        },
        problems: &[
            "error[P004]: function `notify` has 127 MiB of memory, Lambda allows 128 to 10240\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: write `memory_mb = 128` to `memory_mb = 10240`",
        ],
    },
    Case {
        name: "a function has too much memory",
        change: |app| {
            function(app, "notify").memory_mb = 10_241;
        },
        problems: &[
            "error[P004]: function `notify` has 10241 MiB of memory, Lambda allows 128 to 10240\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: write `memory_mb = 128` to `memory_mb = 10240`",
        ],
    },
    Case {
        name: "a function has as much memory as can be",
        change: |app| {
            function(app, "notify").memory_mb = 10_240;
        },
        problems: &[],
    },
    Case {
        name: "an Express workflow takes too long",
        change: |app| {
            app.workflows[0].timeout_seconds = 301;
        },
        problems: &[
            "error[P004]: workflow `answer` has a time-out of 301 s, an Express one may take 1 to 300\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: write `timeout = \"5m\"` or less, or `kind = \"standard\"`",
        ],
    },
    Case {
        name: "a Standard workflow may take longer",
        change: |app| {
            app.workflows[0].timeout_seconds = 365 * 86_400;
            app.workflows[0].kind = Kind::Standard;
        },
        problems: &[],
    },
    Case {
        name: "a Standard workflow takes too long",
        change: |app| {
            app.workflows[0].timeout_seconds = 366 * 86_400;
            app.workflows[0].kind = Kind::Standard;
        },
        problems: &[
            "error[P004]: workflow `answer` has a time-out of 31622400 s, a Standard one may take 1 to 31536000\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: write `timeout = \"365d\"` or less",
        ],
    },
    Case {
        name: "a workflow has no time",
        change: |app| {
            app.workflows[0].timeout_seconds = 0;
        },
        problems: &[
            "error[P004]: workflow `answer` has a time-out of 0 s, an Express one may take 1 to 300\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: write `timeout = \"5m\"` or less, or `kind = \"standard\"`",
        ],
    },
    Case {
        name: "retries are too many",
        change: |app| {
            busy(app, |error| {
                error.retry.as_mut().unwrap().max_attempts = 100_000_000
            });
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` is retried 100000000 times, Step Functions allows 0 to 99999999\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: lower `max_attempts`",
        ],
    },
    Case {
        name: "a retry does not wait",
        change: |app| {
            busy(app, |error| error.retry.as_mut().unwrap().interval_seconds = 0);
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` is retried after 0 s, Step Functions waits at least 1\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write `interval = \"1s\"` or more",
        ],
    },
    Case {
        name: "retries come ever faster",
        change: |app| {
            busy(app, |error| error.retry.as_mut().unwrap().rate = 0.5);
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` is retried at a rate of 0.5, Step Functions allows 1.0 and more\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write `rate = 1.0` for equal waits, `rate = 2.0` to double them",
        ],
    },
    Case {
        name: "the rate is infinite",
        change: |app| {
            busy(app, |error| error.retry.as_mut().unwrap().rate = f64::INFINITY);
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` is retried at a rate of inf, Step Functions allows 1.0 and more\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write `rate = 1.0` for equal waits, `rate = 2.0` to double them",
        ],
    },
    Case {
        name: "a retry waits for ever",
        change: |app| {
            busy(app, |error| {
                error.retry.as_mut().unwrap().max_delay_seconds = 31_622_400
            });
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` waits up to 31622400 s for a retry, Step Functions allows 1 to 31622399\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write `max_delay = \"30s\"`, for example",
        ],
    },
    Case {
        name: "the first retry waits longer than any",
        change: |app| {
            busy(app, |error| error.retry.as_mut().unwrap().interval_seconds = 30);
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` waits 30 s for the first retry, and no longer than 30 s for any\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: make `max_delay` longer than `interval`",
        ],
    },
    Case {
        name: "a problem is a success",
        change: |app| {
            busy(app, |error| error.response.as_mut().unwrap().status = 200);
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` becomes a problem with the status 200\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: a problem's status is 400 to 499 (the client's doing) or 500 to 599 (ours)",
        ],
    },
    Case {
        name: "two enums of one name are each wrong",
        change: |app| {
            function(app, "classify").errors[0].retry.as_mut().unwrap().rate = 0.1;
            app.workflows[0].errors[0].response.as_mut().unwrap().status = 600;
        },
        problems: &[
            "error[P004]: error `ModelError.Busy` is retried at a rate of 0.1, Step Functions allows 1.0 and more\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: write `rate = 1.0` for equal waits, `rate = 2.0` to double them",
            "error[P004]: error `ModelError.Busy` becomes a problem with the status 600\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: a problem's status is 400 to 499 (the client's doing) or 500 to 599 (ours)",
        ],
    },
    Case {
        name: "success is a redirection",
        change: |app| {
            route(app).responses[1].status = 302;
        },
        problems: &[
            "error[P004]: function `post_message` answers success with the status 302\n\
             \x20 --> routes.rs:10\n\
             \x20 help: success is 200 to 299; failures are variants of its error",
        ],
    },
    Case {
        name: "a function's time is more than the API's",
        change: |app| {
            function(app, "post_message").timeout_seconds = 30;
        },
        problems: &[
            "error[P016]: function `post_message` has a route and a time-out of 30 s, the API waits 29 s\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write `timeout = \"29s\"` or less, and answer 202 for longer work",
        ],
    },
    Case {
        name: "a route has too many scopes",
        change: |app| {
            route(app).scopes = (0..11).map(|number| format!("scope:{number}")).collect();
        },
        problems: &[
            "error[P004]: route `POST /v1/tickets/{id}/messages` of function `post_message` has 11 scopes, API Gateway allows 10\n\
             \x20 --> routes.rs:10\n\
             \x20 help: a token needs one of them: name fewer, wider ones",
        ],
    },
];
