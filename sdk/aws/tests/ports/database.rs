//! The database's variables, its tokens, and what a connection asks of the server.

use crate::secrets_manager::HandSet;
use crate::support::{REGION, env};
use ferrovia::{AcquireError, Env};
use ferrovia_aws::Database;
use ferrovia_aws::database::{DATABASE_CA, Tokens};
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

const HOST: &str = "desk.cluster-abc.eu-central-1.rds.amazonaws.com";

async fn open(env: &Env) -> Result<Database, AcquireError> {
    Database::open(env, &ferrovia_aws::config::load(env).await)
}

#[tokio::test]
async fn a_token_is_a_signed_url_for_one_user_of_one_host_and_lives_fifteen_minutes() {
    let config = ferrovia_aws::config::load(&env(&[("AWS_SESSION_TOKEN", "session")])).await;
    let token = Tokens::new(&config, HOST, 5432, "save_turn")
        .renewed()
        .await
        .unwrap()
        .unwrap();
    let url = Url::parse(&format!("https://{}", token.expose_secret())).unwrap();
    assert_eq!(
        (url.host_str(), url.port(), url.path()),
        (Some(HOST), Some(5432), "/")
    );
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let credential = &query["X-Amz-Credential"];
    assert_eq!(query["Action"], "connect");
    assert_eq!(query["DBUser"], "save_turn");
    assert_eq!(query["X-Amz-Expires"], "900");
    assert_eq!(query["X-Amz-Security-Token"], "session");
    assert!(credential.starts_with("AKIDEXAMPLE/"), "{credential}");
    assert!(
        credential.ends_with(&format!("/{REGION}/rds-db/aws4_request")),
        "{credential}"
    );
    assert_eq!(query["X-Amz-Signature"].len(), 64);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let clock = HandSet::new();
    let config = ferrovia_aws::config::load(&env(&[])).await;
    let config = config.into_builder().time_source(clock.clone()).build();
    let tokens = Tokens::new(&config, HOST, 5432, "save_turn");
    let mut known = Vec::new();
    for (seconds, renewed) in [(0, true), (0, false), (599, false), (1, true), (600, true)] {
        clock.advance(Duration::from_secs(seconds));
        let token = tokens.renewed().await.unwrap();
        assert_eq!(token.is_some(), renewed, "after {seconds} s more");
        known.extend(token.map(|token| token.expose_secret().to_owned()));
    }
    known.dedup();
    assert_eq!(known.len(), 3);
}

/// What a server is told by a client that wants to connect without TLS: the parameters of the startup message.
async fn startup(listener: &TcpListener) -> BTreeMap<String, String> {
    let (mut stream, _) = listener.accept().await.unwrap();
    let length = stream.read_u32().await.unwrap();
    let mut message = vec![0; usize::try_from(length).unwrap() - 4];
    stream.read_exact(&mut message).await.unwrap();
    let text = String::from_utf8(message[4..].to_vec()).unwrap();
    let parts: Vec<_> = text.split('\0').map(str::to_owned).collect();
    parts
        .chunks(2)
        .filter(|pair| pair.len() == 2)
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect()
}

#[tokio::test]
async fn a_password_goes_as_the_url_says_and_statements_have_three_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://ana:secret@127.0.0.1:{port}/desk?sslmode=disable");
    let database = open(&env(&[("DATABASE_URL", &url)])).await.unwrap();
    assert_eq!(database.refresh().await, Ok(()));
    assert_eq!(database.pool().options().get_max_connections(), 1);
    assert_eq!(
        database.pool().options().get_acquire_timeout(),
        Duration::from_secs(1)
    );
    let (parameters, connected) = tokio::join!(startup(&listener), database.pool().acquire());
    assert!(connected.is_err());
    assert_eq!(parameters["user"], "ana");
    assert_eq!(parameters["database"], "desk");
    assert_eq!(parameters["options"], "-c statement_timeout=3s");
}

#[tokio::test]
async fn with_iam_nothing_is_said_to_a_server_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://save_turn@127.0.0.1:{port}/desk?sslmode=disable");
    let ca = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("DATABASE_AUTHENTICATION", "iam"),
        (DATABASE_CA, ca),
    ];
    let database = open(&env(&variables)).await.unwrap();
    assert_eq!(database.refresh().await, Ok(()));
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 8];
        stream.read_exact(&mut request).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        (request, rest)
    };
    let ((request, rest), connected) = tokio::join!(server, async {
        let connected = database.pool().acquire().await;
        database.pool().close().await;
        connected
    });
    // The code of an SSLRequest.
    assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47]);
    assert!(rest.is_empty(), "{rest:?}");
    assert!(matches!(connected, Err(sqlx::Error::Tls(_))), "{connected:?}");
}

#[tokio::test]
async fn mistakes_name_the_variable_and_never_a_password() {
    let url = ("DATABASE_URL", "postgres://save_turn@db:5432/desk");
    let iam = ("DATABASE_AUTHENTICATION", "iam");
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[], "the variable `DATABASE_URL` is not set"),
        (
            &[("DATABASE_URL", "db:secret")],
            "the variable `DATABASE_URL` is `(hidden)`: it is no URL of the form `postgres://user@host:port/database`",
        ),
        (
            &[url, ("DATABASE_AUTHENTICATION", "kerberos")],
            "the variable `DATABASE_AUTHENTICATION` is `kerberos`: it is `password`, `iam` or `secret`",
        ),
        (&[url, iam], "the variable `DATABASE_CA` is not set"),
        (
            &[url, iam, (DATABASE_CA, "absent.pem")],
            "the variable `DATABASE_CA` is `absent.pem`: there is no such file",
        ),
    ];
    for (variables, expected) in cases {
        let mistake = open(&env(variables))
            .await
            .err()
            .map(|mistake| mistake.to_string());
        assert_eq!(mistake.as_deref(), Some(expected));
    }
}
