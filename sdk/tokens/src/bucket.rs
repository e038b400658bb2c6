//! The issuer's keys from a bucket, where the handler that refreshes them puts them: for who cannot reach the issuer.

use crate::{KeySource, KeysUnavailable};
use async_trait::async_trait;
use ferrovia::Buckets;
use ferrovia::model::KEY_SET_OBJECT;
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for them: it is to be answered in time, even if by a refusal.
const PATIENCE: Duration = Duration::from_secs(2);

/// The key set in a bucket of the kind [`KeySet`](ferrovia::KeySet). Why it cannot be read is in the log.
pub struct KeysInBucket {
    buckets: Arc<dyn Buckets>,
    bucket: String,
}

impl KeysInBucket {
    /// The key set in the bucket of this name.
    #[must_use]
    pub fn new(buckets: Arc<dyn Buckets>, bucket: impl Into<String>) -> Self {
        Self {
            buckets,
            bucket: bucket.into(),
        }
    }
}

#[async_trait]
impl KeySource for KeysInBucket {
    async fn fetch(&self) -> Result<Vec<u8>, KeysUnavailable> {
        let bucket = &self.bucket;
        let read = self.buckets.get(bucket, KEY_SET_OBJECT);
        match tokio::time::timeout(PATIENCE, read).await {
            Ok(Ok(Some(keys))) => Ok(keys.into()),
            Ok(Ok(None)) => {
                tracing::error!(
                    bucket,
                    "the token issuer's keys are not there: the handler that refreshes them has not run, or not for a day"
                );
                Err(KeysUnavailable)
            }
            Ok(Err(error)) => {
                tracing::error!(
                    bucket, %error,
                    "the token issuer's keys cannot be read; while they are not there, S3 refuses them, too"
                );
                Err(KeysUnavailable)
            }
            Err(_) => {
                tracing::error!(bucket, "the token issuer's keys could not be read in time");
                Err(KeysUnavailable)
            }
        }
    }
}
