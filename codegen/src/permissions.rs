//! A checked app in, Markdown tables out: which parameter of which handler permits what, and why each statement of each
//! policy is there.

mod reasons;

use crate::HEADER;
use crate::files::Files;
use crate::iam::grants::{self, Asked};
use ferrovia_model::{App, CheckedApp, Function, Grant, LanguageModel, Parameter, Provider, Reach, sql};
use std::collections::{BTreeMap, BTreeSet};

/// `permissions.md`.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut rows = vec![
        row(["handler", "parameter", "what it permits", "network"].map(str::to_owned)),
        row(["---"; 4].map(str::to_owned)),
    ];
    for function in &app.functions {
        rows.extend(of_function(app, function));
    }
    let text = format!(
        "<!-- {HEADER} -->\n\n# Permissions\n\nA function may do what its row says and write \
         its own log, and nothing else: what Lambda needs to put it into the VPC is denied to its own code.\n\n{}{}",
        rows.concat(),
        reasons::text(app)
    );
    let mut files = Files::default();
    files.insert("permissions.md", text);
    files
}

fn of_function(app: &CheckedApp, function: &Function) -> Vec<String> {
    let name = known_by(&function.name, function.id());
    if function.parameters.is_empty() {
        return vec![row([
            name,
            "–".to_owned(),
            "no capabilities".to_owned(),
            "–".to_owned(),
        ])];
    }
    let asked = grants::asked(app, function);
    let mut parameters: Vec<&Parameter> = function.parameters.iter().collect();
    parameters.sort_by_key(|parameter| &parameter.name);
    parameters
        .into_iter()
        .map(|parameter| {
            row([
                name.clone(),
                code(format!("{}: {}", parameter.name, parameter.ty)),
                permits(app, function, parameter, &asked),
                network(&needed_by(app, parameter)),
            ])
        })
        .collect()
}

/// What one parameter must reach.
pub(crate) fn needed_by(app: &App, parameter: &Parameter) -> Reach {
    Reach::of(app, &parameter.grants)
}

/// What a need is called: the VPC, the internet, and services of AWS.
pub(crate) fn needs(reach: &Reach) -> Vec<String> {
    let vpc = reach.vpc.then(|| "VPC".to_owned());
    let internet = reach.internet.then(|| "internet".to_owned());
    let services = reach.aws_services.iter().map(|service| format!("AWS {service}"));
    let gateways = reach.gateways.iter().map(|service| format!("AWS {service}"));
    vpc.into_iter()
        .chain(internet)
        .chain(services)
        .chain(gateways)
        .collect()
}

fn network(reach: &Reach) -> String {
    let needs = needs(reach);
    if needs.is_empty() {
        "–".to_owned()
    } else {
        needs.join(", ")
    }
}

/// What one parameter may do with each table, in the order of PostgreSQL's manual.
pub(crate) fn privileges(parameter: &Parameter) -> BTreeMap<&str, Vec<&'static str>> {
    let mut by_table: BTreeMap<&str, BTreeSet<&'static str>> = BTreeMap::new();
    for (table, privileges) in parameter.grants.iter().filter_map(sql::privileges_of) {
        by_table.entry(table).or_default().extend(privileges);
    }
    let in_order = |privileges: BTreeSet<&'static str>| {
        ["SELECT", "INSERT", "UPDATE", "DELETE"]
            .into_iter()
            .filter(|privilege| privileges.contains(privilege))
            .collect()
    };
    by_table
        .into_iter()
        .map(|(table, privileges)| (table, in_order(privileges)))
        .collect()
}

