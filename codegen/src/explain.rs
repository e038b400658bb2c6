//! A checked app in, the reason for each permission out: the parameter, file and line that asks for it.

pub(crate) mod near;
mod text;

use crate::iam::condition::Conditions;
use crate::iam::grants::{self, Asked};
use crate::iam::policy::Effect;
use crate::iam::statement::keep_dead_letters;
use crate::iam::{Arn, Policy, Statement};
use crate::permissions;
use crate::template::{self, Part};
use ferrovia_model::{App, CheckedApp, Function, Parameter, Source, Subject, Trigger, environment};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What each handler may do, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By name.
    pub handlers: Vec<Handler>,
}

/// What one handler may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handler {
    /// Its name.
    pub name: String,
    /// What AWS knows it by: the first name it had.
    pub id: String,
    /// Where it is written.
    pub source: Source,
    /// Each permission once.
    pub permissions: Vec<Permission>,
}

/// Something that a handler may do, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// What.
    #[serde(flatten)]
    pub right: Right,
    /// Who asks for it. Empty is what every function has.
    pub asked_by: Vec<Asker>,
}

/// Something that a handler may do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Right {
    /// A statement of its role's policy.
    Iam {
        /// As it stands in the policy.
        sid: String,
        /// `Allow` or `Deny`.
        effect: &'static str,
        /// `service:Action`.
        actions: Vec<String>,
        /// ARNs; what Terraform alone knows is written `${name}`.
        resources: Vec<String>,
        /// By operator, then by key.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        conditions: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    },
    /// Privileges on a table.
    Sql {
        /// In the order of PostgreSQL's manual.
        privileges: Vec<&'static str>,
        /// The table.
        table: String,
    },
    /// An environment variable.
    Variable {
        /// Its name.
        name: String,
    },
    /// A gauge to report, whose alarm rings above a number.
    Gauge {
        /// Its name.
        name: String,
        /// The number.
        alarm_above: u32,
    },
    /// Something to be reached.
    Network {
        /// `VPC`, `internet`, or a service of AWS.
        to: String,
    },
}

/// A parameter that asks for something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Asker {
    /// Where it is written.
    #[serde(flatten)]
    pub source: Source,
    /// Its name.
    pub parameter: String,
    /// Its type as the author wrote it.
    #[serde(rename = "type")]
    pub ty: String,
}

/// A handler that the app does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownHandler {
    /// What was asked for.
    pub name: String,
    /// Handlers with a like name, the likest first.
    pub near: Vec<String>,
}

impl fmt::Display for UnknownHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no handler `{}`", self.name)?;
        if self.near.is_empty() {
            return write!(f, "\n  help: without a name, `explain` lists all handlers");
        }
        let near: Vec<String> = self.near.iter().map(|name| format!("`{name}`")).collect();
        write!(f, "\n  help: did you mean {}?", near.join(" or "))
    }
}

impl std::error::Error for UnknownHandler {}

/// Explains one handler, or all of them.
///
/// # Errors
/// [`UnknownHandler`] if the app has none of that name.
pub fn report(app: &CheckedApp, handler: Option<&str>) -> Result<Report, UnknownHandler> {
    let Some(name) = handler else {
        let handlers = app
            .functions
            .iter()
            .map(|function| explain(app, function))
            .collect();
        return Ok(Report { handlers });
    };
    let function = app.function(name).ok_or_else(|| UnknownHandler {
        name: name.to_owned(),
        near: near::to(name, app.functions.iter().map(|function| function.name.as_str())),
    })?;
    Ok(Report {
        handlers: vec![explain(app, function)],
    })
}

fn explain(app: &CheckedApp, function: &Function) -> Handler {
    let mut permissions: BTreeMap<Right, BTreeSet<Asker>> = BTreeMap::new();
    for (right, asker) in iam(app, function) {
        permissions.entry(right).or_default().extend(asker);
    }
    for parameter in &function.parameters {
        for right in of_parameter(app, parameter) {
            permissions.entry(right).or_default().insert(asker(parameter));
        }
    }
    Handler {
        name: function.name.clone(),
        id: function.id().to_owned(),
        source: function.source.clone(),
        permissions: permissions
            .into_iter()
            .map(|(right, asked_by)| Permission {
                right,
                asked_by: asked_by.into_iter().collect(),
            })
            .collect(),
    }
}

