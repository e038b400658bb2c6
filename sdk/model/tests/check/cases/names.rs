//! Names that their owners would refuse, and names that two things share.

use super::super::Case;
use super::super::desk::{another, busy, function, model, payload};
use ferrovia_model::{Grant, Source};
use serde_json::json;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "an app's name is too long for what follows it",
        change: |app| {
            app.name = "customer-service-desk".to_owned();
        },
        problems: &[
            "error[P002]: app `customer-service-desk` has 21 characters, 20 are allowed\n\
             \x20 --> app.rs:5\n\
             \x20 help: every physical name begins with it: choose up to 20 lower-case letters, digits and single hyphens",
        ],
    },
    Case {
        name: "a function's name is too long for Lambda",
        change: |app| {
            function(app, "notify").name = "n".repeat(52);
        },
        problems: &[
            "error[P002]: function `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn` has 52 characters, 51 are allowed\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: Lambda and IAM allow 64 characters for `APP-ENVIRONMENT-NAME`: rename it",
        ],
    },
    Case {
        name: "a function's name has capitals",
        change: |app| {
            function(app, "notify").name = "Notify".to_owned();
        },
        problems: &[
            "error[P002]: function `Notify` begins with `N`, not with a lower-case letter\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: Lambda and IAM allow 64 characters for `APP-ENVIRONMENT-NAME`: rename it",
        ],
    },
    Case {
        name: "a workflow's name is too long for its role",
        change: |app| {
            app.workflows[0].name = "w".repeat(50);
            function(app, "post_message").parameters.clear();
        },
        problems: &[
            "error[P002]: workflow `wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww` has 50 characters, 42 are allowed\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: IAM allows 64 characters for the role `APP-ENVIRONMENT-NAME-workflow`: rename it",
        ],
    },
    Case {
        name: "a database's name has an underscore",
        change: |app| {
            app.databases[0].name = "data_store".to_owned();
            app.tables
                .iter_mut()
                .for_each(|table| table.database = "data_store".to_owned());
        },
        problems: &[
            "error[P002]: database `data_store` has the character `_`, allowed are lower-case letters, digits and `-`\n\
             \x20 --> resources.rs:10\n\
             \x20 help: it is an RDS identifier, and with underscores a PostgreSQL name: rename it",
        ],
    },
    Case {
        name: "a schema belongs to PostgreSQL",
        change: |app| {
            app.databases[0].schema = "pg_desk".to_owned();
            app.databases[0].migrations[0].sql =
                "create table customers (); create table messages ()".to_owned();
            app.databases[0].migrations.truncate(1);
        },
        problems: &[
            "error[P002]: schema `pg_desk` of database `platform` is reserved by PostgreSQL\n\
             \x20 --> resources.rs:10\n\
             \x20 help: PostgreSQL would refuse it or need quotes around it: rename it",
        ],
    },
    Case {
        name: "a table is a key word",
        change: |app| {
            app.tables[0].name = "order".to_owned();
            app.databases[0].migrations[0]
                .sql
                .push_str("; create table app.\"order\" ()");
            function(app, "save").parameters[0].grants = vec![Grant::AppendTable("order".to_owned())];
        },
        problems: &["error[P002]: table `order` is reserved by PostgreSQL\n\
             \x20 --> resources.rs:20\n\
             \x20 help: PostgreSQL would need quotes around it everywhere: rename it"],
    },
    Case {
        name: "a language model's name has a dot",
        change: |app| {
            model(app).name = "in.tent".to_owned();
            function(app, "classify").parameters[0].grants = vec![Grant::InvokeModel("in.tent".to_owned())];
        },
        problems: &[
            "error[P002]: language model `in.tent` has the character `.`, allowed are lower-case letters, digits, `_` and `-`\n\
             \x20 --> resources.rs:30\n\
             \x20 help: it is part of a Terraform variable: rename it",
        ],
    },
    Case {
        name: "a candidate's name has a comma",
        change: |app| {
            model(app).candidates[0].model = "gpt-4o,gpt-4o-mini".to_owned();
        },
        problems: &[
            "error[P002]: candidate `openai:gpt-4o,gpt-4o-mini` of language model `intent` has the character `,`, allowed are printable characters but no comma or space\n\
             \x20 --> resources.rs:30\n\
             \x20 help: write the provider's name of the model, as its documentation does",
        ],
    },
    Case {
        name: "a secret's name has a space",
        change: |app| {
            app.secrets[1].name = "pager token".to_owned();
            function(app, "notify").parameters[2].grants = vec![Grant::ReadSecret("pager token".to_owned())];
        },
        problems: &[
            "error[P002]: secret `pager token` has the character ` `, allowed are lower-case letters, digits, `_` and `-`\n\
             \x20 --> resources.rs:45\n\
             \x20 help: Secrets Manager knows it as `APP-ENVIRONMENT-NAME`: rename it",
        ],
    },
    Case {
        name: "a secret takes a variable of Lambda's",
        change: |app| {
            app.secrets[1].name = "path".to_owned();
            function(app, "notify").parameters[2].grants = vec![Grant::ReadSecret("path".to_owned())];
        },
        problems: &[
            "error[P002]: secret `path` takes the environment variable `PATH`, which has another meaning\n\
             \x20 --> resources.rs:45\n\
             \x20 help: rename it",
        ],
    },
    Case {
        name: "a secret takes a variable of the platform's",
        change: |app| {
            app.secrets[1].name = "database_url".to_owned();
            function(app, "notify").parameters[2].grants = vec![Grant::ReadSecret("database_url".to_owned())];
        },
        problems: &[
            "error[P002]: secret `database_url` takes the environment variable `DATABASE_URL`, which has another meaning\n\
             \x20 --> resources.rs:45\n\
             \x20 help: rename it",
        ],
    },
    Case {
        name: "a bus's name is empty",
        change: |app| {
            app.event_buses[0].name.clear();
            app.events[0].bus.clear();
        },
        problems: &["error[P002]: event bus `` is empty\n\
             \x20 --> resources.rs:50\n\
             \x20 help: EventBridge knows it as `APP-ENVIRONMENT-NAME`: rename it"],
    },
    Case {
        name: "an event's name has a dot",
        change: |app| {
            app.events[0].name = "desk.Answered".to_owned();
            function(app, "notify").parameters[0].grants =
                vec![Grant::PublishEvent("desk.Answered".to_owned())];
        },
        problems: &[
            "error[P002]: event `desk.Answered` has the character `.`, allowed are letters, digits and `_`\n\
             \x20 --> resources.rs:55\n\
             \x20 help: EventBridge knows it as the `detail-type`: rename it",
        ],
    },
    Case {
        name: "an event poses as one of AWS's",
        change: |app| {
            app.events[0].origin = "aws.desk".to_owned();
        },
        problems: &[
            "error[P002]: origin `aws.desk` of event `Answered` is reserved by AWS, which begins the sources of its own events with `aws.`\n\
             \x20 --> resources.rs:55\n\
             \x20 help: name the publishing system, such as `desk.messages`",
        ],
    },
    Case {
        name: "a queue's name is too long for its dead-letter queue",
        change: |app| {
            app.queues[0].name = "q".repeat(56);
            function(app, "notify").parameters[1].grants = vec![Grant::SendQueue("q".repeat(56))];
        },
        problems: &[
            "error[P002]: queue `qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq` has 56 characters, 55 are allowed\n\
             \x20 --> resources.rs:60\n\
             \x20 help: SQS allows 80 characters for `APP-ENVIRONMENT-NAME-dead-letter`: rename it",
        ],
    },
    Case {
        name: "a function's database user is RDS's master",
        change: |app| {
            function(app, "save").name = "master".to_owned();
        },
        problems: &[
            "error[P002]: database user `master` is reserved by RDS, as the name of a role\n\
             \x20 --> handlers.rs:20\n\
             \x20 help: a function that touches a table is a database user of the same name: rename the function",
        ],
    },
    Case {
        name: "a slug is no kebab",
        change: |app| {
            busy(app, |error| {
                error.response.as_mut().unwrap().slug = "model_busy".to_owned()
            });
        },
        problems: &[
            "error[P002]: slug `model_busy` of error `ModelError.Busy` has the character `_`, allowed are lower-case letters, digits and `-`\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: clients know the problem by it: write words with hyphens, such as `not-found`",
        ],
    },
    Case {
        name: "a handler is listed twice",
        change: |app| {
            let twice = function(app, "notify").clone();
            app.functions.push(twice);
        },
        problems: &["error[P001]: function `notify` is listed twice\n\
             \x20 --> handlers.rs:30\n\
             \x20 help: list it once"],
    },
    Case {
        name: "two handlers share a name",
        change: |app| {
            let mut other = function(app, "notify").clone();
            other.source = Source::new("more.rs", 10);
            app.functions.push(other);
        },
        problems: &["error[P001]: two functions are called `notify`\n\
             \x20 --> more.rs:10\n\
             \x20 help: rename one of them; the other is at handlers.rs:30"],
    },
    Case {
        name: "three tables share a name",
        change: |app| {
            for line in [10, 20] {
                let mut other = app.tables[0].clone();
                other.source = Source::new("more.rs", line);
                app.tables.push(other)
            }
        },
        problems: &["error[P001]: two tables are called `messages`\n\
             \x20 --> more.rs:20\n\
             \x20 help: rename one of them; the other is at more.rs:10"],
    },
    Case {
        name: "a handler and a workflow share a name",
        change: |app| {
            function(app, "notify").name = "answer".to_owned();
        },
        problems: &["error[P001]: a function and a workflow are called `answer`\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: rename one of them; the other is at handlers.rs:30"],
    },
    Case {
        name: "two queues share a Terraform label",
        change: |app| {
            another(&mut app.queues, "re-drive", |queue| {
                (&mut queue.name, &mut queue.source)
            });
            app.queues[0].name = "re_drive".to_owned();
            function(app, "notify").parameters[1].grants = vec![
                Grant::SendQueue("re-drive".to_owned()),
                Grant::SendQueue("re_drive".to_owned()),
            ];
        },
        problems: &[
            "error[P001]: queue `re-drive` and queue `re_drive` share the Terraform label `re_drive`\n\
             \x20 --> resources.rs:60\n\
             \x20 help: rename one of them; the other is at more.rs:10",
        ],
    },
    Case {
        name: "a queue has the name of another's dead-letter queue",
        change: |app| {
            another(&mut app.queues, "redrive-dead-letter", |queue| {
                (&mut queue.name, &mut queue.source)
            });
            function(app, "notify").parameters[1]
                .grants
                .push(Grant::SendQueue("redrive-dead-letter".to_owned()));
        },
        problems: &[
            "error[P001]: queue `redrive-dead-letter` and queue `redrive` share the SQS queue `redrive-dead-letter`\n\
             \x20 --> resources.rs:60\n\
             \x20 help: rename one of them; the other is at more.rs:10",
        ],
    },
    Case {
        name: "a secret and a language model share a variable",
        change: |app| {
            app.secrets[1].name = "intent_model".to_owned();
            function(app, "notify").parameters[2].grants = vec![Grant::ReadSecret("intent_model".to_owned())];
        },
        problems: &[
            "error[P001]: language model `intent` and secret `intent_model` share the environment variable `INTENT_MODEL`\n\
             \x20 --> resources.rs:45\n\
             \x20 help: rename one of them; the other is at resources.rs:30",
        ],
    },
    Case {
        name: "a handler has the name of a workflow's role",
        change: |app| {
            function(app, "notify").name = "answer-workflow".to_owned();
        },
        problems: &[
            "error[P001]: function `answer-workflow` and workflow `answer` share the IAM role `answer-workflow`\n\
             \x20 --> workflows.rs:10\n\
             \x20 help: rename one of them; the other is at handlers.rs:30",
        ],
    },
    Case {
        name: "an error stands for two variants",
        change: |app| {
            let mut other = function(app, "classify").errors[0].clone();
            other.path = "Inner.Busy".to_owned();
            function(app, "classify").errors.push(other);
        },
        problems: &[
            "error[P001]: error `ModelError.Busy` of function `classify` is both `Busy` and `Inner.Busy`\n\
             \x20 --> handlers.rs:10\n\
             \x20 help: absorb each error by one `#[from]` variant, or rename one of the enums",
        ],
    },
    Case {
        name: "two types share a name",
        change: |app| {
            app.queues[0].message = payload("Question", json!("string"));
        },
        problems: &[
            "error[P020]: type `Question` of queue `redrive` is another than that of function `classify`\n\
             \x20 --> resources.rs:60\n\
             \x20 help: their schemas share the name: rename one, or put `#[schemars(rename = \"…\")]` on it; the other is used at handlers.rs:10",
        ],
    },
    Case {
        name: "two inner types share a name",
        change: |app| {
            app.queues[0].message.schema["title"] = json!("Job");
            app.queues[0].message.schema["$defs"] = json!({ "Intent": { "type": "string" } });
        },
        problems: &[
            "error[P020]: type `Intent` of queue `redrive` is another than that of function `classify`\n\
             \x20 --> resources.rs:60\n\
             \x20 help: their schemas share the name: rename one, or put `#[schemars(rename = \"…\")]` on it; the other is used at handlers.rs:10",
        ],
    },
    Case {
        name: "a recursive type is the same at the root and inside",
        change: |app| {
            let node = json!({ "type": "object", "properties": { "next": { "$ref": "#/$defs/Node" } } });
            app.queues[0].message.schema =
                json!({ "title": "Node", "type": "object", "properties": { "next": { "$ref": "#" } } });
            app.events[0].detail.schema["$defs"] = json!({ "Node": node });
        },
        problems: &[],
    },
];
