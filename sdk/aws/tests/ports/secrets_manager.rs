//! Secrets are read once in five minutes, however many ask, and by the variables that say where.

use crate::support::{bodies, config, env, error, ok, operation};
use aws_smithy_async::time::TimeSource;
use ferrovia::{PortError, Secrets};
use ferrovia_aws::SecretsManager;
use secrecy::ExposeSecret;
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use wiremock::{MockServer, ResponseTemplate};

const TARGET: &str = "secretsmanager.GetSecretValue";
const ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:desk/openai-AbCdEf";
const SERVICE: &str = "Secrets Manager";

/// A clock that is set by hand.
#[derive(Debug, Clone)]
pub(crate) struct HandSet(Arc<Mutex<SystemTime>>);

impl HandSet {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(SystemTime::now())))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl TimeSource for HandSet {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

async fn secrets(server: &MockServer, variables: &[(&str, &str)], clock: &HandSet) -> SecretsManager {
    let config = config(server)
        .await
        .into_builder()
        .time_source(clock.clone())
        .build();
    SecretsManager::new(&config, env(variables))
}

async fn value(secrets: &SecretsManager) -> Result<String, PortError> {
    let value = secrets.value("openai_api_key").await?;
    Ok(value.expose_secret().to_owned())
}

fn holds(value: &str) -> ResponseTemplate {
    ok(json!({ "ARN": ARN, "Name": "desk/openai", "SecretString": value, "VersionId": "v" }))
}

const BY_ARN: (&str, &str) = ("OPENAI_API_KEY_SECRET_ARN", ARN);

#[tokio::test]
async fn a_value_is_read_by_its_arn_and_kept_for_five_minutes() {
    let server = MockServer::start().await;
    let clock = HandSet::new();
    let secrets = secrets(&server, &[BY_ARN, ("OPENAI_API_KEY", "local")], &clock).await;
    let first = operation(TARGET)
        .respond_with(holds("one"))
        .expect(1)
        .mount_as_scoped(&server)
        .await;
    assert_eq!(value(&secrets).await, Ok("one".to_owned()));
    clock.advance(Duration::from_secs(299));
    assert_eq!(value(&secrets).await, Ok("one".to_owned()));
    assert_eq!(bodies(&server).await, [json!({ "SecretId": ARN })]);
    drop(first);

    operation(TARGET)
        .respond_with(holds("two"))
        .expect(1)
        .mount(&server)
        .await;
    clock.advance(Duration::from_secs(1));
    assert_eq!(value(&secrets).await, Ok("two".to_owned()));
}

#[tokio::test]
async fn many_that_ask_at_once_cause_one_call() {
    let server = MockServer::start().await;
    let answer = holds("one").set_delay(Duration::from_millis(50));
    operation(TARGET)
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    let secrets = secrets(&server, &[BY_ARN], &HandSet::new()).await;
    let values = tokio::join!(value(&secrets), value(&secrets), value(&secrets));
    let one = || Ok("one".to_owned());
    assert_eq!(values, (one(), one(), one()));
}

#[tokio::test]
async fn without_an_arn_the_value_may_stand_in_a_variable() {
    let server = MockServer::start().await;
    let local = secrets(&server, &[("OPENAI_API_KEY", "local")], &HandSet::new()).await;
    assert_eq!(value(&local).await, Ok("local".to_owned()));
    let nowhere = secrets(&server, &[], &HandSet::new()).await;
    let refused = PortError::Refused {
        service: SERVICE,
        detail: "neither `OPENAI_API_KEY_SECRET_ARN` nor `OPENAI_API_KEY` is set".to_owned(),
    };
    assert_eq!(value(&nowhere).await, Err(refused));
    assert!(bodies(&server).await.is_empty());
}

#[tokio::test]
async fn failures_are_told_and_not_kept() {
    let refused = |detail: &str| PortError::Refused {
        service: SERVICE,
        detail: detail.to_owned(),
    };
    let without_text = ok(json!({ "ARN": ARN, "Name": "desk/openai", "SecretBinary": "AAEC" }));
    let cases = [
        (
            error(400, "ResourceNotFoundException"),
            refused("ResourceNotFoundException: no"),
        ),
        (
            error(400, "AccessDeniedException"),
            refused("AccessDeniedException: no"),
        ),
        (
            error(400, "ThrottlingException"),
            PortError::Throttled { service: SERVICE },
        ),
        (without_text, refused("the secret `openai_api_key` holds no text")),
        (
            ResponseTemplate::new(200).set_body_raw("{", "application/x-amz-json-1.1"),
            PortError::Unavailable {
                service: SERVICE,
                detail: "the answer cannot be read".to_owned(),
            },
        ),
    ];
    for (answer, expected) in cases {
        let server = MockServer::start().await;
        let secrets = secrets(&server, &[BY_ARN], &HandSet::new()).await;
        let failing = operation(TARGET)
            .respond_with(answer)
            .mount_as_scoped(&server)
            .await;
        assert_eq!(value(&secrets).await, Err(expected));
        drop(failing);
        operation(TARGET).respond_with(holds("one")).mount(&server).await;
        assert_eq!(value(&secrets).await, Ok("one".to_owned()));
    }
}
