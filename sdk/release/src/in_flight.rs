//! A prefix in; the versions of functions that executions in flight, or a roll-back, still need, out.

use crate::failure::service;
use crate::machine::{Machine, called, live_arn, machines, routes};
use crate::{Aws, Failure, Progress};
use aws_sdk_sfn::operation::describe_state_machine::DescribeStateMachineError;
use aws_sdk_sfn::operation::describe_state_machine_for_execution::DescribeStateMachineForExecutionError;
use aws_sdk_sfn::types::ExecutionStatus;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a deploy must not take away, as Terraform's variable of that name takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InFlight {
    /// By workflow and handler, the numbers of published versions, in ascending order.
    pub versions_in_flight: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// What runs of one machine.
pub(crate) struct Running {
    pub(crate) workflow: String,
    /// The versions that `live` leads to.
    pub(crate) live: BTreeSet<String>,
    /// The versions with running executions, each with one of these.
    pub(crate) running: BTreeMap<String, String>,
    /// Running executions of no version: somebody started the machine past its alias.
    pub(crate) unversioned: Vec<String>,
}

/// Finds, for each state machine of the environment, the versions that its alias `live` leads to (what a roll-back, and an
/// Express execution that runs, returns to) and every version of which a Standard execution is running; and from their
/// definitions the versions of functions that they call. An environment without machines has nothing in flight.
///
/// An execution that failed, and is redriven after the next deploy but one, is not in flight.
///
/// # Errors
/// [`Failure`] if AWS cannot be asked, or a definition does not say which versions it calls.
pub async fn in_flight(aws: &Aws, prefix: &str, say: Progress<'_>) -> Result<InFlight, Failure> {
    let mut found = InFlight::default();
    for running in running(aws, prefix, say).await? {
        let mut versions = BTreeMap::<String, BTreeSet<u64>>::new();
        let mut add = |definition: Option<String>| -> Result<(), Failure> {
            for (handler, numbers) in
                definition.map_or_else(|| Ok(BTreeMap::new()), |text| called(prefix, &text))?
            {
                versions.entry(handler).or_default().extend(numbers);
            }
            Ok(())
        };
        for version in &running.live {
            add(definition(aws, version).await?)?;
        }
        for (version, execution) in &running.running {
            add(match definition(aws, version).await? {
                Some(definition) => Some(definition),
                // The version was deleted, and its executions go on.
                None => definition_of_execution(aws, execution).await?,
            })?;
        }
        for execution in &running.unversioned {
            add(definition_of_execution(aws, execution).await?)?;
        }
        let versions: BTreeMap<String, Vec<String>> = versions
            .into_iter()
            .map(|(handler, numbers)| (handler, numbers.iter().map(u64::to_string).collect()))
            .collect();
        if !versions.is_empty() {
            found.versions_in_flight.insert(running.workflow, versions);
        }
    }
    Ok(found)
}

/// What runs of each machine.
pub(crate) async fn running(aws: &Aws, prefix: &str, say: Progress<'_>) -> Result<Vec<Running>, Failure> {
    let mut all = Vec::new();
    for machine in machines(aws, prefix).await? {
        let live = routes(aws, &live_arn(&machine)).await?.unwrap_or_default();
        let live = live
            .into_iter()
            .filter_map(|(version, weight)| (weight > 0).then_some(version))
            .collect();
        let (running, unversioned) = executions(aws, &machine).await?;
        let found = Running {
            workflow: machine.workflow,
            live,
            running,
            unversioned,
        };
        say(&format!(
            "{}: live leads to {}; running: {}",
            found.workflow,
            numbers(found.live.iter()),
            numbers(found.running.keys()),
        ));
        all.push(found);
    }
    Ok(all)
}

/// The versions with running executions, and the running executions of no version. Express executions are not listed by
/// anyone; they end within five minutes, on what `live` led to.
async fn executions(
    aws: &Aws,
    machine: &Machine,
) -> Result<(BTreeMap<String, String>, Vec<String>), Failure> {
    let (mut versions, mut unversioned) = (BTreeMap::new(), Vec::new());
    if !machine.standard {
        return Ok((versions, unversioned));
    }
    // Of the machine itself all executions are listed, each with its version.
    let mut pages = aws
        .states
        .list_executions()
        .state_machine_arn(&machine.arn)
        .status_filter(ExecutionStatus::Running)
        .into_paginator()
        .items()
        .send();
    while let Some(execution) = pages.next().await {
        let execution = execution
            .map_err(|error| service(format!("list the executions of `{}`", machine.workflow), error))?;
        match execution.state_machine_version_arn {
            Some(version) => drop(versions.insert(version, execution.execution_arn)),
            None => unversioned.push(execution.execution_arn),
        }
    }
    Ok((versions, unversioned))
}

/// A version's definition; `None` if the version is gone.
async fn definition(aws: &Aws, version: &str) -> Result<Option<String>, Failure> {
    let described = aws
        .states
        .describe_state_machine()
        .state_machine_arn(version)
        .send()
        .await;
    match described {
        Ok(machine) => Ok(Some(machine.definition)),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(DescribeStateMachineError::is_state_machine_does_not_exist) =>
        {
            Ok(None)
        }
        Err(error) => Err(service(format!("read the definition of `{version}`"), error)),
    }
}

/// The definition that an execution began with; `None` if the execution is gone.
async fn definition_of_execution(aws: &Aws, execution: &str) -> Result<Option<String>, Failure> {
    let described = aws
        .states
        .describe_state_machine_for_execution()
        .execution_arn(execution)
        .send()
        .await;
    match described {
        Ok(machine) => Ok(Some(machine.definition)),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(DescribeStateMachineForExecutionError::is_execution_does_not_exist) =>
        {
            Ok(None)
        }
        Err(error) => Err(service(format!("read the definition of `{execution}`"), error)),
    }
}

fn numbers<'a>(versions: impl Iterator<Item = &'a String>) -> String {
    let numbers: Vec<&str> = versions.filter_map(|arn| arn.rsplit(':').next()).collect();
    if numbers.is_empty() {
        "nothing".to_owned()
    } else {
        format!("version {}", numbers.join(", "))
    }
}
