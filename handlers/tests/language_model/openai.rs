//! OpenAI's chat completions as a row of the contract, and what only this protocol has.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatMessage, ChatModel, ChatRequest, JsonSchema};
use ferrovia::{PortError, Secrets};
use handlers::adapters::outbound::openai::{ApiKey, BaseUrlError, OpenAi, http_client};
use secrecy::SecretString;
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::behaviour::Says;
use super::provider::{Provider, Response};

/// A server that speaks this dialect.
pub(crate) struct OpenAiCompatible(pub(crate) &'static str);

const OPENAI: OpenAiCompatible = OpenAiCompatible("openai");

const MODEL: &str = "gpt-4o-mini";

#[async_trait]
impl Provider for OpenAiCompatible {
    fn name(&self) -> &'static str {
        self.0
    }

    async fn model(&self, endpoint: &str) -> Arc<dyn ChatModel> {
        Arc::new(model(endpoint, ApiKey::fixed("sk-test".into()), self.0))
    }

    fn response(&self, says: &Says) -> Option<Response> {
        Some(match *says {
            // Without an envelope, with a number for a code, and the reason in the message only.
            Says::ContextTooLong if self.0 == "vllm" => Response::json(
                400,
                &json!({ "object": "error", "type": "BadRequestError", "param": null, "code": 400,
                         "message": "This model's maximum context length is 4096 tokens. However, you requested 5000" }),
            ),
            Says::NoSuchModel if self.0 == "ollama" => Response::json(
                404,
                &json!({ "error": { "message": "model \"m\" not found, try pulling it first", "type": "api_error",
                                    "param": null, "code": null } }),
            ),
            Says::QuestionFiltered if self.0 == "azure" => Response::json(
                400,
                &json!({ "error": { "message": "The response was filtered", "type": null, "param": "prompt",
                    "code": "content_filter", "status": 400, "innererror": { "code": "ResponsibleAIPolicyViolation" } } }),
            ),
            Says::Answer(text) | Says::Structured(text) => completion(json!(text), "stop"),
            Says::AnswerWithoutUsage(text) => Response::json(
                200,
                &json!({
                    // The least that a compatible server sends.
                    "choices": [{ "message": { "role": "assistant", "content": text } }],
                }),
            ),
            Says::CutOff(text) | Says::StructuredCutOff(text) => completion(json!(text), "length"),
            Says::CutOffBeforeTheFirstWord => completion(json!(""), "length"),
            Says::Refusal => Response::json(
                200,
                &json!({
                    "id": "chatcmpl-1", "object": "chat.completion", "created": 1_770_000_000, "model": MODEL,
                    "choices": [{ "index": 0, "finish_reason": "stop", "logprobs": null, "message":
                        { "role": "assistant", "content": null, "refusal": "I can't help with that." } }],
                }),
            ),
            Says::Filtered => completion(json!("Sure, here is how"), "content_filter"),
            Says::QuestionFiltered => error(
                400,
                "invalid_request_error",
                "content_filter",
                "The response was filtered",
            ),
            Says::EmptyText => completion(json!(""), "stop"),
            Says::BlankText => completion(json!(" \n"), "stop"),
            Says::NoText => completion(Value::Null, "stop"),
            Says::NoAnswer => Response::json(200, &json!({ "choices": [] })),
            Says::OtherJson => Response::json(200, &json!({ "error": "none", "choices": "many" })),
            Says::RateLimited(wait) => {
                let response = error(429, "requests", "rate_limit_exceeded", "Rate limit reached");
                wait.map_or(response.clone(), |wait| response.header("Retry-After", wait))
            }
            Says::QuotaSpent => error(
                429,
                "insufficient_quota",
                "insufficient_quota",
                "You exceeded your quota",
            ),
            Says::Overloaded(status) => Response::text(status, "<html><h1>Bad Gateway</h1></html>"),
            Says::Unauthorized(status) => error(
                status,
                "invalid_request_error",
                "invalid_api_key",
                "Incorrect key",
            ),
            Says::NoSuchModel => error(404, "invalid_request_error", "model_not_found", "No such model"),
            Says::ContextTooLong => error(
                400,
                "invalid_request_error",
                "context_length_exceeded",
                "Please reduce the messages",
            ),
            Says::InvalidRequest => error(
                400,
                "invalid_request_error",
                "unknown_parameter",
                "Unknown parameter",
            ),
        })
    }
}

