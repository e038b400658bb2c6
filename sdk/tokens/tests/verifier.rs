//! Good and bad tokens, and an issuer whose keys change or cannot be had.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use ferrovia::{
    App, Claims, Env, HandlerError, Invocation, Json, Reply, Request, Running, TokenRefused, TokenVerifier,
    handler,
};
use ferrovia_tokens::{KeySource, KeysUnavailable, Verifier};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";

/// The hour at which everything happens, in seconds since 1970.
const NOW: u64 = 1_800_000_000;

/// The issuer's key, and a stranger's.
static KEYS: LazyLock<[EncodingKey; 2]> = LazyLock::new(|| {
    std::array::from_fn(|_| {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes())
    })
});

/// The key set with these ids.
fn key_set(kids: &[&str]) -> Vec<u8> {
    let keys = kids.iter().map(|kid| {
        let mut key = Jwk::from_encoding_key(&KEYS[0], Algorithm::RS256).unwrap();
        key.common.key_id = Some((*kid).to_owned());
        key
    });
    serde_json::to_vec(&JwkSet { keys: keys.collect() }).unwrap()
}

/// An issuer's answers to whoever asks for its keys.
struct Issuer {
    keys: Mutex<Result<Vec<u8>, KeysUnavailable>>,
    asked: AtomicUsize,
    now: AtomicU64,
}

struct Source(Arc<Issuer>);

#[async_trait]
impl KeySource for Source {
    async fn fetch(&self) -> Result<Vec<u8>, KeysUnavailable> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        self.0.keys.lock().unwrap().clone()
    }
}

fn world() -> (Arc<Issuer>, Verifier) {
    let issuer = Arc::new(Issuer {
        keys: Mutex::new(Ok(key_set(&["k-1"]))),
        asked: AtomicUsize::new(0),
        now: AtomicU64::new(NOW),
    });
    let clock = Arc::clone(&issuer);
    let clients = ["shop", "agents"].map(str::to_owned);
    let verifier = Verifier::new(ISSUER, clients, Box::new(Source(Arc::clone(&issuer))));
    let verifier = verifier.with_clock(Box::new(move || clock.now.load(Ordering::SeqCst)));
    (issuer, verifier)
}

/// Good claims with these changes; `null` leaves one out.
fn claims(changes: Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": "u-1", "client_id": "shop", "token_use": "access", "scope": "api/messages:write",
        "tenant": "t-1", "iat": NOW, "exp": NOW + 600,
    });
    let members = claims.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    claims
}

fn header() -> Header {
    Header {
        kid: Some("k-1".to_owned()),
        ..Header::new(Algorithm::RS256)
    }
}

fn token(header: &Header, changes: Value) -> String {
    jsonwebtoken::encode(header, &claims(changes), &KEYS[0]).unwrap()
}

fn good(changes: Value) -> String {
    token(&header(), changes)
}

/// A token with the header of another and the rest of this.
fn with_head(token: &str, head: &Value) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(head.to_string()))
}

#[tokio::test]
async fn a_good_token_is_good_for_its_time() {
    let (issuer, verifier) = world();
    for changes in [
        json!({}),
        json!({ "client_id": "agents" }),
        json!({ "exp": NOW - 59 }),
        json!({ "nbf": NOW + 60, "iat": NOW + 60 }),
        json!({ "iat": null }),
        json!({ "exp": (NOW + 5) as f64 + 0.5 }),
    ] {
        let verified = verifier.verify(&good(changes.clone())).await.unwrap();
        assert_eq!(verified.0["sub"], "u-1", "{changes}");
    }
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1);
    // What was verified once is known, but not for longer than it is good.
    let token = good(json!({}));
    verifier.verify(&token).await.unwrap();
    issuer.now.store(NOW + 659, Ordering::SeqCst);
    verifier.verify(&token).await.unwrap();
    issuer.now.store(NOW + 660, Ordering::SeqCst);
    assert_eq!(verifier.verify(&token).await, Err(TokenRefused::Invalid));
}

