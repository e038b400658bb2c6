//! What is declared and used by nobody: it would be deployed and paid for.

use crate::{App, Code, Problem, Provider, Source, Subject};
use std::collections::BTreeSet;

pub(super) fn check(app: &App) -> Vec<Problem> {
    let used = used(app);
    let mut problems = Vec::new();
    let mut unused = |subject: Subject<'_>, source: &Source, verb: &str| {
        if !used.contains(&subject) {
            let help = format!("use it in a handler's signature ({verb}), or remove it");
            let message = format!("{subject} is used by no handler");
            problems.push(Problem::new(source, Code::UnusedResource, message, help));
        }
    };
    for table in &app.tables {
        unused(
            Subject::Table(&table.name),
            &table.source,
            "`Read<…>`, `Append<…>`, `Update<…>`, `Write<…>`, `Erase<…>`",
        );
    }
    for model in &app.language_models {
        unused(Subject::LanguageModel(&model.name), &model.source, "`Invoke<…>`");
    }
    for secret in &app.secrets {
        unused(
            Subject::Secret(&secret.name),
            &secret.source,
            "`Read<…>`, or a candidate's key",
        );
    }
    for queue in &app.queues {
        unused(Subject::Queue(&queue.name), &queue.source, "`Send<…>`");
    }
    for bucket in &app.buckets {
        let verbs = if bucket.token_keys {
            "`Refresh<…>`, and `scopes` of a route"
        } else {
            "`Read<…>`, `Write<…>`, `Erase<…>`"
        };
        unused(Subject::Bucket(&bucket.name), &bucket.source, verbs);
    }
    for configuration in &app.configurations {
        let subject = Subject::Configuration(&configuration.name);
        unused(subject, &configuration.source, "`Read<…>`");
    }
    for gauge in &app.gauges {
        unused(Subject::Gauge(&gauge.name), &gauge.source, "`Report<…>`");
    }
    for event in &app.events {
        if !used.contains(&Subject::Event(&event.name)) {
            let message = format!("event `{}` is published by no handler", event.name);
            let help = "publish it from a handler (`Publish<…>`), or remove it";
            problems.push(Problem::new(&event.source, Code::UnpublishedEvent, message, help));
        }
    }
    for bus in &app.event_buses {
        if !app.events.iter().any(|event| event.bus == bus.name) {
            let message = format!("event bus `{}` carries no event", bus.name);
            let help = "list an event that travels on it, or remove it";
            problems.push(Problem::new(&bus.source, Code::UnusedResource, message, help));
        }
    }
    for database in &app.databases {
        if !app.tables.iter().any(|table| table.database == database.name) {
            let message = format!("database `{}` has no table", database.name);
            let help = "list a table in it, or remove it";
            problems.push(Problem::new(
                &database.source,
                Code::UnusedResource,
                message,
                help,
            ));
        }
    }
    problems
}

fn used(app: &App) -> BTreeSet<Subject<'_>> {
    let by_handlers = app
        .functions
        .iter()
        .flat_map(|function| function.grants().map(|grant| grant.subject()));
    let by_models = app.language_models.iter().flat_map(|model| &model.candidates);
    let by_models = by_models.filter_map(|candidate| match &candidate.provider {
        Provider::OpenAi { secret } => Some(Subject::Secret(secret)),
        Provider::Bedrock | Provider::BedrockProfile { .. } => None,
    });
    by_handlers.chain(by_models).collect()
}