fn model(endpoint: &str, key: ApiKey, dialect: &str) -> OpenAi {
    let base_url = match dialect {
        "azure" => format!("{endpoint}/?api-version=2024-10-21#azure"),
        // As most people write it.
        "openai" => format!("{endpoint}/v1"),
        other => format!("{endpoint}/v1/#{other}"),
    };
    OpenAi::new(http_client().unwrap(), &base_url, key, MODEL).unwrap()
}

fn completion(content: Value, finish_reason: &str) -> Response {
    let body = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_770_000_000, "model": "gpt-4o-mini-2024-07-18",
        "choices": [{ "index": 0, "finish_reason": finish_reason, "logprobs": null,
                      "message": { "role": "assistant", "content": content, "refusal": null } }],
        "usage": { "prompt_tokens": 812, "completion_tokens": 64, "total_tokens": 876,
                   "prompt_tokens_details": { "cached_tokens": 7 } },
        "service_tier": "a tier that nobody has heard of",
    });
    Response::json(200, &body).header("x-request-id", "req-4711")
}

fn error(status: u16, kind: &str, code: &str, message: &str) -> Response {
    Response::json(
        status,
        &json!({ "error": { "message": message, "type": kind, "param": null, "code": code } }),
    )
}

/// What `OpenAi` makes of one more response.
async fn hears(response: ResponseTemplate) -> Result<String, ChatError> {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(response)
        .mount(&server)
        .await;
    OPENAI
        .model(&server.uri())
        .await
        .complete(&question())
        .await
        .map(|reply| reply.text)
}

fn question() -> ChatRequest {
    let mut request = ChatRequest::new(Instant::now() + Duration::from_secs(60));
    request.messages = vec![
        ChatMessage::system("Be kind."),
        ChatMessage::user("Hello?"),
        ChatMessage::assistant("Hello!"),
        ChatMessage::user("Where is it?"),
    ];
    request
}

fn full_question() -> ChatRequest {
    let mut request = question();
    request.max_output_tokens = Some(100);
    request.temperature = Some(0.3);
    request.stop = vec!["END".to_owned()];
    request.seed = Some(7);
    let schema = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    request.json_schema = Some(JsonSchema {
        name: "intent".to_owned(),
        schema,
    });
    request
}

