//! Access tokens in, the claims of those that are good out.
//!
//! API Gateway has judged a token before the service is asked; the service judges it again, so that no mistake in a route's
//! configuration lets anybody in. The algorithm is pinned, the keys are the issuer's own, and why a token is refused is
//! nobody's affair but the issuer's: there is one refusal.

mod bucket;
mod keys;
mod recent;

pub use bucket::KeysInBucket;
pub use keys::{KeySet, KeySetError, KeySource, KeysUnavailable};
pub use recent::Recent;

use async_trait::async_trait;
use ferrovia::{Claims, TokenRefused, TokenVerifier};
use jsonwebtoken::{Algorithm, Validation};
use keys::Keys;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

/// How far clocks may be apart, in seconds.
const LEEWAY: u64 = 60;

/// No issuer's token is longer, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// What tells the time, in seconds since 1970.
pub type Clock = Box<dyn Fn() -> u64 + Send + Sync>;

/// Verifies the access tokens of one issuer for some of its clients.
pub struct Verifier {
    issuer: String,
    clients: BTreeSet<String>,
    keys: Keys,
    recent: Recent,
    signature: Validation,
    clock: Clock,
}

impl Verifier {
    /// Verifies what `issuer` signs for `clients` with the keys of `source`.
    #[must_use]
    pub fn new(
        issuer: impl Into<String>,
        clients: impl IntoIterator<Item = String>,
        source: Box<dyn KeySource>,
    ) -> Self {
        let mut signature = Validation::new(Algorithm::RS256);
        // What the claims say is judged below, by this clock.
        signature.validate_exp = false;
        signature.validate_aud = false;
        signature.required_spec_claims.clear();
        Self {
            issuer: issuer.into(),
            clients: clients.into_iter().collect(),
            keys: Keys::of(source),
            recent: Recent::default(),
            signature,
            clock: Box::new(|| {
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default()
                    .as_secs()
            }),
        }
    }

    /// The same by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    async fn claims(&self, token: &str, now: u64) -> Result<Map<String, Value>, TokenRefused> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenRefused::Invalid)?;
        // What is critical, nobody here understands (RFC 7515, 4.1.11).
        if header.alg != Algorithm::RS256 || header.crit.is_some() {
            return Err(TokenRefused::Invalid);
        }
        let kid = header.kid.ok_or(TokenRefused::Invalid)?;
        let key = self.keys.get(&kid, now).await?;
        jsonwebtoken::decode::<Map<String, Value>>(token, &key, &self.signature)
            .map(|token| token.claims)
            .map_err(|_| TokenRefused::Invalid)
    }

    /// Until when the claims are good, if they are now.
    fn judged(&self, claims: &Map<String, Value>, now: u64) -> Option<u64> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let named = text("iss")? == self.issuer
            && text("token_use")? == "access"
            && self.clients.contains(text("client_id")?);
        // A time that is no number is none that has come.
        let begun = |name: &str| match claims.get(name) {
            Some(time) => seconds(time).is_some_and(|time| time <= now.saturating_add(LEEWAY)),
            None => true,
        };
        let end = seconds(claims.get("exp")?)?.saturating_add(LEEWAY);
        (named && begun("nbf") && begun("iat") && now < end).then_some(end)
    }
}

/// A NumericDate (RFC 7519), in whole seconds.
fn seconds(time: &Value) -> Option<u64> {
    time.as_u64().or_else(|| {
        let seconds = std::time::Duration::try_from_secs_f64(time.as_f64()?).ok()?;
        Some(seconds.as_secs())
    })
}

#[async_trait]
impl TokenVerifier for Verifier {
    async fn verify(&self, token: &str) -> Result<Claims, TokenRefused> {
        if token.len() > MAX_TOKEN {
            return Err(TokenRefused::Invalid);
        }
        let now = (self.clock)();
        if let Some(claims) = self.recent.get(token, now) {
            return Ok(claims);
        }
        let claims = self.claims(token, now).await?;
        let end = self.judged(&claims, now).ok_or(TokenRefused::Invalid)?;
        let claims = Claims(claims.into_iter().collect());
        self.recent.keep(token, claims.clone(), end);
        Ok(claims)
    }
}
