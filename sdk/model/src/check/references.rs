//! References to what the app does not list.

use crate::{App, Code, Function, Problem, Provider, Source, Subject};

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    for function in &app.functions {
        for parameter in &function.parameters {
            for grant in &parameter.grants {
                let asked_by = format!("parameter `{}` of function `{}`", parameter.name, function.name);
                problems.extend(unknown(app, grant.subject(), &parameter.source, &asked_by));
            }
        }
    }
    for table in &app.tables {
        if app.database(&table.database).is_none() {
            let names = app.databases.iter().map(|database| database.name.as_str());
            problems.push(problem(
                &table.source,
                "database",
                &table.database,
                &format!("table `{}`", table.name),
                "resource",
                names,
            ));
        }
    }
    for event in &app.events {
        if app.event_bus(&event.bus).is_none() {
            let names = app.event_buses.iter().map(|bus| bus.name.as_str());
            let asked_by = format!("event `{}`", event.name);
            problems.push(problem(
                &event.source,
                "event bus",
                &event.bus,
                &asked_by,
                "resource",
                names,
            ));
        }
    }
    for model in &app.language_models {
        for candidate in &model.candidates {
            let Provider::OpenAi { secret } = &candidate.provider else {
                continue;
            };
            let asked_by = format!(
                "candidate `{}` of language model `{}`",
                candidate.id(),
                model.name
            );
            problems.extend(unknown(app, Subject::Secret(secret), &model.source, &asked_by));
        }
    }
    problems
}

fn unknown(app: &App, subject: Subject<'_>, source: &Source, asked_by: &str) -> Option<Problem> {
    let (name, kind) = (subject.name(), subject.kind());
    macro_rules! look {
        ($find:ident in $list:ident, $list_with:literal) => {{
            if app.$find(name).is_some() {
                return None;
            }
            let names = app.$list.iter().map(|thing| thing.name.as_str());
            problem(source, kind, name, asked_by, $list_with, names)
        }};
    }
    Some(match subject {
        Subject::Table(_) => look!(table in tables, "resource"),
        Subject::LanguageModel(_) => look!(language_model in language_models, "resource"),
        Subject::Secret(_) => look!(secret in secrets, "resource"),
        Subject::Event(_) => look!(event in events, "event"),
        Subject::Workflow(_) => look!(workflow in workflows, "workflow"),
        Subject::Queue(_) => look!(queue in queues, "resource"),
        Subject::Bucket(_) => look!(bucket in buckets, "resource"),
        Subject::Configuration(_) => look!(configuration in configurations, "resource"),
        Subject::Gauge(_) => look!(gauge in gauges, "resource"),
        Subject::Database(_) => look!(database in databases, "resource"),
        Subject::WaitingStep(_) => {
            let waiting = app.functions.iter().filter(|function| function.wait.is_some());
            if waiting.clone().any(|function| function.name == name) {
                return None;
            }
            let names = waiting.map(|function| function.name.as_str());
            problem(source, kind, name, asked_by, "handler", names)
        }
    })
}

/// The problem of a function that starts by an event which the app does not list.
pub(super) fn event(app: &App, function: &Function, event: &str) -> Problem {
    let asked_by = format!("function `{}`", function.name);
    let names = app.events.iter().map(|event| event.name.as_str());
    problem(&function.source, "event", event, &asked_by, "event", names)
}

fn problem<'a>(
    source: &Source,
    kind: &str,
    name: &str,
    asked_by: &str,
    list_with: &str,
    names: impl Iterator<Item = &'a str>,
) -> Problem {
    let message = format!("{asked_by} names the {kind} `{name}`, which the app does not list");
    let help = match alike(name, names) {
        Some(alike) => format!("did you mean `{alike}`? otherwise add `.{list_with}::<…>()` to the app"),
        None => format!("add `.{list_with}::<…>()` to the app"),
    };
    Problem::new(source, Code::UnknownResource, message, help)
}

/// The name that `name` may be a slip of: the nearest, if at most a third of its characters differ.
pub(super) fn alike<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, _)| distance * 3 <= name.chars().count())
        .min()
        .map(|(_, other)| other)
}