#[tokio::test]
async fn each_dialect_asks_in_its_own_words() {
    let messages = json!([
        { "role": "system", "content": "Be kind." },
        { "role": "user", "content": "Hello?" },
        { "role": "assistant", "content": "Hello!" },
        { "role": "user", "content": "Where is it?" },
    ]);
    let schema = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    let mut with_schema = messages.as_array().unwrap().clone();
    with_schema.push(json!({
        "role": "system",
        "content": format!("Reply with one JSON object that satisfies this JSON Schema: {schema}"),
    }));
    let strict = json!({ "type": "json_schema", "json_schema":
        { "name": "intent", "strict": true, "schema": schema } });
    let full = |messages: &Value, limit: &str, format: &Value| {
        json!({
            "model": MODEL, "messages": messages, limit: 100, "temperature": 0.3, "stop": ["END"], "seed": 7,
            "response_format": format,
        })
    };
    let newer = full(&messages, "max_completion_tokens", &strict);
    let in_words = full(
        &json!(with_schema),
        "max_tokens",
        &json!({ "type": "json_object" }),
    );
    let least = json!({ "model": MODEL, "messages": messages });
    let bearer = ("authorization", "Bearer sk-test");
    let v1 = "/v1/chat/completions";
    let deployment = "/openai/deployments/gpt-4o-mini/chat/completions";
    let cases = [
        ("openai", question(), v1, bearer, least),
        ("openai", full_question(), v1, bearer, newer.clone()),
        (
            "azure",
            full_question(),
            deployment,
            ("api-key", "sk-test"),
            newer,
        ),
        (
            "vllm",
            full_question(),
            v1,
            bearer,
            full(&messages, "max_tokens", &strict),
        ),
        ("ollama", full_question(), v1, bearer, in_words),
    ];
    for (dialect, request, place, (credentials, key), expected) in cases {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path(place))
            .and(header(credentials, key))
            .and(header("content-type", "application/json"))
            .respond_with(
                ResponseTemplate::new(200)
                    .set_body_json(json!({ "choices": [{ "message": { "content": "{}" } }] })),
            )
            .mount(&server)
            .await;
        model(&server.uri(), ApiKey::fixed("sk-test\n".into()), dialect)
            .complete(&request)
            .await
            .unwrap();
        let request = &server.received_requests().await.unwrap()[0];
        assert_eq!(request.body_json::<Value>().unwrap(), expected, "{dialect}");
        let version = (dialect == "azure").then_some("api-version=2024-10-21");
        assert_eq!(request.url.query(), version, "{dialect}");
        let keys = ["authorization", "api-key"].map(|name| request.headers.contains_key(name));
        assert_eq!(
            keys.iter().filter(|told| **told).count(),
            1,
            "{dialect}: the key is told once"
        );
    }
}

#[tokio::test]
async fn errors_are_understood_in_every_spelling() {
    let invalid = |code: Option<&str>| ChatError::InvalidRequest {
        code: code.map(str::to_owned),
    };
    let cases = [
        // vLLM: a number for a code, and the reason in the message only.
        (
            400,
            json!({ "error": { "message": "This model's maximum context length is 4096 tokens.", "code": 400 } }),
            ChatError::ContextTooLong,
        ),
        (413, json!("too much"), ChatError::ContextTooLong),
        (
            400,
            json!({ "error": { "message": "m", "type": "t", "code": "content_policy_violation" } }),
            ChatError::ContentFiltered,
        ),
        (
            422,
            json!({ "error": { "message": "m", "type": "t", "code": null } }),
            invalid(Some("t")),
        ),
        (
            400,
            json!({ "error": { "message": "m", "code": 1234 } }),
            invalid(Some("1234")),
        ),
        // What is no code is not passed on: it may quote the customer.
        (
            400,
            json!({ "error": { "message": "m", "code": "the customer said: my card is 4111 1111" } }),
            invalid(None),
        ),
        (400, json!({ "error": "bad" }), invalid(None)),
        (302, json!({}), invalid(None)),
        (408, json!({}), ChatError::Overloaded),
        (
            429,
            json!({ "error": { "message": "m", "type": "insufficient_quota", "code": null } }),
            ChatError::Unauthorized,
        ),
    ];
    for (status, body, expected) in cases {
        let heard = hears(ResponseTemplate::new(status).set_body_json(&body)).await;
        assert_eq!(heard, Err(expected), "{status} {body}");
    }
}

