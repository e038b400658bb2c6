//! What a client sees of requests that it sends again, does not wait for, or sends too often.

use crate::process::{Local, command, folder};
use ferrovia_local::postgres::{Database, Server, Template};
use futures_util::future::join_all;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;

/// A platform with a database of its own.
struct World {
    local: Local,
    database: Database,
    _data: TempDir,
}

impl World {
    async fn start() -> Self {
        let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
        let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
        let data = folder();
        let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
        Self {
            local,
            database,
            _data: data,
        }
    }

    /// A customer's message, with a key or without.
    fn post(&self, key: Option<&str>, content: &str) -> RequestBuilder {
        let body = json!({ "customer_id": "c-1", "content": content });
        let request = self.local.request("POST", "/v1/messages", &body);
        let request = request.bearer_auth(&self.local.token);
        match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        }
    }

    async fn count(&self, what: &str) -> i64 {
        let count = format!("select count(*) from app.{what}");
        let pool = self.database.pool().await.unwrap();
        sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .fetch_one(&pool)
            .await
            .unwrap()
    }
}

/// A response: its status, its body as it is, and the headers that matter here.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    body: String,
    location: String,
    replayed: Option<String>,
}

fn header(response: &Response, name: &str) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

async fn seen(request: RequestBuilder) -> Seen {
    let response = request.send().await.unwrap();
    Seen {
        status: response.status().as_u16(),
        location: header(&response, "location").unwrap_or_default(),
        replayed: header(&response, "idempotency-replayed"),
        body: response.text().await.unwrap(),
    }
}

#[tokio::test]
async fn a_request_sent_again_is_done_once_and_answered_alike() {
    let world = World::start().await;
    let first = seen(world.post(Some("\"k-1\""), "Where is my order?")).await;
    assert_eq!((first.status, &first.replayed), (201, &None), "{first:?}");
    // In quotes and bare it is the same key.
    for key in ["\"k-1\"", "k-1"] {
        let again = seen(world.post(Some(key), "Where is my order?")).await;
        assert_eq!(again.replayed.as_deref(), Some("true"));
        assert_eq!(
            (again.status, &again.body, &again.location),
            (201, &first.body, &first.location)
        );
    }
    assert_eq!(world.count("messages").await, 2);

    let longest = "x".repeat(255);
    let too_long = "x".repeat(256);
    for (key, content, status, problem) in [
        (None, "Hello", 400, "/idempotency-key-missing"),
        (Some(""), "Hello", 400, "/validation"),
        (Some("\"k-1"), "Hello", 400, "/validation"),
        (Some("k 1"), "Hello", 400, "/validation"),
        (Some(too_long.as_str()), "Hello", 400, "/validation"),
        (Some("k-1"), "Something else", 422, "/idempotency-key-reused"),
        (Some(longest.as_str()), "Hello", 201, ""),
    ] {
        let seen = seen(world.post(key, content)).await;
        assert_eq!(seen.status, status, "{key:?}: {seen:?}");
        let body: Value = serde_json::from_str(&seen.body).unwrap();
        let kind = body["type"].as_str().unwrap_or_default();
        assert!(kind.ends_with(problem), "{key:?}: {body}");
    }
    // The older path does without, and then each request is another message.
    let body = json!({ "customer_id": "c-1", "content": "Hello" });
    let old = || {
        let request = world.local.request("POST", "/message", &body);
        request.bearer_auth(&world.local.token)
    };
    let (one, other) = (seen(old()).await, seen(old()).await);
    assert_eq!((one.status, other.status), (201, 201));
    assert_ne!(one.location, other.location);
}

#[tokio::test]
async fn a_hundred_clients_with_one_key_are_one() {
    let world = World::start().await;
    let racing = (0..100).map(|_| seen(world.post(Some("k-1"), "Where is my order?")));
    let mut answers = Vec::new();
    for seen in join_all(racing).await {
        match seen.status {
            201 => answers.push(seen),
            409 => assert!(seen.body.contains("/idempotency-in-progress"), "{seen:?}"),
            _ => panic!("{seen:?}"),
        }
    }
    let fresh = answers.iter().filter(|seen| seen.replayed.is_none()).count();
    assert_eq!(fresh, 1, "{answers:?}");
    assert!(answers.iter().all(|seen| seen.body == answers[0].body));
    assert_eq!(world.count("messages where role = 'customer'").await, 1);
    assert_eq!(world.count("messages where role = 'assistant'").await, 1);
    let last = seen(world.post(Some("k-1"), "Where is my order?")).await;
    assert_eq!((last.status, &last.body), (201, &answers[0].body));
}

