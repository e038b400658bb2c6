//! Events out as JSON, member by member as the API writes them.

use super::{Detail, Event, Fault, Iteration, Scheduled};
use crate::machine::{Resource, Type};
use crate::value::Value;
use chrono::{DateTime, SecondsFormat};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value as Json, json};
use std::rc::Rc;

impl Event {
    /// Such as `TaskStateEntered`.
    #[must_use]
    pub fn kind(&self) -> String {
        match &self.detail {
            Detail::ExecutionStarted { .. } => "ExecutionStarted".to_owned(),
            Detail::ExecutionSucceeded { .. } => "ExecutionSucceeded".to_owned(),
            Detail::ExecutionFailed(_) => "ExecutionFailed".to_owned(),
            Detail::ExecutionTimedOut(_) => "ExecutionTimedOut".to_owned(),
            Detail::ExecutionAborted(_) => "ExecutionAborted".to_owned(),
            Detail::ExecutionRedriven { .. } => "ExecutionRedriven".to_owned(),
            Detail::StateEntered { kind, .. } => format!("{}StateEntered", kind.name()),
            Detail::StateExited { kind, .. } => format!("{}StateExited", kind.name()),
            Detail::StateAborted { kind } => format!("{}StateAborted", kind.name()),
            Detail::EvaluationFailed { .. } => "EvaluationFailed".to_owned(),
            Detail::TaskScheduled(scheduled) => task(&scheduled.resource, "Scheduled"),
            Detail::TaskStarted { resource } => task(resource, "Started"),
            Detail::TaskSubmitted { resource, .. } => task(resource, "Submitted"),
            Detail::TaskSucceeded { resource, .. } => task(resource, "Succeeded"),
            Detail::TaskFailed { resource, .. } => task(resource, "Failed"),
            Detail::TaskTimedOut { resource, .. } => task(resource, "TimedOut"),
            Detail::ParallelStateStarted => "ParallelStateStarted".to_owned(),
            Detail::ParallelStateSucceeded => "ParallelStateSucceeded".to_owned(),
            Detail::ParallelStateFailed => "ParallelStateFailed".to_owned(),
            Detail::MapStateStarted { .. } => "MapStateStarted".to_owned(),
            Detail::MapStateSucceeded => "MapStateSucceeded".to_owned(),
            Detail::MapStateFailed => "MapStateFailed".to_owned(),
            Detail::MapIterationStarted(_) => "MapIterationStarted".to_owned(),
            Detail::MapIterationSucceeded(_) => "MapIterationSucceeded".to_owned(),
            Detail::MapIterationFailed(_) => "MapIterationFailed".to_owned(),
            Detail::MapIterationAborted(_) => "MapIterationAborted".to_owned(),
            Detail::MapRunStarted { .. } => "MapRunStarted".to_owned(),
            Detail::MapRunSucceeded => "MapRunSucceeded".to_owned(),
            Detail::MapRunFailed(_) => "MapRunFailed".to_owned(),
            Detail::MapRunRedriven { .. } => "MapRunRedriven".to_owned(),
        }
    }

