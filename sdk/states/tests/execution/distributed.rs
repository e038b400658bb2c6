//! Distributed maps: executions of their own, batches, failures that are tolerated.

use crate::support::{
    Answers, check, error, events, express, machine, ok, outcome, ran, start, task, with_input,
};
use ferrovia_states::driver::{Answer, run};
use ferrovia_states::execution::{Execution, Progress, StartError};
use ferrovia_states::machine::Machine;
use serde_json::{Value as Json, json};
use std::rc::Rc;

fn distributed(processor: Json, more: Json) -> Json {
    let start = processor
        .as_object()
        .and_then(|states| states.keys().next().cloned())
        .expect("a state");
    let mut state = json!({
        "Type": "Map",
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
            "StartAt": start,
            "States": processor,
        },
    });
    for (name, value) in more.as_object().expect("fields") {
        state[name] = value.clone();
    }
    if state.get("Next").is_none() {
        state["End"] = true.into();
    }
    machine("M", json!({ "M": state, "Z": { "Type": "Succeed" } }))
}

fn pass(output: &str) -> Json {
    json!({ "I": { "Type": "Pass", "Output": output, "End": true } })
}

#[test]
fn children_are_executions_of_their_own() {
    let own = "{% {'in': $states.input, 'execution': $states.context.Execution.Input} %}";
    let ran = check(
        &distributed(
            pass(own),
            json!({ "ItemSelector": { "n": "{% $states.context.Map.Item.Value %}" } }),
        ),
        json!([1, 2]),
        [],
        json!({ "output": [{ "in": { "n": 1 }, "execution": { "n": 1 } }, { "in": { "n": 2 }, "execution": { "n": 2 } }] }),
    );
    let expected = [
        "1 0 ExecutionStarted",
        "2 0 MapStateEntered",
        "3 2 MapStateStarted",
        "4 3 MapRunStarted",
        "5 4 MapRunSucceeded",
        "6 5 MapStateSucceeded",
        "7 5 MapStateExited",
        "8 7 ExecutionSucceeded",
    ];
    assert_eq!(ran.events(), expected);
    let children: Vec<_> = ran
        .execution
        .map_runs()
        .iter()
        .flat_map(|run| &run.children)
        .collect();
    assert_eq!(children.len(), 2);
    assert_eq!(
        events(children[0].history())[..2],
        ["1 0 ExecutionStarted", "2 0 PassStateEntered"]
    );
}

#[test]
fn children_do_not_see_outer_variables() {
    let mut definition = distributed(pass("{% $exists($outer) %}"), json!({}));
    definition["StartAt"] = "A".into();
    definition["States"]["A"] = json!({ "Type": "Pass", "Assign": { "outer": 1 }, "Next": "M" });
    check(&definition, json!([1]), [], json!({ "output": [false] }));
}

#[test]
fn items_come_in_batches() {
    let batched = |batcher: Json| distributed(pass("{% $states.input %}"), json!({ "ItemBatcher": batcher }));
    let items = |items: Json| json!({ "Items": items });
    let cases = [
        (
            json!({ "MaxItemsPerBatch": 2 }),
            json!([items(json!([1, 2])), items(json!([3, 4])), items(json!([5]))]),
        ),
        (
            json!({ "MaxItemsPerBatch": "{% 9 %}", "BatchInput": { "all": "{% $count($states.input) %}" } }),
            json!([{ "BatchInput": { "all": 5 }, "Items": [1, 2, 3, 4, 5] }]),
        ),
        // `{"Items":[1,2]}` has fifteen bytes.
        (
            json!({ "MaxInputBytesPerBatch": 16 }),
            json!([items(json!([1, 2])), items(json!([3, 4])), items(json!([5]))]),
        ),
    ];
    for (batcher, expected) in cases {
        check(
            &batched(batcher),
            json!([1, 2, 3, 4, 5]),
            [],
            json!({ "output": expected }),
        );
    }
}

