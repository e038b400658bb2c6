//! What holds for every machine: nothing is lost or doubled, and the same start takes the same course.

use crate::support::{machine, start, with_input};
use ferrovia_states::driver::{Answer, run};
use ferrovia_states::execution::{Execution, Outcome, Start, TaskRequest};
use ferrovia_states::value::Value;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

/// A tree of forks with tasks at its leaves.
#[derive(Clone, Debug)]
enum Tree {
    Task {
        delay: i64,
    },
    Parallel(Vec<Tree>),
    Map {
        items: usize,
        limit: usize,
        each: Box<Tree>,
    },
    Then(Box<Tree>, Box<Tree>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = (0_i64..3).prop_map(|delay| Tree::Task { delay });
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::Parallel),
            (0_usize..4, 0_usize..3, inner.clone()).prop_map(|(items, limit, each)| Tree::Map {
                items,
                limit,
                each: Box::new(each)
            }),
            (inner.clone(), inner).prop_map(|(first, second)| Tree::Then(Box::new(first), Box::new(second))),
        ]
    })
}

impl Tree {
    /// Adds its states and gives the name of the first; `next` is where it goes on.
    fn states(&self, states: &mut Map<String, Json>, next: Option<&str>, counter: &mut usize) -> String {
        *counter += 1;
        let name = format!("s{counter}");
        let mut state = match self {
            Self::Then(first, second) => {
                let second = second.states(states, next, counter);
                return first.states(states, Some(&second), counter);
            }
            Self::Task { delay } => json!({
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": { "delay": delay },
                "Retry": [{ "ErrorEquals": ["Again"], "MaxAttempts": 9, "JitterStrategy": "FULL" }],
            }),
            Self::Parallel(branches) => {
                let branches: Vec<_> = branches.iter().map(|branch| branch.branch(counter)).collect();
                json!({ "Type": "Parallel", "Branches": branches })
            }
            Self::Map { items, limit, each } => json!({
                "Type": "Map",
                "Items": (0..*items).collect::<Vec<_>>(),
                "MaxConcurrency": limit,
                "ItemProcessor": each.branch(counter),
            }),
        };
        match next {
            Some(next) => state["Next"] = next.into(),
            None => state["End"] = true.into(),
        }
        states.insert(name.clone(), state);
        name
    }

    fn branch(&self, counter: &mut usize) -> Json {
        let mut states = Map::new();
        let start = self.states(&mut states, None, counter);
        json!({ "StartAt": start, "States": states })
    }

    fn machine(&self) -> Json {
        let branch = self.branch(&mut 0);
        machine(
            branch["StartAt"].as_str().expect("a start"),
            branch["States"].clone(),
        )
    }

    /// How many tasks succeed, and the shape of the result: a task's is 1.
    fn expected(&self) -> (usize, Json) {
        match self {
            Self::Task { .. } => (1, json!(1)),
            Self::Parallel(branches) => {
                let (counts, results): (Vec<_>, Vec<_>) = branches.iter().map(Self::expected).unzip();
                (counts.iter().sum(), results.into())
            }
            Self::Map { items, each, .. } => {
                let (count, result) = each.expected();
                (count * items, vec![result; *items].into())
            }
            Self::Then(first, second) => {
                let (count, result) = second.expected();
                (first.expected().0 + count, result)
            }
        }
    }
}

/// Runs it; every third call fails once more before it succeeds.
fn driven(definition: &Json, seed: u64) -> (Execution, Outcome, usize) {
    let mut execution = start(
        definition,
        Start {
            seed,
            ..with_input(json!({}))
        },
    );
    let (mut calls, mut succeeded) = (0, 0);
    let outcome = run(&mut execution, &mut |request: &TaskRequest| {
        calls += 1;
        let delay = request
            .arguments
            .get("delay")
            .and_then(|delay| delay.as_i64())
            .unwrap_or_default();
        if calls % 3 == 0 {
            return Answer::error("Again", "").after(delay);
        }
        succeeded += 1;
        Answer::ok(Value::from(1_i64)).after(delay)
    });
    (execution, outcome, succeeded)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_branch_is_lost_or_doubled(tree in trees(), seed: u64) {
        let (tasks, result) = tree.expected();
        let (execution, outcome, succeeded) = driven(&tree.machine(), seed);
        prop_assert_eq!(outcome, Outcome::Succeeded { output: result.into() });
        prop_assert_eq!(succeeded, tasks);
        let count = |kind: &str| execution.history().iter().filter(|event| event.kind() == kind).count();
        prop_assert_eq!(count("TaskSucceeded"), tasks);
        prop_assert_eq!(count("TaskStateEntered"), count("TaskStateExited"));
        prop_assert_eq!(count("MapIterationStarted"), count("MapIterationSucceeded"));
        let in_order = execution.history().iter().zip(1..).all(|(event, id)| event.id == id && event.previous_id < id);
        prop_assert!(in_order);
    }

    #[test]
    fn the_same_seed_takes_the_same_course(tree in trees(), seed: u64) {
        let definition = tree.machine();
        let (first, ..) = driven(&definition, seed);
        let (second, ..) = driven(&definition, seed);
        prop_assert_eq!(first.history(), second.history());
    }
}
