//! An issuer's keys (RFC 7517), fetched when they are needed, and no more often than that.

use async_trait::async_trait;
use ferrovia::TokenRefused;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// How long keys are good without having been fetched anew, in seconds.
const LIFETIME: u64 = 24 * 60 * 60;

/// The least time between two fetches, in seconds: whatever key ids strangers make up, the issuer is asked no more often.
const INTERVAL: u64 = 60;

/// The same while there is no key at all, in seconds: whoever knows none lets nobody in, and is soon to know better.
const INTERVAL_WITHOUT: u64 = 5;

/// The issuer's keys cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysUnavailable;

/// Where an issuer's keys are.
#[async_trait]
pub trait KeySource: Send + Sync {
    /// The JSON Web Key Set.
    ///
    /// # Errors
    /// [`KeysUnavailable`].
    async fn fetch(&self) -> Result<Vec<u8>, KeysUnavailable>;
}

/// A document is no key set by which tokens can be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// It is not what RFC 7517 calls a JWK Set.
    #[error("the document is no JSON Web Key Set")]
    Malformed,
    /// It has no key that can be used.
    #[error("the key set has no RSA key with an id")]
    Empty,
}

/// Keys by their ids.
pub struct KeySet(BTreeMap<String, Arc<DecodingKey>>);

impl KeySet {
    /// Reads a JSON Web Key Set. Keys of a kind that is not used here are passed over, as RFC 7517 (section 5) asks.
    ///
    /// # Errors
    /// [`KeySetError`].
    pub fn read(document: &[u8]) -> Result<Self, KeySetError> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(document).map_err(|_| KeySetError::Malformed)?;
        let keys: BTreeMap<_, _> = document.keys.into_iter().filter_map(usable).collect();
        if keys.is_empty() {
            return Err(KeySetError::Empty);
        }
        Ok(Self(keys))
    }
}

fn usable(key: Value) -> Option<(String, Arc<DecodingKey>)> {
    let key: Jwk = serde_json::from_value(key).ok()?;
    let AlgorithmParameters::RSA(_) = key.algorithm else {
        return None;
    };
    let decoding = DecodingKey::from_jwk(&key).ok()?;
    Some((key.common.key_id?, Arc::new(decoding)))
}

/// The keys as they were last fetched.
#[derive(Clone, Default)]
struct Fetched {
    keys: BTreeMap<String, Arc<DecodingKey>>,
    /// When; `None` is never.
    at: Option<u64>,
}

impl Fetched {
    fn is_fresh(&self, now: u64) -> bool {
        self.at.is_some_and(|at| now < at.saturating_add(LIFETIME))
    }
}

/// The last attempt to fetch them.
#[derive(Clone, Copy)]
struct Attempt {
    at: u64,
    succeeded: bool,
}

/// An issuer's keys.
pub(crate) struct Keys {
    source: Box<dyn KeySource>,
    fetched: RwLock<Fetched>,
    /// Held while they are fetched: only those wait who need what is fetched.
    attempt: Mutex<Option<Attempt>>,
}

impl Keys {
    pub(crate) fn of(source: Box<dyn KeySource>) -> Self {
        Self {
            source,
            fetched: RwLock::default(),
            attempt: Mutex::default(),
        }
    }

    /// The key of this id. One that is not known may be new, so the issuer is asked; while it does not answer, nobody knows
    /// whether the token is good.
    pub(crate) async fn get(&self, kid: &str, now: u64) -> Result<Arc<DecodingKey>, TokenRefused> {
        if let Some(key) = self.known(kid, now) {
            return Ok(key);
        }
        let mut attempt = self.attempt.lock().await;
        // Somebody else may have fetched it meanwhile.
        if let Some(key) = self.known(kid, now) {
            return Ok(key);
        }
        let interval = if self.knows_any(now) {
            INTERVAL
        } else {
            INTERVAL_WITHOUT
        };
        let succeeded = match *attempt {
            Some(last) if now < last.at.saturating_add(interval) => last.succeeded,
            Some(_) | None => {
                let succeeded = self.refresh(now).await.is_ok();
                *attempt = Some(Attempt { at: now, succeeded });
                succeeded
            }
        };
        drop(attempt);
        match self.known(kid, now) {
            Some(key) => Ok(key),
            None if succeeded => Err(TokenRefused::Invalid),
            None => Err(TokenRefused::Unavailable),
        }
    }

    fn known(&self, kid: &str, now: u64) -> Option<Arc<DecodingKey>> {
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner);
        let key = fetched.keys.get(kid).cloned();
        key.filter(|_| fetched.is_fresh(now))
    }

    fn knows_any(&self, now: u64) -> bool {
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner);
        fetched.is_fresh(now)
    }

    async fn refresh(&self, now: u64) -> Result<(), KeysUnavailable> {
        let bytes = self.source.fetch().await?;
        let KeySet(keys) = KeySet::read(&bytes).map_err(|error| {
            tracing::error!(%error, "the token issuer's keys cannot be used");
            KeysUnavailable
        })?;
        let mut fetched = self.fetched.write().unwrap_or_else(PoisonError::into_inner);
        *fetched = Fetched { keys, at: Some(now) };
        Ok(())
    }
}
