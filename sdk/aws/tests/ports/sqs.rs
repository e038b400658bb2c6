//! Messages go to the queue whose URL the variable names.

use crate::support::{bodies, config, env, error, ok, operation};
use ferrovia::{PortError, Queues};
use ferrovia_aws::Sqs;
use serde_json::{Value, json};
use wiremock::MockServer;

const TARGET: &str = "AmazonSQS.SendMessage";
const URL: &str = "https://sqs.eu-central-1.amazonaws.com/123456789012/desk-redrive";

#[tokio::test]
async fn a_message_is_json() {
    let server = MockServer::start().await;
    let answer = ok(json!({ "MessageId": "m", "MD5OfMessageBody": "d" }));
    operation(TARGET)
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    let queues = Sqs::new(&config(&server).await, env(&[("REDRIVE_QUEUE_URL", URL)]));
    assert_eq!(queues.send("redrive", json!({ "id": 7 })).await, Ok(()));
    let sent = &bodies(&server).await[0];
    assert_eq!(sent["QueueUrl"], URL);
    let message: Value = serde_json::from_str(sent["MessageBody"].as_str().unwrap()).unwrap();
    assert_eq!(message, json!({ "id": 7 }));
}

#[tokio::test]
async fn failures_are_told_apart() {
    let cases = [
        (
            "RequestThrottled",
            400,
            1,
            PortError::Throttled { service: "SQS" },
        ),
        (
            "QueueDoesNotExist",
            400,
            1,
            PortError::Refused {
                service: "SQS",
                detail: "QueueDoesNotExist: no".to_owned(),
            },
        ),
    ];
    for (code, status, at_least, expected) in cases {
        let server = MockServer::start().await;
        operation(TARGET)
            .respond_with(error(status, code))
            .expect(at_least..)
            .mount(&server)
            .await;
        let queues = Sqs::new(&config(&server).await, env(&[("REDRIVE_QUEUE_URL", URL)]));
        assert_eq!(queues.send("redrive", json!(1)).await, Err(expected));
    }
}