/// Tokens that let nobody in, each with what is wrong with it.
fn bad() -> Vec<(&'static str, String)> {
    let public = key_set(&["k-1"]);
    let of = |change: fn(&mut Header)| {
        let mut header = header();
        change(&mut header);
        token(&header, json!({}))
    };
    let hs256 = Header {
        alg: Algorithm::HS256,
        ..header()
    };
    let fine = good(json!({}));
    let (signed, signature) = fine.rsplit_once('.').unwrap();
    let (head, _) = signed.split_once('.').unwrap();
    let forged = URL_SAFE_NO_PAD.encode(claims(json!({ "sub": "root" })).to_string());
    vec![
        (
            "none",
            with_head(&format!("{signed}."), &json!({ "alg": "none", "kid": "k-1" })),
        ),
        (
            "none, with a signature",
            with_head(&fine, &json!({ "alg": "none", "kid": "k-1" })),
        ),
        (
            "HS256 with the public key",
            jsonwebtoken::encode(&hs256, &claims(json!({})), &EncodingKey::from_secret(&public)).unwrap(),
        ),
        ("RS512", of(|header| header.alg = Algorithm::RS512)),
        (
            "a stranger's key",
            jsonwebtoken::encode(&header(), &claims(json!({})), &KEYS[1]).unwrap(),
        ),
        ("other claims", format!("{head}.{forged}.{signature}")),
        ("no signature", format!("{signed}.")),
        ("expired", good(json!({ "exp": NOW - 60 }))),
        ("without an end", good(json!({ "exp": null }))),
        (
            "an end that is text",
            good(json!({ "exp": (NOW + 600).to_string() })),
        ),
        ("not yet", good(json!({ "nbf": NOW + 61 }))),
        ("issued later", good(json!({ "iat": NOW + 61 }))),
        (
            "another issuer",
            good(json!({ "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other" })),
        ),
        ("no issuer", good(json!({ "iss": null }))),
        ("another client", good(json!({ "client_id": "stranger" }))),
        (
            "an audience for a client",
            good(json!({ "client_id": null, "aud": "shop" })),
        ),
        ("an id token", good(json!({ "token_use": "id" }))),
        ("no use", good(json!({ "token_use": null }))),
        ("no key id", of(|header| header.kid = None)),
        ("an unknown key", of(|header| header.kid = Some("k-2".to_owned()))),
        (
            "a path for a key",
            of(|header| header.kid = Some("../../dev/null".to_owned())),
        ),
        (
            "SQL for a key",
            of(|header| header.kid = Some("' or 1=1 --".to_owned())),
        ),
        (
            "what is critical",
            of(|header| header.crit = Some(vec!["exp".to_owned()])),
        ),
        ("20 KB", good(json!({ "padding": "x".repeat(20_000) }))),
        ("two parts", signed.to_owned()),
        ("nothing", String::new()),
        ("no token", "null".to_owned()),
    ]
}

#[tokio::test]
async fn no_other_token_is_good() {
    let (issuer, verifier) = world();
    for (what, token) in bad() {
        assert_eq!(
            verifier.verify(&token).await,
            Err(TokenRefused::Invalid),
            "{what}"
        );
    }
    // However many keys were made up.
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1);
}

/// Nobody calls, though the route has scopes.
#[derive(Debug, thiserror::Error, HandlerError)]
enum Nobody {
    #[error("nobody calls")]
    Called,
}

/// Says who calls.
#[handler(route = "GET /v1/me", scopes = ["messages:write"])]
async fn me(request: Request<(), ()>) -> Result<Json<String>, Nobody> {
    request
        .caller
        .map(|caller| Json(caller.subject))
        .ok_or(Nobody::Called)
}

