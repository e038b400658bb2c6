//! Events, messages and chat completions in; what their receivers are given out.

use crate::desk::Printed;
use async_trait::async_trait;
use ferrovia::{EventPublisher, PortError, Queues};
use ferrovia_local::{
    Completion, Console, EventBuses, ModelStub, QueuesInMemory, STUB_HEADER, STUB_MODEL, Script,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn the_bus_prints_and_remembers_what_it_carries() {
    let printed = Printed::default();
    let buses = EventBuses::new(Console::to(printed.clone()));
    let details = vec![
        json!({ "id": 1 }),
        json!({ "text": "x".repeat(1024 * 1024) }),
        json!({ "id": 2 }),
    ];
    let Err(PortError::Partial { failed, .. }) =
        buses.publish("platform", "desk.tickets", "Opened", details).await
    else {
        panic!("one is too large");
    };
    assert_eq!(
        failed.iter().map(|(position, _)| *position).collect::<Vec<_>>(),
        [1]
    );
    let carried = buses.carried();
    assert_eq!(carried.len(), 2);
    let event = &carried[1];
    assert_eq!(
        (&event["source"], &event["detail-type"], &event["detail"]),
        (&json!("desk.tickets"), &json!("Opened"), &json!({ "id": 2 }))
    );
    for member in ["version", "id", "account", "time", "region", "resources"] {
        assert!(event.get(member).is_some(), "EventBridge gives `{member}`");
    }
    assert_eq!(
        printed.text(),
        "event      Opened from desk.tickets on platform\n           {\"id\":1}\n\
         event      Opened from desk.tickets on platform\n           {\"id\":2}\n"
    );
}

#[tokio::test]
async fn a_queue_gives_its_messages_in_order_and_once() {
    let queues = QueuesInMemory::new(Console::to(Printed::default()));
    for number in [1, 2] {
        queues.send("mail", json!(number)).await.unwrap();
    }
    queues.send("other", json!(3)).await.unwrap();
    let large = queues.send("mail", json!("x".repeat(2 * 1024 * 1024))).await;
    assert!(matches!(large, Err(PortError::Refused { .. })));
    let received: Vec<_> = std::iter::from_fn(|| queues.receive("mail")).collect();
    assert_eq!(received, [json!(1), json!(2)]);
}

/// Says how much it was told.
struct Counting;

#[async_trait]
impl Script for Counting {
    async fn reply(&self, completion: &Completion) -> String {
        let schema = completion.schema().cloned().unwrap_or_default();
        format!("{} messages, {schema}", completion.messages.len())
    }
}

async fn post(base_url: &str, body: &str) -> (String, Value) {
    let address = base_url.trim_start_matches("http://").trim_end_matches("/v1");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn the_stub_says_what_it_is() {
    let stub = ModelStub::bind().await.unwrap();
    let url = stub.base_url();
    tokio::spawn(stub.serve(Arc::new(Counting), std::future::pending()));
    let asked = json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": "Hello" }],
        "response_format": { "type": "json_schema", "json_schema": { "name": "x", "schema": { "type": "object" } } },
    });
    let (head, reply) = post(&url, &asked.to_string()).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains(&format!("\r\n{STUB_HEADER}: true")), "{head}");
    assert_eq!(reply["model"], STUB_MODEL);
    assert_eq!(
        reply["choices"][0]["message"]["content"],
        "1 messages, {\"type\":\"object\"}"
    );
    let (head, error) = post(&url, "{}").await;
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    assert_eq!(error["error"]["type"], "invalid_request_error");
}