#[tokio::test]
async fn who_does_not_wait_is_told_so_and_answered_later() {
    let world = World::start().await;
    let ask = |prefer: &'static str| {
        let request = world.post(Some("k-1"), "Where is my order?");
        request.header("prefer", prefer)
    };
    let response = ask("wait=9, Respond-Async").send().await.unwrap();
    assert_eq!(response.status(), 202);
    assert_eq!(
        header(&response, "preference-applied").as_deref(),
        Some("respond-async")
    );
    assert_eq!(header(&response, "retry-after").as_deref(), Some("1"));
    let (location, body) = (header(&response, "location"), response.text().await.unwrap());
    let told: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&told["status"], &told["answer"]),
        (&json!("processing"), &Value::Null)
    );
    while world.count("messages where role = 'assistant'").await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // What was told stays so, whoever waits now.
    for request in [
        ask("respond-async"),
        world.post(Some("k-1"), "Where is my order?"),
    ] {
        let again = seen(request).await;
        assert_eq!(
            (
                again.status,
                &again.body,
                Some(again.location),
                again.replayed.as_deref()
            ),
            (202, &body, location.clone(), Some("true"))
        );
    }
    let other = seen(
        world
            .post(Some("k-2"), "Hello")
            .header("prefer", "respond-asynchronously"),
    )
    .await;
    assert_eq!(other.status, 201);
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_ask_again() {
    let world = World::start().await;
    let pool = world.database.pool().await.unwrap();
    let settings = json!({
        "customer_limit": { "requests": 1, "window_seconds": 3600, "burst": 2 },
        "tenant_limit": { "requests": 1, "window_seconds": 3600, "burst": 9 },
        "daily_budget_micros": 1,
    });
    sqlx::query("update app.tenants set settings = $1")
        .bind(settings)
        .execute(&pool)
        .await
        .unwrap();
    for left in [1, 0] {
        let key = format!("k-{left}");
        let response = world.post(Some(&key), "Hello").send().await.unwrap();
        assert_eq!(response.status(), 201);
        assert_eq!(
            header(&response, "ratelimit-policy").as_deref(),
            Some("\"tenant\";q=1;w=3600, \"customer\";q=1;w=3600")
        );
        let remaining = header(&response, "ratelimit").unwrap();
        assert!(
            remaining.contains(&format!("\"customer\";r={left};t=")),
            "{remaining}"
        );
    }
    let response = world.post(Some("k-2"), "Hello").send().await.unwrap();
    assert_eq!(response.status(), 429);
    let after: u32 = header(&response, "retry-after").unwrap().parse().unwrap();
    assert!((3000..=3600).contains(&after), "{after}");
    let remaining = header(&response, "ratelimit").unwrap();
    assert!(
        remaining.ends_with(&format!("\"customer\";r=0;t={after}")),
        "{remaining}"
    );
    let problem: Value = response.json().await.unwrap();
    assert_eq!(
        problem["type"],
        "https://iana.org/assignments/http-problem-types#quota-exceeded"
    );
    assert_eq!(problem["violated-policies"], json!(["customer"]));
    // A repetition is no request of its own.
    let again = seen(world.post(Some("k-0"), "Hello")).await;
    assert_eq!((again.status, again.replayed.as_deref()), (201, Some("true")));

    sqlx::query(
        "insert into app.usage_daily
         select id, (now() at time zone 'utc')::date, 'a-model', 0, 1, 1, 1, 1 from app.tenants",
    )
    .execute(&pool)
    .await
    .unwrap();
    let response = world.post(Some("k-3"), "Hello").send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert!(header(&response, "retry-after").is_some());
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["violated-policies"], json!(["spend"]));
}

#[tokio::test]
async fn of_a_hundred_at_once_exactly_the_burst_passes() {
    let world = World::start().await;
    let settings = json!({
        "customer_limit": { "requests": 1, "window_seconds": 3600, "burst": 7 },
        "tenant_limit": { "requests": 1000, "window_seconds": 1, "burst": 1000 },
    });
    sqlx::query("update app.tenants set settings = $1")
        .bind(settings)
        .execute(&world.database.pool().await.unwrap())
        .await
        .unwrap();
    let keys: Vec<String> = (0..100).map(|number| format!("k-{number}")).collect();
    let racing = keys.iter().map(|key| seen(world.post(Some(key), "Hello")));
    let statuses: Vec<u16> = join_all(racing).await.iter().map(|seen| seen.status).collect();
    let with = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((with(201), with(429)), (7, 93), "{statuses:?}");
    assert_eq!(world.count("messages where role = 'customer'").await, 7);
}
