//! Requests as bytes in, answers out: what stands in for API Gateway passes on, and answers itself.

use crate::desk::{Desk, app};
use async_trait::async_trait;
use ferrovia::Claims;
use ferrovia_local::{Admission, Api, Console, Grant, Issuer};
use serde_json::{Map, Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// Remembers who was let in.
#[derive(Default)]
struct Doorkeeper(Mutex<Vec<Claims>>);

#[async_trait]
impl Admission for Doorkeeper {
    async fn admit(&self, claims: &Claims) {
        self.0.lock().unwrap().push(claims.clone());
    }
}

/// Status line, headers and body of the answer to a request with these headers.
async fn get(address: SocketAddr, target: &str, headers: &str) -> (u16, String, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_owned(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn requests_arrive_as_they_do_behind_api_gateway() {
    let desk = Desk::open().await;
    let folder = tempfile::tempdir().unwrap();
    let issuer = || Issuer::in_folder(folder.path()).unwrap();
    let doorkeeper = Arc::new(Doorkeeper::default());
    let console = Console::to(desk.printed.clone());
    let api = Api::new(
        app().as_model(),
        desk.functions.clone(),
        issuer(),
        doorkeeper.clone(),
        console,
    );
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let serving = tokio::spawn(api.serve(listener, async move { drop(ended.await) }));

    let scopes = ["desk:read".to_owned(), "desk:write".to_owned()];
    let claims: Map<String, Value> = [
        ("tenant".to_owned(), json!("tenant_1")),
        ("groups".to_owned(), json!(["staff", 7])),
    ]
    .into_iter()
    .collect();
    let grant = Grant {
        subject: "ada",
        scopes: &scopes,
        claims,
        lifetime: Duration::from_secs(60),
    };
    let token = issuer().token(grant).unwrap();
    let bearer = format!("authorization: bearer {token}\r\n");
    let cases = [
        ("/v1/greetings/Ada", "", 200, json!(["Hello Ada"])),
        ("/v1/greetings/default", "", 200, json!("Hello whoever you are")),
        (
            "/v1/greetings/J%C3%BCrgen%20A?times=2",
            "",
            200,
            json!(["Hello Jürgen A", "Hello Jürgen A"]),
        ),
        // Repeated headers arrive joined; cookies do not arrive.
        (
            "/v1/greetings/Ada",
            "x-title: Dr\r\nx-title: Dr\r\ncookie: a=b\r\n",
            200,
            json!(["Hello Dr,Dr Ada"]),
        ),
        ("/v1/greetings/", "", 404, json!({ "message": "Not Found" })),
        ("/v1/greetings/Ada/", "", 404, json!({ "message": "Not Found" })),
        (
            "/v1/patience",
            "",
            500,
            json!({ "message": "Internal Server Error" }),
        ),
        ("/v1/desk", "", 401, json!({ "message": "Unauthorized" })),
        (
            "/v1/desk",
            &bearer,
            200,
            json!("ada of tenant_1: desk:read desk:write"),
        ),
        // Which of two is meant?
        (
            "/v1/desk",
            &format!("{bearer}{bearer}"),
            401,
            json!({ "message": "Unauthorized" }),
        ),
    ];
    for (target, headers, status, body) in cases {
        let (got, head, answer) = get(address, target, headers).await;
        assert_eq!((got, &answer), (status, &body), "{target} {headers}");
        assert!(head.contains("\r\napigw-requestid: "), "{head}");
    }
    let (status, _, problem) = get(address, "/v1/greetings/panic", "").await;
    assert_eq!((status, &problem["status"]), (500, &json!(500)), "{problem}");

    // Every claim arrives as a string.
    let admitted = doorkeeper.0.lock().unwrap().clone();
    assert_eq!(admitted.len(), 1, "only who has a good token is let in");
    assert_eq!(admitted[0].0["groups"], json!("[staff 7]"));
    assert!(admitted[0].0["exp"].is_string());

    let printed = desk.printed.text();
    assert!(printed.contains("request    GET /v1/desk 401"), "{printed}");
    assert!(!printed.contains(&token), "a token is printed nowhere");
    end.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}
