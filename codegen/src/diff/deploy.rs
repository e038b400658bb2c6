//! Two apps in, what Terraform will make, replace and destroy out, as far as the model decides it.

use super::Severity;
use super::contracts::Victim;
use super::pairs::{Pair, pairs};
use super::words::{dollars, duration, list};
use crate::prices;
use ferrovia_model::{App, CheckedApp, Database, Function, Kind, Reach, Workflow, reach};
use serde::Serialize;
use std::collections::BTreeSet;

/// Something that a deploy does to what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// Which way.
    pub action: Action,
    /// What: ``function `load_history` ``.
    pub what: String,
    /// With what, and what is lost.
    pub detail: String,
    /// What it means.
    pub severity: Severity,
    /// Who relied on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaks: Option<Victim>,
}

impl Consequence {
    fn breaking(self, victim: Victim) -> Self {
        Self {
            severity: Severity::Breaking,
            breaks: Some(victim),
            ..self
        }
    }
}

/// What Terraform does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Takes away, and does not put anything in its place.
    Destroy,
    /// Takes away, and makes another.
    Replace,
    /// Refuses, or has a deploy refused.
    Refuse,
    /// Makes.
    Create,
}

impl Action {
    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Destroy => "destroys",
            Self::Replace => "replaces",
            Self::Refuse => "refused",
            Self::Create => "creates",
        }
    }
}

pub(super) fn consequences(old: &CheckedApp, new: &CheckedApp) -> Vec<Consequence> {
    let mut found = Vec::new();
    if old.name != new.name {
        found.push(consequence(
            Action::Replace,
            "everything".to_owned(),
            format!(
                "the app is called `{}` → `{}`, and every physical name begins with it: databases, queues, secrets and logs \
                 of the old name are destroyed with what is in them",
                old.name, new.name
            ),
            Severity::Breaking,
        ));
    }
    found.extend(functions(old, new));
    found.extend(workflows(old, new));
    found.extend(databases(old, new));
    found.extend(tables(old, new));
    found.extend(resources(old, new));
    found.extend(network(old, new));
    found.extend(api(old, new));
    found.sort_by(|one, other| (one.action, &one.what).cmp(&(other.action, &other.what)));
    found
}

fn consequence(action: Action, what: String, detail: impl Into<String>, severity: Severity) -> Consequence {
    let detail = detail.into();
    Consequence {
        action,
        what,
        detail,
        severity,
        breaks: None,
    }
}

fn functions(old: &CheckedApp, new: &CheckedApp) -> Vec<Consequence> {
    let of = |pair: Pair<'_, Function>| match pair {
        Pair::Both(..) => None,
        Pair::New(function) => {
            let user = if is_in_database(function) {
                " and database user"
            } else {
                ""
            };
            Some(consequence(
                Action::Create,
                format!("function `{}`", function.name),
                format!("with role, log group{user}"),
                Severity::Harmless,
            ))
        }
        Pair::Old(function) => Some(function_removed(old, function)),
    };
    pairs(&old.functions, &new.functions, Function::id)
        .into_iter()
        .filter_map(of)
        .collect()
}

fn function_removed(old: &CheckedApp, function: &Function) -> Consequence {
    let user = if is_in_database(function) {
        ", database user"
    } else {
        ""
    };
    let callers: Vec<&Workflow> = old.callers(&function.name).collect();
    let longest = callers.iter().map(|workflow| workflow.timeout_seconds).max();
    let names: Vec<String> = callers
        .iter()
        .map(|workflow| format!("`{}`", workflow.name))
        .collect();
    let warning = longest.map_or_else(String::new, |seconds| {
        format!(
            ". Executions of {} that began before the deploy call it for up to {}, and fail there: let no workflow call it first, \
             and remove it one release later",
            list(&names),
            duration(seconds)
        )
    });
    let destroyed = consequence(
        Action::Destroy,
        format!("function `{}`", function.name),
        format!(
            "with all its versions, role{user}, and its log group with what the environment keeps \
             (`log_retention_days`){warning}"
        ),
        Severity::Caution,
    );
    match longest {
        Some(_) => destroyed.breaking(Victim::ExecutionInFlight),
        None => destroyed,
    }
}

