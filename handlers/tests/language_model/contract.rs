//! What every adapter makes of what servers do.

use std::time::{Duration, Instant};

use ferrovia::language_model::{
    ChatError, ChatMessage, ChatReply, ChatRequest, Finish, JsonSchema, MAX_REPLY_BYTES, TimeoutPhase,
    TokenUsage,
};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::bedrock::Bedrock;
use super::behaviour::Says;
use super::openai::OpenAiCompatible;
use super::provider::{Provider, Response};
use super::raw_server::{self, Rhythm};

/// Every adapter. A new one is a row here.
pub(crate) const PROVIDERS: &[&dyn Provider] = &[
    &OpenAiCompatible("openai"),
    &OpenAiCompatible("azure"),
    &OpenAiCompatible("vllm"),
    &OpenAiCompatible("ollama"),
    &Bedrock,
];

/// Far away, so that only what is tested ends the attempt.
const PATIENCE: Duration = Duration::from_secs(60);

/// Soon, for servers that never answer; long enough to connect on a busy machine.
const IMPATIENCE: Duration = Duration::from_millis(1500);

/// More than any reply may have.
const HUGE: usize = 50 * 1024 * 1024;

fn request(patience: Duration) -> ChatRequest {
    let mut request = ChatRequest::new(Instant::now() + patience);
    request.messages = vec![
        ChatMessage::system("Be kind."),
        ChatMessage::user("Where is my order?"),
    ];
    request.max_output_tokens = Some(100);
    request
}

fn structured(patience: Duration) -> ChatRequest {
    let schema = json!({ "type": "object", "properties": { "intent": { "type": "string" } }, "required": ["intent"],
                         "additionalProperties": false });
    ChatRequest {
        json_schema: Some(JsonSchema {
            name: "intent".to_owned(),
            schema,
        }),
        ..request(patience)
    }
}

async fn serve(response: &Response) -> MockServer {
    let mut template =
        ResponseTemplate::new(response.status).set_body_raw(response.body.clone(), "application/json");
    for (name, value) in &response.headers {
        template = template.insert_header(*name, value.as_str());
    }
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}

/// What each provider's adapter hears when its server says `says`.
async fn heard(says: Says) -> Vec<(String, Result<ChatReply, ChatError>)> {
    let mut heard = Vec::new();
    for provider in PROVIDERS {
        let Some(response) = provider.response(&says) else {
            continue;
        };
        let asks_for_json = matches!(says, Says::Structured(_) | Says::StructuredCutOff(_));
        let request = if asks_for_json {
            structured(PATIENCE)
        } else {
            request(PATIENCE)
        };
        let server = serve(&response).await;
        let reply = provider.model(&server.uri()).await.complete(&request).await;
        assert_eq!(
            server.received_requests().await.unwrap().len(),
            1,
            "{}: {says:?}: one attempt",
            provider.name()
        );
        heard.push((format!("{}: {says:?}", provider.name()), reply));
    }
    assert!(!heard.is_empty(), "{says:?} is said by nobody");
    heard
}

#[tokio::test]
async fn answers_are_heard() {
    let usage = TokenUsage {
        input_tokens: 812,
        output_tokens: 64,
        cached_tokens: 7,
    };
    let text = "It left our warehouse: \"yesterday\" \u{1f4e6}\n";
    let cases = [
        (Says::Answer(text), text, Finish::Stop, Some(usage)),
        (
            Says::Structured("{\"intent\":\"other\"}"),
            "{\"intent\":\"other\"}",
            Finish::Stop,
            Some(usage),
        ),
        (Says::AnswerWithoutUsage("Hello."), "Hello.", Finish::Stop, None),
        (
            Says::CutOff("It left. And th"),
            "It left. And th",
            Finish::Length,
            Some(usage),
        ),
    ];
    for (says, text, finish, usage) in cases {
        for (case, reply) in heard(says).await {
            let reply = reply.unwrap();
            if matches!(says, Says::Structured(_)) {
                let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
                assert_eq!(json(&reply.text), json(text), "{case}");
            } else {
                assert_eq!(reply.text, text, "{case}");
            }
            assert_eq!(
                (reply.finish, reply.usage, reply.fallbacks),
                (finish, usage, 0),
                "{case}"
            );
            assert!(!reply.model.is_empty(), "{case}");
            assert!(usage.is_none() || reply.provider_request_id.is_some(), "{case}");
            assert!(reply.latency < PATIENCE, "{case}");
        }
    }
}

