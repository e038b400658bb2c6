//! A prefix in; its state machines, where each one's alias leads, and which functions a definition calls, out.

use crate::failure::service;
use crate::{Aws, Failure, LIVE};
use aws_sdk_sfn::types::StateMachineType;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A state machine of the environment.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Without the prefix: the workflow's.
    pub(crate) workflow: String,
    pub(crate) arn: String,
    pub(crate) standard: bool,
}

/// Where an alias leads: the ARN of each version with its weight, in percent.
pub(crate) type Routes = BTreeMap<String, i32>;

/// The state machines of an environment, by name.
pub(crate) async fn machines(aws: &Aws, prefix: &str) -> Result<Vec<Machine>, Failure> {
    let mut pages = aws.states.list_state_machines().into_paginator().items().send();
    let mut machines = Vec::new();
    while let Some(machine) = pages.next().await {
        let machine = machine.map_err(|error| service("list the state machines", error))?;
        if let Some(workflow) = own_name(prefix, &machine.name) {
            machines.push(Machine {
                workflow: workflow.to_owned(),
                arn: machine.state_machine_arn,
                standard: machine.r#type == StateMachineType::Standard,
            });
        }
    }
    machines.sort_by(|one, other| one.workflow.cmp(&other.workflow));
    Ok(machines)
}

/// `load_history` of `atendimento-dev-load_history`, if the prefix is `atendimento-dev`.
pub(crate) fn own_name<'a>(prefix: &str, physical: &'a str) -> Option<&'a str> {
    physical
        .strip_prefix(prefix)?
        .strip_prefix('-')
        .filter(|name| !name.is_empty())
}

/// The machine's alias `live`.
pub(crate) fn live_arn(machine: &Machine) -> String {
    format!("{}:{LIVE}", machine.arn)
}

/// Where an alias of a machine leads; `None` if there is no such alias.
pub(crate) async fn routes(aws: &Aws, alias: &str) -> Result<Option<Routes>, Failure> {
    let described = aws
        .states
        .describe_state_machine_alias()
        .state_machine_alias_arn(alias)
        .send()
        .await;
    match described {
        Ok(alias) => {
            let routes = alias.routing_configuration.unwrap_or_default();
            let routes = routes.into_iter();
            Ok(Some(
                routes
                    .map(|route| (route.state_machine_version_arn, route.weight))
                    .collect(),
            ))
        }
        Err(error)
            if error
                .as_service_error()
                .is_some_and(aws_sdk_sfn::operation::describe_state_machine_alias::DescribeStateMachineAliasError::is_resource_not_found) =>
        {
            Ok(None)
        }
        Err(error) => Err(service(format!("see where `{alias}` leads"), error)),
    }
}

/// The versions of this environment's functions that a definition calls, by handler.
///
/// # Errors
/// [`Failure::Unfulfilled`] if it calls one of them by anything but a version's number: nobody can tell then which code
/// its executions need.
pub(crate) fn called(prefix: &str, definition: &str) -> Result<BTreeMap<String, BTreeSet<u64>>, Failure> {
    let definition: Value = serde_json::from_str(definition)
        .map_err(|error| Failure::Unfulfilled(format!("a definition is no JSON: {error}")))?;
    let mut functions = Vec::new();
    tasks(&definition, &mut functions);
    let mut called = BTreeMap::<String, BTreeSet<u64>>::new();
    for function in functions {
        // A name, a part of an ARN or the whole of it; the version comes last.
        let name = function
            .split_once(":function:")
            .or_else(|| function.split_once("function:"))
            .map_or(function, |(_, name)| name);
        let (name, qualifier) = name.split_once(':').unwrap_or((name, ""));
        let Some(handler) = own_name(prefix, name) else {
            if name.starts_with("{%") || name.starts_with('$') {
                return Err(unknown(function, "which function it calls is computed"));
            }
            continue;
        };
        let version = qualifier
            .parse()
            .map_err(|_| unknown(function, "it names no published version"))?;
        called.entry(handler.to_owned()).or_default().insert(version);
    }
    Ok(called)
}

fn unknown(function: &str, why: &str) -> Failure {
    Failure::Unfulfilled(format!(
        "a definition in flight calls `{function}`: {why}, so nobody can tell which code it needs"
    ))
}

/// The functions that the tasks of a definition call, in branches and maps too.
fn tasks<'a>(definition: &'a Value, functions: &mut Vec<&'a str>) {
    for state in definition["States"]
        .as_object()
        .into_iter()
        .flat_map(|states| states.values())
    {
        let resource = state["Resource"].as_str().unwrap_or_default();
        if resource.contains(":lambda:") && resource.contains(":function:") {
            functions.push(resource);
        } else if resource.contains(":lambda:invoke") {
            let arguments = [
                "/Arguments/FunctionName",
                "/Parameters/FunctionName",
                "/Parameters/FunctionName.$",
            ];
            functions.extend(
                arguments
                    .iter()
                    .filter_map(|path| state.pointer(path).and_then(Value::as_str)),
            );
        }
        for branch in state["Branches"].as_array().into_iter().flatten() {
            tasks(branch, functions);
        }
        for inner in [&state["ItemProcessor"], &state["Iterator"]] {
            tasks(inner, functions);
        }
    }
}
