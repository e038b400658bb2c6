//! A step that takes too long, as the platform's emitted machine meets it: in virtual time.

use super::lockstep::state_value;
use super::machine::{Deployed, function};
use ferrovia_states::driver::{Answer, run};
use ferrovia_states::execution::{Execution, Outcome, Start, TaskRequest};
use serde_json::{Value, json};

/// How the steps of `carry_out_privacy_request` fare, in the order of their calls; which are called; how it ends.
struct Case {
    fares: &'static [Fare],
    calls: &'static [&'static str],
    ends: Result<&'static str, &'static str>,
}

#[derive(Clone, Copy)]
enum Fare {
    Answers(&'static str),
    /// Lambda's clock was first.
    Stopped,
    /// The machine's was.
    Silent,
}

use Fare::{Answers, Silent, Stopped};

const CASES: &[Case] = &[
    Case {
        fares: &[
            Stopped,
            Silent,
            Answers("null"),
            Answers("null"),
            Answers("\"completed\""),
        ],
        calls: &[
            "erase_customer",
            "erase_customer",
            "erase_customer",
            "delete_exports",
            "finish_erasure",
        ],
        ends: Ok("\"completed\""),
    },
    Case {
        fares: &[Silent, Stopped, Silent, Stopped, Answers("true")],
        calls: &[
            "erase_customer",
            "erase_customer",
            "erase_customer",
            "erase_customer",
            "give_up_privacy_request",
        ],
        ends: Err("PrivacyWorkError.TimedOut"),
    },
    Case {
        fares: &[Silent, Silent, Silent, Silent, Stopped, Answers("true")],
        calls: &[
            "erase_customer",
            "erase_customer",
            "erase_customer",
            "erase_customer",
            "give_up_privacy_request",
            "give_up_privacy_request",
        ],
        ends: Err("PrivacyWorkError.TimedOut"),
    },
];

#[test]
fn an_erasure_that_takes_too_long_is_tried_again_and_then_given_up() {
    let deployed = Deployed::of(handlers::app().model());
    CASES.iter().for_each(|case| check(&deployed, case));
}

fn check(deployed: &Deployed, case: &Case) {
    let machine = deployed.machine("carry_out_privacy_request").machine.clone();
    let input = json!({ "tenant_id": "tenant_1", "privacy_request_id": "priv_1" });
    let start = Start {
        input: state_value(&input),
        ..Start::default()
    };
    let mut execution = Execution::start(machine, start).unwrap();
    let (mut calls, mut fares) = (Vec::new(), case.fares.iter());
    let outcome = run(&mut execution, &mut |request: &TaskRequest| {
        let arguments = request.arguments.to_json();
        let arn = arguments["FunctionName"].as_str().unwrap().to_owned();
        calls.push(function(&deployed.app, &arn).unwrap().name.clone());
        match fares
            .next()
            .unwrap_or_else(|| panic!("one call too many: {calls:?}"))
        {
            Answers(payload) => {
                let payload: Value = serde_json::from_str(payload).unwrap();
                Answer::ok(state_value(&json!({ "Payload": payload, "StatusCode": 200 })))
            }
            Stopped => Answer::error("Sandbox.Timedout", "Task timed out after 15.00 seconds"),
            Silent => Answer::never(),
        }
    });
    assert_eq!(calls, case.calls);
    match (outcome, case.ends) {
        (Outcome::Succeeded { output }, Ok(expected)) => assert_eq!(output.to_json().to_string(), expected),
        (Outcome::Failed(fault), Err(expected)) => assert_eq!(fault.error.as_deref(), Some(expected)),
        (outcome, expected) => panic!("{outcome:?} instead of {expected:?}"),
    }
}
