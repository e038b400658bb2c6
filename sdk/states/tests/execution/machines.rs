//! Definitions that cannot run, and why.

use ferrovia_states::machine::{Machine, Pattern, Resource};
use serde_json::{Value as Json, json};

fn problems(definition: &Json) -> Vec<String> {
    match Machine::compile(definition) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

fn states(states: Json) -> Json {
    json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states })
}

#[test]
fn jsonpath_is_one_clear_error() {
    let message = "JSONPath machines are not supported: only `\"QueryLanguage\": \"JSONata\"`";
    let pass = json!({ "Type": "Pass", "InputPath": "$.x", "End": true });
    let path = json!({ "Type": "Pass", "QueryLanguage": "JSONPath", "End": true });
    let cases = [
        (
            json!({ "StartAt": "A", "States": { "A": pass } }),
            "States.A.QueryLanguage",
        ),
        (
            json!({ "QueryLanguage": "JSONPath", "StartAt": "A", "States": { "A": pass } }),
            "QueryLanguage",
        ),
        (states(json!({ "A": path })), "States.A.QueryLanguage"),
        (
            states(
                json!({ "A": { "Type": "Parallel", "End": true, "Branches": [{ "StartAt": "B", "States": { "B": path } }] } }),
            ),
            "States.A.States.B.QueryLanguage",
        ),
    ];
    for (definition, place) in cases {
        assert_eq!(problems(&definition), [format!("{place}: {message}")]);
    }
    let mixed = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "QueryLanguage": "JSONata", "End": true } } });
    assert_eq!(problems(&mixed), Vec::<String>::new());
}

#[test]
fn every_problem_is_told_with_its_place() {
    let definition = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "None",
        "Extra": 1,
        "States": {
            "A": { "Type": "Pass", "Next": "Nowhere", "Result": 1 },
            "B": { "Type": "Task", "End": true },
            "C": { "Type": "Pass", "End": true, "Next": "A" },
            "D": { "Type": "Pass", "Output": { "x": ["{% 1 + %}"] }, "End": true },
            "E": { "Type": "Wait", "Seconds": "soon", "End": true },
            "F": { "Type": "Wait", "End": true },
            "G": { "Type": "Dance" },
            "H": { "Type": "Choice", "Choices": [] },
            "I": { "Type": "Map", "End": true },
            "J": { "Type": "Task", "Resource": "r", "Retry": [{ "ErrorEquals": [], "BackoffRate": 0.5 }], "Catch": [{ "ErrorEquals": ["E"] }], "End": true },
        },
    });
    let found = problems(&definition);
    let places: Vec<_> = found
        .iter()
        .filter_map(|problem| problem.split(": ").next())
        .collect();
    let expected = [
        "Extra",
        "States.A.Result",
        "States.A.Next",
        "States.B.Resource",
        "States.C",
        "States.D.Output.x.0",
        "States.E.Seconds",
        "States.F",
        "States.G.Type",
        "States.H.Choices",
        "States.I.ItemProcessor",
        "States.J.Retry[0].BackoffRate",
        "States.J.Retry[0].ErrorEquals",
        "States.J.Catch[0].Next",
        "StartAt",
    ];
    assert_eq!(places, expected, "{found:#?}");
}

#[test]
fn what_needs_amazon_s3_to_write_is_refused() {
    let map = json!({
        "Type": "Map",
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" },
            "StartAt": "I",
            "States": { "I": { "Type": "Pass", "End": true } },
        },
        "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Arguments": {} },
        "End": true,
    });
    let found = problems(&states(json!({ "A": map })));
    assert!(
        matches!(&found[..], [problem] if problem.starts_with("States.A.ResultWriter: not supported")),
        "{found:?}"
    );
}

#[test]
fn resources_are_read() {
    let service = |text: &str| {
        let Resource::Service {
            service,
            action,
            pattern,
            name,
        } = Resource::parse(text)
        else {
            panic!("{text} is a service");
        };
        (service.to_string(), action.to_string(), pattern, name.to_string())
    };
    let cases = [
        (
            "arn:aws:states:::lambda:invoke",
            "lambda",
            "invoke",
            Pattern::RequestResponse,
            "invoke",
        ),
        (
            "arn:${partition}:states:::events:putEvents",
            "events",
            "putEvents",
            Pattern::RequestResponse,
            "putEvents",
        ),
        (
            "arn:aws:states:::aws-sdk:s3:getObject",
            "aws-sdk:s3",
            "getObject",
            Pattern::RequestResponse,
            "getObject",
        ),
        (
            "arn:aws:states:::states:startExecution.sync",
            "states",
            "startExecution",
            Pattern::Sync,
            "startExecution.sync",
        ),
        (
            "arn:aws:states:::states:startExecution.sync:2",
            "states",
            "startExecution",
            Pattern::Sync2,
            "startExecution.sync:2",
        ),
        (
            "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken",
            "sqs",
            "sendMessage",
            Pattern::WaitForTaskToken,
            "sendMessage.waitForTaskToken",
        ),
    ];
    for (text, of, action, pattern, name) in cases {
        assert_eq!(
            service(text),
            (of.to_owned(), action.to_owned(), pattern, name.to_owned())
        );
    }
    for text in ["arn:aws:lambda:r:1:function:f:3", "${function_f_arn}"] {
        assert_eq!(Resource::parse(text), Resource::Function { arn: text.into() });
    }
    let activity = "arn:aws:states:r:1:activity:a";
    assert_eq!(
        Resource::parse(activity),
        Resource::Activity { arn: activity.into() }
    );
    assert!(Resource::parse("arn:aws:states:::lambda:invoke").is_lambda_invoke());
}
