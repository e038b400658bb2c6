//! Parallel and inline Map: results in order, scopes, how many at a time.

use crate::support::{check, error, machine, ok, ran, task, with_input};
use ferrovia_states::driver::Answer;
use ferrovia_states::value::Value;
use serde_json::{Value as Json, json};

fn branch(states: Json) -> Json {
    let start = states
        .as_object()
        .and_then(|states| states.keys().next().cloned())
        .expect("a state");
    json!({ "StartAt": start, "States": states })
}

fn parallel(branches: &[Json], more: Json) -> Json {
    let mut state = json!({ "Type": "Parallel", "Branches": branches });
    for (name, value) in more.as_object().expect("fields") {
        state[name] = value.clone();
    }
    if state.get("Next").is_none() {
        state["End"] = true.into();
    }
    state
}

fn map(processor: Json, more: Json) -> Json {
    let mut state = parallel(&[], more);
    state["Type"] = "Map".into();
    state.as_object_mut().expect("an object").remove("Branches");
    state["ItemProcessor"] = processor;
    state
}

fn pass(output: &str) -> Json {
    json!({ "Type": "Pass", "Output": output, "End": true })
}

#[test]
fn branches_give_their_results_in_order_whoever_ends_first() {
    let definition = machine(
        "P",
        json!({
            "P": parallel(
                &[branch(json!({ "A": task(json!({})) })), branch(json!({ "B": task(json!({})) })), branch(json!({ "C": pass("c") }))],
                json!({ "Arguments": { "for": "all" } }),
            ),
        }),
    );
    let answers = [
        ("A", vec![ok(json!("a")).after(5_000)]),
        ("B", vec![ok(json!("b")).after(1_000)]),
    ];
    let ran = check(
        &definition,
        json!({}),
        answers,
        json!({ "output": ["a", "b", "c"] }),
    );
    assert_eq!(
        ran.calls
            .iter()
            .map(|call| call.arguments.clone())
            .collect::<Vec<_>>(),
        [json!({ "for": "all" }), json!({ "for": "all" })]
    );
    assert_eq!(ran.execution.now(), 5_000);
}

#[test]
fn inner_scopes_read_outer_variables_and_keep_their_own() {
    let inner = branch(json!({
        "I": { "Type": "Pass", "Assign": { "own": "{% $outer & '!' %}" }, "Next": "J" },
        "J": pass("{% $own & $outer %}"),
    }));
    let other = branch(json!({ "K": pass("{% $exists($own) ? 'seen' : 'unseen' %}") }));
    let definition = machine(
        "A",
        json!({
            "A": { "Type": "Pass", "Assign": { "outer": "o" }, "Next": "P" },
            "P": parallel(&[inner, other], json!({ "Assign": { "joined": "{% $states.result %}" }, "Next": "Z" })),
            "Z": pass("{% {'joined': $joined, 'own': $exists($own)} %}"),
        }),
    );
    check(
        &definition,
        json!({}),
        [],
        json!({ "output": { "joined": ["o!o", "unseen"], "own": false } }),
    );
}

#[test]
fn a_map_runs_one_iteration_for_each_item() {
    let index = "{% {'i': $states.context.Map.Item.Index, 'v': $states.context.Map.Item.Value, 'in': $states.input} %}";
    let cases = [
        (
            json!({}),
            json!([3, 4]),
            json!([{ "i": 0, "v": 3, "in": 3 }, { "i": 1, "v": 4, "in": 4 }]),
        ),
        (json!({}), json!([]), json!([])),
        (
            json!({ "ItemSelector": { "n": "{% $states.context.Map.Item.Value * $states.input[0] %}" } }),
            json!([3, 4]),
            json!([{ "i": 0, "v": 3, "in": { "n": 9 } }, { "i": 1, "v": 4, "in": { "n": 12 } }]),
        ),
        (
            json!({ "Items": ["x"], "MaxConcurrency": "{% 1 %}" }),
            json!({}),
            json!([{ "i": 0, "v": "x", "in": "x" }]),
        ),
        (
            json!({ "Items": "{% [$states.input.only] %}", "Output": "{% $states.result[0].v %}" }),
            json!({ "only": 1 }),
            json!(1),
        ),
    ];
    for (more, input, expected) in cases {
        let definition = machine(
            "M",
            json!({ "M": map(branch(json!({ "I": pass(index) })), more) }),
        );
        check(&definition, input, [], json!({ "output": expected }));
    }
}

#[test]
fn what_is_no_list_cannot_be_mapped() {
    let failed = json!({ "status": "FAILED", "error": "States.QueryEvaluationError" });
    for (more, input) in [
        (json!({}), json!({ "a": 1 })),
        (json!({ "Items": "{% 'text' %}" }), json!([])),
        (json!({ "MaxConcurrency": "{% 'few' %}" }), json!([1])),
        (json!({ "ItemSelector": "{% $nothing %}" }), json!([1])),
        (json!({ "ToleratedFailurePercentage": "{% 101 %}" }), json!([1])),
    ] {
        let definition = machine("M", json!({ "M": map(branch(json!({ "I": pass("x") })), more) }));
        check(&definition, input, [], failed.clone());
    }
}

