//! Executions per CPU-second: four machines, with and without their history.
//!
//! One thread and no I/O, so on an idle core this is CPU time. Compare rows of one run with each other; figures of different machines say little.

use ferrovia_states::driver::{Answer, run};
use ferrovia_states::execution::{Execution, Outcome, Start, TaskRequest};
use ferrovia_states::machine::Machine;
use ferrovia_states::value::Value;
use serde_json::{Map, Value as Json, json};
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Executions timed at once.
const BATCH: u32 = 500;

/// Batches per row; the shortest counts, since what disturbs a run only ever makes it longer.
const RUNS: usize = 40;

/// What is measured: a machine, its input, and what the best emulator known to us does per CPU-second.
struct Subject {
    name: &'static str,
    definition: Json,
    input: Json,
    emulator: Option<f64>,
}

fn main() {
    println!(
        "{:<44}  {:>12}  {:>12}  {:>9}  {:>10}",
        "executions per CPU-second", "no history", "history", "ratio", "emulator ×"
    );
    for subject in subjects() {
        let [without, with] = [false, true].map(|history| per_second(&subject, history));
        let emulator = subject
            .emulator
            .map_or_else(|| "-".to_owned(), |emulator| format!("{:.0}", without / emulator));
        println!(
            "{:<44}  {without:>12.0}  {with:>12.0}  {:>9.2}  {emulator:>10}",
            subject.name,
            without / with
        );
    }
}

fn subjects() -> [Subject; 5] {
    let pass = |_: usize| json!({ "Type": "Pass" });
    let assigning = |_: usize| {
        json!({
            "Type": "Pass",
            "Output": { "n": "{% $states.input.n + 1 %}", "was": "{% $states.input.n %}" },
            "Assign": { "last": "{% $states.input.n %}" },
        })
    };
    let task = |_: usize| {
        json!({
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "f", "Payload": "{% $states.input %}" },
            "Output": "{% $states.result.Payload %}",
        })
    };
    let map = |states: Json| json!({ "Type": "Map", "ItemProcessor": { "StartAt": "s0", "States": states } });
    let items: Vec<_> = (0..50).collect();
    let input = json!({ "n": 1, "name": "Ada" });
    let deployed = include_str!("../../../terraform/stack/asl/answer_message.asl.json");
    [
        Subject {
            name: "(a) ten Pass states",
            definition: chain(10, pass),
            input: input.clone(),
            emulator: Some(93.0),
        },
        Subject {
            name: "(b) ten Pass states with Output and Assign",
            definition: chain(10, assigning),
            input: input.clone(),
            emulator: Some(40.0),
        },
        Subject {
            name: "(c) ten Tasks",
            definition: chain(10, task),
            input,
            emulator: None,
        },
        Subject {
            name: "(d) a Map over fifty items",
            definition: chain(1, |_| map(states(1, pass))),
            input: json!(items),
            emulator: Some(15.0),
        },
        Subject {
            name: "(e) the deployed machine of the platform",
            definition: serde_json::from_str(deployed).unwrap_or_else(|error| refuse(&error.to_string())),
            input: json!({
                "id": "m-1", "conversation_id": "c-1", "tenant_id": "acme", "sequence": 3, "text": "Where is my parcel?"
            }),
            emulator: None,
        },
    ]
}

/// A machine of `length` states, one after the other.
fn chain(length: usize, state: impl Fn(usize) -> Json) -> Json {
    json!({ "QueryLanguage": "JSONata", "StartAt": "s0", "States": states(length, state) })
}

fn states(length: usize, state: impl Fn(usize) -> Json) -> Json {
    let states = (0..length).map(|i| {
        let mut state = state(i);
        if i + 1 == length {
            state["End"] = true.into();
        } else {
            state["Next"] = format!("s{}", i + 1).into();
        }
        (format!("s{i}"), state)
    });
    Json::Object(states.collect::<Map<_, _>>())
}

fn per_second(subject: &Subject, history: bool) -> f64 {
    let machine = Machine::compile(&subject.definition).unwrap_or_else(|error| refuse(&error.to_string()));
    let machine = Rc::new(machine);
    let template = Start {
        input: Value::from(&subject.input),
        history,
        ..Start::default()
    };
    let answer = Value::from(json!({ "StatusCode": 200, "Payload": { "intent": "question", "n": 1 } }));
    let batch = || {
        for _ in 0..BATCH {
            let execution = Execution::start(Rc::clone(&machine), template.clone());
            let mut execution = execution.unwrap_or_else(|error| refuse(&error.to_string()));
            let outcome = run(&mut execution, &mut |_: &TaskRequest| Answer::ok(answer.clone()));
            if !matches!(black_box(&outcome), Outcome::Succeeded { .. }) {
                refuse(&format!("{}: {outcome:?}", subject.name));
            }
        }
    };
    let shortest = (0..RUNS).map(|_| timed(batch)).min().unwrap_or_default();
    f64::from(BATCH) / shortest.as_secs_f64()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn refuse(problem: &str) -> ! {
    eprintln!("{problem}");
    std::process::exit(1);
}
