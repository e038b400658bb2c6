//! What people write stays in the tables that are for it: no log, event or trace quotes it, whatever goes wrong.

use crate::process::{Local, command, folder, token};
use ferrovia_local::postgres::{Database, Server, Template};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// What nobody else would write.
const SECRET: &str = "Zwetschgendatschi";

/// A model that quotes what it is told, in answers, in what is no answer, and in its own errors.
struct Parrot;

impl Respond for Parrot {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked: Value = request.body_json().unwrap();
        let said = asked["messages"].to_string();
        let classifies = asked.get("response_format").is_some();
        let text = match classifies {
            _ if said.contains("REFUSE") => {
                let problem =
                    json!({ "error": { "message": said, "type": "invalid_request_error", "code": said } });
                return ResponseTemplate::new(400).set_body_json(problem);
            }
            _ if said.contains("FAIL") => return ResponseTemplate::new(500).set_body_string(said),
            _ if said.contains("BABBLE") => return ResponseTemplate::new(200).set_body_string(said),
            true if said.contains("MISREAD") => said,
            true => json!({ "intent": "other", "confidence": 0.75 }).to_string(),
            false => format!("You wrote: {said}").chars().take(2000).collect(),
        };
        ResponseTemplate::new(200).set_body_json(json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "test",
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
        }))
    }
}

/// A platform that says all it can.
struct Talkative {
    local: Local,
    token: String,
    database: Database,
}

impl Talkative {
    async fn ask(&self, route: &str, body: &Value) -> (u16, Value) {
        let (method, path) = route.split_once(' ').unwrap();
        let request = self.local.request(method, path, body).bearer_auth(&self.token);
        let response = request.header("idempotency-key", "one-key").send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or_default())
    }

    /// A message that a customer writes.
    async fn post(&self, content: &str) -> (u16, Value) {
        let message = json!({ "customer_id": "c-1041", "content": content });
        self.local.post_as(&self.token, &message).await
    }

    /// The tables in which the secret is, and how many of their rows.
    async fn tables(&self) -> Vec<(String, i64)> {
        let owner = self.database.pool().await.unwrap();
        let tables: Vec<String> = sqlx::query_scalar(
            "select c.oid::regclass::text from pg_class c
              where relkind = 'r' and not relispartition or relkind = 'p'
              order by 1",
        )
        .fetch_all(&owner)
        .await
        .unwrap();
        let mut holding = Vec::new();
        for table in tables.into_iter().filter(|table| table.starts_with("app.")) {
            let query = format!("select count(*) from {table} t where strpos(t::text, $1) > 0");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(query))
                .bind(SECRET)
                .fetch_one(&owner)
                .await
                .unwrap();
            if count > 0 {
                holding.push((table, count));
            }
        }
        holding
    }
}

/// Everything in which people write, as it should go and as it should not.
async fn write_everywhere(platform: &Talkative) -> Value {
    let (status, said) = platform.post(&format!("Good morning, {SECRET}")).await;
    assert_eq!(status, 201, "{said}");
    for trouble in ["REFUSE", "FAIL", "BABBLE", "MISREAD"] {
        let (status, answered) = platform.post(&format!("{trouble} {SECRET}")).await;
        assert!([201, 503].contains(&status), "{trouble}: {status} {answered}");
        // A model that is sick five times in a row is not asked any more, and has nothing to quote.
        let (status, answered) = platform.post(&format!("Once more, {SECRET}")).await;
        assert_eq!(status, 201, "after {trouble}: {answered}");
    }
    let id = |of: &Value| of.as_str().unwrap().to_owned();
    let conversation = id(&said["conversation_id"]);
    let answer = id(&said["answer"]["id"]);
    let message = |content: Value| json!({ "customer_id": "c-1041", "content": content });
    let cases = [
        // What is not valid: too long, of the wrong type, unknown, not there, not JSON.
        (
            "POST /v1/messages".to_owned(),
            message(json!(SECRET.repeat(300))),
            400,
        ),
        ("POST /v1/messages".to_owned(), message(json!([SECRET])), 400),
        ("POST /v1/messages".to_owned(), json!({ SECRET: SECRET }), 400),
        (
            format!("POST /v1/conversations/{answer}/messages"),
            message(json!(SECRET)),
            400,
        ),
        ("POST /v1/messages".to_owned(), json!(SECRET), 400),
        // One key, two messages.
        (
            "POST /v1/messages".to_owned(),
            message(json!(format!("First {SECRET}"))),
            201,
        ),
        (
            "POST /v1/messages".to_owned(),
            message(json!(format!("Second {SECRET}"))),
            422,
        ),
        (
            format!("PUT /v1/messages/{answer}/feedback"),
            json!({ "rating": "down", "comment": format!("No {SECRET} at all") }),
            200,
        ),
        (
            format!("POST /v1/conversations/{conversation}/handover"),
            json!({ "reason": format!("About {SECRET}") }),
            202,
        ),
    ];
    let mut last = Value::Null;
    for (route, body, expected) in cases {
        let (status, answered) = platform.ask(&route, &body).await;
        assert_eq!(status, expected, "{route}: {answered}");
        last = answered;
    }
    let handover = id(&last["id"]);
    let held = |what: &str| format!("POST /v1/handovers/{handover}/{what}");
    for (route, body, expected) in [
        (held("accept"), json!({}), 200),
        (
            held("reply"),
            json!({ "content": format!("Here is your {SECRET}") }),
            201,
        ),
        (
            held("complete"),
            json!({ "outcome": "back_to_assistant", "note": format!("Likes {SECRET}") }),
            200,
        ),
    ] {
        let (status, answered) = platform.ask(&route, &body).await;
        assert_eq!(status, expected, "{route}: {answered}");
    }
    said
}

#[tokio::test]
async fn what_people_write_is_in_no_log_event_or_trace() {
    let model = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(Parrot)
        .mount(&model)
        .await;
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let data = folder();
    let llm = format!("{}/v1", model.uri());
    let mut command = command(data.path());
    command
        .args(["--database", database.url(), "--llm", &llm])
        .env("OPENAI_API_KEY", "sk-mine")
        .env("LOG_LEVEL", "trace");
    let mut platform = Talkative {
        local: Local::start(&mut command).await,
        token: token(
            data.path(),
            &[
                "--subject",
                "user-1",
                "--scope",
                "messages:write messages:read agent",
            ],
        ),
        database,
    };
    let said = write_everywhere(&platform).await;
    // Where it is meant to be it is found, so whatever else it were in, it would be found there, too.
    let tables: Vec<String> = platform
        .tables()
        .await
        .into_iter()
        .map(|(table, _)| table)
        .collect();
    assert_eq!(tables, ["app.feedback", "app.handovers", "app.messages"]);
    // The relay has told the rest, too: how the conversation changed hands.
    platform.local.says("ConversationStateChanged").await;
    platform.local.interrupt();
    platform.local.ended().await;
    let (events, log) = (platform.local.said(), platform.local.logged());
    assert!(
        events.contains(said["id"].as_str().unwrap()),
        "events are printed: {events}"
    );
    assert!(
        log.contains("WARN") && log.contains("ERROR"),
        "what went wrong is logged: {log}"
    );
    for (what, text) in [("an event", &events), ("the log", &log)] {
        let quotes: Vec<&str> = text.lines().filter(|line| line.contains(SECRET)).collect();
        assert_eq!(quotes, [] as [&str; 0], "{what}");
    }
}