/// What the service answers, with nothing before it that would judge the token.
async fn ask(service: &Running, token: &str) -> (u16, Option<String>, Value) {
    let request = http::Request::get("/v1/me").header("authorization", format!("Bearer {token}"));
    let mut request = request.body(Bytes::new()).unwrap();
    // Whatever a gateway claims, the token says who calls.
    let claims = [("sub", "root"), ("scope", "api/messages:write")];
    let claims = claims.map(|(name, value)| (name.to_owned(), Value::from(value)));
    request
        .extensions_mut()
        .insert(Claims(claims.into_iter().collect()));
    let reply = service.invoke(Invocation::Http(Box::new(request))).await.unwrap();
    let Reply::Http(response) = reply else {
        return (0, None, Value::Null);
    };
    let challenge = response.headers().get("www-authenticate");
    let challenge = challenge.map(|challenge| challenge.to_str().unwrap().to_owned());
    let mut body: Value = serde_json::from_slice(response.body()).unwrap();
    if let Some(members) = body.as_object_mut() {
        members.remove("instance");
    }
    (response.status().as_u16(), challenge, body)
}

#[tokio::test]
async fn the_service_refuses_them_alike_and_believes_nobody_else() {
    let (_, verifier) = world();
    let env = Env::default().bind::<dyn TokenVerifier>(Arc::new(verifier));
    let app = App::new("walls", "A route behind a wall.").handler::<me>();
    let service = app.start("me", env).unwrap();
    assert_eq!(ask(&service, &good(json!({}))).await, (200, None, json!("u-1")));
    let refused = ask(&service, "nonsense").await;
    assert_eq!(refused.0, 401);
    assert_eq!(refused.1.as_deref(), Some(r#"Bearer error="invalid_token""#));
    for (what, token) in bad() {
        assert_eq!(ask(&service, &token).await, refused, "{what}");
    }
}

#[tokio::test]
async fn keys_are_fetched_once_a_minute_at_most_and_kept_for_a_day() {
    let (issuer, verifier) = world();
    let with = |kid: &str| {
        let header = Header {
            kid: Some(kid.to_owned()),
            ..header()
        };
        // Of another time each, so that none is remembered.
        move |changes: Value| token(&header, changes)
    };
    let (old, new) = (with("k-1"), with("k-2"));
    let at = |seconds: u64| issuer.now.store(NOW + seconds, Ordering::SeqCst);
    let end = |seconds: u64| json!({ "exp": NOW + seconds + 600 });
    let asked = || issuer.asked.load(Ordering::SeqCst);
    verifier.verify(&old(end(0))).await.unwrap();
    // The issuer signs with another key from now on; within the minute nobody asks.
    *issuer.keys.lock().unwrap() = Ok(key_set(&["k-1", "k-2"]));
    at(59);
    assert_eq!(verifier.verify(&new(end(59))).await, Err(TokenRefused::Invalid));
    assert_eq!(asked(), 1);
    at(60);
    verifier.verify(&new(end(60))).await.unwrap();
    assert_eq!(asked(), 2);
    // The issuer is down: keys that are known go on, of others nobody knows.
    *issuer.keys.lock().unwrap() = Err(KeysUnavailable);
    at(3600);
    verifier.verify(&new(end(3600))).await.unwrap();
    for _ in 0..3 {
        assert_eq!(
            verifier.verify(&with("k-3")(end(3600))).await,
            Err(TokenRefused::Unavailable)
        );
    }
    assert_eq!(asked(), 3);
    verifier.verify(&old(end(3600))).await.unwrap();
    // For a day.
    let day = 60 + 24 * 60 * 60;
    at(day - 1);
    verifier.verify(&old(end(day - 1))).await.unwrap();
    at(day);
    assert_eq!(
        verifier.verify(&old(end(day))).await,
        Err(TokenRefused::Unavailable)
    );
    // What is no key set is none.
    *issuer.keys.lock().unwrap() = Ok(b"<html>".to_vec());
    at(day + 60);
    assert_eq!(
        verifier.verify(&old(end(day + 60))).await,
        Err(TokenRefused::Unavailable)
    );
    *issuer.keys.lock().unwrap() = Ok(key_set(&["k-1"]));
    at(day + 120);
    verifier.verify(&old(end(day + 120))).await.unwrap();
}
