//! Tasks that somebody else ends, by a token.

use crate::support::{check, error, express, machine, ok, start, task, with_input};
use ferrovia_states::driver::Answer;
use ferrovia_states::execution::{Execution, NoSuchTask, Outcome, Progress, StartError, TaskRequest};
use ferrovia_states::history::Fault;
use ferrovia_states::machine::Machine;
use serde_json::{Value as Json, json};
use std::rc::Rc;

fn waiting(more: Json) -> Json {
    let mut state = task(json!({
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": { "MessageBody": { "token": "{% $states.context.Task.Token %}" } },
    }));
    for (name, value) in more.as_object().expect("fields") {
        state[name] = value.clone();
    }
    machine("T", json!({ "T": state }))
}

fn requested(execution: &mut Execution, now: i64) -> TaskRequest {
    let tasks = match execution.advance(now) {
        Progress::Running { tasks, .. } => tasks,
        Progress::Finished(_) => Vec::new(),
    };
    assert_eq!(tasks.len(), 1);
    tasks.into_iter().next().expect("one task")
}

#[test]
fn whoever_has_the_token_ends_the_task() {
    let mut execution = start(&waiting(json!({})), with_input(json!({})));
    let request = requested(&mut execution, 0);
    let token = request.token.clone().expect("a token");
    assert_eq!(
        request.arguments.to_json(),
        json!({ "MessageBody": { "token": &*token } })
    );

    // The message has been sent; nothing ends by that.
    execution
        .complete(request.id, Ok(json!({ "MessageId": "1" }).into()))
        .expect("it is waited for");
    assert!(matches!(execution.advance(10), Progress::Running { tasks, .. } if tasks.is_empty()));

    assert_eq!(execution.task_of("0123"), Err(NoSuchTask));
    let wrong = format!("{}0", &token[..token.len() - 1].replace(['1', '2', '3'], "4"));
    assert_eq!(
        execution.complete_token(&wrong, Ok(1_i64.into())),
        Err(NoSuchTask)
    );
    assert_eq!(execution.complete_token(&token, Ok("done".into())), Ok(()));
    assert_eq!(
        execution.complete_token(&token, Ok("twice".into())),
        Err(NoSuchTask)
    );
    assert!(
        matches!(execution.advance(20), Progress::Finished(Outcome::Succeeded { output }) if output == "done".into())
    );
    assert_eq!(
        execution.complete_token(&token, Ok("late".into())),
        Err(NoSuchTask)
    );
    let kinds: Vec<_> = execution.history().iter().map(|event| event.kind()).collect();
    assert_eq!(
        kinds[2..6],
        ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]
    );
}

#[test]
fn a_message_that_cannot_be_sent_fails_the_task() {
    let mut execution = start(&waiting(json!({})), with_input(json!({})));
    let request = requested(&mut execution, 0);
    let fault = Fault {
        error: Some("Sqs.QueueDoesNotExistException".into()),
        cause: None,
    };
    execution
        .complete(request.id, Err(fault.clone()))
        .expect("it is waited for");
    assert!(matches!(execution.advance(0), Progress::Finished(Outcome::Failed(failed)) if failed == fault));
}

#[test]
fn heartbeats_by_token_keep_a_task_alive() {
    let mut execution = start(&waiting(json!({ "HeartbeatSeconds": 10 })), with_input(json!({})));
    let request = requested(&mut execution, 0);
    let token = request.token.expect("a token");
    for at in [9_000, 18_000] {
        assert_eq!(execution.heartbeat_token(&token, at), Ok(()));
        assert!(matches!(execution.advance(at), Progress::Running { .. }));
    }
    let Progress::Running { wake, .. } = execution.advance(20_000) else {
        panic!("it runs")
    };
    assert_eq!(wake, Some(28_000));
    assert!(
        matches!(execution.advance(28_000), Progress::Finished(Outcome::Failed(fault)) if fault.error.as_deref() == Some("States.Timeout"))
    );
    assert_eq!(execution.heartbeat_token(&token, 28_001), Err(NoSuchTask));
}

#[test]
fn callbacks_are_answered_late_failed_retried_or_never() {
    let cases = [
        (
            json!({}),
            vec![ok(json!("approved")).after(86_400_000)],
            json!({ "output": "approved" }),
        ),
        (
            json!({}),
            vec![error("Rejected").after(5)],
            json!({ "status": "FAILED", "error": "Rejected", "cause": "because" }),
        ),
        (
            json!({ "TimeoutSeconds": 60 }),
            vec![Answer::never()],
            json!({ "status": "FAILED", "error": "States.Timeout" }),
        ),
        (
            json!({ "Retry": [{ "ErrorEquals": ["Rejected"] }] }),
            vec![error("Rejected"), ok(json!("second thoughts"))],
            json!({ "output": "second thoughts" }),
        ),
    ];
    for (more, answers, expected) in cases {
        check(&waiting(more), json!({}), [("T", answers)], expected);
    }
}

#[test]
fn every_attempt_has_its_own_token() {
    let definition = waiting(json!({ "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 0 }] }));
    let mut execution = start(&definition, with_input(json!({})));
    let first = requested(&mut execution, 0).token.expect("a token");
    execution
        .complete_token(
            &first,
            Err(Fault {
                error: Some("E".into()),
                cause: None,
            }),
        )
        .expect("it is waited for");
    let second = requested(&mut execution, 0).token.expect("a token");
    assert_ne!(first, second);
    assert_eq!(
        execution.complete_token(&first, Ok(1_i64.into())),
        Err(NoSuchTask)
    );
    assert_eq!(execution.complete_token(&second, Ok(1_i64.into())), Ok(()));
}

#[test]
fn a_job_is_submitted_and_ends_with_its_result() {
    let definition = machine(
        "J",
        json!({
            "J": task(json!({ "Resource": "arn:aws:states:::states:startExecution.sync:2", "Output": "{% $states.result.Output %}" })),
        }),
    );
    let mut execution = start(&definition, with_input(json!({})));
    let request = requested(&mut execution, 0);
    assert_eq!(request.token, None);
    execution
        .submitted(request.id, json!({ "ExecutionArn": "arn" }).into())
        .expect("it is waited for");
    assert!(matches!(execution.advance(1), Progress::Running { .. }));
    execution
        .complete(request.id, Ok(json!({ "Output": [1] }).into()))
        .expect("it is waited for");
    assert!(
        matches!(execution.advance(2), Progress::Finished(Outcome::Succeeded { output }) if output.to_json() == json!([1]))
    );
}

#[test]
fn express_executions_wait_for_nobody() {
    let activity = "arn:aws:states:eu-central-1:123456789012:activity:a";
    for resource in [
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "arn:aws:states:::states:startExecution.sync",
        activity,
    ] {
        let definition = machine(
            "A",
            json!({
                "A": { "Type": "Pass", "Next": "T" },
                "T": task(json!({ "Resource": resource })),
            }),
        );
        let machine = Machine::compile(&definition).expect("a machine");
        let refused = Execution::start(Rc::new(machine), express(json!({}))).err();
        assert_eq!(
            refused,
            Some(StartError::NotInExpress {
                state: "T".to_owned()
            }),
            "{resource}"
        );
    }
}
