//! Converse: what a chat request becomes, and what becomes of each answer.

use crate::support::{Then, env, error, ok, raw_server};
use ferrovia::language_model::{
    ChatError, ChatMessage, ChatModel, ChatReply, ChatRequest, Finish, JsonSchema, MAX_REPLY_BYTES,
    TimeoutPhase, TokenUsage,
};
use ferrovia_aws::BedrockModels;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const MODEL: &str = "amazon.nova-lite-v1:0";

async fn model(endpoint: &str) -> Arc<dyn ChatModel> {
    let config = ferrovia_aws::config::load(&env(&[("AWS_ENDPOINT_URL", endpoint)])).await;
    BedrockModels::new(&config).open(MODEL)
}

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    // Once only: there are no retries below the port.
    Mock::given(method("POST"))
        .and(path("/model/amazon.nova-lite-v1%3A0/converse"))
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    server
}

fn asking(text: &str) -> ChatRequest {
    let mut request = ChatRequest::new(Instant::now() + Duration::from_secs(20));
    request.messages.push(ChatMessage::user(text));
    request
}

fn for_json() -> ChatRequest {
    let mut request = asking("Where is my order?");
    request.json_schema = Some(JsonSchema {
        name: "intent".to_owned(),
        schema: json!({ "type": "object", "properties": { "n": { "type": "number", "minimum": -1, "maximum": 1.5 } } }),
    });
    request
}

fn converse(stop_reason: &str, content: Value) -> ResponseTemplate {
    ok(json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": stop_reason,
        "usage": { "inputTokens": 12, "outputTokens": 3, "totalTokens": 20, "cacheReadInputTokens": 5 },
        "metrics": { "latencyMs": 7 },
    }))
    .insert_header("x-amzn-requestid", "req-1")
}

async fn sent(server: &MockServer) -> Value {
    server.received_requests().await.unwrap()[0].body_json().unwrap()
}

#[tokio::test]
async fn system_stands_apart_and_roles_alternate_from_the_user_on() {
    let server = answering(converse("end_turn", json!([{ "text": "hi" }]))).await;
    let mut request = asking("one");
    request.messages = vec![
        ChatMessage::system("Be kind."),
        ChatMessage::assistant("Hello!"),
        ChatMessage::user("one"),
        ChatMessage::system("Be brief."),
        ChatMessage::user("two"),
        ChatMessage::user("  "),
        ChatMessage::assistant("three"),
        ChatMessage::user("four"),
    ];
    request.max_output_tokens = Some(64);
    request.temperature = Some(0.5);
    request.stop = vec!["END".to_owned()];
    request.seed = Some(1);
    model(&server.uri()).await.complete(&request).await.unwrap();
    let text = |text: &str| json!({ "text": text });
    let expected = json!({
        "system": [text("Be kind."), text("Be brief.")],
        "messages": [
            { "role": "user", "content": [text("…")] },
            { "role": "assistant", "content": [text("Hello!")] },
            { "role": "user", "content": [text("one"), text("two")] },
            { "role": "assistant", "content": [text("three")] },
            { "role": "user", "content": [text("four")] },
        ],
        "inferenceConfig": { "maxTokens": 64, "temperature": 0.5, "stopSequences": ["END"] },
    });
    assert_eq!(sent(&server).await, expected);
}

#[tokio::test]
async fn json_is_asked_for_by_a_tool_that_must_be_called() {
    let call = json!([{ "toolUse": { "toolUseId": "t", "name": "intent", "input": { "n": 0.25, "m": [-2, null] } } }]);
    let server = answering(converse("tool_use", call)).await;
    let request = for_json();
    let reply = model(&server.uri()).await.complete(&request).await.unwrap();
    let document: Value = serde_json::from_str(&reply.text).unwrap();
    assert_eq!(document, json!({ "n": 0.25, "m": [-2, null] }));
    assert_eq!(reply.finish, Finish::Stop);
    let tools = &sent(&server).await["toolConfig"];
    assert_eq!(tools["toolChoice"], json!({ "tool": { "name": "intent" } }));
    let tool = &tools["tools"][0]["toolSpec"];
    assert_eq!(tool["name"], "intent");
    assert_eq!(tool["inputSchema"]["json"], request.json_schema.unwrap().schema);
}

#[tokio::test]
async fn a_reply_says_what_it_cost() {
    let blocks = json!([{ "reasoningContent": { "reasoningText": { "text": "hm" } } }, { "text": "On its" }, { "text": " way." }]);
    let server = answering(converse("end_turn", blocks)).await;
    let model = model(&server.uri()).await;
    assert_eq!(model.name(), "bedrock:amazon.nova-lite-v1:0");
    let reply = model.complete(&asking("Where is it?")).await.unwrap();
    let expected = ChatReply {
        text: "On its way.".to_owned(),
        finish: Finish::Stop,
        usage: Some(TokenUsage {
            input_tokens: 17,
            output_tokens: 3,
            cached_tokens: 5,
        }),
        model: MODEL.to_owned(),
        provider_request_id: Some("req-1".to_owned()),
        latency: reply.latency,
        fallbacks: 0,
    };
    assert_eq!(reply, expected);
}

