//! Former names.

use super::super::Case;
use super::super::desk::{another, function};

fn were(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "names that nobody has any more, and one that only a workflow has",
        change: |app| {
            function(app, "notify").was = were(&["inform", "tell"]);
            function(app, "classify").was = were(&["answer"]);
            app.workflows[0].was = were(&["respond", "notify"]);
        },
        problems: &[],
    },
    Case {
        name: "a function was called as it is",
        change: |app| function(app, "notify").was = were(&["tell", "notify"]),
        problems: &["error[P026]: function `notify` was called `notify` before\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: `was` lists the names it had before this one, newest first"],
    },
    Case {
        name: "a workflow had a name twice",
        change: |app| app.workflows[0].was = were(&["respond", "respond"]),
        problems: &["error[P026]: workflow `answer` was called `respond` twice\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: name each former name once, newest first"],
    },
    Case {
        name: "a new function takes the name that another had",
        change: |app| function(app, "notify").was = were(&["classify"]),
        problems: &[
            "error[P026]: function `notify` was called `classify`, and so is another function\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: AWS knows `notify` by its first name for ever: give the one at handlers.rs:10 another",
        ],
    },
    Case {
        name: "two functions change names",
        change: |app| {
            function(app, "notify").was = were(&["classify"]);
            function(app, "classify").was = were(&["notify"]);
        },
        problems: &[
            "error[P026]: function `classify` was called `notify`, and so is another function\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: AWS knows `classify` by its first name for ever: give the one at handlers.rs:30 another",
            "error[P026]: function `notify` was called `classify`, and so is another function\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: AWS knows `notify` by its first name for ever: give the one at handlers.rs:10 another",
        ],
    },
    Case {
        name: "two workflows had the same name",
        change: |app| {
            another(&mut app.workflows, "answer_again", |workflow| {
                (&mut workflow.name, &mut workflow.source)
            });
            app.workflows[0].was = were(&["respond"]);
            app.workflows[1].was = were(&["reply", "respond"]);
        },
        problems: &[
            "error[P026]: workflows `answer` and `answer_again` were both called `respond`\n\
             \x20 --> more.rs:10\n\
             \x20 help: only one can have been; the other is at workflows.rs:10",
        ],
    },
    Case {
        name: "a function's first name was none",
        change: |app| function(app, "notify").was = were(&["tell", "Tell"]),
        problems: &[
            "error[P002]: former name `Tell` of function `notify` begins with `T`, not with a lower-case letter\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: AWS knows it by its first name: write the names it really had",
        ],
    },
    Case {
        name: "a workflow's first name is too long for its role",
        change: |app| app.workflows[0].was = vec!["w".repeat(43)],
        problems: &[
            "error[P002]: former name `wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww` of workflow `answer` has 43 characters, 42 are allowed\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: AWS knows it by its first name: write the names it really had",
        ],
    },
];
