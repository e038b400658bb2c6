//! Every resource of the API besides posting, through HTTP; and what a stranger gets of them.

use crate::process::{Local, command, folder, token};
use ferrovia::model::Function;
use ferrovia_local::postgres::{Database, Server, Template};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// All that there are.
const SCOPES: &str = "messages:write messages:read agent privacy";

/// A platform with a database of its own, and a second tenant.
pub(crate) struct Platform {
    pub(crate) local: Local,
    /// A token with every scope, and one of another tenant.
    pub(crate) agent: String,
    pub(crate) stranger: String,
    // Dropped after the process that uses them.
    database: Database,
    pub(crate) data: TempDir,
}

/// What came back.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Platform {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| Vec::new()).await
    }

    /// With more arguments, such as files in the data folder.
    pub(crate) async fn start_with(arguments: impl FnOnce(&Path) -> Vec<String>) -> Self {
        let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
        let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
        let data = folder();
        let local = Local::start(
            command(data.path())
                .args(["--database", database.url()])
                .args(arguments(data.path())),
        )
        .await;
        let all = |tenant: &str, subject: &str| {
            let arguments = ["--tenant", tenant, "--subject", subject, "--scope", SCOPES];
            token(data.path(), &arguments)
        };
        let (agent, stranger) = (all("acme", "user-1"), all("globex", "user-7"));
        Self {
            local,
            agent,
            stranger,
            database,
            data,
        }
    }

    pub(crate) async fn ask_as(&self, token: Option<&str>, route: &str, body: Option<&Value>) -> Answered {
        self.ask_at(token, route, None, body).await
    }

    /// Asks for a change of the version that `If-Match` names.
    pub(crate) async fn ask_at(
        &self,
        token: Option<&str>,
        route: &str,
        if_match: Option<&str>,
        body: Option<&Value>,
    ) -> Answered {
        let (method, path) = route.split_once(' ').unwrap();
        let request = match body {
            Some(body) => self.local.request(method, path, body),
            None => self.local.bare(method, path),
        };
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let request = request.header("idempotency-key", uuid::Uuid::now_v7().to_string());
        let request = match if_match {
            Some(tags) => request.header("if-match", tags),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.text().await.unwrap();
        Answered {
            status,
            headers,
            body: serde_json::from_str(&body).unwrap_or(Value::String(body)),
        }
    }

    /// Does to the database what no route does.
    pub(crate) async fn sql(&self, statement: &'static str) {
        let owner = self.database.pool().await.unwrap();
        sqlx::query(statement).execute(&owner).await.unwrap();
    }

    /// Asks with the usual token; the answer is to have this status.
    pub(crate) async fn ask(&self, route: &str, body: Option<Value>, status: u16) -> Answered {
        let answered = self.ask_as(Some(&self.local.token), route, body.as_ref()).await;
        assert_eq!(answered.status, status, "{route}: {}", answered.body);
        answered
    }

    /// What is wrong with the request, by the last part of the problem's type.
    async fn refused(&self, route: &str, body: Option<Value>, status: u16, slug: &str) {
        let answered = self.ask(route, body, status).await;
        let kind = answered.body["type"].as_str().unwrap_or_default();
        assert!(kind.ends_with(&format!("/{slug}")), "{route}: {}", answered.body);
    }
}

fn path(collection: &str, of: &Value, rest: &str) -> String {
    format!("/v1/{collection}/{}{rest}", of.as_str().unwrap())
}

#[tokio::test]
async fn every_resource_is_read_and_changed() {
    let platform = Platform::start().await;
    messages(&platform).await;
    conversations(&platform).await;
    states(&platform).await;
    feedback(&platform).await;
    usage(&platform).await;
    the_api_itself(&platform).await;
    requests_that_are_not_valid(&platform).await;
}

