//! Executions stopped, and taken up again where they failed.

use crate::support::{Answers, error, events, express, machine, ok, outcome, ran, start, task, with_input};
use ferrovia_states::driver::{Answer, run};
use ferrovia_states::execution::{Execution, Outcome, Progress, RedriveError};
use ferrovia_states::history::Fault;
use serde_json::{Value as Json, json};

fn failing() -> Json {
    machine(
        "A",
        json!({
            "A": task(json!({ "Assign": { "a": "{% $states.result %}" }, "Output": { "from": "A" }, "Next": "B" })),
            "B": task(json!({
                "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }],
                "Output": { "a": "{% $a %}", "b": "{% $states.result %}", "redrives": "{% $states.context.Execution.RedriveCount %}" },
            })),
        }),
    )
}

#[test]
fn it_goes_on_from_the_state_that_failed() {
    let mut execution = start(&failing(), with_input(json!({})));
    let mut answers = Answers::new([
        ("A", vec![ok(json!("a"))]),
        ("B", vec![error("E"), error("E"), error("E"), ok(json!("b"))]),
    ]);
    let failed = json!({ "status": "FAILED", "error": "E", "cause": "because" });
    assert_eq!(outcome(&run(&mut execution, &mut answers)), failed);
    execution.redrive(60_000).expect("it failed");
    let expected = json!({ "output": { "a": "a", "b": "b", "redrives": 1 } });
    assert_eq!(outcome(&run(&mut execution, &mut answers)), expected);
    let calls: Vec<_> = answers
        .calls
        .iter()
        .map(|call| (&*call.state, call.at, call.arguments.clone()))
        .collect();
    let b = |at| ("B", at, json!({ "from": "A" }));
    assert_eq!(calls, [("A", 0.0, json!({})), b(0.0), b(1.0), b(60.0), b(61.0)]);
    assert_eq!(
        events(execution.history())[9..],
        [
            "10 9 TaskFailed",
            "11 10 TaskScheduled",
            "12 11 TaskStarted",
            "13 12 TaskFailed",
            "14 13 ExecutionFailed",
            "15 14 ExecutionRedriven",
            "16 15 TaskScheduled",
            "17 16 TaskStarted",
            "18 17 TaskFailed",
            "19 18 TaskScheduled",
            "20 19 TaskStarted",
            "21 20 TaskSucceeded",
            "22 21 TaskStateExited",
            "23 22 ExecutionSucceeded",
        ]
    );
}

#[test]
fn branches_that_succeeded_are_not_run_again() {
    let branch = |name: &str| json!({ "StartAt": name, "States": { name: task(json!({})) } });
    let definition = machine(
        "P",
        json!({
            "P": { "Type": "Parallel", "Branches": [branch("Good"), branch("Bad"), branch("Slow")], "End": true },
        }),
    );
    let mut execution = start(&definition, with_input(json!({})));
    let mut answers = Answers::new([
        ("Good", vec![ok(json!("good"))]),
        ("Bad", vec![error("E").after(10), ok(json!("better"))]),
        ("Slow", vec![ok(json!("slow")).after(1_000)]),
    ]);
    assert_eq!(outcome(&run(&mut execution, &mut answers))["error"], "E");
    execution.redrive(50).expect("it failed");
    assert_eq!(
        outcome(&run(&mut execution, &mut answers)),
        json!({ "output": ["good", "better", "slow"] })
    );
    let calls: Vec<_> = answers.calls.iter().map(|call| &*call.state).collect();
    assert_eq!(calls, ["Good", "Bad", "Slow", "Bad", "Slow"]);
}

#[test]
fn a_stopped_execution_stays_stopped_until_it_is_redriven() {
    let mut execution = start(&failing(), with_input(json!({})));
    let Progress::Running { tasks, .. } = execution.advance(0) else {
        panic!("it runs")
    };
    let fault = Fault {
        error: Some("Operator".into()),
        cause: Some("enough".into()),
    };
    execution.stop(5, fault.clone());
    execution.stop(6, Fault::default());
    assert!(execution.complete(tasks[0].id, Ok("late".into())).is_err());
    assert!(
        matches!(execution.advance(7), Progress::Finished(Outcome::Aborted(aborted)) if aborted == fault)
    );
    assert_eq!(
        events(execution.history()).last().map(String::as_str),
        Some("5 0 ExecutionAborted")
    );

    execution.redrive(10).expect("it was stopped");
    assert!(execution.complete(tasks[0].id, Ok("late".into())).is_err());
    let mut answers = Answers::new([("A", vec![ok(json!(1))]), ("B", vec![ok(json!(2))])]);
    assert_eq!(
        outcome(&run(&mut execution, &mut answers)),
        json!({ "output": { "a": 1, "b": 2, "redrives": 1 } })
    );
}

#[test]
fn an_execution_that_timed_out_waits_again() {
    let mut definition = machine(
        "W",
        json!({ "W": { "Type": "Wait", "Seconds": 10, "End": true } }),
    );
    definition["TimeoutSeconds"] = 5.into();
    let mut execution = start(&definition, with_input(json!({})));
    assert_eq!(
        outcome(&run(&mut execution, &mut Answers::new([])))["status"],
        "TIMED_OUT"
    );
    execution.redrive(100_000).expect("it timed out");
    assert_eq!(
        outcome(&run(&mut execution, &mut Answers::new([])))["status"],
        "TIMED_OUT"
    );
    assert_eq!(execution.now(), 105_000);
}

#[test]
fn not_everything_can_be_redriven() {
    let fail = machine("F", json!({ "F": { "Type": "Fail" } }));
    let pass = machine("P", json!({ "P": { "Type": "Pass", "End": true } }));
    let day = 24 * 60 * 60 * 1000;
    let redriven = |mut execution: Execution, now| execution.redrive(now);
    assert_eq!(
        redriven(ran(&pass, with_input(json!({})), []).execution, 0),
        Err(RedriveError::NotFailed)
    );
    assert_eq!(
        redriven(start(&pass, with_input(json!({}))), 0),
        Err(RedriveError::NotFailed)
    );
    assert_eq!(
        redriven(ran(&fail, express(json!({})), []).execution, 0),
        Err(RedriveError::Express)
    );
    assert_eq!(
        redriven(ran(&fail, with_input(json!({})), []).execution, 14 * day),
        Ok(())
    );
    assert_eq!(
        redriven(ran(&fail, with_input(json!({})), []).execution, 14 * day + 1),
        Err(RedriveError::TooLate)
    );
    let round = machine("A", json!({ "A": { "Type": "Pass", "Next": "A" } }));
    let full = ran(&round, with_input(json!({})), [("A", vec![Answer::never()])]).execution;
    assert_eq!(redriven(full, 0), Err(RedriveError::TooManyEvents));
}
