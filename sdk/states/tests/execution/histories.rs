//! Events: their order, what led to them, and how they are written.

use crate::support::{error, machine, ok, ran, task, with_input};
use ferrovia_states::driver::Answer;
use ferrovia_states::execution::Start;
use serde_json::{Value as Json, json};

#[track_caller]
fn check(definition: &Json, input: Json, answers: Vec<(&str, Vec<Answer>)>, expected: &[&str]) {
    let ran = ran(definition, with_input(input), answers);
    assert_eq!(ran.events(), expected, "{}", ran.outcome());
}

fn map(processor: Json, more: Json) -> Json {
    let mut state =
        json!({ "Type": "Map", "ItemProcessor": { "StartAt": "I", "States": { "I": processor } } });
    for (name, value) in more.as_object().expect("fields") {
        state[name] = value.clone();
    }
    if state.get("Next").is_none() {
        state["End"] = true.into();
    }
    state
}

#[test]
fn a_map_one_by_one() {
    // As recorded on Step Functions.
    let pass = json!({ "Type": "Pass", "End": true });
    let definition = machine("M", json!({ "M": map(pass, json!({ "MaxConcurrency": 1 })) }));
    let expected = [
        "1 0 ExecutionStarted",
        "2 0 MapStateEntered",
        "3 2 MapStateStarted",
        "4 3 MapIterationStarted",
        "5 4 PassStateEntered",
        "6 5 PassStateExited",
        "7 6 MapIterationSucceeded",
        "8 6 MapIterationStarted",
        "9 8 PassStateEntered",
        "10 9 PassStateExited",
        "11 10 MapIterationSucceeded",
        "12 11 MapStateSucceeded",
        "13 11 MapStateExited",
        "14 13 ExecutionSucceeded",
    ];
    check(&definition, json!([1, 2]), vec![], &expected);
}

