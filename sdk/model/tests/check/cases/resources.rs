//! What is used and not listed, listed and not used, or out of reach.

use super::super::Case;
use super::super::desk::{another, function, model, payload};
use ferrovia_model::{Configuration, Gauge, Grant, Provider, Source, Unit};
use serde_json::json;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "a table is not listed",
        change: |app| {
            function(app, "save").parameters[0].grants = vec![
                Grant::WriteTable("messages".to_owned()),
                Grant::EraseTable("drafts".to_owned()),
            ];
        },
        problems: &[
            "error[P003]: parameter `messages` of function `save` names the table `drafts`, which the app does not list\n\
             \x20 --> handlers.rs:22\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a table's name is misspelt",
        change: |app| {
            function(app, "save").parameters[0]
                .grants
                .push(Grant::WriteTable("mesages".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `messages` of function `save` names the table `mesages`, which the app does not list\n\
             \x20 --> handlers.rs:22\n\
             \x20 help: did you mean `messages`? otherwise add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a language model is not listed",
        change: |app| {
            function(app, "notify").parameters[0]
                .grants
                .push(Grant::InvokeModel("summary".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `answered` of function `notify` names the language model `summary`, which the app does not list\n\
             \x20 --> handlers.rs:32\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a secret's name is misspelt",
        change: |app| {
            function(app, "notify").parameters[2]
                .grants
                .push(Grant::ReadSecret("pagertoken".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `token` of function `notify` names the secret `pagertoken`, which the app does not list\n\
             \x20 --> handlers.rs:34\n\
             \x20 help: did you mean `pager_token`? otherwise add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "an event is not listed",
        change: |app| {
            function(app, "notify").parameters[0]
                .grants
                .push(Grant::PublishEvent("Closed".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `answered` of function `notify` names the event `Closed`, which the app does not list\n\
             \x20 --> handlers.rs:32\n\
             \x20 help: add `.event::<…>()` to the app",
        ],
    },
    Case {
        name: "a workflow is not listed",
        change: |app| {
            function(app, "post_message").parameters[0]
                .grants
                .push(Grant::StartWorkflow("escalate".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `answer` of function `post_message` names the workflow `escalate`, which the app does not list\n\
             \x20 --> routes.rs:12\n\
             \x20 help: add `.workflow::<…>()` to the app",
        ],
    },
    Case {
        name: "a queue is not listed",
        change: |app| {
            function(app, "notify").parameters[1]
                .grants
                .push(Grant::SendQueue("mail".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `redrive` of function `notify` names the queue `mail`, which the app does not list\n\
             \x20 --> handlers.rs:33\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a configuration is not listed",
        change: |app| {
            function(app, "notify").parameters[1]
                .grants
                .push(Grant::ReadConfiguration("limits".to_owned()));
        },
        problems: &[
            "error[P003]: parameter `redrive` of function `notify` names the configuration `limits`, which the app does not list\n\
             \x20 --> handlers.rs:33\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "one parameter asks twice for what is not listed",
        change: |app| {
            let mail = Grant::SendQueue("mail".to_owned());
            function(app, "notify").parameters[1]
                .grants
                .extend([mail.clone(), mail]);
        },
        problems: &[
            "error[P003]: parameter `redrive` of function `notify` names the queue `mail`, which the app does not list\n\
             \x20 --> handlers.rs:33\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a table's database is not listed",
        change: |app| {
            app.tables[0].database = "archive".to_owned();
        },
        problems: &[
            "error[P003]: table `messages` names the database `archive`, which the app does not list\n\
             \x20 --> resources.rs:20\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "an event's bus is not listed",
        change: |app| {
            app.events[0].bus = "platforms".to_owned();
        },
        problems: &[
            "error[P014]: event bus `platform` carries no event\n\
             \x20 --> resources.rs:50\n\
             \x20 help: list an event that travels on it, or remove it",
            "error[P003]: event `Answered` names the event bus `platforms`, which the app does not list\n\
             \x20 --> resources.rs:55\n\
             \x20 help: did you mean `platform`? otherwise add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a candidate's key is not listed",
        change: |app| {
            model(app).candidates[0].provider = Provider::OpenAi {
                secret: "key".to_owned(),
            };
            function(app, "notify").parameters[2]
                .grants
                .push(Grant::ReadSecret("openai_api_key".to_owned()));
        },
        problems: &[
            "error[P003]: candidate `openai:gpt-4o-mini` of language model `intent` names the secret `key`, which the app does not list\n\
             \x20 --> resources.rs:30\n\
             \x20 help: add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a language model has no candidate",
        change: |app| {
            model(app).candidates.remove(0);
            model(app).candidates.clear();
            app.secrets.remove(0);
        },
        problems: &["error[P017]: language model `intent` has no candidate\n\
             \x20 --> resources.rs:30\n\
             \x20 help: name what may serve it: `LanguageModel::any_of([LanguageModel::bedrock(\"…\")])`"],
    },
    Case {
        name: "an inference profile without its regions",
        change: |app| {
            model(app).candidates[1].model = "us.amazon.nova-lite-v1:0".to_owned();
        },
        problems: &[
            "error[P017]: candidate `bedrock:us.amazon.nova-lite-v1:0` of language model `intent` is an inference profile, and no region is named that it may route to\n\
             \x20 --> resources.rs:30\n\
             \x20 help: write `LanguageModel::bedrock_profile(\"…\", [\"us-east-1\", …])` with all of the profile's regions: the policy names the model in each",
        ],
    },
    Case {
        name: "a model that is no inference profile",
        change: |app| {
            model(app).candidates[1].provider = Provider::BedrockProfile {
                regions: vec!["us-east-1".to_owned()],
            };
        },
        problems: &[
            "error[P017]: candidate `bedrock:amazon.nova-lite-v1:0` of language model `intent` is not the name of an inference profile\n\
             \x20 --> resources.rs:30\n\
             \x20 help: put the geography before the model's name, `us.amazon.nova-lite-v1:0`, or write `LanguageModel::bedrock(\"…\")`",
        ],
    },
    Case {
        name: "an inference profile that routes nowhere",
        change: |app| {
            let candidate = &mut model(app).candidates[1];
            candidate.model = "us.amazon.nova-lite-v1:0".to_owned();
            candidate.provider = Provider::BedrockProfile { regions: Vec::new() };
        },
        problems: &[
            "error[P017]: candidate `bedrock:us.amazon.nova-lite-v1:0` of language model `intent` routes to no region\n\
             \x20 --> resources.rs:30\n\
             \x20 help: name every region that the profile may route to",
        ],
    },
    Case {
        name: "a candidate stands twice",
        change: |app| {
            let twice = model(app).candidates[1].clone();
            model(app).candidates.push(twice);
        },
        problems: &[
            "error[P017]: language model `intent` has the candidate `bedrock:amazon.nova-lite-v1:0` twice\n\
             \x20 --> resources.rs:30\n\
             \x20 help: configuration knows a candidate by that name: keep one",
        ],
    },
    Case {
        name: "a table is unused",
        change: |app| {
            function(app, "save").parameters.truncate(1);
        },
        problems: &["error[P014]: table `customers` is used by no handler\n\
             \x20 --> resources.rs:25\n\
             \x20 help: use it in a handler's signature (`Read<…>`, `Append<…>`, `Update<…>`, `Write<…>`, `Erase<…>`), or remove it"],
    },
    Case {
        name: "a language model is unused, its key is not",
        change: |app| {
            function(app, "classify").parameters.clear();
        },
        problems: &["error[P014]: language model `intent` is used by no handler\n\
             \x20 --> resources.rs:30\n\
             \x20 help: use it in a handler's signature (`Invoke<…>`), or remove it"],
    },
    Case {
        name: "a secret is unused",
        change: |app| {
            function(app, "notify").parameters.truncate(2);
        },
        problems: &["error[P014]: secret `pager_token` is used by no handler\n\
             \x20 --> resources.rs:45\n\
             \x20 help: use it in a handler's signature (`Read<…>`, or a candidate's key), or remove it"],
    },
    Case {
        name: "a queue is unused",
        change: |app| {
            function(app, "notify").parameters.remove(1);
        },
        problems: &["error[P014]: queue `redrive` is used by no handler\n\
             \x20 --> resources.rs:60\n\
             \x20 help: use it in a handler's signature (`Send<…>`), or remove it"],
    },
    Case {
        name: "a configuration is unused",
        change: |app| {
            app.configurations.push(Configuration {
                name: "limits".to_owned(),
                description: "How much.".to_owned(),
                source: Source::new("resources.rs", 70),
                document: payload("Limits", json!("object")),
                default: json!({}),
            });
        },
        problems: &["error[P014]: configuration `limits` is used by no handler\n\
             \x20 --> resources.rs:70\n\
             \x20 help: use it in a handler's signature (`Read<…>`), or remove it"],
    },
    Case {
        name: "a gauge is reported by nobody, and nobody knows what to do about it",
        change: |app| {
            app.gauges.push(Gauge {
                name: "open_tickets".to_owned(),
                description: "Tickets that nobody has.".to_owned(),
                source: Source::new("resources.rs", 75),
                unit: Unit::Count,
                alarm_above: 10,
                remedy: String::new(),
            });
        },
        problems: &[
            "error[P004]: gauge `open_tickets` has a remedy of 0 characters, not 1 to 700\n\
             \x20 --> resources.rs:75\n\
             \x20 help: say in a few sentences what whoever is rung up does: the alarm's description has them",
            "error[P014]: gauge `open_tickets` is used by no handler\n\
             \x20 --> resources.rs:75\n\
             \x20 help: use it in a handler's signature (`Report<…>`), or remove it",
        ],
    },
    Case {
        name: "an event is published by nobody",
        change: |app| {
            function(app, "notify").parameters.remove(0);
        },
        problems: &["error[P005]: event `Answered` is published by no handler\n\
             \x20 --> resources.rs:55\n\
             \x20 help: publish it from a handler (`Publish<…>`), or remove it"],
    },
    Case {
        name: "a bus carries nothing",
        change: |app| {
            another(&mut app.event_buses, "audit", |bus| {
                (&mut bus.name, &mut bus.source)
            });
        },
        problems: &["error[P014]: event bus `audit` carries no event\n\
             \x20 --> more.rs:10\n\
             \x20 help: list an event that travels on it, or remove it"],
    },
    Case {
        name: "a database has no table",
        change: |app| {
            app.tables.clear();
            function(app, "save").parameters.clear();
        },
        problems: &["error[P014]: database `platform` has no table\n\
             \x20 --> resources.rs:10\n\
             \x20 help: list a table in it, or remove it"],
    },
    Case {
        name: "a function needs the VPC and the internet",
        change: |app| {
            function(app, "save").parameters[1]
                .grants
                .push(Grant::InvokeModel("intent".to_owned()));
        },
        problems: &[
            "error[P015]: function `save` needs both the VPC (for table `customers`, table `messages`) and the internet (for language model `intent`)\n\
             \x20 --> handlers.rs:20\n\
             \x20 help: split the handler into one for each, and let a workflow call both; together they need a NAT gateway, about 37 USD a month and zone, and 0.045 USD a gigabyte (us-east-1, 2026-11)",
        ],
    },
    Case {
        name: "a model on Bedrock needs no internet",
        change: |app| {
            model(app).candidates.remove(0);
            app.secrets.remove(0);
            function(app, "save").parameters[1]
                .grants
                .push(Grant::InvokeModel("intent".to_owned()));
        },
        problems: &[],
    },
];
