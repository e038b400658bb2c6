//! Hostile documents as bodies: what is JSON is judged as JSON, what is none is refused as such, and nothing breaks.
//!
//! A few stand here. `FERROVIA_JSON_DOCUMENTS` names a file with more: a line each, `{"name", "expect", "base64"}`.

use crate::process::{Local, command, folder};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ferrovia_local::postgres::{Server, Template};
use serde::Deserialize;
use serde_json::Value;

/// What a parser should make of a document.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Expect {
    Accept,
    Reject,
    /// The standard leaves it open.
    Either,
}

struct Document {
    name: String,
    bytes: Vec<u8>,
    expect: Expect,
}

/// JSON, but with a member that stands twice: what it means depends on the reader, so it is refused.
const AMBIGUOUS: [&str; 2] = [
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
];

fn own() -> Vec<Document> {
    let cases: [(&str, &[u8], Expect); 14] = [
        ("an array", b"[1, 2.5e3, \"x\"]", Expect::Accept),
        (
            "a string",
            "\"caf\u{e9} \\ud83d\\ude00\"".as_bytes(),
            Expect::Accept,
        ),
        ("null", b" null ", Expect::Accept),
        ("another object", br#"{"a":{"b":[{}]}}"#, Expect::Accept),
        ("nothing", b"", Expect::Reject),
        ("a byte order mark", b"\xef\xbb\xbf{}", Expect::Either),
        ("UTF-16", b"\xff\xfe[\0]\0", Expect::Reject),
        ("no UTF-8", b"{\"content\":\"\xff\"}", Expect::Reject),
        ("a half pair", br#"{"content":"\ud800"}"#, Expect::Either),
        (
            "a member twice",
            br#"{"content":"a","content":"b"}"#,
            Expect::Reject,
        ),
        ("NaN", b"[NaN]", Expect::Reject),
        ("a NUL", b"[\0]", Expect::Reject),
        ("a comment", b"[1] // one", Expect::Reject),
        ("a great number", b"[1e99999]", Expect::Either),
    ];
    let mut documents: Vec<Document> = cases
        .into_iter()
        .map(|(name, bytes, expect)| Document {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
            expect,
        })
        .collect();
    for (name, bytes) in [
        ("deep arrays", vec![b'['; 30_000]),
        ("deep objects", b"{\"a\":".repeat(6_000)),
    ] {
        documents.push(Document {
            name: name.to_owned(),
            bytes,
            expect: Expect::Reject,
        });
    }
    documents
}

/// The documents of a file that is not here.
fn others() -> Vec<Document> {
    #[derive(Deserialize)]
    struct Line {
        name: String,
        expect: Expect,
        base64: String,
    }
    let Some(path) = std::env::var_os("FERROVIA_JSON_DOCUMENTS") else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(path).unwrap();
    let documents = text.lines().map(|line| {
        let line: Line = serde_json::from_str(line).unwrap();
        Document {
            bytes: STANDARD.decode(line.base64).unwrap(),
            expect: if AMBIGUOUS.contains(&line.name.as_str()) {
                Expect::Reject
            } else {
                line.expect
            },
            name: line.name,
        }
    });
    documents.collect()
}

#[tokio::test]
async fn what_is_json_is_read_and_nothing_else() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let data = folder();
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    let (own, others) = (own(), others());
    println!("{} documents of our own, {} others", own.len(), others.len());
    let mut wrong = Vec::new();
    for document in own.into_iter().chain(others) {
        let request = local
            .request("POST", "/v1/messages", &Value::Null)
            .body(document.bytes);
        let response = request.bearer_auth(&local.token).send().await.unwrap();
        let status = response.status().as_u16();
        let problem: Value = response.json().await.unwrap();
        let kind = problem["type"]
            .as_str()
            .unwrap_or_default()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        // None of them is a message, so what is JSON is not valid.
        let right = match document.expect {
            Expect::Accept => kind == "validation",
            Expect::Reject => kind == "malformed-json",
            Expect::Either => ["validation", "malformed-json"].contains(&kind.as_str()),
        };
        if status != 400 || !right {
            wrong.push(format!(
                "{} is to {:?}: {status} {problem}",
                document.name, document.expect
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is larger than a body may be is not even looked at.
    let request = local
        .request("POST", "/v1/messages", &Value::Null)
        .body(vec![b'['; 100_000]);
    let response = request.bearer_auth(&local.token).send().await.unwrap();
    assert_eq!(response.status(), 413);
}