#[test]
fn no_more_iterations_run_at_a_time_than_allowed() {
    for (limit, times) in [
        (1, vec![0.0, 1.0, 2.0, 3.0, 4.0]),
        (2, vec![0.0, 0.0, 1.0, 1.0, 2.0]),
        (0, vec![0.0; 5]),
        (9, vec![0.0; 5]),
    ] {
        let definition = machine(
            "M",
            json!({
                "M": map(branch(json!({ "T": task(json!({})) })), json!({ "MaxConcurrency": limit })),
            }),
        );
        let answers = [("T", vec![ok(json!(true)).after(1_000)])];
        let ran = check(
            &definition,
            json!([1, 2, 3, 4, 5]),
            answers,
            json!({ "output": [true, true, true, true, true] }),
        );
        assert_eq!(ran.times("T"), times, "MaxConcurrency {limit}");
        assert_eq!(
            ran.calls
                .iter()
                .map(|call| call.arguments.clone())
                .collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
    }
}

#[test]
fn a_failing_branch_takes_the_others_with_it() {
    let failing = branch(json!({ "F": { "Type": "Fail", "Error": "Broken", "Cause": "c" } }));
    let slow = branch(json!({ "T": task(json!({ "Next": "U" })), "U": task(json!({})) }));
    let definition = |more| {
        machine(
            "P",
            json!({ "P": parallel(&[slow.clone(), failing.clone()], more), "Z": pass("{% $states.input.Error %}") }),
        )
    };
    let answers = || [("T", vec![ok(json!(1)).after(1_000)]), ("U", vec![ok(json!(1))])];
    let ran = check(
        &definition(json!({})),
        json!({}),
        answers(),
        json!({ "status": "FAILED", "error": "Broken", "cause": "c" }),
    );
    assert_eq!(ran.times("U"), Vec::<f64>::new());
    let caught = json!({ "Catch": [{ "ErrorEquals": ["Broken"], "Next": "Z" }], "Next": "Z" });
    let ran = check(
        &definition(caught),
        json!({}),
        answers(),
        json!({ "output": "Broken" }),
    );
    assert_eq!((ran.times("T"), ran.times("U")), (vec![0.0], vec![]));
}

#[test]
fn a_fork_is_retried_as_a_whole() {
    let branches = [
        branch(json!({ "A": task(json!({})) })),
        branch(json!({ "B": task(json!({})) })),
    ];
    let retry = json!({ "Retry": [{ "ErrorEquals": ["Again"], "IntervalSeconds": 3 }] });
    let definition = machine("P", json!({ "P": parallel(&branches, retry) }));
    let answers = [
        ("A", vec![ok(json!("a"))]),
        ("B", vec![error("Again"), error("Again"), ok(json!("b"))]),
    ];
    let ran = check(&definition, json!({}), answers, json!({ "output": ["a", "b"] }));
    assert_eq!(ran.times("A"), [0.0, 3.0, 9.0]);
}

#[test]
fn tasks_of_branches_given_up_are_cancelled() {
    use ferrovia_states::execution::Progress;
    let branches = [
        branch(json!({ "A": task(json!({})) })),
        branch(json!({ "B": task(json!({})) })),
    ];
    let caught = json!({ "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Z" }], "Next": "Z" });
    let definition = machine(
        "P",
        json!({ "P": parallel(&branches, caught), "Z": task(json!({})) }),
    );
    let mut execution = crate::support::start(&definition, with_input(json!({})));
    let Progress::Running { tasks, .. } = execution.advance(0) else {
        panic!("it runs")
    };
    let [a, b] = &tasks[..] else { panic!("two tasks") };
    execution
        .complete(
            b.id,
            Err(ferrovia_states::history::Fault {
                error: Some("E".into()),
                cause: None,
            }),
        )
        .expect("it is waited for");
    let Progress::Running {
        tasks: after,
        cancelled,
        ..
    } = execution.advance(1)
    else {
        panic!("it runs")
    };
    assert_eq!(cancelled, [a.id]);
    assert_eq!(after.iter().map(|task| &*task.state).collect::<Vec<_>>(), ["Z"]);
    assert!(execution.complete(a.id, Ok(Value::NULL)).is_err());
}

#[test]
fn branches_take_turns() {
    let branches: Vec<_> = ["A", "B"]
        .into_iter()
        .map(|name| {
            let second = format!("{name}2");
            branch(json!({ name: task(json!({ "Next": second })), second.clone(): task(json!({})) }))
        })
        .collect();
    let definition = machine("P", json!({ "P": parallel(&branches, json!({})) }));
    let answers = ["A", "A2", "B", "B2"].map(|state| (state, vec![Answer::ok(state.into())]));
    let ran = ran(&definition, with_input(json!({})), answers);
    assert_eq!(
        ran.calls.iter().map(|call| &*call.state).collect::<Vec<_>>(),
        ["A", "B", "A2", "B2"]
    );
}