#[test]
fn some_failures_are_tolerated() {
    let exceeded = json!({
        "status": "FAILED",
        "error": "States.ExceedToleratedFailureThreshold",
        "cause": "The specified tolerated failure threshold was exceeded",
    });
    let cases = [
        (json!({}), 0, true),
        (json!({}), 1, false),
        (json!({ "ToleratedFailureCount": 2 }), 2, true),
        (json!({ "ToleratedFailureCount": "{% 2 %}" }), 3, false),
        (json!({ "ToleratedFailurePercentage": 50 }), 2, true),
        (json!({ "ToleratedFailurePercentage": 50 }), 3, false),
        (
            json!({ "ToleratedFailurePercentage": 100, "ToleratedFailureCount": 1 }),
            2,
            false,
        ),
    ];
    for (more, failures, succeeds) in cases {
        let mut answers = vec![error("E"); failures];
        answers.resize(4, ok(json!("fine")));
        let outcome = ran(
            &distributed(json!({ "T": task(json!({})) }), more.clone()),
            with_input(json!([1, 2, 3, 4])),
            [("T", answers)],
        )
        .outcome();
        if succeeds {
            assert_eq!(outcome, json!({ "output": vec!["fine"; 4 - failures] }), "{more}");
        } else {
            assert_eq!(outcome, exceeded, "{more}");
        }
    }
    let caught = json!({ "Catch": [{ "ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "Z", "Output": "caught" }] });
    let definition = distributed(json!({ "T": task(json!({})) }), caught);
    let ran = check(
        &definition,
        json!([1, 2]),
        [("T", vec![error("E")])],
        json!({ "output": "caught" }),
    );
    let kinds: Vec<_> = ran.execution.history().iter().map(|event| event.kind()).collect();
    assert_eq!(kinds[4..7], ["MapRunFailed", "MapStateFailed", "MapStateExited"]);
}

#[test]
fn tasks_of_children_wait_retry_and_time_out() {
    let processor = json!({
        "T": task(json!({ "TimeoutSeconds": 5, "Retry": [{ "ErrorEquals": ["States.Timeout"], "MaxAttempts": 1 }], "Next": "W" })),
        "W": { "Type": "Wait", "Seconds": 10, "End": true },
    });
    let definition = distributed(processor, json!({ "MaxConcurrency": 1 }));
    let answers = [(
        "T",
        vec![
            Answer::never(),
            ok(json!("second")).after(2_000),
            ok(json!("other")),
        ],
    )];
    let ran = check(
        &definition,
        json!([1, 2]),
        answers,
        json!({ "output": ["second", "other"] }),
    );
    assert_eq!(ran.times("T"), [0.0, 6.0, 18.0]);
    assert_eq!(ran.execution.now(), 28_000);
}

#[test]
fn children_start_in_order_and_no_more_than_allowed() {
    for (limit, times) in [(0, vec![0.0; 5]), (2, vec![0.0, 0.0, 1.0, 1.0, 2.0])] {
        let definition = distributed(
            json!({ "T": task(json!({})) }),
            json!({ "MaxConcurrency": limit }),
        );
        let answers = [("T", vec![ok(json!(0)).after(1_000)])];
        let ran = check(
            &definition,
            json!([1, 2, 3, 4, 5]),
            answers,
            json!({ "output": [0, 0, 0, 0, 0] }),
        );
        assert_eq!(ran.times("T"), times);
        let items: Vec<_> = ran.calls.iter().map(|call| call.arguments.clone()).collect();
        assert_eq!(items, [1, 2, 3, 4, 5]);
    }
}

#[test]
fn tokens_reach_the_children() {
    let waiting = task(json!({ "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken" }));
    let mut execution = start(
        &distributed(json!({ "T": waiting }), json!({})),
        with_input(json!([1, 2])),
    );
    let Progress::Running { tasks, .. } = execution.advance(0) else {
        panic!("it runs")
    };
    assert_eq!(tasks.len(), 2);
    for task in tasks.iter().rev() {
        let token = task.token.as_deref().expect("a token");
        assert_eq!(execution.task_of(token), Ok(task.id));
        execution
            .complete_token(token, Ok(task.arguments.clone()))
            .expect("it is waited for");
    }
    assert!(
        matches!(execution.advance(1), Progress::Finished(done) if outcome(&done) == json!({ "output": [1, 2] }))
    );
}

#[test]
fn items_may_be_read_from_outside() {
    let definition = distributed(
        pass("{% $states.input * 2 %}"),
        json!({
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "Arguments": { "Bucket": "b", "Key": "{% $states.input.key %}" },
                "ReaderConfig": { "InputType": "JSON", "MaxItems": 3 },
            },
        }),
    );
    let input = json!({ "key": "k" });
    let ran = check(
        &definition,
        input.clone(),
        [("M", vec![ok(json!([1, 2, 3, 4]))])],
        json!({ "output": [2, 4, 6] }),
    );
    assert_eq!(ran.calls[0].arguments, json!({ "Bucket": "b", "Key": "k" }));
    for answer in [error("S3.NoSuchKey"), ok(json!({ "not": "a list" }))] {
        let outcome =
            crate::support::ran(&definition, with_input(input.clone()), [("M", vec![answer])]).outcome();
        assert_eq!(outcome["error"], "States.ItemReaderFailed");
    }
}

#[test]
fn a_redriven_map_runs_what_did_not_succeed() {
    let definition = distributed(json!({ "T": task(json!({})) }), json!({ "MaxConcurrency": 1 }));
    let mut execution = start(&definition, with_input(json!([1, 2, 3])));
    let mut answers = Answers::new([(
        "T",
        vec![ok(json!("a")), error("E"), ok(json!("b")), ok(json!("c"))],
    )]);
    assert_eq!(
        outcome(&run(&mut execution, &mut answers))["error"],
        "States.ExceedToleratedFailureThreshold"
    );
    execution.redrive(100).expect("it failed");
    assert_eq!(
        outcome(&run(&mut execution, &mut answers)),
        json!({ "output": ["a", "b", "c"] })
    );
    let items: Vec<_> = answers.calls.iter().map(|call| call.arguments.clone()).collect();
    assert_eq!(items, [1, 2, 2, 3]);
    let kinds: Vec<_> = execution.history().iter().map(|event| event.kind()).collect();
    assert_eq!(
        kinds[7..10],
        ["ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded"]
    );
}

#[test]
fn an_express_machine_has_none() {
    let machine = Machine::compile(&distributed(pass("x"), json!({}))).expect("a machine");
    let refused = Execution::start(Rc::new(machine), express(json!([]))).err();
    assert_eq!(
        refused,
        Some(StartError::NotInExpress {
            state: "M".to_owned()
        })
    );
}