fn is_in_database(function: &Function) -> bool {
    function.grants().any(ferrovia_model::Grant::is_on_table)
}

fn workflows(old: &CheckedApp, new: &CheckedApp) -> Vec<Consequence> {
    let of = |pair: Pair<'_, Workflow>| {
        match pair {
        Pair::Both(before, after) if before.kind != after.kind => Some(
consequence(
            Action::Replace,
            format!("machine of workflow `{}`", after.name),
            format!(
                "a machine's kind cannot change: it is deleted, with its versions, alias and history, and executions that run \
                 (up to {}) end at their next state",
                duration(before.timeout_seconds)
            ),
            Severity::Breaking,
        )
        .breaking(Victim::ExecutionInFlight)),
        Pair::Both(..) => None,
        Pair::New(workflow) => Some(consequence(
            Action::Create,
            format!("machine of workflow `{}`", workflow.name),
            match workflow.kind {
                Kind::Express => "with role, alias and log group",
                Kind::Standard => "with role and alias",
            },
            Severity::Harmless,
        )),
        Pair::Old(workflow) => Some(consequence(
            Action::Destroy,
            format!("machine of workflow `{}`", workflow.name),
            format!(
                "with its versions, alias, role and history; executions that run (up to {}) end at their next state",
                duration(workflow.timeout_seconds)
            ),
            Severity::Breaking,
        )
        .breaking(Victim::ExecutionInFlight)),
    }
    };
    pairs(&old.workflows, &new.workflows, Workflow::id)
        .into_iter()
        .filter_map(of)
        .collect()
}

fn databases(old: &App, new: &App) -> Vec<Consequence> {
    let mut found = Vec::new();
    for pair in pairs(&old.databases, &new.databases, |database| &database.name) {
        match pair {
            Pair::Both(before, after) => found.extend(migrations(before, after)),
            Pair::New(database) => found.push(consequence(
                Action::Create,
                format!("database `{}`", database.name),
                "with subnets, security group and master password; it costs money while nobody uses it",
                Severity::Caution,
            )),
            Pair::Old(database) => found.push(consequence(
                Action::Destroy,
                format!("database `{}`", database.name),
                "with all that is in it; where `deletion_protection` is on, the deploy is refused until a person turns it off, and \
                 a final snapshot is taken",
                Severity::Breaking,
            )),
        }
    }
    found
}

fn migrations(old: &Database, new: &Database) -> Vec<Consequence> {
    let of = |pair: Pair<'_, ferrovia_model::Migration>| {
        let what =
            |version: i64, name: &str| format!("migration {version:04} `{name}` of database `{}`", new.name);
        match pair {
            Pair::Both(before, after) if before.sql != after.sql => Some(consequence(
                Action::Refuse,
                what(after.version, &after.name),
                "its SQL changed: where it has been applied, its checksum is another and migrating stops; write a new migration \
                 instead",
                Severity::Breaking,
            )),
            Pair::Both(..) => None,
            Pair::New(migration) => {
                let late = old
                    .migrations
                    .iter()
                    .any(|other| other.version > migration.version);
                Some(consequence(
                    if late { Action::Refuse } else { Action::Create },
                    what(migration.version, &migration.name),
                    if late {
                        "it comes before one that may have been applied: give it the next number"
                    } else {
                        "applied before new code takes traffic, while old code still runs: it must suit both"
                    },
                    if late {
                        Severity::Breaking
                    } else {
                        Severity::Caution
                    },
                ))
            }
            Pair::Old(migration) => Some(consequence(
                Action::Refuse,
                what(migration.version, &migration.name),
                "it is gone: where it has been applied, migrating stops; put it back, and undo it by a new one",
                Severity::Breaking,
            )),
        }
    };
    pairs(&old.migrations, &new.migrations, |migration| &migration.version)
        .into_iter()
        .filter_map(of)
        .collect()
}

