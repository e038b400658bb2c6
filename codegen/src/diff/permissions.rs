//! Two apps in, what each role may do more and less out, with the parameter that asks or asked for it.
//!
//! What a permission is, is said by the modules that grant and explain it; here they are only compared.

use super::Severity;
use super::pairs::{Pair, pairs};
use super::words::{duration, list};
use crate::explain::{self, Asker, Right};
use crate::iam::{Statement, grants};
use crate::permissions::{in_words, needed_by, needs, privileges};
use ferrovia_model::{CheckedApp, Function, Grant, Parameter, Provider, Workflow};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that a function or a workflow's machine may now do, or no longer may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// The function or workflow.
    pub role: String,
    /// Which way.
    pub change: Way,
    /// What it is for: ``read secret `openai_api_key` ``.
    pub purpose: String,
    /// What it is.
    #[serde(flatten)]
    pub right: Right,
    /// The parameters that ask for it; of a machine, none.
    pub asked_by: Vec<Asker>,
    /// Who may still need what is lost, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
}

/// Which way a permission went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It is there now.
    Gained,
    /// It is gone.
    Lost,
}

impl Permission {
    /// What it means for a deploy.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self.caution {
            Some(_) => Severity::Caution,
            None => Severity::Harmless,
        }
    }
}

/// Every right that differs, the smallest that AWS and PostgreSQL know, put together again by what is alike.
pub(super) fn permissions(old: &CheckedApp, new: &CheckedApp) -> Vec<Permission> {
    let mut found = Vec::new();
    for pair in pairs(&old.functions, &new.functions, Function::id) {
        let none = Rights::new;
        let (role, before, after) = match pair {
            Pair::Both(before, after) => (&after.name, of_function(old, before), of_function(new, after)),
            Pair::Old(before) => (&before.name, of_function(old, before), none()),
            Pair::New(after) => (&after.name, none(), of_function(new, after)),
        };
        // What is destroyed has its warning there.
        let caution = match pair {
            Pair::Both(before, _) => caution(old, &before.name),
            Pair::Old(_) | Pair::New(_) => None,
        };
        compare(role, &before, &after, caution.as_deref(), &mut found);
    }
    for pair in pairs(&old.workflows, &new.workflows, Workflow::id) {
        let none = Rights::new;
        let (role, before, after) = match pair {
            Pair::Both(before, after) => (&after.name, of_machine(old, before), of_machine(new, after)),
            Pair::Old(before) => (&before.name, of_machine(old, before), none()),
            Pair::New(after) => (&after.name, none(), of_machine(new, after)),
        };
        // A lost call is not taken from executions in flight: their versions stay in the policy until they are over.
        compare(role, &before, &after, None, &mut found);
    }
    found
}

/// The smallest rights, each with what it is for and who asks for it.
type Rights = BTreeMap<Right, Reason>;

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Reason {
    purposes: BTreeSet<String>,
    askers: BTreeSet<Asker>,
}

fn of_function(app: &CheckedApp, function: &Function) -> Rights {
    let mut rights = Rights::new();
    let mut add = |right: Right, purpose: String, parameter: &Parameter| {
        let reason = rights.entry(right).or_default();
        reason.purposes.insert(purpose);
        reason.askers.insert(explain::asker(parameter));
    };
    for asked in grants::asked(app, function) {
        // Nobody asks for its own log, which every function has, and for what places it in the VPC, which is told as the
        // need of a network.
        if let Some((parameter, grant)) = asked.by {
            for right in atoms(explain::right(&asked.statement, String::new())) {
                add(right, purpose(app, function, &asked.statement, grant), parameter);
            }
        }
    }
    for parameter in &function.parameters {
        for (table, privileges) in privileges(parameter) {
            for privilege in privileges {
                let right = Right::Sql {
                    privileges: vec![privilege],
                    table: table.to_owned(),
                };
                add(right, format!("use table `{table}`"), parameter);
            }
        }
        for to in needs(&needed_by(app, parameter)) {
            add(
                Right::Network { to: to.clone() },
                format!("reach {to}"),
                parameter,
            );
        }
    }
    rights
}

/// What a statement is for. A language model has several candidates, each with statements of its own.
fn purpose(app: &CheckedApp, function: &Function, statement: &Statement, grant: &Grant) -> String {
    if let Grant::InvokeModel(name) = grant {
        let candidates = app
            .language_model(name)
            .into_iter()
            .flat_map(|model| &model.candidates);
        let called = candidates.filter(|candidate| grants::candidate(candidate).contains(statement));
        let called: Vec<String> = called
            .map(|candidate| match &candidate.provider {
                Provider::Bedrock | Provider::BedrockProfile { .. } => {
                    format!("`{}` of Bedrock", candidate.model)
                }
                Provider::OpenAi { secret } => {
                    format!("`{}` with the key in secret `{secret}`", candidate.model)
                }
            })
            .collect();
        return format!("call {} as language model `{name}`", list(&called));
    }
    in_words(app, function, grant)
}