fn permits(app: &CheckedApp, function: &Function, parameter: &Parameter, asked: &[Asked<'_>]) -> String {
    let mut actions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for grant in &parameter.grants {
        let of_grant = asked
            .iter()
            .filter(|asked| {
                asked
                    .by
                    .is_some_and(|(by, of)| by.name == parameter.name && of == grant)
            })
            .flat_map(|asked| asked.statement.actions())
            .map(code);
        actions
            .entry(in_words(app, function, grant))
            .or_default()
            .extend(of_grant);
    }
    let tables = privileges(parameter)
        .into_iter()
        .map(|(table, privileges)| format!("{} on {}", privileges.join(", "), code(table)));
    let others = actions.into_iter().map(|(words, actions)| match list(&actions) {
        none if none.is_empty() => words,
        actions => format!("{words} ({actions})"),
    });
    let permits: Vec<String> = tables.chain(others).collect();
    if permits.is_empty() {
        "nothing".to_owned()
    } else {
        permits.join("<br>")
    }
}

/// What a grant's IAM statements are for.
pub(crate) fn in_words(app: &CheckedApp, function: &Function, grant: &Grant) -> String {
    match grant {
        Grant::ReadTable(_)
        | Grant::AppendTable(_)
        | Grant::UpdateTable(_)
        | Grant::WriteTable(_)
        | Grant::EraseTable(_) => {
            format!("log in to the database as {}", code(function.id()))
        }
        Grant::InvokeModel(name) => {
            let candidates = app.language_model(name).map_or_else(Vec::new, candidates);
            format!("call language model {}: {}", code(name), candidates.join(" or "))
        }
        Grant::ReadSecret(name) => format!("read secret {}", code(name)),
        Grant::PublishEvent(name) => {
            let bus = app
                .event(name)
                .map(|event| format!(" on bus {}", code(&event.bus)));
            format!("publish {}{}", code(name), bus.unwrap_or_default())
        }
        Grant::StartWorkflow(name) => format!("start workflow {}", code(name)),
        Grant::LaunchWorkflow(name) => format!("start workflow {} and go on", code(name)),
        Grant::SendQueue(name) => format!("send to queue {}", code(name)),
        Grant::ReadBucket(name) => format!(
            "read objects of bucket {}, and hand out links to them",
            code(name)
        ),
        Grant::WriteBucket(name) => format!("put objects into bucket {}", code(name)),
        Grant::EraseBucket(name) => format!("delete objects of bucket {}", code(name)),
        Grant::VerifyTokens(name) => format!("read the token issuer's keys in bucket {}", code(name)),
        Grant::RefreshTokenKeys(name) => {
            format!("put the token issuer's keys into bucket {}", code(name))
        }
        Grant::ReadConfiguration(name) => format!("read configuration {}", code(name)),
        Grant::ReportGauge(name) => format!("report gauge {}", code(name)),
        Grant::MigrateDatabase(name) => {
            format!("log in to database {} as its master user", code(name))
        }
        Grant::CompleteStep(name) => {
            let workflows: Vec<String> = app.callers(name).map(|workflow| code(&workflow.name)).collect();
            format!("answer for step {} of {}", code(name), workflows.join(" and "))
        }
    }
}

fn candidates(model: &LanguageModel) -> Vec<String> {
    let candidate = |candidate: &ferrovia_model::Candidate| match &candidate.provider {
        Provider::Bedrock => format!("{} of Bedrock", code(&candidate.model)),
        Provider::BedrockProfile { regions } => {
            format!("{} of Bedrock, in {}", code(&candidate.model), regions.join(", "))
        }
        Provider::OpenAi { secret } => {
            format!(
                "{} with the key in secret {}",
                code(&candidate.model),
                code(secret)
            )
        }
    };
    model.candidates.iter().map(candidate).collect()
}

fn list(items: &BTreeSet<String>) -> String {
    items.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A name, and what AWS says instead of it, if that is another.
fn known_by(name: &str, id: &str) -> String {
    if name == id {
        code(name)
    } else {
        format!("{} (in AWS {})", code(name), code(id))
    }
}

/// Inline code. Names and types have no backticks.
pub(crate) fn code(text: impl AsRef<str>) -> String {
    format!("`{}`", text.as_ref())
}

/// One row. A bar would end its cell, even in code.
pub(crate) fn row<const N: usize>(cells: [String; N]) -> String {
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |\n", cells.join(" | "))
}
