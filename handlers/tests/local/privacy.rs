//! What a customer may ask of whoever keeps things about them, through HTTP: asked for, carried out, and looked after.

use crate::process::{Local, command, folder, token};
use ferrovia_local::postgres::{Database, Server, Template};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use tempfile::TempDir;

/// How long a request may take on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// A platform, and who may ask it about customers.
pub(crate) struct Office {
    pub(crate) local: Local,
    pub(crate) officer: String,
    pub(crate) stranger: String,
    // Dropped after the process that uses them.
    _database: Database,
    _data: TempDir,
}

impl Office {
    pub(crate) async fn open() -> Self {
        let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
        let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
        let data = folder();
        let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
        let officer = |tenant: &str| {
            let arguments = ["--tenant", tenant, "--subject", "officer-1", "--scope", "privacy"];
            token(data.path(), &arguments)
        };
        Self {
            officer: officer("acme"),
            stranger: officer("globex"),
            local,
            _database: database,
            _data: data,
        }
    }

    pub(crate) async fn ask(&self, token: &str, route: &str) -> (u16, http::HeaderMap, Value) {
        let (method, path) = route.split_once(' ').unwrap();
        let request = self.local.bare(method, path).bearer_auth(token);
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.json().await.unwrap())
    }

    /// Asks until the request at `location` has ended.
    pub(crate) async fn ended(&self, location: &str) -> Value {
        let ended = async {
            loop {
                let (status, headers, request) = self.ask(&self.officer, &format!("GET {location}")).await;
                assert_eq!(status, 200, "{request}");
                if !headers.contains_key("retry-after") {
                    return request;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(PATIENCE, ended).await.unwrap()
    }
}

#[tokio::test]
async fn a_customer_is_erased() {
    let mut office = Office::open().await;
    let said = office.local.say(None, "My parcel has not come").await;
    let route = "DELETE /v1/customers/c-1041";
    let (status, headers, asked) = office.ask(&office.officer, route).await;
    assert_eq!(status, 202, "{asked}");
    assert_eq!(
        (&asked["kind"], &asked["object"]),
        (&json!("erase"), &json!("privacy_request"))
    );
    let location = headers["location"].to_str().unwrap().to_owned();
    assert_eq!(
        location,
        format!("/v1/privacy-requests/{}", asked["id"].as_str().unwrap())
    );
    let ended = office.ended(&location).await;
    assert_eq!(
        (&ended["status"], &ended["counts"]),
        (&json!("completed"), &json!({ "conversations": 1, "messages": 2 }))
    );
    for gone in [
        format!("GET /v1/messages/{}", said["id"].as_str().unwrap()),
        format!(
            "GET /v1/conversations/{}",
            said["conversation_id"].as_str().unwrap()
        ),
    ] {
        let (status, _, problem) = office.ask(&office.local.token, &gone).await;
        assert_eq!(status, 404, "{gone}: {problem}");
    }
    // The second time there is nobody to erase; whoever writes again is new.
    let (status, _, problem) = office.ask(&office.officer, route).await;
    assert_eq!(status, 404, "{problem}");
    let again =
        json!({ "customer_id": "c-1041", "content": "And?", "conversation_id": said["conversation_id"] });
    assert_eq!(office.local.post_as(&office.local.token, &again).await.0, 404);
    office.local.say(None, "Hello?").await;
    // The relay comes by every minute.
    office.local.says("CustomerErased").await;
}

#[tokio::test]
async fn a_customer_gets_a_copy_until_they_are_erased() {
    let office = Office::open().await;
    let content = "Where is my parcel? “Größe” \u{1f4e6}\n{\"not\": \"JSON\"}";
    let said = office.local.say(None, content).await;
    let route = "POST /v1/customers/c-1041/export";
    let (status, headers, asked) = office.ask(&office.officer, route).await;
    assert_eq!(
        (status, &asked["kind"], &asked["export"]),
        (202, &json!("export"), &Value::Null)
    );
    let location = headers["location"].to_str().unwrap().to_owned();
    let ended = office.ended(&location).await;
    assert_eq!(
        (&ended["status"], &ended["counts"]["messages"]),
        (&json!("completed"), &json!(2))
    );
    let export = &ended["export"];
    let read = async |url: &Value| reqwest::get(url.as_str().unwrap()).await.unwrap();
    let manifest: Value = read(&export["manifest_url"]).await.json().await.unwrap();
    assert_eq!(
        (&manifest["privacy_request_id"], &manifest["counts"]),
        (&asked["id"], &ended["counts"])
    );
    let mut rows = Vec::new();
    for (file, listed) in export["files"]
        .as_array()
        .unwrap()
        .iter()
        .zip(manifest["files"].as_array().unwrap())
    {
        let content = read(&file["url"]).await.bytes().await.unwrap();
        let digest: String = Sha256::digest(&content)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        for of in [file, listed] {
            assert_eq!(
                (&of["bytes"], &of["sha256"]),
                (&json!(content.len()), &json!(digest)),
                "{of}"
            );
        }
        let lines = std::str::from_utf8(&content).unwrap().lines();
        rows.extend(lines.map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    // Everything as the API calls it.
    let row = |id: &Value| rows.iter().find(|row| row["id"] == *id).unwrap();
    let message = row(&said["id"]);
    assert_eq!(
        (
            &message["content"],
            &message["conversation_id"],
            &message["sequence"]
        ),
        (&json!(content), &said["conversation_id"], &json!(1))
    );
    let answer = row(&said["answer"]["id"]);
    assert_eq!(
        (&answer["content"], &answer["in_reply_to"]),
        (&said["answer"]["content"], &said["id"])
    );
    assert_eq!(row(&said["conversation_id"])["object"], "conversation");
    assert_eq!(row(&asked["id"])["kind"], "export");
    let customer = rows.iter().find(|row| row["object"] == "customer").unwrap();
    assert_eq!(customer["external_id"], "c-1041");
    let run = rows.iter().find(|row| row["object"] == "run").unwrap();
    assert_eq!(run["message_id"], said["id"]);

    let (_, headers, _) = office.ask(&office.officer, "DELETE /v1/customers/c-1041").await;
    let erasure = headers["location"].to_str().unwrap().to_owned();
    assert_eq!(office.ended(&erasure).await["status"], "completed");
    for file in export["files"].as_array().unwrap() {
        assert_eq!(read(&file["url"]).await.status(), 404, "{file}");
    }
    assert_eq!(read(&export["manifest_url"]).await.status(), 404);
    let (_, _, left) = office.ask(&office.officer, &format!("GET {location}")).await;
    assert_eq!(
        (&left["status"], &left["export"]),
        (&json!("completed"), &Value::Null)
    );
}

#[tokio::test]
async fn only_an_officer_of_the_tenant_asks_about_its_customers() {
    let office = Office::open().await;
    office.local.say(None, "My parcel has not come").await;
    let nobody = "/v1/privacy-requests/priv_0190a6f2-0000-7000-8000-000000000000";
    for route in [
        "DELETE /v1/customers/c-1041".to_owned(),
        "POST /v1/customers/c-1041/export".to_owned(),
        format!("GET {nobody}"),
    ] {
        assert_eq!(office.ask(&office.local.token, &route).await.0, 403, "{route}");
        assert_eq!(office.ask(&office.stranger, &route).await.0, 404, "{route}");
    }
    for wrong in [
        "DELETE /v1/customers/%00",
        "DELETE /v1/customers/%20",
        "POST /v1/customers/%20/export",
        "GET /v1/privacy-requests/priv_1",
    ] {
        let (status, _, problem) = office.ask(&office.officer, wrong).await;
        assert_eq!(status, 400, "{wrong}: {problem}");
    }
}