#[tokio::test]
async fn failures_are_told_apart() {
    let waits = |seconds| ChatError::RateLimited {
        retry_after: Some(Duration::from_secs(seconds)),
    };
    let cases = [
        (Says::CutOffBeforeTheFirstWord, ChatError::Truncated),
        (Says::StructuredCutOff("{\"intent\":\"ord"), ChatError::Truncated),
        (Says::Structured("not JSON"), ChatError::Malformed),
        (Says::Refusal, ChatError::ContentFiltered),
        (Says::Filtered, ChatError::ContentFiltered),
        (Says::QuestionFiltered, ChatError::ContentFiltered),
        (Says::EmptyText, ChatError::Empty),
        (Says::BlankText, ChatError::Empty),
        (Says::NoText, ChatError::Empty),
        (Says::NoAnswer, ChatError::Empty),
        (Says::OtherJson, ChatError::Malformed),
        (Says::RateLimited(Some("1")), waits(1)),
        (Says::RateLimited(Some("120")), waits(120)),
        (
            Says::RateLimited(None),
            ChatError::RateLimited { retry_after: None },
        ),
        (Says::QuotaSpent, ChatError::Unauthorized),
        (Says::Overloaded(500), ChatError::Overloaded),
        (Says::Overloaded(502), ChatError::Overloaded),
        (Says::Overloaded(503), ChatError::Overloaded),
        (Says::Overloaded(529), ChatError::Overloaded),
        (Says::Unauthorized(401), ChatError::Unauthorized),
        (Says::Unauthorized(403), ChatError::Unauthorized),
        (Says::NoSuchModel, ChatError::NotFound),
        (Says::ContextTooLong, ChatError::ContextTooLong),
    ];
    for (says, error) in cases {
        for (case, reply) in heard(says).await {
            assert_eq!(reply, Err(error.clone()), "{case}");
        }
    }
    for (case, reply) in heard(Says::InvalidRequest).await {
        assert!(
            matches!(reply, Err(ChatError::InvalidRequest { .. })),
            "{case}: {reply:?}"
        );
    }
}

#[tokio::test]
async fn broken_replies_are_malformed() {
    let bodies: [&[u8]; 6] = [
        b"",
        b"null",
        b"{\"choices\":[{\"mess",
        b"<html>hello</html>",
        b"\xff\xfe\x00",
        b"[[[[[[[[",
    ];
    for provider in PROVIDERS {
        for body in bodies {
            let server = serve(&Response {
                status: 200,
                headers: Vec::new(),
                body: body.to_vec(),
            })
            .await;
            let reply = provider
                .model(&server.uri())
                .await
                .complete(&request(PATIENCE))
                .await;
            assert_eq!(reply, Err(ChatError::Malformed), "{}: {body:?}", provider.name());
        }
        let deep = vec![b'['; MAX_REPLY_BYTES - 1];
        let server = serve(&Response {
            status: 200,
            headers: Vec::new(),
            body: deep,
        })
        .await;
        let reply = provider
            .model(&server.uri())
            .await
            .complete(&request(PATIENCE))
            .await;
        assert_eq!(reply, Err(ChatError::Malformed), "{}: deep JSON", provider.name());
    }
}

#[tokio::test]
async fn huge_bodies_are_not_read() {
    for provider in PROVIDERS {
        let mut answer = provider.response(&Says::Answer("hello")).unwrap();
        answer.body.resize(HUGE, b' ');
        let server = serve(&answer).await;
        let reply = provider
            .model(&server.uri())
            .await
            .complete(&request(PATIENCE))
            .await;
        assert_eq!(reply, Err(ChatError::TooLarge), "{}: an answer", provider.name());

        // What an error's body says beyond its beginning does not matter.
        for (says, error) in [
            (Says::Overloaded(500), ChatError::Overloaded),
            (
                Says::RateLimited(Some("1")),
                ChatError::RateLimited {
                    retry_after: Some(Duration::from_secs(1)),
                },
            ),
        ] {
            let mut failure = provider.response(&says).unwrap();
            failure.body.resize(HUGE, b' ');
            let server = serve(&failure).await;
            let reply = provider
                .model(&server.uri())
                .await
                .complete(&request(PATIENCE))
                .await;
            assert_eq!(reply, Err(error), "{}: {says:?}", provider.name());
        }

        // What it says only beyond the limit is not heard.
        let mut failure = provider.response(&Says::ContextTooLong).unwrap();
        let said = std::mem::replace(&mut failure.body, vec![b' '; HUGE]);
        failure.body.extend(said);
        let server = serve(&failure).await;
        let reply = provider
            .model(&server.uri())
            .await
            .complete(&request(PATIENCE))
            .await;
        assert!(
            matches!(reply, Err(ChatError::InvalidRequest { .. })),
            "{}: {reply:?}",
            provider.name()
        );

        // The largest that is allowed is read.
        let mut answer = provider.response(&Says::Answer("hello")).unwrap();
        answer.body.resize(MAX_REPLY_BYTES, b' ');
        let server = serve(&answer).await;
        let reply = provider
            .model(&server.uri())
            .await
            .complete(&request(PATIENCE))
            .await;
        assert_eq!(
            reply.map(|reply| reply.text),
            Ok("hello".to_owned()),
            "{}",
            provider.name()
        );
    }
}

