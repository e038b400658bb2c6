//! The keys with which the issuer of the API's tokens signs.

use super::{Kind, Objects, Resource};
use crate::PortError;
use bytes::Bytes;
use ferrovia_model::{self as model, App, KEY_SET_OBJECT};

/// After how many days keys go that nobody refreshed: whoever cannot ask the issuer any more does not know, either, which of
/// them it still stands for. S3 counts from midnight to midnight.
const EXPIRES_AFTER_DAYS: u32 = 1;

/// The public keys of the API's token issuer, copied into an S3 bucket: `#[resource(name = "token-keys", kind = KeySet)]`.
/// Where there is one, every function whose route has `scopes` verifies tokens by it, also where it cannot reach the issuer
/// itself. Verb: `Refresh`, for the one handler that asks the issuer; nobody else may write there, and nobody names who reads.
#[derive(Debug, Default)]
pub struct KeySet;

impl Kind for KeySet {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        app.buckets.push(model::Bucket {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            expires_after_days: EXPIRES_AFTER_DAYS,
            token_keys: true,
        });
    }
}

/// Where the issuer's keys come from, and where they are to be.
#[derive(Clone)]
pub struct KeyRefresher {
    pub(crate) issuer: String,
    pub(crate) objects: Objects,
}

impl KeyRefresher {
    /// Where the issuer publishes its key set (RFC 7517).
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/.well-known/jwks.json", self.issuer.trim_end_matches('/'))
    }

    /// Puts the key set in the place of the one before it. Put it there each time, changed or not: keys that nobody refreshes
    /// go after a day.
    ///
    /// # Errors
    /// [`PortError`]; the one before is there still.
    pub async fn put(&self, key_set: Bytes) -> Result<(), PortError> {
        let Objects { buckets, name } = &self.objects;
        buckets
            .put(name, KEY_SET_OBJECT, "application/jwk-set+json", key_set)
            .await
    }
}
