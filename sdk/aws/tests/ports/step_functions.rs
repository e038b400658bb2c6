//! Workflows are started once, and an execution's status is read from the body.

use crate::support::{bodies, config, env, error, ok, operation};
use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use ferrovia::model::Kind;
use ferrovia::{ExecutionOutcome, PortError, WorkflowStarter};
use ferrovia_aws::StepFunctions;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use wiremock::{MockServer, ResponseTemplate};

const SYNC: &str = "AWSStepFunctions.StartSyncExecution";
const ASYNC: &str = "AWSStepFunctions.StartExecution";
const MACHINE: &str = "arn:aws:states:eu-central-1:123456789012:stateMachine:desk-answer:live";
const SERVICE: &str = "Step Functions";

struct Case {
    kind: Kind,
    answer: ResponseTemplate,
    outcome: Result<ExecutionOutcome, PortError>,
    /// How often the operation is called.
    calls: u64,
}

async fn check(case: Case) {
    let server = MockServer::start().await;
    let target = match case.kind {
        Kind::Express => SYNC,
        Kind::Standard => ASYNC,
    };
    operation(target)
        .respond_with(case.answer)
        .expect(case.calls)
        .mount(&server)
        .await;
    let starter = StepFunctions::new(&config(&server).await, env(&[("ANSWER_WORKFLOW_ARN", MACHINE)]));
    let outcome = starter
        .start("answer", case.kind, "run-7", json!({ "text": "olá" }))
        .await;
    assert_eq!(outcome, case.outcome);
    let sent = &bodies(&server).await[0];
    assert_eq!(sent["stateMachineArn"], MACHINE);
    assert_eq!(sent["name"], "run-7");
    let input: Value = serde_json::from_str(sent["input"].as_str().unwrap()).unwrap();
    assert_eq!(input, json!({ "text": "olá" }));
}

fn ended(status: &str, rest: Value) -> ResponseTemplate {
    let mut body = json!({
        "executionArn": "arn:aws:states:eu-central-1:123456789012:express:desk-answer:run-7:1",
        "startDate": 1.0,
        "stopDate": 2.0,
        "status": status,
    });
    body.as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    ok(body)
}

const EXECUTION: &str = "arn:aws:states:eu-central-1:123456789012:execution:desk-answer:run-7";

fn unavailable(detail: &str) -> Result<ExecutionOutcome, PortError> {
    Err(PortError::Unavailable {
        service: SERVICE,
        detail: detail.to_owned(),
    })
}

fn express(answer: ResponseTemplate, outcome: Result<ExecutionOutcome, PortError>) -> Case {
    Case {
        kind: Kind::Express,
        answer,
        outcome,
        calls: 1,
    }
}

fn standard(answer: ResponseTemplate, outcome: Result<ExecutionOutcome, PortError>, calls: u64) -> Case {
    Case {
        kind: Kind::Standard,
        answer,
        outcome,
        calls,
    }
}

#[tokio::test]
async fn an_express_execution_that_succeeds_answers_its_output() {
    let answer = ended("SUCCEEDED", json!({ "output": "{\"reply\":1}" }));
    check(express(
        answer,
        Ok(ExecutionOutcome::Succeeded(json!({ "reply": 1 }))),
    ))
    .await;
}

#[tokio::test]
async fn an_express_execution_that_fails_does_so_inside_a_200() {
    let answer = ended(
        "FAILED",
        json!({ "error": "ModelError.Exhausted", "cause": "{\"message\":\"x\"}" }),
    );
    let outcome = ExecutionOutcome::Failed {
        error: "ModelError.Exhausted".to_owned(),
        cause: "{\"message\":\"x\"}".to_owned(),
    };
    check(express(answer, Ok(outcome))).await;
}

#[tokio::test]
async fn an_express_execution_can_run_out_of_time() {
    check(express(
        ended("TIMED_OUT", json!({})),
        Ok(ExecutionOutcome::TimedOut),
    ))
    .await;
}

#[tokio::test]
async fn an_output_that_is_no_json_is_told() {
    let outcome = unavailable("the execution succeeded, but its output is no JSON");
    check(express(
        ended("SUCCEEDED", json!({ "output": "{" })),
        outcome.clone(),
    ))
    .await;
    check(express(ended("SUCCEEDED", json!({})), outcome)).await;
}

#[tokio::test]
async fn a_status_from_the_future_is_told() {
    let outcome = unavailable("the execution is `PAUSED`");
    check(express(ended("PAUSED", json!({})), outcome)).await;
}

