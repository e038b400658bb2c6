//! Keys in a bucket: read when they are needed and no more often, whatever the bucket does.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use async_trait::async_trait;
use bytes::Bytes;
use ferrovia::model::KEY_SET_OBJECT;
use ferrovia::{Buckets, PortError, TokenRefused, TokenVerifier};
use ferrovia_tokens::{KeysInBucket, Verifier};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::json;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";
const NOW: u64 = 1_800_000_000;

static KEY: LazyLock<EncodingKey> = LazyLock::new(|| {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes())
});

/// What the bucket says: an object, none, a failure; or nothing at all.
#[derive(Clone)]
enum Says {
    Object(Option<String>),
    Failure(PortError),
    Nothing,
}

/// A bucket in which there is one object at most, and the time.
struct World {
    says: Mutex<Says>,
    asked: AtomicUsize,
    now: AtomicU64,
}

#[async_trait]
impl Buckets for World {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Bytes>, PortError> {
        assert_eq!((bucket, key), ("keys", KEY_SET_OBJECT));
        self.asked.fetch_add(1, Ordering::SeqCst);
        let says = self.says.lock().unwrap().clone();
        match says {
            Says::Object(content) => Ok(content.map(Bytes::from)),
            Says::Failure(failure) => Err(failure),
            Says::Nothing => std::future::pending().await,
        }
    }

    async fn link(&self, _: &str, _: &str, _: Duration) -> Result<String, PortError> {
        unreachable!("nobody is led to the keys")
    }

    async fn put(&self, _: &str, _: &str, _: &str, _: Bytes) -> Result<(), PortError> {
        unreachable!("who verifies changes nothing")
    }

    async fn delete(&self, _: &str, _: &str) -> Result<(), PortError> {
        unreachable!("who verifies changes nothing")
    }
}

impl World {
    fn new(says: Says) -> (Arc<Self>, Verifier) {
        let world = Arc::new(Self {
            says: Mutex::new(says),
            asked: AtomicUsize::new(0),
            now: AtomicU64::new(NOW),
        });
        let clock = Arc::clone(&world);
        let keys = KeysInBucket::new(world.clone(), "keys");
        let verifier = Verifier::new(ISSUER, ["shop".to_owned()], Box::new(keys));
        let verifier = verifier.with_clock(Box::new(move || clock.now.load(Ordering::SeqCst)));
        (world, verifier)
    }

    /// What becomes of a token of that time which a key of this id signed, and how often the bucket has been asked by then.
    async fn ask(&self, verifier: &Verifier, kid: &str, seconds: u64) -> (Result<(), TokenRefused>, usize) {
        self.now.store(NOW + seconds, Ordering::SeqCst);
        let header = Header {
            kid: Some(kid.to_owned()),
            ..Header::new(Algorithm::RS256)
        };
        let claims = json!({
            "iss": ISSUER, "sub": "u-1", "client_id": "shop", "token_use": "access",
            "iat": NOW + seconds, "exp": NOW + seconds + 600,
        });
        let token = jsonwebtoken::encode(&header, &claims, &KEY).unwrap();
        let verified = verifier.verify(&token).await.map(drop);
        (verified, self.asked.load(Ordering::SeqCst))
    }

    fn says(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }
}

/// The key set with these ids.
fn keys(kids: &[&str]) -> Says {
    let keys = kids.iter().map(|kid| {
        let mut key = Jwk::from_encoding_key(&KEY, Algorithm::RS256).unwrap();
        key.common.key_id = Some((*kid).to_owned());
        key
    });
    let set = JwkSet { keys: keys.collect() };
    Says::Object(Some(serde_json::to_string(&set).unwrap()))
}

fn text(text: &str) -> Says {
    Says::Object(Some(text.to_owned()))
}

#[tokio::test]
async fn without_keys_nobody_knows_and_soon_somebody_asks_again() {
    let service = "S3";
    let detail = || "no".to_owned();
    let cases = [
        ("empty", Says::Object(None)),
        ("broken", text("{\"keys\":[")),
        ("a page", text("<html>")),
        ("no keys", text(r#"{"keys":[]}"#)),
        (
            "no RSA key",
            text(r#"{"keys":[{"kty":"oct","k":"AA","kid":"k-1"}]}"#),
        ),
        ("throttled", Says::Failure(PortError::Throttled { service })),
        (
            "down",
            Says::Failure(PortError::Unavailable {
                service,
                detail: detail(),
            }),
        ),
        (
            "denied",
            Says::Failure(PortError::Refused {
                service,
                detail: detail(),
            }),
        ),
        ("silent", Says::Nothing),
    ];
    for (what, says) in cases {
        let (world, verifier) = World::new(says);
        let away = Err(TokenRefused::Unavailable);
        assert_eq!(world.ask(&verifier, "k-1", 0).await, (away, 1), "{what}");
        world.says(keys(&["k-1"]));
        assert_eq!(world.ask(&verifier, "k-1", 4).await, (away, 1), "{what}");
        assert_eq!(world.ask(&verifier, "k-1", 5).await, (Ok(()), 2), "{what}");
    }
}

#[tokio::test]
async fn a_new_key_is_found_within_a_minute_and_strangers_cause_no_more_questions() {
    let (world, verifier) = World::new(keys(&["k-1"]));
    assert_eq!(world.ask(&verifier, "k-1", 0).await, (Ok(()), 1));
    world.says(keys(&["k-1", "k-2"]));
    let invalid = Err(TokenRefused::Invalid);
    for kid in ["k-2", "k-3", "../keys"] {
        assert_eq!(world.ask(&verifier, kid, 59).await, (invalid, 1), "{kid}");
    }
    assert_eq!(world.ask(&verifier, "k-2", 60).await, (Ok(()), 2));
    for kid in ["k-3", "k-4", "k-5"] {
        assert_eq!(world.ask(&verifier, kid, 119).await, (invalid, 2), "{kid}");
    }
    // The issuer has taken the old key away, and a question about another shows it.
    world.says(keys(&["k-2"]));
    assert_eq!(world.ask(&verifier, "k-3", 120).await, (invalid, 3));
    assert_eq!(world.ask(&verifier, "k-1", 121).await, (invalid, 3));
    // What breaks later takes nobody's known key away.
    world.says(Says::Object(None));
    assert_eq!(
        world.ask(&verifier, "k-3", 300).await,
        (Err(TokenRefused::Unavailable), 4)
    );
    assert_eq!(world.ask(&verifier, "k-2", 301).await, (Ok(()), 4));
    assert_eq!(
        world.ask(&verifier, "k-3", 306).await,
        (Err(TokenRefused::Unavailable), 4)
    );
}

#[tokio::test]
async fn keys_of_other_kinds_are_passed_over() {
    let Says::Object(Some(set)) = keys(&["k-1"]) else {
        unreachable!("it is an object")
    };
    let mut set: serde_json::Value = serde_json::from_str(&set).unwrap();
    let others = [
        json!({ "kty": "of tomorrow", "kid": "k-0" }),
        json!({ "kty": "oct", "k": "AA", "kid": "k-2" }),
    ];
    set["keys"].as_array_mut().unwrap().extend(others);
    let (world, verifier) = World::new(text(&set.to_string()));
    assert_eq!(world.ask(&verifier, "k-1", 0).await, (Ok(()), 1));
    assert_eq!(
        world.ask(&verifier, "k-2", 0).await,
        (Err(TokenRefused::Invalid), 1)
    );
}
