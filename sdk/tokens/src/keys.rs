//! An issuer's keys (RFC 7517), fetched when they are needed, and no more often than that.

use async_trait::async_trait;
use ferrovia::TokenRefused;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// How long keys are good without having been fetched anew, in seconds.
const LIFETIME: u64 = 24 * 60 * 60;

/// The least time between two fetches, in seconds: whatever key ids strangers make up, the issuer is asked no more often.
const INTERVAL: u64 = 60;

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

/// The keys as they were last fetched.
#[derive(Clone, Default)]
struct Fetched {
    keys: BTreeMap<String, Arc<DecodingKey>>,
    /// When; `None` is never.
    at: Option<u64>,
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
        let succeeded = match *attempt {
            Some(last) if now < last.at.saturating_add(INTERVAL) => last.succeeded,
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
        let fresh = fetched.at.is_some_and(|at| now < at.saturating_add(LIFETIME));
        fresh.then(|| fetched.keys.get(kid).cloned()).flatten()
    }

    async fn refresh(&self, now: u64) -> Result<(), KeysUnavailable> {
        let bytes = self.source.fetch().await?;
        let set: JwkSet = serde_json::from_slice(&bytes).map_err(|_| KeysUnavailable)?;
        let usable = |key: &Jwk| {
            Some((
                key.common.key_id.clone()?,
                Arc::new(DecodingKey::from_jwk(key).ok()?),
            ))
        };
        let keys: BTreeMap<_, _> = set.keys.iter().filter_map(usable).collect();
        if keys.is_empty() {
            return Err(KeysUnavailable);
        }
        let mut fetched = self.fetched.write().unwrap_or_else(PoisonError::into_inner);
        *fetched = Fetched { keys, at: Some(now) };
        Ok(())
    }
}