#[tokio::test]
async fn an_express_workflow_is_never_started_twice() {
    let throttled = PortError::Throttled { service: SERVICE };
    check(express(error(400, "ThrottlingException"), Err(throttled))).await;
    let broken = unavailable("InternalServerException: no");
    check(express(error(500, "InternalServerException"), broken)).await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_told() {
    let answer = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    check(express(answer, unavailable("the answer cannot be read"))).await;
    let answer = ResponseTemplate::new(502).set_body_raw("<html>", "text/html");
    check(express(answer, unavailable(" (HTTP 502)"))).await;
}

#[tokio::test]
async fn a_refusal_names_its_reason() {
    let refused = PortError::Refused {
        service: SERVICE,
        detail: "StateMachineDoesNotExist: no".to_owned(),
    };
    check(express(error(400, "StateMachineDoesNotExist"), Err(refused))).await;
}

#[tokio::test]
async fn a_standard_execution_goes_on_by_itself() {
    let answer = ok(json!({ "executionArn": EXECUTION, "startDate": 1.0 }));
    let started = ExecutionOutcome::Started {
        execution: EXECUTION.to_owned(),
    };
    check(standard(answer, Ok(started), 1)).await;
}

#[tokio::test]
async fn whoever_launches_waits_for_nothing() {
    let server = MockServer::start().await;
    let answer = json!({ "executionArn": EXECUTION, "startDate": 1.0 });
    operation(ASYNC)
        .respond_with(ok(answer))
        .expect(1)
        .mount(&server)
        .await;
    let starter = StepFunctions::new(&config(&server).await, env(&[("ANSWER_WORKFLOW_ARN", MACHINE)]));
    let launched = starter.launch("answer", "run-7", json!({ "text": "olá" })).await;
    assert_eq!(launched, Ok(EXECUTION.to_owned()));
    let sent = &bodies(&server).await[0];
    assert_eq!(
        (&sent["stateMachineArn"], &sent["name"]),
        (&json!(MACHINE), &json!("run-7"))
    );
    assert_eq!(sent["input"], json!({ "text": "olá" }).to_string());
}

#[tokio::test]
async fn a_standard_execution_that_exists_counts_as_started() {
    let started = ExecutionOutcome::Started {
        execution: EXECUTION.to_owned(),
    };
    check(standard(error(400, "ExecutionAlreadyExists"), Ok(started), 1)).await;
}

#[tokio::test]
async fn a_standard_workflow_is_started_again_when_throttled() {
    let throttled = PortError::Throttled { service: SERVICE };
    check(standard(error(400, "ThrottlingException"), Err(throttled), 3)).await;
}

#[tokio::test]
async fn a_workflow_without_an_arn_is_refused() {
    let server = MockServer::start().await;
    let starter = StepFunctions::new(&config(&server).await, env(&[]));
    let outcome = starter.start("answer", Kind::Express, "run-7", json!({})).await;
    let refused = PortError::Refused {
        service: SERVICE,
        detail: "the variable `ANSWER_WORKFLOW_ARN` is not set".to_owned(),
    };
    assert_eq!(outcome, Err(refused));
    assert!(bodies(&server).await.is_empty());
}

/// A network that notes where requests go, and loses them.
#[derive(Debug, Clone, Default)]
struct Nowhere(Arc<Mutex<Vec<String>>>);

impl HttpConnector for Nowhere {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.0.lock().unwrap().push(request.uri().to_owned());
        HttpConnectorFuture::ready(Err(ConnectorError::user("nowhere".into())))
    }
}

impl HttpClient for Nowhere {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[tokio::test]
async fn an_express_workflow_has_a_host_of_its_own_on_aws_and_not_at_an_endpoint_set_by_hand() {
    let cases = [
        (
            None,
            Kind::Express,
            "https://sync-states.eu-central-1.amazonaws.com/",
        ),
        (None, Kind::Standard, "https://states.eu-central-1.amazonaws.com/"),
        (
            Some("http://localhost:4566"),
            Kind::Express,
            "http://localhost:4566/",
        ),
    ];
    for (endpoint, kind, expected) in cases {
        let nowhere = Nowhere::default();
        let variables: Vec<_> = endpoint
            .map(|url| ("AWS_ENDPOINT_URL", url))
            .into_iter()
            .collect();
        let config: SdkConfig = ferrovia_aws::config::load(&env(&variables)).await;
        let config = config.into_builder().http_client(nowhere.clone()).build();
        let starter = StepFunctions::new(&config, env(&[("ANSWER_WORKFLOW_ARN", MACHINE)]));
        assert!(starter.start("answer", kind, "run-7", json!({})).await.is_err());
        assert_eq!(*nowhere.0.lock().unwrap(), [expected]);
    }
}