async fn messages(platform: &Platform) {
    let posted = platform.local.say(None, "Where is my order 88213?").await;
    let found = platform
        .ask(&format!("GET {}", path("messages", &posted["id"], "")), None, 200)
        .await;
    assert_eq!(found.body, posted, "as the post answered");
    assert!(!found.headers.contains_key("retry-after"));
    set(platform, "messages set status = 'processing'", &posted["id"]).await;
    let waiting = platform
        .ask(&format!("GET {}", path("messages", &posted["id"], "")), None, 200)
        .await;
    assert_eq!(waiting.body["status"], "processing");
    assert_eq!(waiting.headers["retry-after"], "1");
    let answer = format!("GET {}", path("messages", &posted["answer"]["id"], ""));
    let answer = platform.ask(&answer, None, 200).await.body;
    assert_eq!(
        (&answer["role"], &answer["answer"]),
        (&json!("assistant"), &Value::Null)
    );

    let list = path("conversations", &posted["conversation_id"], "/messages");
    let thanks = json!({ "customer_id": "c-1041", "content": "Thanks!" });
    let next = platform.ask(&format!("POST {list}"), Some(thanks), 201).await;
    assert_eq!(
        next.headers["location"],
        path("messages", &next.body["id"], "").as_str()
    );
    let next = next.body;
    assert_eq!(
        (&next["sequence"], &next["conversation_id"]),
        (&json!(3), &posted["conversation_id"])
    );
    let stranger = json!({ "customer_id": "c-2", "content": "Let me in" });
    platform
        .refused(&format!("POST {list}"), Some(stranger), 404, "not-found")
        .await;
    let sequences = |page: &Value| -> Vec<u64> {
        let data = page["data"].as_array().unwrap();
        data.iter()
            .map(|said| said["sequence"].as_u64().unwrap())
            .collect()
    };
    let all = platform.ask(&format!("GET {list}"), None, 200).await.body;
    assert_eq!(
        (&all["object"], &all["has_more"]),
        (&json!("list"), &json!(false))
    );
    assert_eq!(
        (sequences(&all), &all["data"][0]["id"]),
        (vec![4, 3, 2, 1], &next["answer"]["id"])
    );
    let first = platform
        .ask(&format!("GET {list}?limit=3&order=asc"), None, 200)
        .await
        .body;
    assert_eq!(
        (sequences(&first), &first["has_more"]),
        (vec![1, 2, 3], &json!(true))
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = format!("GET {list}?limit=3&order=asc&after={cursor}");
    assert_eq!(sequences(&platform.ask(&rest, None, 200).await.body), [4]);
    let other_order = format!("GET {list}?limit=3&after={cursor}");
    platform.refused(&other_order, None, 400, "validation").await;
    let others_cursor = format!("GET /v1/conversations?after={cursor}");
    platform.refused(&others_cursor, None, 400, "validation").await;
    let handovers = format!("GET /v1/handovers?after={cursor}");
    for (token, route) in [
        (&platform.local.token, &other_order),
        (&platform.local.token, &others_cursor),
        (&platform.agent, &handovers),
    ] {
        let refused = platform.ask_as(Some(token), route, None).await;
        let [wrong] = &refused.body["errors"].as_array().unwrap()[..] else {
            panic!("{route}: {}", refused.body);
        };
        assert_eq!(
            (refused.status, &wrong["pointer"]),
            (400, &json!("/query/after")),
            "{route}"
        );
        assert!(
            wrong["detail"].as_str().unwrap().contains("`next_cursor`"),
            "{route}"
        );
    }
}

async fn conversations(platform: &Platform) {
    let new = json!({ "customer_id": "c-list", "metadata": { "page": "/orders" } });
    let made = platform.ask("POST /v1/conversations", Some(new), 201).await;
    let own = path("conversations", &made.body["id"], "");
    assert_eq!(made.headers["location"], own.as_str());
    assert_eq!(
        (&made.body["state"], &made.body["last_sequence"]),
        (&json!("open"), &json!(0))
    );
    let found = platform.ask(&format!("GET {own}"), None, 200).await;
    assert_eq!(found.body, made.body);

    let hello = json!({ "customer_id": "c-list", "conversation_id": made.body["id"], "content": "Hello" });
    let (status, said) = platform.local.post_as(&platform.local.token, &hello).await;
    assert_eq!((status, &said["sequence"]), (201, &json!(1)));

    let bare = json!({ "customer_id": "c-list" });
    let second = platform.ask("POST /v1/conversations", Some(bare), 201).await.body;
    assert_eq!(second["metadata"], json!({}));
    let ids = |page: &Value| -> Vec<Value> {
        let data = page["data"].as_array().unwrap();
        data.iter().map(|found| found["id"].clone()).collect()
    };
    let of = "GET /v1/conversations?customer_id=c-list";
    let both = platform.ask(of, None, 200).await.body;
    assert_eq!(ids(&both), [second["id"].clone(), made.body["id"].clone()]);
    let first = platform
        .ask(&format!("{of}&limit=1&state=open"), None, 200)
        .await
        .body;
    assert_eq!(
        (ids(&first), &first["has_more"]),
        (vec![second["id"].clone()], &json!(true))
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let next = platform
        .ask(&format!("{of}&limit=1&state=open&after={cursor}"), None, 200)
        .await
        .body;
    assert_eq!(
        (ids(&next), &next["has_more"]),
        (vec![made.body["id"].clone()], &json!(false))
    );
    let none = platform
        .ask(&format!("{of}&state=waiting_human"), None, 200)
        .await
        .body;
    assert_eq!(ids(&none), [] as [Value; 0]);
    // A cursor opens nothing for anybody else.
    let stolen = format!("{of}&limit=1&state=open&after={cursor}");
    let stolen = platform.ask_as(Some(&platform.stranger), &stolen, None).await;
    assert_eq!(stolen.status, 400, "{}", stolen.body);

    notes(platform, &own).await;
}

/// Nobody overwrites what they have not read.
async fn notes(platform: &Platform, own: &str) {
    let (get, patch) = (format!("GET {own}"), format!("PATCH {own}"));
    let first = platform.ask(&get, None, 200).await.headers["etag"].clone();
    let first = first.to_str().unwrap();
    let change = async |if_match: Option<&str>, order: &str| {
        let notes = json!({ "metadata": { "order": order } });
        let token = Some(platform.local.token.as_str());
        let answered = platform.ask_at(token, &patch, if_match, Some(&notes)).await;
        (
            answered.status,
            answered.headers.get("etag").cloned(),
            answered.body,
        )
    };
    let (status, second, changed) = change(Some(first), "88213").await;
    assert_eq!(
        (status, &changed["metadata"]),
        (200, &json!({ "order": "88213" }))
    );
    let second = second.unwrap();
    let found = platform.ask(&get, None, 200).await;
    assert_eq!((&found.headers["etag"], &found.body), (&second, &changed));
    for stale in [first, "\"0\"", "\"4294967295\"", "\"other\"", "W/\"1\""] {
        let (status, _, problem) = change(Some(stale), "late").await;
        assert_eq!(status, 412, "{stale}: {problem}");
        assert!(
            problem["type"]
                .as_str()
                .unwrap()
                .ends_with("/precondition-failed"),
            "{problem}"
        );
    }
    assert_eq!(platform.ask(&get, None, 200).await.body, changed);
    for good in [format!("{first}, {}", second.to_str().unwrap()), "*".to_owned()] {
        assert_eq!(change(Some(&good), &good).await.0, 200, "{good}");
    }
    for missing in [None, Some("7")] {
        let (status, _, problem) = change(missing, "unconditional").await;
        assert_eq!(status, 400, "{missing:?}: {problem}");
    }
}

/// Changes a row behind the platform's back.
async fn set(platform: &Platform, change: &str, id: &Value) {
    let (_, uuid) = id.as_str().unwrap().split_once('_').unwrap();
    let change = format!("update app.{change} where id = '{uuid}'");
    let owner = platform.database.pool().await.unwrap();
    let changed = sqlx::query(sqlx::AssertSqlSafe(change))
        .execute(&owner)
        .await
        .unwrap();
    assert_eq!(changed.rows_affected(), 1);
}

async fn states(platform: &Platform) {
    let said = platform.local.say(None, "It works now").await;
    let own = path("conversations", &said["conversation_id"], "");
    for _ in 0..2 {
        let resolved = platform.ask(&format!("POST {own}/resolve"), None, 200).await.body;
        assert_eq!(resolved["state"], "resolved");
        assert!(resolved["resolved_at"].is_string(), "{resolved}");
    }
    for _ in 0..2 {
        let reopened = platform.ask(&format!("POST {own}/reopen"), None, 200).await.body;
        assert_eq!(
            (&reopened["state"], &reopened["resolved_at"]),
            (&json!("open"), &Value::Null)
        );
    }
    let id = &said["conversation_id"];
    let ended = "conversations set state = 'resolved', resolved_at = now() - interval '8 days'";
    set(platform, ended, id).await;
    platform
        .refused(&format!("POST {own}/reopen"), None, 409, "conversation-closed")
        .await;
    let held = "conversations set state = 'waiting_human', resolved_at = null";
    set(platform, held, id).await;
    platform
        .refused(
            &format!("POST {own}/resolve"),
            None,
            409,
            "conversation-waiting-human",
        )
        .await;
}

async fn feedback(platform: &Platform) {
    let said = platform.local.say(None, "Where is it?").await;
    let route = path("messages", &said["answer"]["id"], "/feedback");
    let given = json!({ "rating": "down", "reasons": ["wrong", "slow"], "comment": "It is not \"there\"" });
    let kept = platform
        .ask(&format!("PUT {route}"), Some(given.clone()), 200)
        .await
        .body;
    assert_eq!(
        (&kept["object"], &kept["message_id"]),
        (&json!("feedback"), &said["answer"]["id"])
    );
    for member in ["rating", "comment"] {
        assert_eq!(kept[member], given[member]);
    }
    assert_eq!(kept["reasons"].as_array().unwrap().len(), 2);
    let again = platform
        .ask(&format!("PUT {route}"), Some(json!({ "rating": "up" })), 200)
        .await
        .body;
    assert_eq!(
        (&again["rating"], &again["reasons"], &again["comment"]),
        (&json!("up"), &json!([]), &Value::Null)
    );
    assert_eq!(again["created_at"], kept["created_at"]);
    for _ in 0..2 {
        let withdrawn = platform.ask(&format!("DELETE {route}"), None, 204).await;
        assert_eq!(withdrawn.body, json!(""));
    }
    let on_question = path("messages", &said["id"], "/feedback");
    let up = Some(json!({ "rating": "up" }));
    platform
        .refused(&format!("PUT {on_question}"), up, 422, "feedback-not-allowed")
        .await;
    platform
        .refused(
            &format!("DELETE {on_question}"),
            None,
            422,
            "feedback-not-allowed",
        )
        .await;
}

async fn usage(platform: &Platform) {
    let admin = token(platform.data.path(), &["--scope", "admin"]);
    let day = |days| (chrono::Utc::now() + chrono::TimeDelta::days(days)).date_naive();
    let ask = async |query: &str| {
        let asked = platform
            .ask_as(Some(&admin), &format!("GET /v1/usage?{query}"), None)
            .await;
        (asked.status, asked.body)
    };
    let (status, sums) = ask(&format!("from={}&to={}&group_by=model", day(-1), day(1))).await;
    assert_eq!(status, 200, "{sums}");
    assert_eq!(
        (&sums["data"][0]["model"], &sums["data"][0]["day"]),
        (&json!("ferrovia-stub"), &Value::Null)
    );
    assert!(sums["data"][0]["requests"].as_u64() > Some(0), "{sums}");
    for wrong in [
        "",
        "from=2026-01-01",
        "from=2026-01-02&to=2026-01-01",
        "from=2026-01-01&to=2027-01-02",
        "from=today&to=2026-01-01",
        "from=2026-01-01&to=2026-01-01&group_by=tenant",
    ] {
        let (status, problem) = ask(wrong).await;
        assert_eq!(status, 400, "{wrong}: {problem}");
    }
    // Who writes messages may not see what they cost.
    platform
        .ask("GET /v1/usage?from=2026-01-01&to=2026-01-01", None, 403)
        .await;
}

/// Whoever asks needs no token.
async fn the_api_itself(platform: &Platform) {
    for path in ["/healthz", "/readyz"] {
        let answered = platform.ask_as(None, &format!("GET {path}"), None).await;
        assert_eq!(
            (answered.status, answered.body),
            (200, json!({ "status": "ok" })),
            "{path}"
        );
    }
    let document = platform.ask_as(None, "GET /v1/openapi.json", None).await.body;
    let generated = concat!(env!("CARGO_MANIFEST_DIR"), "/../terraform/stack/openapi.json");
    let generated: Value = serde_json::from_slice(&std::fs::read(generated).unwrap()).unwrap();
    assert_eq!(document, generated);
}

async fn requests_that_are_not_valid(platform: &Platform) {
    let none = "conv_0190a6f2-0000-7000-8000-000000000000";
    let message = "msg_0190a6f2-0000-7000-8000-000000000000";
    let long = "x".repeat(2001);
    let cases = [
        ("GET /v1/messages/msg_1".to_owned(), None),
        (format!("GET /v1/messages/{none}"), None),
        (format!("GET /v1/conversations/{message}"), None),
        (
            format!("POST /v1/conversations/{}/resolve", none.to_uppercase()),
            None,
        ),
        ("GET /v1/conversations?limit=0".to_owned(), None),
        ("GET /v1/conversations?limit=101".to_owned(), None),
        ("GET /v1/conversations?limit=ten".to_owned(), None),
        ("GET /v1/conversations?order=up".to_owned(), None),
        ("GET /v1/conversations?state=closed".to_owned(), None),
        ("GET /v1/conversations?after=abc".to_owned(), None),
        ("GET /v1/conversations?page=2".to_owned(), None),
        (format!("GET /v1/conversations/{none}/messages?limit=-1"), None),
        ("POST /v1/conversations".to_owned(), Some(json!({}))),
        (
            "POST /v1/conversations".to_owned(),
            Some(json!({ "customer_id": "" })),
        ),
        (
            "POST /v1/conversations".to_owned(),
            Some(json!({ "customer_id": "c-1", "metadata": { "": "nameless" } })),
        ),
        (
            "POST /v1/conversations".to_owned(),
            Some(json!({ "customer_id": "c-1", "metadata": { "number": 7 } })),
        ),
        (
            "POST /v1/conversations".to_owned(),
            Some(
                json!({ "customer_id": "c-1", "metadata": (0..17).map(|n| (n.to_string(), "x")).collect::<BTreeMap<_, _>>() }),
            ),
        ),
        (
            format!("PATCH /v1/conversations/{none}"),
            Some(json!({ "state": "resolved" })),
        ),
        (
            format!("PUT /v1/messages/{message}/feedback"),
            Some(json!({ "rating": "meh" })),
        ),
        (
            format!("PUT /v1/messages/{message}/feedback"),
            Some(json!({ "rating": "up", "reasons": ["because"] })),
        ),
        (
            format!("PUT /v1/messages/{message}/feedback"),
            Some(json!({ "rating": "up", "comment": long })),
        ),
    ];
    for (route, body) in cases {
        platform.refused(&route, body, 400, "validation").await;
    }
}

/// A good request for something of the tenant's, for each route that has an id in its path: what it is of, what follows
/// the id, and the body. A new route needs a row.
const GUESSES: &[(&str, Of, &str)] = &[
    ("get_message", Of::Message, ""),
    ("get_message_v2", Of::Message, ""),
    ("get_conversation", Of::Conversation, ""),
    ("change_conversation", Of::Conversation, r#"{"metadata":{}}"#),
    ("list_messages", Of::Conversation, ""),
    (
        "post_in_conversation",
        Of::Conversation,
        r#"{"customer_id":"c-1041","content":"Let me in"}"#,
    ),
    ("resolve_conversation", Of::Conversation, ""),
    ("reopen_conversation", Of::Conversation, ""),
    ("put_feedback", Of::Answer, r#"{"rating":"up"}"#),
    ("delete_feedback", Of::Answer, ""),
    ("request_handover", Of::NewConversation, r#"{"reason":"Lost."}"#),
    ("get_handover", Of::Handover, ""),
    ("accept_handover", Of::Handover, ""),
    ("reply_to_customer", Of::HeldHandover, r#"{"content":"Found."}"#),
    ("complete_handover", Of::HeldHandover, r#"{"outcome":"resolved"}"#),
    ("request_erasure", Of::Customer, ""),
    ("request_export", Of::Customer, ""),
    ("get_privacy_request", Of::PrivacyRequest, ""),
];

/// What an id names.
#[derive(Clone, Copy)]
enum Of {
    Message,
    Answer,
    Conversation,
    /// One that nothing has happened to.
    NewConversation,
    /// One that waits for an agent.
    Handover,
    /// One that whoever asks has accepted.
    HeldHandover,
    /// One of whom nothing else here is.
    Customer,
    /// One about such a customer.
    PrivacyRequest,
}

impl Platform {
    /// The id of such a thing of the tenant's, and what such ids begin with. A row has a customer of its own: another's
    /// might be at their erasure still.
    async fn thing(&self, row: &str, of: Of, said: &Value) -> (Value, &'static str) {
        let ask = async |route: String, body: Option<Value>| {
            let answered = self.ask_as(Some(&self.agent), &route, body.as_ref()).await;
            assert!(
                (200..300).contains(&answered.status),
                "{route}: {}",
                answered.body
            );
            answered.body
        };
        match of {
            Of::Message => (said["id"].clone(), "msg_"),
            Of::Answer => (said["answer"]["id"].clone(), "msg_"),
            Of::Conversation => (said["conversation_id"].clone(), "conv_"),
            Of::NewConversation => {
                let said = self.local.say(None, "Another secret").await;
                (said["conversation_id"].clone(), "conv_")
            }
            Of::Customer => (self.customer(&format!("guessed-{row}")).await, "guessed-"),
            Of::PrivacyRequest => {
                let customer = self.customer(&format!("guessed-{row}")).await;
                let route = format!("DELETE {}", path("customers", &customer, ""));
                (ask(route, None).await["id"].clone(), "priv_")
            }
            Of::Handover | Of::HeldHandover => {
                let said = self.local.say(None, "Another secret").await;
                let route = format!(
                    "POST {}",
                    path("conversations", &said["conversation_id"], "/handover")
                );
                let handover = ask(route, Some(json!({ "reason": "Lost." }))).await;
                if let Of::HeldHandover = of {
                    ask(
                        format!("POST {}", path("handovers", &handover["id"], "/accept")),
                        None,
                    )
                    .await;
                }
                (handover["id"].clone(), "hand_")
            }
        }
    }
}

impl Platform {
    /// A customer who has said something.
    async fn customer(&self, name: &str) -> Value {
        let hello = json!({ "customer_id": name, "content": "Hello" });
        let (status, said) = self.local.post_as(&self.agent, &hello).await;
        assert_eq!(status, 201, "{said}");
        json!(name)
    }
}

/// Routes with a name in their path that is the platform's own word and the same for every tenant.
const WORDS: &[&str] = &["put_flag"];

/// The functions whose routes have an id, and their routes with `{id}` in them.
fn routes_with_an_id() -> BTreeMap<String, String> {
    let app = handlers::app();
    let route = |function: &Function| {
        let route = function.route.as_ref()?;
        let has_one = route.path.contains("{") && !WORDS.contains(&function.name.as_str());
        let path = route.path.replace("{external_id}", "{id}");
        has_one.then(|| (function.name.clone(), format!("{} {path}", route.method)))
    };
    app.as_model().functions.iter().filter_map(route).collect()
}

#[tokio::test]
async fn whatever_a_stranger_guesses_is_not_there() {
    let platform = Platform::start().await;
    let said = platform.local.say(None, "A secret").await;
    let routes = routes_with_an_id();
    let rows: BTreeMap<_, _> = GUESSES
        .iter()
        .map(|(name, of, body)| (*name, (*of, *body)))
        .collect();
    assert_eq!(
        routes.keys().map(String::as_str).collect::<Vec<_>>(),
        rows.keys().copied().collect::<Vec<_>>(),
        "each route with an id has a row among the guesses"
    );
    let nobodys = "0190a6f2-0000-7000-8000-000000000000";
    for (name, (of, body)) in rows {
        let (id, prefix) = platform.thing(name, of, &said).await;
        let body: Option<Value> = (!body.is_empty()).then(|| serde_json::from_str(body).unwrap());
        let ask = async |token: &str, id: &str| {
            let route = routes[name].replace("{id}", id);
            let mut answered = platform
                .ask_at(Some(token), &route, Some("*"), body.as_ref())
                .await;
            // The request's own id.
            if let Some(problem) = answered.body.as_object_mut() {
                problem.remove("instance");
            }
            (answered.status, answered.body)
        };
        let others = ask(&platform.stranger, id.as_str().unwrap()).await;
        let nobodys = ask(&platform.stranger, &format!("{prefix}{nobodys}")).await;
        assert_eq!(others.0, 404, "{name}: {}", others.1);
        assert_eq!(others, nobodys, "{name}");
        // It was the tenant, and nothing else, that was wrong with the guess.
        let own = ask(&platform.agent, id.as_str().unwrap()).await;
        assert!((200..300).contains(&own.0), "{name}: {}", own.1);
    }
}
