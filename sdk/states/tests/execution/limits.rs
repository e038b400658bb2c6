//! Quotas: sizes, events, durations.

use crate::support::{check, express, machine, ok, ran, task, with_input};
use ferrovia_states::driver::Answer;
use ferrovia_states::execution::{Execution, Start, StartError};
use ferrovia_states::machine::Machine;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// The most bytes of data, as JSON.
const DATA: usize = 262_144;

fn text(bytes: usize) -> Json {
    "x".repeat(bytes - 2).into()
}

#[test]
fn inputs_have_a_largest_size_and_names_a_form() {
    let pass = machine("A", json!({ "A": { "Type": "Pass", "End": true } }));
    let pass = Rc::new(Machine::compile(&pass).expect("a machine"));
    let start = |start| Execution::start(Rc::clone(&pass), start).map(|_| ());
    assert_eq!(start(with_input(text(DATA))), Ok(()));
    assert_eq!(
        start(with_input(text(DATA + 1))),
        Err(StartError::InputTooLarge { bytes: DATA + 1 })
    );
    for name in ["", "a b", "a/b", &"n".repeat(81)] {
        let refused = start(Start {
            name: name.into(),
            ..Start::default()
        });
        assert_eq!(
            refused,
            Err(StartError::Name {
                name: name.to_owned()
            })
        );
    }
    assert_eq!(
        start(Start {
            name: "Ação-1_x.y".into(),
            ..Start::default()
        }),
        Ok(())
    );
}

#[test]
fn data_of_states_has_a_largest_size() {
    let too_large = json!({ "status": "FAILED", "error": "States.DataLimitExceeded" });
    let half = text(DATA / 2);
    let cases = [
        (
            json!({ "Type": "Pass", "Output": "{% $states.input & $states.input & 'xxx' %}", "End": true }),
            true,
        ),
        (
            json!({ "Type": "Pass", "Output": "{% [$states.input] %}", "End": true }),
            false,
        ),
        (
            json!({ "Type": "Pass", "Assign": { "a": "{% [$states.input, $states.input] %}" }, "End": true }),
            true,
        ),
        (
            json!({ "Type": "Pass", "Assign": { "a": "{% $states.input %}", "b": "{% $states.input & 'x' %}" }, "End": true }),
            true,
        ),
        (
            json!({ "Type": "Pass", "Assign": { "a": "{% $states.input %}" }, "End": true }),
            false,
        ),
        (
            task(json!({ "Arguments": "{% [$states.input, $states.input] %}" })),
            true,
        ),
        (
            json!({
                "Type": "Map",
                "Items": [1],
                "ItemSelector": "{% [$states.input, $states.input] %}",
                "ItemProcessor": { "StartAt": "X", "States": { "X": { "Type": "Pass", "Output": 1, "End": true } } },
                "End": true,
            }),
            true,
        ),
        (
            json!({
                "Type": "Parallel",
                "Branches": vec![json!({ "StartAt": "X", "States": { "X": { "Type": "Pass", "End": true } } }); 2],
                "End": true,
            }),
            true,
        ),
    ];
    for (state, is_too_large) in cases {
        let name = state["Type"].as_str().expect("a type").to_owned();
        let outcome = ran(
            &machine("A", json!({ "A": state })),
            with_input(half.clone()),
            [("A", vec![])],
        )
        .outcome();
        assert_eq!(outcome == too_large, is_too_large, "{name}: {}", outcome["error"]);
    }
}

#[test]
fn a_standard_execution_has_25000_events() {
    let round = machine(
        "A",
        json!({
            "A": { "Type": "Pass", "Next": "B" },
            "B": { "Type": "Pass", "Next": "A" },
        }),
    );
    for history in [true, false] {
        let ran = ran(
            &round,
            Start {
                history,
                ..with_input(json!({}))
            },
            [],
        );
        let expected = json!({
            "status": "FAILED",
            "error": "States.Runtime",
            "cause": "The execution reached the maximum number of history events (25000).",
        });
        assert_eq!(ran.outcome(), expected);
        assert_eq!(ran.execution.event_count(), 25_000);
        assert_eq!(ran.execution.history().len(), if history { 25_000 } else { 0 });
    }
}

#[test]
fn executions_take_no_longer_than_they_may() {
    let wait = |seconds: u64, timeout: Option<u64>| {
        let mut definition = machine(
            "W",
            json!({ "W": { "Type": "Wait", "Seconds": seconds, "End": true } }),
        );
        if let Some(timeout) = timeout {
            definition["TimeoutSeconds"] = timeout.into();
        }
        definition
    };
    let timed_out = json!({ "status": "TIMED_OUT", "error": "States.Timeout" });
    let (year, minutes) = (31_536_000, 300);
    let cases = [
        (wait(year - 1, None), false, None),
        (wait(year + 1, None), false, Some(year)),
        (wait(minutes - 1, None), true, None),
        (wait(minutes + 1, None), true, Some(minutes)),
        (wait(10, Some(5)), false, Some(5)),
        (wait(10, Some(5)), true, Some(5)),
        (wait(10, Some(50)), true, None),
        (wait(minutes + 1, Some(1_000)), true, Some(minutes)),
    ];
    for (definition, is_express, ended) in cases {
        let start = if is_express {
            express(json!({}))
        } else {
            with_input(json!({}))
        };
        let ran = ran(&definition, start, []);
        match ended {
            Some(seconds) => {
                assert_eq!(
                    (ran.outcome(), ran.execution.now() as u64),
                    (timed_out.clone(), seconds * 1000)
                );
            }
            None => assert_eq!(ran.outcome(), json!({ "output": {} }), "{definition}"),
        }
    }
}

#[test]
fn the_time_out_of_the_machine_is_caught_by_nobody() {
    let mut definition = machine(
        "T",
        json!({
            "T": task(json!({ "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "C" }] })),
            "C": { "Type": "Succeed" },
        }),
    );
    definition["TimeoutSeconds"] = 3.into();
    let expected = json!({ "status": "TIMED_OUT", "error": "States.Timeout" });
    check(&definition, json!({}), [("T", vec![Answer::never()])], expected);
}

#[test]
fn an_express_execution_that_never_waits_ends_too() {
    let round = machine("A", json!({ "A": { "Type": "Pass", "Next": "A" } }));
    let ran = ran(
        &round,
        Start {
            history: false,
            ..express(json!({}))
        },
        [],
    );
    assert_eq!(
        ran.outcome(),
        json!({ "status": "TIMED_OUT", "error": "States.Timeout" })
    );
}

#[test]
fn a_result_may_be_as_large_as_data() {
    let definition = machine("T", json!({ "T": task(json!({ "Output": 1 })) }));
    check(
        &definition,
        json!({}),
        [("T", vec![ok(text(DATA))])],
        json!({ "output": 1 }),
    );
    let expected = json!({ "status": "FAILED", "error": "States.DataLimitExceeded" });
    check(
        &definition,
        json!({}),
        [("T", vec![ok(text(DATA + 1))])],
        expected,
    );
}