#[tokio::test]
async fn unreliable_servers_are_survived() {
    let head = |headers: &str| format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{headers}\r\n");
    let timeout = |phase| ChatError::Timeout { phase };
    for provider in PROVIDERS {
        let answer = String::from_utf8(provider.response(&Says::Answer("hello")).unwrap().body).unwrap();
        let half = &answer[..answer.len() / 2];
        let cases = [
            (
                "closes without a word",
                Rhythm::HangUp,
                PATIENCE,
                ChatError::Transport,
            ),
            (
                "closes before the end",
                Rhythm::AtOnce(
                    format!("{}{half}", head(&format!("content-length: {}\r\n", answer.len()))).into(),
                ),
                PATIENCE,
                ChatError::Transport,
            ),
            (
                "closes within a chunk",
                Rhythm::AtOnce(
                    format!(
                        "{}{:x}\r\n{half}",
                        head("transfer-encoding: chunked\r\n"),
                        answer.len()
                    )
                    .into(),
                ),
                PATIENCE,
                ChatError::Transport,
            ),
            (
                "speaks something else",
                Rhythm::AtOnce(b"220 mail.example.com ESMTP\r\n".to_vec()),
                PATIENCE,
                ChatError::Transport,
            ),
            (
                "sends 10 MB of headers",
                Rhythm::AtOnce(head(&format!("x-padding: {}\r\n", "x".repeat(10 * 1024 * 1024))).into()),
                PATIENCE,
                ChatError::Transport,
            ),
            (
                "never answers",
                Rhythm::Silence,
                IMPATIENCE,
                timeout(TimeoutPhase::FirstByte),
            ),
            (
                "drips for ever",
                Rhythm::Drip(format!("{}{half}", head("content-length: 1000000\r\n")).into()),
                IMPATIENCE,
                timeout(TimeoutPhase::Total),
            ),
        ];
        for (case, rhythm, patience, error) in cases {
            let endpoint = raw_server::start(rhythm).await;
            let model = provider.model(&endpoint).await;
            let asked = Instant::now();
            let reply = model.complete(&request(patience)).await;
            assert_eq!(reply, Err(error), "{}: a server that {case}", provider.name());
            assert!(
                asked.elapsed() < PATIENCE,
                "{}: a server that {case}",
                provider.name()
            );
        }

        // An error whose body never ends is the error that its status says.
        let drip = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 1000000\r\n\r\n".to_vec();
        let endpoint = raw_server::start(Rhythm::Drip(drip)).await;
        let reply = provider
            .model(&endpoint)
            .await
            .complete(&request(IMPATIENCE))
            .await;
        assert_eq!(
            reply,
            Err(ChatError::Overloaded),
            "{}: an endless error",
            provider.name()
        );

        // Nobody listens on a port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let reply = provider
            .model(&format!("http://127.0.0.1:{port}"))
            .await
            .complete(&request(PATIENCE))
            .await;
        assert_eq!(
            reply,
            Err(ChatError::Transport),
            "{}: nobody there",
            provider.name()
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_after_the_deadline() {
    for provider in PROVIDERS {
        let server = serve(&provider.response(&Says::Answer("too late")).unwrap()).await;
        let reply = provider
            .model(&server.uri())
            .await
            .complete(&request(Duration::ZERO))
            .await;
        assert!(
            matches!(reply, Err(ChatError::Timeout { .. })),
            "{}: {reply:?}",
            provider.name()
        );
        assert_eq!(
            server.received_requests().await.unwrap().len(),
            0,
            "{}",
            provider.name()
        );
    }
}
