//! A token is answered as Step Functions wants it, and what it says of the task is told.

use crate::support::{bodies, config, error, ok, operation};
use ferrovia::{ErrorEnvelope, PortError, TaskTokenValue, TaskTokens, TokenError};
use ferrovia_aws::StepFunctionsTokens;
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

const SUCCESS: &str = "AWSStepFunctions.SendTaskSuccess";
const FAILURE: &str = "AWSStepFunctions.SendTaskFailure";
const HEARTBEAT: &str = "AWSStepFunctions.SendTaskHeartbeat";
const SERVICE: &str = "Step Functions";
const TOKEN: &str = "AQCEAAAAKgAAAAMAAAAAAAAAAQ==";

/// Answers the token in the way of `target`, and asserts what comes of it.
async fn check(
    target: &str,
    answer: ResponseTemplate,
    expected: Result<(), TokenError>,
    calls: u64,
) -> Value {
    let server = MockServer::start().await;
    operation(target)
        .respond_with(answer)
        .expect(calls)
        .mount(&server)
        .await;
    let tokens = StepFunctionsTokens::new(&config(&server).await);
    let token = TaskTokenValue::new(TOKEN);
    let answered = match target {
        SUCCESS => tokens.succeed(&token, json!({ "note": "olá" })).await,
        FAILURE => {
            let failure = ErrorEnvelope {
                name: "HandOverError.Refused".to_owned(),
                message: "no".to_owned(),
                data: json!({ "by": "Ada" }),
            };
            tokens.fail(&token, failure).await
        }
        _ => tokens.heartbeat(&token).await,
    };
    assert_eq!(answered, expected);
    let mut sent = bodies(&server).await.remove(0);
    assert_eq!(sent["taskToken"], TOKEN);
    sent.as_object_mut().unwrap().remove("taskToken");
    sent
}

#[tokio::test]
async fn a_task_succeeds_with_its_outcome_as_text() {
    let sent = check(SUCCESS, ok(json!({})), Ok(()), 1).await;
    assert_eq!(sent, json!({ "output": "{\"note\":\"olá\"}" }));
}

#[tokio::test]
async fn a_task_fails_as_a_lambda_function_does() {
    let sent = check(FAILURE, ok(json!({})), Ok(()), 1).await;
    assert_eq!(sent["error"], "HandOverError.Refused");
    let cause: Value = serde_json::from_str(sent["cause"].as_str().unwrap()).unwrap();
    assert_eq!(cause["errorType"], "HandOverError.Refused");
    let message: Value = serde_json::from_str(cause["errorMessage"].as_str().unwrap()).unwrap();
    assert_eq!(message, json!({ "message": "no", "data": { "by": "Ada" } }));
    // What is read back is what was said.
    let back = ErrorEnvelope::parse("HandOverError.Refused", sent["cause"].as_str().unwrap());
    assert_eq!((back.message.as_str(), back.data), ("no", json!({ "by": "Ada" })));
}

#[tokio::test]
async fn a_heartbeat_is_the_token_alone() {
    assert_eq!(check(HEARTBEAT, ok(json!({})), Ok(()), 1).await, json!({}));
}

#[tokio::test]
async fn what_became_of_the_task_is_told() {
    let cases = [
        ("TaskTimedOut", TokenError::Closed),
        ("TaskDoesNotExist", TokenError::Unknown),
        ("InvalidToken", TokenError::Invalid),
    ];
    for (code, expected) in cases {
        for target in [SUCCESS, FAILURE, HEARTBEAT] {
            check(target, error(400, code), Err(expected.clone()), 1).await;
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_good_or_no_right_is_refused() {
    let refused = |detail: &str| {
        let detail = detail.to_owned();
        Err(TokenError::Port(PortError::Refused {
            service: SERVICE,
            detail,
        }))
    };
    check(
        SUCCESS,
        error(400, "InvalidOutput"),
        refused("InvalidOutput: no"),
        1,
    )
    .await;
    check(
        FAILURE,
        error(400, "AccessDeniedException"),
        refused("AccessDeniedException: no"),
        1,
    )
    .await;
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let throttled = Err(TokenError::Port(PortError::Throttled { service: SERVICE }));
    check(SUCCESS, error(400, "ThrottlingException"), throttled, 3).await;
    let broken = Err(TokenError::Port(PortError::Unavailable {
        service: SERVICE,
        detail: "InternalServerException: no".to_owned(),
    }));
    check(HEARTBEAT, error(500, "InternalServerException"), broken, 3).await;
}