#[tokio::test]
async fn stop_reasons() {
    let words = || json!([{ "text": "some words" }]);
    let blank = || json!([{ "text": " \n" }]);
    let other_tool = json!([{ "toolUse": { "toolUseId": "t", "name": "other", "input": {} } }]);
    let no_object = json!([{ "toolUse": { "toolUseId": "t", "name": "intent", "input": "text" } }]);
    let cases = [
        (asking("x"), "end_turn", words(), Ok(Finish::Stop)),
        (asking("x"), "stop_sequence", words(), Ok(Finish::Stop)),
        (asking("x"), "max_tokens", words(), Ok(Finish::Length)),
        (asking("x"), "max_tokens", blank(), Err(ChatError::Truncated)),
        (asking("x"), "end_turn", blank(), Err(ChatError::Empty)),
        (asking("x"), "end_turn", json!([]), Err(ChatError::Empty)),
        (
            asking("x"),
            "content_filtered",
            words(),
            Err(ChatError::ContentFiltered),
        ),
        (
            asking("x"),
            "guardrail_intervened",
            words(),
            Err(ChatError::ContentFiltered),
        ),
        (
            asking("x"),
            "model_context_window_exceeded",
            words(),
            Err(ChatError::ContextTooLong),
        ),
        (
            asking("x"),
            "malformed_model_output",
            words(),
            Err(ChatError::Malformed),
        ),
        (asking("x"), "bored", words(), Err(ChatError::Malformed)),
        (for_json(), "max_tokens", words(), Err(ChatError::Truncated)),
        (for_json(), "end_turn", words(), Err(ChatError::Malformed)),
        (for_json(), "end_turn", json!([]), Err(ChatError::Empty)),
        (for_json(), "tool_use", other_tool, Err(ChatError::Empty)),
        (for_json(), "tool_use", no_object, Err(ChatError::Malformed)),
    ];
    for (request, reason, content, expected) in cases {
        let server = answering(converse(reason, content.clone())).await;
        let outcome = model(&server.uri()).await.complete(&request).await;
        assert_eq!(outcome.map(|reply| reply.finish), expected, "{reason} {content}");
    }
}

fn says(status: u16, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-amzn-errortype", code)
        .set_body_json(json!({ "message": message }))
}

#[tokio::test]
async fn errors_are_told_apart() {
    let first_byte = ChatError::Timeout {
        phase: TimeoutPhase::FirstByte,
    };
    let limited = |seconds: Option<u64>| ChatError::RateLimited {
        retry_after: seconds.map(Duration::from_secs),
    };
    let invalid = |code: Option<&str>| ChatError::InvalidRequest {
        code: code.map(str::to_owned),
    };
    let validation = |message| says(400, "ValidationException", message);
    let cases = [
        (
            says(429, "ThrottlingException", "Too many requests"),
            limited(None),
        ),
        (
            says(429, "ThrottlingException", "slow").insert_header("retry-after", "2"),
            limited(Some(2)),
        ),
        (
            says(429, "ThrottlingException", "Too many tokens per day"),
            ChatError::Unauthorized,
        ),
        (says(408, "ModelTimeoutException", "slow"), first_byte.clone()),
        (
            says(429, "ModelNotReadyException", "loading"),
            ChatError::Overloaded,
        ),
        (
            says(503, "ServiceUnavailableException", "busy"),
            ChatError::Overloaded,
        ),
        (
            says(500, "InternalServerException", "oops"),
            ChatError::Overloaded,
        ),
        (says(424, "ModelErrorException", "oops"), ChatError::Overloaded),
        (says(403, "AccessDeniedException", "no"), ChatError::Unauthorized),
        (
            says(403, "UnrecognizedClientException", "who?"),
            ChatError::Unauthorized,
        ),
        (
            says(404, "ResourceNotFoundException", "where?"),
            ChatError::NotFound,
        ),
        (
            validation("The provided model identifier is invalid."),
            ChatError::NotFound,
        ),
        (
            validation("Input is too long for requested model."),
            ChatError::ContextTooLong,
        ),
        (
            validation("input length and `max_tokens` exceed context limit"),
            ChatError::ContextTooLong,
        ),
        (
            validation("temperature: must be at most 1"),
            invalid(Some("ValidationException")),
        ),
        (error(418, "TeapotException"), invalid(Some("TeapotException"))),
        (
            ResponseTemplate::new(502).set_body_raw("<html>", "text/html"),
            ChatError::Overloaded,
        ),
        (
            ResponseTemplate::new(429).set_body_raw("slow down", "text/plain"),
            limited(None),
        ),
        (
            ResponseTemplate::new(503).set_body_string("x".repeat(128 * 1024)),
            ChatError::Overloaded,
        ),
        (
            ResponseTemplate::new(200).set_body_raw("{\"output\":", "application/json"),
            ChatError::Malformed,
        ),
        (ok(json!({ "stopReason": "end_turn" })), ChatError::Malformed),
        (
            converse("end_turn", json!([{ "text": "x".repeat(MAX_REPLY_BYTES) }])),
            ChatError::TooLarge,
        ),
    ];
    for (answer, expected) in cases {
        let server = answering(answer).await;
        let outcome = model(&server.uri()).await.complete(&asking("x")).await;
        assert_eq!(outcome, Err(expected));
    }
}

#[tokio::test]
async fn the_deadline_is_the_end_of_it() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    let cases = [
        ("", Duration::from_millis(300), TimeoutPhase::FirstByte),
        (head, Duration::from_millis(300), TimeoutPhase::Total),
        ("", Duration::ZERO, TimeoutPhase::Connect),
    ];
    for (said, time, phase) in cases {
        let server = raw_server(said.into(), Then::Hang).await;
        let model = model(&server).await;
        let mut request = asking("x");
        request.deadline = Instant::now() + time;
        assert_eq!(model.complete(&request).await, Err(ChatError::Timeout { phase }));
    }
}

#[tokio::test]
async fn a_connection_that_fails_or_breaks_is_a_transport_error() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    let nobody = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let servers = [
        nobody,
        raw_server(Vec::new(), Then::Close).await,
        raw_server(head.into(), Then::Close).await,
    ];
    for server in servers {
        let outcome = model(&server).await.complete(&asking("x")).await;
        assert_eq!(outcome, Err(ChatError::Transport));
    }
}