fn tables(old: &App, new: &App) -> Vec<Consequence> {
    let gone = old
        .tables
        .iter()
        .filter(|table| new.table(&table.name).is_none() && new.database(&table.database).is_some());
    gone.map(|table| {
        consequence(
            Action::Destroy,
            format!("every right on table `{}`", table.name),
            "the table and its rows stay: only a migration drops them",
            Severity::Caution,
        )
    })
    .collect()
}

fn resources(old: &App, new: &App) -> Vec<Consequence> {
    let mut found = Vec::new();
    let mut compare = |kind: &str, old: BTreeSet<&str>, new: BTreeSet<&str>, lost: &str| {
        found.extend(old.difference(&new).map(|name| {
            consequence(
                Action::Destroy,
                format!("{kind} `{name}`"),
                lost,
                Severity::Breaking,
            )
        }));
        found.extend(new.difference(&old).map(|name| {
            consequence(
                Action::Create,
                format!("{kind} `{name}`"),
                made(kind),
                Severity::Harmless,
            )
        }));
    };
    macro_rules! names {
        ($list:ident) => {
            (
                old.$list.iter().map(|thing| thing.name.as_str()).collect(),
                new.$list.iter().map(|thing| thing.name.as_str()).collect(),
            )
        };
    }
    let (olds, news) = names!(queues);
    compare(
        "queue",
        olds,
        news,
        "with its dead-letter queue, and the messages in both",
    );
    let (olds, news) = names!(event_buses);
    compare(
        "event bus",
        olds,
        news,
        "with the rules and archives that others have on it",
    );
    let (olds, news) = names!(secrets);
    compare(
        "secret",
        olds,
        news,
        "with its value, which can be brought back for 30 days unless the environment says less; old versions in flight can \
         read it no longer",
    );
    found
}

/// What a new resource still needs.
fn made(kind: &str) -> String {
    match kind {
        "secret" => format!(
            "empty: put its value in before the functions that read it take traffic; {} a month",
            dollars(prices::SECRET_MONTH)
        ),
        "queue" => "with a dead-letter queue".to_owned(),
        _ => "nobody has rules on it yet".to_owned(),
    }
}

/// What the functions in the VPC reach together.
fn together(app: &App) -> Reach {
    let mut all = Reach::default();
    for reach in app
        .functions
        .iter()
        .map(|function| reach(app, function))
        .filter(|reach| reach.vpc)
    {
        all.vpc = true;
        all.internet |= reach.internet;
        all.aws_services.extend(reach.aws_services);
    }
    all
}

fn network(old: &App, new: &App) -> Vec<Consequence> {
    let (before, after) = (together(old), together(new));
    let mut found = Vec::new();
    let mut note = |gains: bool, what: String, detail: &str| {
        let action = if gains { Action::Create } else { Action::Destroy };
        found.push(consequence(action, what, detail, Severity::Caution));
    };
    if before.vpc != after.vpc {
        note(
            after.vpc,
            "network".to_owned(),
            "VPC, subnets and security groups",
        );
    }
    for service in after.aws_services.difference(&before.aws_services) {
        let detail = format!(
            "a function in the VPC calls this service; {} a month and zone, and what passes through",
            dollars(prices::INTERFACE_ENDPOINT_HOUR * prices::HOURS)
        );
        note(true, format!("interface endpoint `{service}`"), &detail);
    }
    for service in before.aws_services.difference(&after.aws_services) {
        note(
            false,
            format!("interface endpoint `{service}`"),
            "no function in the VPC asks for this service any more; old versions in flight that call it time out",
        );
    }
    found
}

fn api(old: &App, new: &App) -> Vec<Consequence> {
    let routed = |app: &App| app.functions.iter().any(|function| function.route.is_some());
    match (routed(old), routed(new)) {
        (true, false) => vec![consequence(
            Action::Destroy,
            "HTTP API".to_owned(),
            "no handler has a route: its address is gone, and another one would be new",
            Severity::Breaking,
        )],
        (false, true) => vec![consequence(
            Action::Create,
            "HTTP API".to_owned(),
            "with its authorizer, access log and address",
            Severity::Harmless,
        )],
        (true, true) | (false, false) => Vec::new(),
    }
}
