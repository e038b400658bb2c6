//! Apps to hold properties against.

use ferrovia_model::{
    App, Backoff, Candidate, Configuration, Database, ErrorVariant, Event, EventBus, Function, Grant,
    LanguageModel, Migration, Parameter, Payload, Provider, Queue, Secret, Source, Table, Type,
};
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The models of the golden cases.
pub(crate) fn golden_apps() -> Vec<App> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("model.json"))
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        .collect()
}

/// An app of one to five functions that need the database or the internet, and what they use.
pub(crate) fn any_app() -> impl Strategy<Value = App> {
    let near = ["messages", "customers", "runs"].into_iter().flat_map(|table| {
        let table = table.to_owned();
        [
            Grant::ReadTable(table.clone()),
            Grant::AppendTable(table.clone()),
            Grant::UpdateTable(table.clone()),
            Grant::WriteTable(table.clone()),
            Grant::EraseTable(table),
        ]
    });
    let anywhere = [
        Grant::InvokeModel("near".to_owned()),
        Grant::ReadSecret("key".to_owned()),
        Grant::ReadSecret("other_key".to_owned()),
        Grant::PublishEvent("Opened".to_owned()),
        Grant::PublishEvent("Closed".to_owned()),
        Grant::SendQueue("mail".to_owned()),
        Grant::ReadConfiguration("limits".to_owned()),
    ];
    let near: Vec<Grant> = near.chain(anywhere.clone()).collect();
    let far: Vec<Grant> = anywhere
        .into_iter()
        .chain([Grant::InvokeModel("far".to_owned())])
        .collect();
    // Both at once would need a NAT gateway, which `check` refuses.
    let parameters = prop_oneof![any_parameters(near), any_parameters(far)];
    prop::collection::vec(parameters, 1..=5).prop_map(|functions| {
        let functions = functions
            .into_iter()
            .enumerate()
            .map(|(index, parameters)| function(&format!("function_{index}"), parameters));
        without_unused(App {
            functions: functions.collect(),
            ..resources()
        })
    })
}

/// One to three parameters with one to four grants each.
fn any_parameters(grants: Vec<Grant>) -> impl Strategy<Value = Vec<Parameter>> {
    let several = subsequence(grants, 1..=4);
    prop::collection::vec(several, 1..=3).prop_map(|parameters| {
        let parameters = parameters.into_iter().enumerate();
        parameters
            .map(|(index, grants)| Parameter {
                name: format!("parameter_{index}"),
                ty: "Composed".to_owned(),
                source: source(),
                grants,
            })
            .collect()
    })
}

/// The app without the resources that no function uses.
pub(crate) fn without_unused(mut app: App) -> App {
    let used: BTreeSet<(&str, String)> = app
        .functions
        .iter()
        .flat_map(Function::grants)
        .map(|grant| (grant.subject().kind(), grant.subject().name().to_owned()))
        .collect();
    let is_used = |kind, name: &String| used.contains(&(kind, name.clone()));
    app.tables.retain(|table| is_used("table", &table.name));
    app.language_models
        .retain(|model| is_used("language model", &model.name));
    app.events.retain(|event| is_used("event", &event.name));
    app.queues.retain(|queue| is_used("queue", &queue.name));
    app.configurations
        .retain(|configuration| is_used("configuration", &configuration.name));
    let keys: BTreeSet<String> = app
        .language_models
        .iter()
        .flat_map(|model| &model.candidates)
        .filter_map(|candidate| match &candidate.provider {
            Provider::OpenAi { secret } => Some(secret.clone()),
            Provider::Bedrock | Provider::BedrockProfile { .. } => None,
        })
        .collect();
    app.secrets
        .retain(|secret| is_used("secret", &secret.name) || keys.contains(&secret.name));
    if app.tables.is_empty() {
        app.databases.clear();
    }
    if app.events.is_empty() {
        app.event_buses.clear();
    }
    app
}

fn source() -> Source {
    Source::new("src/lib.rs", 1)
}

fn function(name: &str, parameters: Vec<Parameter>) -> Function {
    let error = |name: &str| ErrorVariant {
        name: format!("DeskError.{name}"),
        path: name.to_owned(),
        description: String::new(),
        data: Type::Unit,
        retry: Some(Backoff {
            max_attempts: 2,
            interval_seconds: 1,
            rate: 2.0,
            max_delay_seconds: 30,
        }),
        timeout: None,
        response: None,
    };
    Function {
        name: name.to_owned(),
        was: Vec::new(),
        description: format!("Does {name}."),
        source: source(),
        timeout_seconds: 10,
        memory_mb: 256,
        input: text(),
        output: text(),
        errors: vec![error("Closed"), error("Busy")],
        parameters,
        route: None,
        wait: None,
        trigger: None,
    }
}

fn text() -> Payload {
    Payload {
        ty: Type::String,
        schema: json!({ "title": "string", "type": "string" }),
    }
}

/// Everything that a grant of [`any_app`] may be about.
fn resources() -> App {
    let (description, source) = (String::new(), source());
    let tables = ["messages", "customers", "runs"];
    let named = |name: &str| (name.to_owned(), description.clone(), source.clone());
    App {
        name: "desk".to_owned(),
        description: "A help desk.".to_owned(),
        source: source.clone(),
        databases: vec![Database {
            name: "desk".to_owned(),
            description: description.clone(),
            source: source.clone(),
            schema: "desk".to_owned(),
            migrations: vec![Migration {
                version: 1,
                name: "tables".to_owned(),
                sql: tables
                    .map(|table| format!("create table desk.{table} (id uuid);"))
                    .join("\n"),
            }],
        }],
        tables: tables
            .map(|table| {
                let (name, description, source) = named(table);
                Table {
                    name,
                    description,
                    source,
                    database: "desk".to_owned(),
                }
            })
            .into(),
        language_models: [
            ("near", Provider::Bedrock),
            (
                "us.routed",
                Provider::BedrockProfile {
                    regions: vec!["us-east-1".to_owned(), "us-west-2".to_owned()],
                },
            ),
            (
                "far",
                Provider::OpenAi {
                    secret: "key".to_owned(),
                },
            ),
        ]
        .map(|(model, provider)| {
            let (name, description, source) = named(model);
            let candidates = vec![Candidate {
                provider,
                model: format!("{model}-model"),
            }];
            LanguageModel {
                name,
                description,
                source,
                candidates,
            }
        })
        .into(),
        secrets: ["key", "other_key"]
            .map(|secret| {
                let (name, description, source) = named(secret);
                Secret {
                    name,
                    description,
                    source,
                }
            })
            .into(),
        event_buses: vec![EventBus {
            name: "desk".to_owned(),
            description: description.clone(),
            source: source.clone(),
        }],
        events: ["Opened", "Closed"]
            .map(|event| {
                let (name, description, source) = named(event);
                let (bus, origin) = ("desk".to_owned(), "desk.tickets".to_owned());
                Event {
                    name,
                    description,
                    source,
                    bus,
                    origin,
                    detail: text(),
                }
            })
            .into(),
        queues: vec![Queue {
            name: "mail".to_owned(),
            description: description.clone(),
            source: source.clone(),
            message: text(),
        }],
        configurations: vec![Configuration {
            name: "limits".to_owned(),
            description: description.clone(),
            source: source.clone(),
            document: text(),
            default: json!(""),
        }],
        ..App::default()
    }
}
