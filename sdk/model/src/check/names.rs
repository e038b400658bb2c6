//! Names that AWS, PostgreSQL or Terraform would refuse.

use crate::name::{Name, NameError};
use crate::{App, Code, ErrorVariant, Grant, Problem, Source};
use std::collections::BTreeMap;

/// Judges names, and collects what their owners would refuse.
#[derive(Default)]
struct Judge(Vec<Problem>);

impl Judge {
    fn hear(&mut self, source: &Source, subject: &str, verdict: Result<Name, NameError>, help: &str) {
        if let Err(reason) = verdict {
            let message = format!("{subject} {reason}");
            self.0
                .push(Problem::new(source, Code::InvalidName, message, help));
        }
    }
}

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut judge = Judge::default();
    let prefix = &app.name;
    judge.hear(
        &app.source,
        &format!("app `{prefix}`"),
        Name::of_app(prefix),
        "every physical name begins with it: choose up to 20 lower-case letters, digits and single hyphens",
    );
    macro_rules! each {
        ($($list:ident, $kind:literal, $rule:expr, $help:literal;)+) => {
            $(for thing in &app.$list {
                let subject = format!("{} `{}`", $kind, thing.name);
                let rule: &dyn Fn(&str) -> Result<Name, NameError> = &$rule;
                judge.hear(&thing.source, &subject, rule(&thing.name), $help);
            })+
        };
    }
    each! {
        functions, "function", |name| Name::of_function(prefix, name),
            "Lambda and IAM allow 64 characters for `APP-ENVIRONMENT-NAME`: rename it";
        workflows, "workflow", |name| Name::of_workflow(prefix, name),
            "IAM allows 64 characters for the role `APP-ENVIRONMENT-NAME-workflow`: rename it";
        databases, "database", |name| Name::of_database(prefix, name),
            "it is an RDS identifier, and with underscores a PostgreSQL name: rename it";
        tables, "table", Name::of_table, "PostgreSQL would need quotes around it everywhere: rename it";
        language_models, "language model", Name::of_language_model,
            "it is part of a Terraform variable: rename it";
        secrets, "secret", |name| Name::of_secret(prefix, name),
            "Secrets Manager knows it as `APP-ENVIRONMENT-NAME`: rename it";
        event_buses, "event bus", |name| Name::of_event_bus(prefix, name),
            "EventBridge knows it as `APP-ENVIRONMENT-NAME`: rename it";
        events, "event", Name::of_event, "EventBridge knows it as the `detail-type`: rename it";
        queues, "queue", |name| Name::of_queue(prefix, name),
            "SQS allows 80 characters for `APP-ENVIRONMENT-NAME-dead-letter`: rename it";
        buckets, "bucket", |name| Name::of_bucket(prefix, name),
            "S3 allows 63 characters for `APP-ENVIRONMENT-NAME-DIGEST`, small letters, digits and hyphens: rename it";
        configurations, "configuration", Name::of_configuration,
            "AppConfig allows 64 characters for an environment, which is named so: rename it";
        gauges, "gauge", |name| Name::of_gauge(prefix, name),
            "CloudWatch allows 255 characters for the alarm `APP-ENVIRONMENT-NAME`: rename it";
    }
    former(app, &mut judge);
    inner(app, &mut judge);
    judge.0
}

/// What things were called before is what AWS goes on calling them.
fn former(app: &App, judge: &mut Judge) {
    let help = "AWS knows it by its first name: write the names it really had";
    for function in &app.functions {
        for former in &function.was {
            let subject = format!("former name `{former}` of function `{}`", function.name);
            judge.hear(
                &function.source,
                &subject,
                Name::of_function(&app.name, former),
                help,
            );
        }
    }
    for workflow in &app.workflows {
        for former in &workflow.was {
            let subject = format!("former name `{former}` of workflow `{}`", workflow.name);
            judge.hear(
                &workflow.source,
                &subject,
                Name::of_workflow(&app.name, former),
                help,
            );
        }
    }
}

/// Names that stand inside of things.
fn inner(app: &App, judge: &mut Judge) {
    for database in &app.databases {
        let subject = format!("schema `{}` of database `{}`", database.schema, database.name);
        let verdict = Name::of_schema(&database.schema);
        judge.hear(
            &database.source,
            &subject,
            verdict,
            "PostgreSQL would refuse it or need quotes around it: rename it",
        );
    }
    for event in &app.events {
        let subject = format!("origin `{}` of event `{}`", event.origin, event.name);
        judge.hear(
            &event.source,
            &subject,
            Name::of_origin(&event.origin),
            "name the publishing system, such as `desk.messages`",
        );
    }
    for model in &app.language_models {
        for candidate in &model.candidates {
            let subject = format!(
                "candidate `{}` of language model `{}`",
                candidate.id(),
                model.name
            );
            let verdict = Name::of_candidate(&candidate.model);
            judge.hear(
                &model.source,
                &subject,
                verdict,
                "write the provider's name of the model, as its documentation does",
            );
        }
    }
    for function in &app.functions {
        if function.grants().any(Grant::is_on_table) {
            judge.hear(
                &function.source,
                &format!("database user `{}`", function.id()),
                Name::of_database_user(function.id()),
                "a function that touches a table is a database user of the same name: rename the function",
            );
        }
    }
    for function in &app.functions {
        if function
            .trigger
            .as_ref()
            .is_some_and(|it| it.schedule().is_some())
        {
            let verdict = Name::of_scheduled(&app.name, function.id());
            // What is wrong with its name as a function's is told once.
            if Name::of_function(&app.name, function.id()).is_ok() {
                judge.hear(
                    &function.source,
                    &format!("scheduled function `{}`", function.id()),
                    verdict,
                    "IAM allows 64 characters for the role `APP-ENVIRONMENT-NAME-schedule`: rename it",
                );
            }
        }
    }
    for (variant, source) in errors(app) {
        if let Some(response) = &variant.response {
            judge.hear(
                source,
                &format!("slug `{}` of error `{}`", response.slug, variant.name),
                Name::of_slug(&response.slug),
                "clients know the problem by it: write words with hyphens, such as `not-found`",
            );
        }
    }
}

/// Each error variant once, at the first place of those that answer it: a mistake in an enum is one mistake, in however
/// many signatures the enum stands.
pub(super) fn errors(app: &App) -> impl Iterator<Item = (&ErrorVariant, &Source)> {
    let of_functions = app
        .functions
        .iter()
        .map(|function| (&function.errors, &function.source));
    let of_workflows = app
        .workflows
        .iter()
        .map(|workflow| (&workflow.errors, &workflow.source));
    let mut distinct: BTreeMap<&str, Vec<(&ErrorVariant, &Source)>> = BTreeMap::new();
    for (variants, source) in of_functions.chain(of_workflows) {
        for variant in variants {
            let known = distinct.entry(&variant.name).or_default();
            match known.iter_mut().find(|(other, _)| is_same(other, variant)) {
                Some((_, earliest)) => *earliest = source.min(*earliest),
                None => known.push((variant, source)),
            }
        }
    }
    distinct.into_values().flatten()
}

/// Whether two are one but for the path of variants that leads to it.
fn is_same(one: &ErrorVariant, other: &ErrorVariant) -> bool {
    (&one.data, &one.retry, &one.response) == (&other.data, &other.retry, &other.response)
}