#[test]
fn a_map_retried_and_failed() {
    let definition = machine(
        "M",
        json!({
            "M": map(json!({ "Type": "Fail", "Error": "E" }), json!({ "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }] })),
        }),
    );
    let expected = [
        "1 0 ExecutionStarted",
        "2 0 MapStateEntered",
        "3 2 MapStateStarted",
        "4 3 MapIterationStarted",
        "5 4 FailStateEntered",
        "6 5 MapIterationFailed",
        "7 5 MapStateStarted",
        "8 7 MapIterationStarted",
        "9 8 FailStateEntered",
        "10 9 MapIterationFailed",
        "11 9 MapStateFailed",
        "12 11 ExecutionFailed",
    ];
    check(&definition, json!([1]), vec![], &expected);
}

#[test]
fn a_map_whose_first_task_fails() {
    let definition = machine("M", json!({ "M": map(task(json!({})), json!({})) }));
    let answers = vec![("I", vec![error("E").after(1), ok(json!(1)).after(9)])];
    let expected = [
        "1 0 ExecutionStarted",
        "2 0 MapStateEntered",
        "3 2 MapStateStarted",
        "4 3 MapIterationStarted",
        "5 3 MapIterationStarted",
        "6 4 TaskStateEntered",
        "7 6 TaskScheduled",
        "8 7 TaskStarted",
        "9 5 TaskStateEntered",
        "10 9 TaskScheduled",
        "11 10 TaskStarted",
        "12 8 TaskFailed",
        "13 12 MapIterationFailed",
        "14 12 TaskStateAborted",
        "15 12 MapIterationAborted",
        "16 12 TaskStateAborted",
        "17 12 MapStateFailed",
        "18 17 ExecutionFailed",
    ];
    check(&definition, json!([1, 2]), answers, &expected);
}

#[test]
fn a_parallel_caught() {
    let branch = json!({ "StartAt": "F", "States": { "F": { "Type": "Fail", "Error": "E" } } });
    let definition = machine(
        "P",
        json!({
            "P": {
                "Type": "Parallel",
                "Branches": [branch],
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Z" }],
                "Next": "Z",
            },
            "Z": { "Type": "Succeed" },
        }),
    );
    let expected = [
        "1 0 ExecutionStarted",
        "2 0 ParallelStateEntered",
        "3 2 ParallelStateStarted",
        "4 3 FailStateEntered",
        "5 4 ParallelStateFailed",
        "6 5 ParallelStateExited",
        "7 6 SucceedStateEntered",
        "8 7 SucceedStateExited",
        "9 8 ExecutionSucceeded",
    ];
    check(&definition, json!({}), vec![], &expected);
}

#[test]
fn an_evaluation_that_fails_before_and_after_the_task() {
    let definition = |fields: Json| {
        machine(
            "A",
            json!({ "A": { "Type": "Pass", "Next": "T" }, "T": task(fields) }),
        )
    };
    let expected = [
        "1 0 ExecutionStarted",
        "2 0 PassStateEntered",
        "3 2 PassStateExited",
        "4 3 TaskStateEntered",
        "5 3 EvaluationFailed",
        "6 5 ExecutionFailed",
    ];
    check(
        &definition(json!({ "Arguments": "{% $x %}" })),
        json!({}),
        vec![],
        &expected,
    );
    let answers = vec![("T", vec![ok(json!(1))])];
    let ran = ran(
        &definition(json!({ "Output": "{% $x %}" })),
        with_input(json!({})),
        answers,
    );
    assert_eq!(
        ran.events()[6..],
        ["7 6 TaskSucceeded", "8 7 EvaluationFailed", "9 8 ExecutionFailed"]
    );
}

#[test]
fn events_are_written_as_the_api_writes_them() {
    let definition = machine(
        "T",
        json!({
            "T": task(json!({
                "Arguments": { "FunctionName": "f", "Payload": "{% $states.input.n %}" },
                "TimeoutSeconds": 9,
                "HeartbeatSeconds": "{% 3 %}",
                "Credentials": { "RoleArn": "arn:role" },
                "Assign": { "v": "{% [1] %}" },
                "Output": null,
                "Next": "L",
            })),
            "L": { "Type": "Task", "Resource": "arn:aws:lambda:r:1:function:l", "Next": "F" },
            "F": { "Type": "Fail", "Error": "E", "Cause": "C" },
        }),
    );
    let answers = [
        ("T", vec![ok(json!({ "Payload": 2 })).after(1_500)]),
        ("L", vec![ok(json!({}))]),
    ];
    let ran = ran(
        &definition,
        Start {
            at: 1_000,
            ..with_input(json!({ "n": 1 }))
        },
        answers,
    );
    let written: Json = serde_json::to_value(ran.execution.history()).expect("JSON");
    let whole = json!({ "truncated": false });
    let lambda = |more: Json| {
        let mut details = json!({ "resourceType": "lambda", "resource": "invoke" });
        for (name, value) in more.as_object().expect("fields") {
            details[name] = value.clone();
        }
        details
    };
    let event = |id: u64, previous: u64, at: &str, kind: &str, member: &str, details: Json| {
        let mut event = json!({ "timestamp": at, "type": kind, "id": id, "previousEventId": previous });
        if !member.is_empty() {
            event[member] = details;
        }
        event
    };
    let (begin, then) = ("1970-01-01T00:00:01.000Z", "1970-01-01T00:00:02.500Z");
    let expected = json!([
        event(
            1,
            0,
            begin,
            "ExecutionStarted",
            "executionStartedEventDetails",
            json!({ "input": r#"{"n":1}"#, "inputDetails": whole, "roleArn": "arn:aws:iam::123456789012:role/machine" })
        ),
        event(
            2,
            0,
            begin,
            "TaskStateEntered",
            "stateEnteredEventDetails",
            json!({ "name": "T", "input": r#"{"n":1}"#, "inputDetails": whole })
        ),
        event(
            3,
            2,
            begin,
            "TaskScheduled",
            "taskScheduledEventDetails",
            lambda(
                json!({ "region": "us-east-1", "parameters": r#"{"FunctionName":"f","Payload":1}"#, "timeoutInSeconds": 9, "heartbeatInSeconds": 3, "taskCredentials": { "roleArn": "arn:role" } })
            )
        ),
        event(
            4,
            3,
            begin,
            "TaskStarted",
            "taskStartedEventDetails",
            lambda(json!({}))
        ),
        event(
            5,
            4,
            then,
            "TaskSucceeded",
            "taskSucceededEventDetails",
            lambda(json!({ "output": r#"{"Payload":2}"#, "outputDetails": whole }))
        ),
        event(
            6,
            5,
            then,
            "TaskStateExited",
            "stateExitedEventDetails",
            json!({ "name": "T", "output": "null", "outputDetails": whole, "assignedVariables": { "v": "[1]" }, "assignedVariablesDetails": whole })
        ),
        event(
            7,
            6,
            then,
            "TaskStateEntered",
            "stateEnteredEventDetails",
            json!({ "name": "L", "input": "null", "inputDetails": whole })
        ),
        event(
            8,
            7,
            then,
            "LambdaFunctionScheduled",
            "lambdaFunctionScheduledEventDetails",
            json!({ "resource": "arn:aws:lambda:r:1:function:l", "input": "null", "inputDetails": whole })
        ),
        event(9, 8, then, "LambdaFunctionStarted", "", Json::Null),
        event(
            10,
            9,
            then,
            "LambdaFunctionSucceeded",
            "lambdaFunctionSucceededEventDetails",
            json!({ "output": "{}", "outputDetails": whole })
        ),
        event(
            11,
            10,
            then,
            "TaskStateExited",
            "stateExitedEventDetails",
            json!({ "name": "L", "output": "{}", "outputDetails": whole })
        ),
        event(
            12,
            11,
            then,
            "FailStateEntered",
            "stateEnteredEventDetails",
            json!({ "name": "F", "input": "{}", "inputDetails": whole })
        ),
        event(
            13,
            12,
            then,
            "ExecutionFailed",
            "executionFailedEventDetails",
            json!({ "error": "E", "cause": "C" })
        ),
    ]);
    assert_eq!(written, expected);
}

#[test]
fn without_a_history_the_course_is_the_same() {
    let definition = machine("M", json!({ "M": map(task(json!({})), json!({})) }));
    let course = |history| {
        let start = Start {
            history,
            ..with_input(json!([1, 2, 3]))
        };
        let ran = ran(&definition, start, [("I", vec![ok(json!(1)).after(3)])]);
        (
            ran.outcome(),
            ran.calls.clone(),
            ran.execution.event_count(),
            ran.execution.history().len(),
        )
    };
    let ((outcome, calls, count, kept), (_, _, with, without)) = (course(false), course(true));
    assert_eq!((outcome, calls, count), {
        let (o, c, n, _) = course(true);
        (o, c, n)
    });
    assert_eq!((kept, with as usize), (0, without));
}
