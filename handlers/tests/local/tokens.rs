//! Tokens that are not good: whatever is wrong with one, it is refused alike, and nothing has happened. What the gateway
//! does not look at, the service does; the service's wall alone is `sdk/tokens/tests/verifier.rs`'s.

use crate::process::{Local, command, folder, token};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ferrovia_local::postgres::{Server, Template};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The key that the platform with this folder made for itself.
fn key(folder: &Path) -> EncodingKey {
    EncodingKey::from_rsa_der(&std::fs::read(folder.join("token-key")).unwrap())
}

/// The members of a part of a token.
fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// `claims` with changes; `null` leaves one out.
fn with(claims: &Value, changes: &Value) -> Value {
    let mut claims = claims.clone();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

#[tokio::test]
async fn bad_tokens_are_refused_alike() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let (data, elsewhere) = (folder(), folder());
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    let good = local.token.as_str();
    let (header, claims) = (part(good, 0), part(good, 1));
    let [head, body, signature] = [0, 1, 2].map(|place| good.split('.').nth(place).unwrap());
    token(elsewhere.path(), &[]);
    let (own, stranger) = (key(data.path()), key(elsewhere.path()));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();

    let header_of = |algorithm| Header {
        kid: header["kid"].as_str().map(str::to_owned),
        ..Header::new(algorithm)
    };
    let signed = |key: &EncodingKey, changes: Value| {
        let claims = with(&claims, &changes);
        jsonwebtoken::encode(&header_of(Algorithm::RS256), &claims, key).unwrap()
    };
    let hmac = |secret: &[u8]| {
        let key = EncodingKey::from_secret(secret);
        jsonwebtoken::encode(&header_of(Algorithm::HS256), &claims, &key).unwrap()
    };
    let none = encoded(&with(&header, &json!({ "alg": "none" })));
    let root = encoded(&with(&claims, &json!({ "sub": "root" })));
    let cases = [
        ("no token", "nonsense".to_owned()),
        ("two parts", format!("{head}.{body}")),
        ("no signature", format!("{head}.{body}.")),
        ("no algorithm", format!("{none}.{body}.")),
        (
            "no algorithm, and a signature",
            format!("{none}.{body}.{signature}"),
        ),
        ("another algorithm", hmac(b"secret")),
        ("other claims", format!("{head}.{root}.{signature}")),
        ("a stranger's key", signed(&stranger, json!({}))),
        ("expired", signed(&own, json!({ "exp": now - 3600 }))),
        ("without an end", signed(&own, json!({ "exp": null }))),
        ("not yet", signed(&own, json!({ "nbf": now + 3600 }))),
        ("issued later", signed(&own, json!({ "iat": now + 3600 }))),
        (
            "another issuer",
            signed(&own, json!({ "iss": "https://example.com" })),
        ),
        ("another client", signed(&own, json!({ "client_id": "another" }))),
        ("an id token", signed(&own, json!({ "token_use": "id" }))),
        ("no use", signed(&own, json!({ "token_use": null }))),
    ];
    let message = json!({ "customer_id": "c-1", "content": "Hello" });
    for (what, token) in cases {
        let response = local.message(&message).bearer_auth(token).send().await.unwrap();
        let status = response.status().as_u16();
        let challenge = response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(status, 401, "{what}");
        assert!(
            challenge.starts_with(r#"Bearer error="invalid_token""#),
            "{what}: {challenge}"
        );
        let body: Value = response.json().await.unwrap();
        // API Gateway knows nothing of a token's use, and its own answer cannot be chosen.
        if ["an id token", "no use"].contains(&what) {
            let kind = body["type"].as_str().unwrap_or_default();
            assert!(kind.ends_with("/unauthenticated"), "{what}: {body}");
        } else {
            assert_eq!(body, json!({ "message": "Unauthorized" }), "{what}");
        }
    }
    let (status, answered) = local.post_as(&signed(&own, json!({})), &message).await;
    assert_eq!((status, &answered["sequence"]), (201, &json!(1)), "{answered}");
}
