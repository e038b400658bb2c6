//! Two apps in, what Terraform will make, replace and destroy out, as far as the model decides it.

mod resources;

use super::Severity;
use super::contracts::Victim;
use super::pairs::{Pair, pairs};
use super::words::{duration, list};
use ferrovia_model::{CheckedApp, Function, Kind, Workflow};
use resources::{api, databases, network, resources, tables};
use serde::Serialize;

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