    /// The member that holds the details, and they; nothing for types that have none.
    fn details(&self) -> Option<(String, Json)> {
        let details = match &self.detail {
            Detail::ExecutionStarted { input, role_arn } => {
                json!({ "input": input.to_string(), "inputDetails": whole(), "roleArn": role_arn.as_ref() })
            }
            Detail::ExecutionSucceeded { output } => output_of(output, None),
            Detail::ExecutionFailed(fault)
            | Detail::ExecutionTimedOut(fault)
            | Detail::ExecutionAborted(fault)
            | Detail::MapRunFailed(fault) => said(fault, None),
            Detail::ExecutionRedriven { redrive_count } => json!({ "redriveCount": redrive_count }),
            Detail::StateEntered { name, input, .. } => {
                let details =
                    json!({ "name": name.as_ref(), "input": input.to_string(), "inputDetails": whole() });
                return Some(("stateEnteredEventDetails".to_owned(), details));
            }
            Detail::StateExited {
                kind,
                name,
                output,
                assigned,
            } => {
                let details = exited(*kind, name, output, assigned);
                return Some(("stateExitedEventDetails".to_owned(), details));
            }
            Detail::EvaluationFailed {
                fault,
                location,
                state,
            } => {
                let mut details = said(fault, None);
                details["state"] = state.as_ref().into();
                if let Some(location) = location {
                    details["location"] = location.as_ref().into();
                }
                details
            }
            Detail::TaskScheduled(scheduled) => schedule(scheduled),
            Detail::TaskStarted { resource } => match &**resource {
                Resource::Service { .. } => named(resource),
                Resource::Function { .. } | Resource::Activity { .. } => return None,
            },
            Detail::TaskSubmitted { resource, output } | Detail::TaskSucceeded { resource, output } => {
                output_of(output, Some(resource))
            }
            Detail::TaskFailed { resource, fault } | Detail::TaskTimedOut { resource, fault } => {
                said(fault, Some(resource))
            }
            Detail::MapStateStarted { length } => json!({ "length": length }),
            Detail::MapIterationStarted(Iteration { name, index })
            | Detail::MapIterationSucceeded(Iteration { name, index })
            | Detail::MapIterationFailed(Iteration { name, index })
            | Detail::MapIterationAborted(Iteration { name, index }) => {
                json!({ "index": index, "name": name.as_ref() })
            }
            Detail::MapRunStarted { map_run_arn } => json!({ "mapRunArn": map_run_arn.as_ref() }),
            Detail::MapRunRedriven {
                map_run_arn,
                redrive_count,
            } => {
                json!({ "mapRunArn": map_run_arn.as_ref(), "redriveCount": redrive_count })
            }
            Detail::StateAborted { .. }
            | Detail::ParallelStateStarted
            | Detail::ParallelStateSucceeded
            | Detail::ParallelStateFailed
            | Detail::MapStateSucceeded
            | Detail::MapStateFailed
            | Detail::MapRunSucceeded => return None,
        };
        let kind = self.kind();
        let mut letters = kind.chars();
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        Some((
            first
                .into_iter()
                .chain(letters)
                .chain("EventDetails".chars())
                .collect(),
            details,
        ))
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let at = DateTime::from_timestamp_millis(self.at).unwrap_or_default();
        map.serialize_entry("timestamp", &at.to_rfc3339_opts(SecondsFormat::Millis, true))?;
        map.serialize_entry("type", &self.kind())?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("previousEventId", &self.previous_id)?;
        if let Some((member, details)) = self.details() {
            map.serialize_entry(&member, &details)?;
        }
        map.end()
    }
}

/// Nothing is cut short here.
fn whole() -> Json {
    json!({ "truncated": false })
}

fn task(resource: &Resource, what: &str) -> String {
    let prefix = match resource {
        Resource::Function { .. } => "LambdaFunction",
        Resource::Activity { .. } => "Activity",
        Resource::Service { .. } => "Task",
    };
    format!("{prefix}{what}")
}

/// `resource` and `resourceType`; functions and activities do not name themselves again.
fn named(resource: &Resource) -> Json {
    match resource {
        Resource::Service { service, name, .. } => {
            json!({ "resourceType": service.as_ref(), "resource": name.as_ref() })
        }
        Resource::Function { .. } | Resource::Activity { .. } => json!({}),
    }
}

fn output_of(output: &Value, resource: Option<&Resource>) -> Json {
    let mut details = resource.map_or_else(|| json!({}), named);
    details["output"] = output.to_string().into();
    details["outputDetails"] = whole();
    details
}

fn said(fault: &Fault, resource: Option<&Resource>) -> Json {
    let mut details = resource.map_or_else(|| json!({}), named);
    if let Some(error) = &fault.error {
        details["error"] = error.as_ref().into();
    }
    if let Some(cause) = &fault.cause {
        details["cause"] = cause.as_ref().into();
    }
    details
}

fn exited(kind: Type, name: &Rc<str>, output: &Value, assigned: &[(Rc<str>, Value)]) -> Json {
    let mut details =
        json!({ "name": name.as_ref(), "output": output.to_string(), "outputDetails": whole() });
    if !assigned.is_empty() && kind != Type::Succeed {
        let variables = assigned
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string().into()));
        details["assignedVariables"] = Json::Object(variables.collect::<Map<_, _>>());
        details["assignedVariablesDetails"] = whole();
    }
    details
}

fn schedule(scheduled: &Scheduled) -> Json {
    let mut details = match &*scheduled.resource {
        Resource::Function { arn } | Resource::Activity { arn } => json!({
            "resource": arn.as_ref(),
            "input": scheduled.parameters.to_string(),
            "inputDetails": whole(),
        }),
        Resource::Service { .. } => {
            let mut details = named(&scheduled.resource);
            details["region"] = scheduled.region.as_ref().into();
            details["parameters"] = scheduled.parameters.to_string().into();
            details
        }
    };
    if let Some(seconds) = scheduled.timeout {
        details["timeoutInSeconds"] = seconds.into();
    }
    if let Some(seconds) = scheduled.heartbeat {
        details["heartbeatInSeconds"] = seconds.into();
    }
    if let Some(role) = scheduled
        .credentials
        .as_ref()
        .and_then(|credentials| credentials.get("RoleArn"))
    {
        details["taskCredentials"] = json!({ "roleArn": role.to_json() });
    }
    details
}
