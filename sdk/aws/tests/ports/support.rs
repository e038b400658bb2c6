//! A fake AWS: one server, and a configuration that leads every client to it with dummy credentials.

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use ferrovia::Env;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::{header, method};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

pub(crate) const REGION: &str = "eu-central-1";

/// These variables, and what every client needs besides.
pub(crate) fn env(variables: &[(&str, &str)]) -> Env {
    let needed = [
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "dummy"),
    ];
    let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Env::new(needed.iter().chain(variables).map(text).collect())
}

/// The configuration that this crate makes, but for the waits between attempts: tests need not sit them out.
pub(crate) async fn config(server: &MockServer) -> SdkConfig {
    let config = ferrovia_aws::config::load(&env(&[("AWS_ENDPOINT_URL", &server.uri())])).await;
    let impatient = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    config.into_builder().retry_config(impatient).build()
}

/// A call of an operation of a service that speaks AWS's JSON protocols.
pub(crate) fn operation(target: &str) -> MockBuilder {
    Mock::given(method("POST")).and(header("x-amz-target", target))
}

/// An error as these protocols write it.
pub(crate) fn error(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_json(json!({ "__type": format!("com.amazonaws#{code}"), "message": "no" }))
}

pub(crate) fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// The bodies of the requests that came.
pub(crate) async fn bodies(server: &MockServer) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests
        .iter()
        .map(|request| request.body_json().unwrap())
        .collect()
}

/// The address of a server that says `bytes` to whoever sends anything, and what it does then.
pub(crate) async fn raw_server(bytes: Vec<u8>, then: Then) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let bytes = bytes.clone();
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 64 * 1024]).await;
                let _ = stream.write_all(&bytes).await;
                if then == Then::Hang {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    format!("http://{address}")
}

/// What a raw server does when it has said its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing, for ever.
    Hang,
    /// Closes the connection.
    Close,
}