/// The statements of the function's policy, each with those who ask for it.
fn iam<'a>(app: &'a CheckedApp, function: &'a Function) -> Vec<(Right, Vec<Asker>)> {
    let asked = grants::asked(app, function);
    let policy = Policy::new(asked.iter().map(|asked| asked.statement.clone()));
    let sids: BTreeMap<&Statement, String> = policy.named().into_iter().collect();
    asked
        .into_iter()
        .map(|Asked { statement, by }| {
            let askers = match by {
                Some((parameter, _)) => vec![asker(parameter)],
                None if is_for_the_vpc(&statement) => in_the_vpc(app, function).map(asker).collect(),
                None if statement == keep_dead_letters(function.id()) => {
                    function.trigger.iter().map(|it| starter(function, it)).collect()
                }
                None => Vec::new(),
            };
            let sid = sids.get(&statement).cloned().unwrap_or_else(|| statement.sid());
            (right(&statement, sid), askers)
        })
        .collect()
}

/// What starts the function, as one who asks: as its author wrote it.
pub(crate) fn starter(function: &Function, trigger: &Trigger) -> Asker {
    let (parameter, ty) = match trigger {
        Trigger::PreTokenGeneration => ("trigger", "pre_token_generation"),
        Trigger::Schedule(schedule) => ("schedule", schedule.expression.as_str()),
        Trigger::Event(event) => ("on", event.as_str()),
    };
    Asker {
        source: function.source.clone(),
        parameter: parameter.to_owned(),
        ty: ty.to_owned(),
    }
}

/// Whether Lambda needs the statement to put a function into the VPC.
pub(crate) fn is_for_the_vpc(statement: &Statement) -> bool {
    statement
        .actions()
        .iter()
        .all(|action| action.starts_with("ec2:"))
}

/// The parameters for whose sake a function is in the VPC.
pub(crate) fn in_the_vpc<'a>(app: &'a App, function: &'a Function) -> impl Iterator<Item = &'a Parameter> {
    function
        .parameters
        .iter()
        .filter(|parameter| permissions::needed_by(app, parameter).vpc)
}

/// A statement of a policy as people and programs read it.
pub(crate) fn right(statement: &Statement, sid: String) -> Right {
    Right::Iam {
        sid,
        effect: match statement.effect() {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        },
        actions: statement.actions().iter().cloned().collect(),
        resources: match statement.resources().arns() {
            Some(arns) => arns.iter().map(Arn::to_string).map(readable).collect(),
            None => vec!["*".to_owned()],
        },
        conditions: conditions(statement.conditions()),
    }
}

fn conditions(conditions: &Conditions) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let of_key = |(key, values): (&String, &BTreeSet<String>)| {
        (key.clone(), values.iter().cloned().map(readable).collect())
    };
    conditions
        .iter()
        .map(|(operator, keys)| (operator.to_string(), keys.iter().map(of_key).collect()))
        .collect()
}

/// The marks of placeholders, as people write them.
fn readable(marked: String) -> String {
    template::parts(&marked)
        .into_iter()
        .map(|part| match part {
            Part::Literal(text) => text,
            Part::Placeholder(placeholder) => format!("${{{}}}", placeholder.name()),
        })
        .collect()
}

/// What a parameter asks for besides IAM statements.
fn of_parameter(app: &App, parameter: &Parameter) -> Vec<Right> {
    let privileges = permissions::privileges(parameter).into_iter();
    let sql = privileges.map(|(table, privileges)| Right::Sql {
        privileges,
        table: table.to_owned(),
    });
    let variables = parameter
        .grants
        .iter()
        .flat_map(|grant| environment::of_grant(app, grant))
        .map(|name| Right::Variable { name });
    let network = permissions::needs(&permissions::needed_by(app, parameter));
    let network = network.into_iter().map(|to| Right::Network { to });
    let gauges = parameter.grants.iter().filter_map(|grant| match grant.subject() {
        Subject::Gauge(name) => app.gauge(name),
        Subject::Table(_)
        | Subject::LanguageModel(_)
        | Subject::Secret(_)
        | Subject::Event(_)
        | Subject::Workflow(_)
        | Subject::Queue(_)
        | Subject::Bucket(_)
        | Subject::Configuration(_)
        | Subject::WaitingStep(_)
        | Subject::Database(_) => None,
    });
    let gauges = gauges.map(|gauge| Right::Gauge {
        name: gauge.name.clone(),
        alarm_above: gauge.alarm_above,
    });
    sql.chain(variables).chain(gauges).chain(network).collect()
}

/// The parameter as one who asks.
pub(crate) fn asker(parameter: &Parameter) -> Asker {
    Asker {
        source: parameter.source.clone(),
        parameter: parameter.name.clone(),
        ty: parameter.ty.clone(),
    }
}