/// What a machine may call.
fn of_machine(app: &CheckedApp, workflow: &Workflow) -> Rights {
    let flow = app.flows().find(|(other, _)| other.name == workflow.name);
    let functions = flow.into_iter().flat_map(|(_, flow)| flow.functions());
    let of = |function: &str| {
        let id = app.function(function).map_or(function, Function::id);
        let right = Right::Iam {
            sid: String::new(),
            effect: "Allow",
            actions: vec!["lambda:InvokeFunction".to_owned()],
            resources: vec![format!("one published version of `{id}`")],
            conditions: BTreeMap::new(),
        };
        let reason = Reason {
            purposes: BTreeSet::from([format!("call step `{function}`")]),
            askers: BTreeSet::new(),
        };
        (right, reason)
    };
    functions.map(of).collect()
}

/// A statement as one right for each action and resource.
fn atoms(right: Right) -> Vec<Right> {
    let Right::Iam {
        sid,
        effect,
        actions,
        resources,
        conditions,
    } = right
    else {
        return vec![right];
    };
    let pairs = actions
        .iter()
        .flat_map(|action| resources.iter().map(move |resource| (action, resource)));
    pairs
        .map(|(action, resource)| Right::Iam {
            sid: sid.clone(),
            effect,
            actions: vec![action.clone()],
            resources: vec![resource.clone()],
            conditions: conditions.clone(),
        })
        .collect()
}

fn compare(role: &str, old: &Rights, new: &Rights, caution: Option<&str>, found: &mut Vec<Permission>) {
    for (way, here, there) in [(Way::Gained, new, old), (Way::Lost, old, new)] {
        let only: Rights = here
            .iter()
            .filter(|(right, _)| !there.contains_key(right))
            .map(|(right, reason)| (right.clone(), reason.clone()))
            .collect();
        for (right, reason) in joined(only) {
            // Database rights stay until nothing older runs (`release contract`), and a network has no versions.
            let at_once = matches!(right, Right::Iam { .. });
            let purposes: Vec<String> = reason.purposes.into_iter().collect();
            found.push(Permission {
                role: role.to_owned(),
                change: way,
                purpose: list(&purposes),
                right,
                asked_by: reason.askers.into_iter().collect(),
                caution: caution.filter(|_| way == Way::Lost && at_once).map(str::to_owned),
            });
        }
    }
}

/// Rights that differ in their action alone, or in their resource alone, as one.
fn joined(rights: Rights) -> Vec<(Right, Reason)> {
    let mut joined: Vec<(Right, Reason)> = Vec::new();
    for (right, reason) in rights {
        let taken = joined
            .iter_mut()
            .any(|(other, its)| *its == reason && join(other, &right));
        if !taken {
            joined.push((right, reason));
        }
    }
    joined
}

/// Takes a right into another, if the two are one but for the action, the resource or the privilege.
fn join(into: &mut Right, right: &Right) -> bool {
    match (into, right) {
        (
            Right::Iam {
                effect,
                actions,
                resources,
                conditions,
                ..
            },
            Right::Iam {
                effect: other_effect,
                actions: other_actions,
                resources: other_resources,
                conditions: other_conditions,
                ..
            },
        ) => {
            if (&*effect, &*conditions) != (other_effect, other_conditions) {
                return false;
            }
            if actions == other_actions {
                resources.extend(other_resources.iter().cloned());
            } else if resources == other_resources {
                actions.extend(other_actions.iter().cloned());
            } else {
                return false;
            }
            true
        }
        (
            Right::Sql { privileges, table },
            Right::Sql {
                privileges: more,
                table: other,
            },
        ) => {
            if table == other {
                privileges.extend(more);
            }
            table == other
        }
        (
            Right::Iam { .. }
            | Right::Sql { .. }
            | Right::Variable { .. }
            | Right::Gauge { .. }
            | Right::Network { .. },
            _,
        ) => false,
    }
}

/// A role belongs to all versions of its function: what it loses, versions in flight lose, too.
fn caution(old: &CheckedApp, function: &str) -> Option<String> {
    let longest = old
        .callers(function)
        .max_by_key(|workflow| workflow.timeout_seconds);
    let still = match longest {
        Some(workflow) => format!(
            "executions of `{}` that began before the deploy call the old version for up to {}",
            workflow.name,
            duration(workflow.timeout_seconds)
        ),
        None => "the old version serves until traffic has shifted".to_owned(),
    };
    Some(format!(
        "{still}, and lose it at once; take the parameter away one release after the code stopped using it"
    ))
}