#[tokio::test]
async fn the_time_to_wait_is_understood_in_every_spelling() {
    let long_gone = "Sun, 06 Nov 1994 08:49:37 GMT";
    let cases = [
        ("retry-after", "1", Some(Duration::from_secs(1))),
        ("retry-after", "0.5", Some(Duration::from_millis(500))),
        ("retry-after-ms", "250", Some(Duration::from_millis(250))),
        ("retry-after", long_gone, Some(Duration::ZERO)),
        ("retry-after", "-1", None),
        ("retry-after", "soon", None),
        ("retry-after", "NaN", None),
        ("retry-after", "1e400", None),
    ];
    for (name, value, retry_after) in cases {
        let heard = hears(ResponseTemplate::new(429).insert_header(name, value)).await;
        assert_eq!(
            heard,
            Err(ChatError::RateLimited { retry_after }),
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn a_refused_key_is_read_again() {
    struct Rotated(Mutex<VecDeque<Result<&'static str, PortError>>>);

    #[async_trait]
    impl Secrets for Rotated {
        async fn value(&self, name: &str) -> Result<SecretString, PortError> {
            assert_eq!(name, "openai-api-key");
            self.0
                .lock()
                .unwrap()
                .pop_front()
                .unwrap()
                .map(SecretString::from)
        }
    }

    let server = MockServer::start().await;
    for (key, status) in [("Bearer old", 401), ("Bearer new", 200)] {
        let body = json!({ "choices": [{ "message": { "content": "hello" } }] });
        Mock::given(header("authorization", key))
            .respond_with(ResponseTemplate::new(status).set_body_json(body))
            .mount(&server)
            .await;
    }
    let away = PortError::Unavailable {
        service: "Secrets Manager",
        detail: String::new(),
    };
    let gone = PortError::Refused {
        service: "Secrets Manager",
        detail: String::new(),
    };
    let script = [Err(away), Err(gone), Ok("not\u{1}a key"), Ok("old"), Ok("new")];
    let key = ApiKey::stored(Arc::new(Rotated(Mutex::new(script.into()))), "openai-api-key");
    let model = model(&server.uri(), key, "openai");
    let expected = [
        Err(ChatError::Transport),
        Err(ChatError::Unauthorized),
        Err(ChatError::Unauthorized),
        Err(ChatError::Unauthorized), // by the server: the old key
        Ok("hello".to_owned()),
        Ok("hello".to_owned()), // the script is at its end: the key is known
    ];
    for expected in expected {
        assert_eq!(
            model.complete(&question()).await.map(|reply| reply.text),
            expected
        );
    }
}

#[test]
fn a_base_url_is_checked_at_the_start() {
    let new = |url: &str| -> Result<String, BaseUrlError> {
        OpenAi::new(http_client().unwrap(), url, ApiKey::fixed("k".into()), MODEL)
            .map(|model| model.name().to_owned())
    };
    for (good, name) in [
        ("https://api.openai.com/v1/", "openai:gpt-4o-mini"),
        ("https://gateway.example.com", "openai:gpt-4o-mini"),
        ("https://api.openai.com/v1#openai", "openai:gpt-4o-mini"),
        ("http://127.0.0.1:11434/v1#ollama", "ollama:gpt-4o-mini"),
        ("http://127.0.0.1:8000/v1#vllm", "vllm:gpt-4o-mini"),
        (
            "https://n.openai.azure.com?api-version=2024-10-21#azure",
            "azure:gpt-4o-mini",
        ),
    ] {
        assert_eq!(new(good).as_deref(), Ok(name), "{good}");
    }
    for (bad, says) in [
        (
            "https://api.openai.com/v1#claude",
            "`https://api.openai.com/v1#claude` ends with no dialect: after `#` may come `openai`, `azure`, `vllm`, `ollama`",
        ),
        (
            "https://n.openai.azure.com#azure",
            "`https://n.openai.azure.com#azure` names no version of the protocol: expected something like \
             `https://NAME.openai.azure.com?api-version=2024-10-21#azure`",
        ),
    ] {
        assert_eq!(new(bad).unwrap_err().to_string(), says);
    }
    for bad in [
        "",
        "localhost:11434",
        "api.openai.com/v1",
        "file:///etc/passwd",
        "http://",
    ] {
        let refusal = new(bad).unwrap_err().to_string();
        assert!(
            refusal.starts_with(&format!("`{bad}` is not the address")),
            "{refusal}"
        );
    }
}
