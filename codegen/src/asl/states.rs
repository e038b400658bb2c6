//! A flow in, its states in Amazon States Language out.

use super::document::{
    Arguments, Catcher, ItemProcessor, ProcessorConfig, Retrier, Rule, State, States, Transition,
};
use super::jsonata::{envelope, expression, value, verbatim, wrapped};
use crate::iam::arn;
use crate::placeholder;
use ferrovia_model::workflow::flow::{Action, Call, Cause, Edge, Flow, Formula, State as Resolved, Template};
use serde_json::{Map, Value, json};

/// Lambda's own faults, which are nobody's mistake and pass.
const FAULTS: [&str; 4] = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

/// The token of the task that runs, which whoever answers it must know.
const TOKEN: &str = "$states.context.Task.Token";

impl States {
    /// The states of a flow.
    pub(super) fn of(flow: &Flow) -> Self {
        let name = |number: usize| flow.states.get(number).map(|state| state.name.clone());
        Self {
            start_at: name(0).unwrap_or_default(),
            states: flow
                .states
                .iter()
                .map(|state| (state.name.clone(), of_state(state, &name)))
                .collect(),
        }
    }
}

fn of_state(state: &Resolved, name: &impl Fn(usize) -> Option<String>) -> State {
    match &state.action {
        Action::Pass { edge } => State::Pass {
            transition: transition(edge, name),
        },
        Action::Task { call, catches, edge } => State::Task {
            resource: format!("arn:{}:states:::lambda:invoke{}", arn::partition(), suffix(call)),
            arguments: Box::new(arguments(call)),
            timeout_seconds: call.wait.map_or(call.timeout_seconds, |wait| wait.seconds),
            heartbeat_seconds: call.wait.and_then(|wait| wait.heartbeat_seconds),
            retry: retriers(call),
            catch: catches
                .iter()
                .map(|catch| Catcher {
                    error_equals: catch.names.clone(),
                    transition: transition(&catch.edge, name),
                })
                .collect(),
            transition: transition(edge, name),
            output: edge
                .next
                .is_none()
                .then(|| Value::String(expression(&answer(call)))),
        },
        Action::Parallel { branches, edge } => State::Parallel {
            branches: branches.iter().map(States::of).collect(),
            transition: transition(edge, name),
        },
        Action::Map {
            items,
            limit,
            body,
            edge,
        } => State::Map {
            items: Value::String(expression(items)),
            max_concurrency: *limit,
            item_processor: Box::new(ItemProcessor {
                processor_config: ProcessorConfig { mode: "INLINE" },
                states: States::of(body),
            }),
            transition: transition(edge, name),
        },
        Action::Wait { seconds, edge } => State::Wait {
            seconds: if let Formula::Literal(seconds) = seconds {
                seconds.clone()
            } else {
                Value::String(expression(seconds))
            },
            transition: transition(edge, name),
        },
        Action::Choice { rules, default } => State::Choice {
            choices: rules
                .iter()
                .map(|rule| Rule {
                    condition: expression(&rule.condition),
                    transition: transition(&rule.edge, name),
                })
                .collect(),
            assign: assign(default),
            default: default.next.and_then(name),
        },
        Action::Succeed {
            // Whatever is no object, an expression says: that much every reader of machines agrees on.
            output: Template::Literal(scalar),
        } => State::Succeed {
            output: Value::String(expression(&Formula::Literal(scalar.clone()))),
        },
        Action::Succeed { output } => State::Succeed {
            output: value(output),
        },
        Action::Fail(Cause::New { name, message, data }) => State::Fail {
            error: verbatim(&json!(name)),
            cause: verbatim(&Value::String(cause(name, message, data))),
        },
        Action::Fail(Cause::Computed { name, message, data }) => State::Fail {
            error: verbatim(&json!(name)),
            cause: Value::String(wrapped(&envelope(name, message, data))),
        },
        Action::Fail(Cause::Caught(variable)) => State::Fail {
            error: Value::String(wrapped(&format!("${variable}.`Error`"))),
            cause: Value::String(wrapped(&format!("${variable}.`Cause`"))),
        },
    }
}

/// What a failing Lambda function would say: whoever reads the machine's failure finds one form.
fn cause(name: &str, message: &str, data: &Value) -> String {
    let mut data = data.clone();
    data.sort_all_objects();
    Cause::text(name, message, &data)
}

/// How the service waits for a task.
const fn suffix(call: &Call) -> &'static str {
    match call.wait {
        Some(_) => ".waitForTaskToken",
        None => "",
    }
}

/// What a task results in.
const fn answer(call: &Call) -> Formula {
    match call.wait {
        Some(_) => Formula::Outcome,
        None => Formula::Result,
    }
}

fn arguments(call: &Call) -> Arguments {
    Arguments {
        // The published version, so that an execution ends on the code with which it began.
        function_name: placeholder::function(&call.function).to_string(),
        payload: match call.wait {
            Some(_) => json!({ "input": value(&call.input), "task_token": wrapped(TOKEN) }),
            None => value(&call.input),
        },
    }
}

/// The function's own retries, then those of Lambda's faults.
fn retriers(call: &Call) -> Vec<Retrier> {
    let own = call.retries.iter().map(|retry| Retrier {
        error_equals: retry.names.clone(),
        interval_seconds: retry.backoff.interval_seconds,
        max_attempts: retry.backoff.max_attempts,
        backoff_rate: retry.backoff.rate,
        max_delay_seconds: retry.backoff.max_delay_seconds,
        jitter_strategy: "FULL",
    });
    let backoff = super::fault_backoff();
    let faults = Retrier {
        error_equals: FAULTS.map(str::to_owned).to_vec(),
        interval_seconds: backoff.interval_seconds,
        max_attempts: backoff.max_attempts,
        backoff_rate: backoff.rate,
        max_delay_seconds: backoff.max_delay_seconds,
        jitter_strategy: "FULL",
    };
    own.chain([faults]).collect()
}

fn transition(edge: &Edge, name: &impl Fn(usize) -> Option<String>) -> Transition {
    let next = edge.next.and_then(name);
    Transition {
        assign: assign(edge),
        end: next.is_none(),
        next,
    }
}

fn assign(edge: &Edge) -> Map<String, Value> {
    edge.assign
        .iter()
        .map(|assignment| (assignment.variable.clone(), value(&assignment.value)))
        .collect()
}
