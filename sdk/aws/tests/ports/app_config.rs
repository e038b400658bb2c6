//! A document is asked for at most once a minute, and whatever fails, the last good one stays in use.

use crate::secrets_manager::HandSet;
use crate::support::{config, env, error, ok};
use ferrovia::Configurations;
use ferrovia_aws::AppConfig;
use serde_json::{Value, json};
use std::time::Duration;
use wiremock::matchers::{body_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const ARN: &str = "arn:aws:appconfig:eu-central-1:123456789012:application/app1234/environment/env1234/configuration/pro1234";
const BY_ARN: (&str, &str) = ("LIMITS_CONFIGURATION_ARN", ARN);

/// What `AppConfig` says when it is asked.
enum Answer {
    /// This document.
    Document(&'static str),
    /// That the document is the one from before.
    Unchanged,
    /// No.
    Error(u16, &'static str),
}

/// One question after another, a minute apart, and what is known after each.
struct Case {
    about: &'static str,
    variables: &'static [(&'static str, &'static str)],
    answers: &'static [(Answer, Option<u32>)],
    /// How many sessions that takes.
    sessions: u64,
}

const CASES: &[Case] = &[
    Case {
        about: "what is new is used, and what is unchanged stays, within one session",
        variables: &[BY_ARN],
        answers: &[
            (Answer::Document("{\"most\":1}"), Some(1)),
            (Answer::Unchanged, Some(1)),
            (Answer::Document("{\"most\":2}"), Some(2)),
        ],
        sessions: 1,
    },
    Case {
        about: "what does not fit is not used, and the session goes on",
        variables: &[BY_ARN],
        answers: &[
            (Answer::Document("{\"most\":1}"), Some(1)),
            (Answer::Document("{\"most\":\"many\"}"), Some(1)),
            (Answer::Document("{"), Some(1)),
            (Answer::Unchanged, Some(1)),
            (Answer::Document("{\"most\":3}"), Some(3)),
        ],
        sessions: 1,
    },
    Case {
        about: "a failure ends the session, and the last document stays in use",
        variables: &[BY_ARN],
        answers: &[
            (Answer::Document("{\"most\":1}"), Some(1)),
            (Answer::Error(400, "BadRequestException"), Some(1)),
            (Answer::Error(500, "InternalServerException"), Some(1)),
            (Answer::Document("{\"most\":2}"), Some(2)),
        ],
        sessions: 3,
    },
    Case {
        about: "who never had a document knows none",
        variables: &[BY_ARN],
        answers: &[
            (Answer::Error(403, "AccessDeniedException"), None),
            (Answer::Error(429, "ThrottlingException"), None),
            (Answer::Unchanged, None),
            (Answer::Document("null"), None),
            (Answer::Document("{\"most\":4}"), Some(4)),
        ],
        sessions: 3,
    },
    Case {
        about: "without an ARN nothing is asked",
        variables: &[],
        answers: &[(Answer::Unchanged, None)],
        sessions: 0,
    },
    Case {
        about: "of another thing's ARN nothing is asked",
        variables: &[(
            "LIMITS_CONFIGURATION_ARN",
            "arn:aws:sqs:eu-central-1:123456789012:limits",
        )],
        answers: &[(Answer::Unchanged, None)],
        sessions: 0,
    },
];

fn fits(document: &Value) -> Result<(), String> {
    match document["most"].as_u64() {
        Some(_) => Ok(()),
        None => Err("`most` is no number".to_owned()),
    }
}

async fn known(configurations: &AppConfig) -> Option<u32> {
    let document = configurations.newest("limits", &fits).await;
    document.map(|document| serde_json::from_value(document["most"].clone()).unwrap())
}

async fn reader(server: &MockServer, variables: &[(&str, &str)], clock: &HandSet) -> AppConfig {
    let config = config(server)
        .await
        .into_builder()
        .time_source(clock.clone())
        .build();
    AppConfig::new(&config, env(variables))
}

/// Sessions with the configuration that the ARN names, each beginning with the token `0`.
fn sessions() -> Mock {
    Mock::given(method("POST"))
        .and(path("/configurationsessions"))
        .and(body_json(json!({
            "ApplicationIdentifier": "app1234",
            "EnvironmentIdentifier": "env1234",
            "ConfigurationProfileIdentifier": "pro1234",
        })))
        .respond_with(ok(json!({ "InitialConfigurationToken": "0" })))
        .named("sessions")
}

/// The answer to a token, with the token after it.
fn answer(token: u32, answer: &Answer, wait: &str) -> Mock {
    let said = match answer {
        Answer::Document(text) => ResponseTemplate::new(200).set_body_raw(*text, "application/json"),
        Answer::Unchanged => ResponseTemplate::new(200),
        Answer::Error(status, code) => error(*status, code).insert_header("x-amzn-errortype", *code),
    };
    let said = said
        .insert_header("next-poll-configuration-token", (token + 1).to_string())
        .insert_header("next-poll-interval-in-seconds", wait);
    Mock::given(method("GET"))
        .and(path("/configuration"))
        .and(query_param("configuration_token", token.to_string()))
        .respond_with(said)
}

#[tokio::test]
async fn the_last_good_document_stays_in_use() {
    for case in CASES {
        let server = MockServer::start().await;
        let begun = sessions().expect(case.sessions).mount_as_scoped(&server);
        let begun = begun.await;
        let clock = HandSet::new();
        let configurations = reader(&server, case.variables, &clock).await;
        let mut token = 0;
        for (position, (said, expected)) in case.answers.iter().enumerate() {
            // Each token is good for one call: no other is answered.
            let answered = answer(token, said, "15").mount_as_scoped(&server).await;
            assert_eq!(
                known(&configurations).await,
                *expected,
                "{}, {position}",
                case.about
            );
            clock.advance(Duration::from_secs(59));
            drop(answered);
            // Within the minute nobody is there to answer, and nobody asks.
            assert_eq!(
                known(&configurations).await,
                *expected,
                "{}, {position}",
                case.about
            );
            clock.advance(Duration::from_secs(1));
            token = match said {
                Answer::Error(..) => 0,
                Answer::Document(_) | Answer::Unchanged => token + 1,
            };
        }
        drop(begun);
    }
}

#[tokio::test]
async fn appconfig_may_ask_for_more_patience() {
    let server = MockServer::start().await;
    sessions().mount(&server).await;
    answer(0, &Answer::Document("{\"most\":1}"), "600")
        .mount(&server)
        .await;
    answer(1, &Answer::Document("{\"most\":2}"), "600")
        .mount(&server)
        .await;
    let clock = HandSet::new();
    let configurations = reader(&server, &[BY_ARN], &clock).await;
    for (after, expected) in [(0, 1), (599, 1), (1, 2)] {
        clock.advance(Duration::from_secs(after));
        assert_eq!(known(&configurations).await, Some(expected));
    }
}

#[tokio::test]
async fn of_many_that_ask_at_once_one_does() {
    let server = MockServer::start().await;
    sessions().expect(1).mount(&server).await;
    answer(0, &Answer::Document("{\"most\":1}"), "60")
        .expect(1)
        .mount(&server)
        .await;
    let configurations = reader(&server, &[BY_ARN], &HandSet::new()).await;
    let all = tokio::join!(
        known(&configurations),
        known(&configurations),
        known(&configurations)
    );
    assert_eq!(all, (Some(1), Some(1), Some(1)));
}

#[tokio::test]
async fn who_hangs_up_has_used_the_token() {
    let server = MockServer::start().await;
    sessions().expect(2).mount(&server).await;
    let hangs = ResponseTemplate::new(200).set_delay(Duration::from_secs(3600));
    let hung = Mock::given(method("GET"))
        .respond_with(hangs)
        .mount_as_scoped(&server)
        .await;
    let clock = HandSet::new();
    let configurations = reader(&server, &[BY_ARN], &clock).await;
    // It waits for a second, twice at most, and goes on without.
    assert_eq!(known(&configurations).await, None);
    drop(hung);
    clock.advance(Duration::from_secs(60));
    answer(0, &Answer::Document("{\"most\":1}"), "60")
        .mount(&server)
        .await;
    assert_eq!(known(&configurations).await, Some(1));
}
