//! Another language model than the stub: what it is asked, and that an answer under way is waited for.

use crate::process::{Local, command, folder};
use serde_json::{Value, json};
use std::time::Duration;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// An OpenAI-compatible server that takes its time.
async fn model() -> MockServer {
    let server = MockServer::start().await;
    let complete = |request: &Request| {
        let asked: Value = request.body_json().unwrap();
        let text = match asked.get("response_format") {
            Some(_) => json!({ "intent": "other", "confidence": 0.75 }).to_string(),
            None => "Good evening.".to_owned(),
        };
        let message = json!({ "role": "assistant", "content": text });
        let body = json!({
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "llama",
            "choices": [{ "index": 0, "message": message, "finish_reason": "stop" }],
        });
        ResponseTemplate::new(200)
            .set_body_json(body)
            .set_delay(Duration::from_millis(300))
    };
    Mock::given(method("POST"))
        .and(path("/v1/chat/completions"))
        .and(header("authorization", "Bearer sk-mine"))
        .respond_with(complete)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_given_endpoint_answers_and_an_answer_under_way_is_waited_for() {
    let model = model().await;
    let endpoint = format!("{}/v1", model.uri());
    let cases: [(&[&str], &str); 2] = [(&[], "gpt-4o-mini"), (&["--model", "llama3.2"], "llama3.2")];
    // With a server of its own, which must not end before the answer is stored.
    let data = folder();
    for (arguments, expected) in cases {
        let mut local = Local::start(
            command(data.path())
                .args(["--llm", &endpoint])
                .args(arguments)
                .env("OPENAI_API_KEY", "sk-mine"),
        )
        .await;
        let asked_before = model.received_requests().await.unwrap().len();
        let answered = local.say(None, "Hello");
        let ended = async {
            while model.received_requests().await.unwrap().len() == asked_before {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            local.interrupt();
        };
        let (answer, ()) = tokio::join!(answered, ended);
        assert_eq!(answer["answer"]["content"], "Good evening.");
        assert_eq!(answer["answer"]["model"], "llama");
        let requests = model.received_requests().await.unwrap();
        let asked: Value = requests.last().unwrap().body_json().unwrap();
        assert_eq!(asked["model"], expected);
        assert_eq!(local.ended().await, Some(0));
    }
}
