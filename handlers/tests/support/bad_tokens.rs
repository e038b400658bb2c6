//! A good token in; tokens that let nobody in, each with what is wrong with it, out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A good token, and what it takes to make others like it.
pub(crate) struct Forger {
    good: String,
    /// The issuer's key, and a stranger's.
    own: EncodingKey,
    stranger: EncodingKey,
}

impl Forger {
    /// The issuer and the stranger keep their keys in these folders.
    pub(crate) fn new(good: &str, own: &Path, stranger: &Path) -> Self {
        let key =
            |folder: &Path| EncodingKey::from_rsa_der(&std::fs::read(folder.join("token-key")).unwrap());
        Self {
            good: good.to_owned(),
            own: key(own),
            stranger: key(stranger),
        }
    }

    /// The members of a part of the good token.
    fn part(&self, place: usize) -> Value {
        let part = self.good.split('.').nth(place).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    fn header(&self, algorithm: Algorithm) -> Header {
        Header {
            kid: self.part(0)["kid"].as_str().map(str::to_owned),
            ..Header::new(algorithm)
        }
    }

    /// One that the issuer signs, with these changes; `null` leaves a claim out.
    pub(crate) fn signed(&self, changes: Value) -> String {
        self.signed_by(&self.own, changes)
    }

    fn signed_by(&self, key: &EncodingKey, changes: Value) -> String {
        let claims = with(&self.part(1), &changes);
        jsonwebtoken::encode(&self.header(Algorithm::RS256), &claims, key).unwrap()
    }

    /// Every one that lets nobody in.
    pub(crate) fn bad(&self) -> Vec<(&'static str, String)> {
        let [head, body, signature] = [0, 1, 2].map(|place| self.good.split('.').nth(place).unwrap());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let secret = EncodingKey::from_secret(b"secret");
        let hmac = jsonwebtoken::encode(&self.header(Algorithm::HS256), &self.part(1), &secret).unwrap();
        let unknown = Header {
            kid: Some("../../dev/null".to_owned()),
            ..Header::new(Algorithm::RS256)
        };
        let unknown = jsonwebtoken::encode(&unknown, &self.part(1), &self.own).unwrap();
        let none = encoded(&with(&self.part(0), &json!({ "alg": "none" })));
        let root = encoded(&with(&self.part(1), &json!({ "sub": "root" })));
        vec![
            ("no token", "nonsense".to_owned()),
            ("two parts", format!("{head}.{body}")),
            ("no signature", format!("{head}.{body}.")),
            ("no algorithm", format!("{none}.{body}.")),
            (
                "no algorithm, and a signature",
                format!("{none}.{body}.{signature}"),
            ),
            ("another algorithm", hmac),
            ("an unknown key", unknown),
            ("other claims", format!("{head}.{root}.{signature}")),
            ("a stranger's key", self.signed_by(&self.stranger, json!({}))),
            ("expired", self.signed(json!({ "exp": now - 3600 }))),
            ("without an end", self.signed(json!({ "exp": null }))),
            ("not yet", self.signed(json!({ "nbf": now + 3600 }))),
            ("issued later", self.signed(json!({ "iat": now + 3600 }))),
            (
                "another issuer",
                self.signed(json!({ "iss": "https://example.com" })),
            ),
            ("another client", self.signed(json!({ "client_id": "another" }))),
            ("an id token", self.signed(json!({ "token_use": "id" }))),
            ("no use", self.signed(json!({ "token_use": null }))),
        ]
    }
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

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
