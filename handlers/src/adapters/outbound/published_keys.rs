//! A URL in, the key set that a token issuer publishes there, if it is one, out.

use super::transport::{self, Received, http_client};
use crate::ports::{IssuerKeys, IssuerKeysError};
use async_trait::async_trait;
use backon::{ExponentialBuilder, Retryable as _};
use ferrovia::language_model::ChatError;
use ferrovia_tokens::KeySet;
use reqwest::StatusCode;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How often the issuer is asked, and how long one answer may take.
const ATTEMPTS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks issuers for their keys over HTTP.
#[derive(Default)]
pub struct PublishedKeys {
    /// Made when it is first needed: it reads the machine's root certificates.
    http: OnceLock<reqwest::Client>,
}

impl PublishedKeys {
    async fn ask(&self, url: &str) -> Result<Vec<u8>, IssuerKeysError> {
        let http = match self.http.get() {
            Some(http) => http,
            None => {
                let http = http_client().map_err(|error| {
                    tracing::error!(%error, "the machine's root certificates cannot be read");
                    IssuerKeysError::Refused
                })?;
                self.http.get_or_init(|| http)
            }
        };
        let received = transport::send(http.get(url), Instant::now() + PATIENCE).await;
        let Received { status, body, .. } = match received {
            Ok(received) => received,
            Err(ChatError::TooLarge) => {
                tracing::error!(url, "what the token issuer publishes is too large for keys");
                return Err(IssuerKeysError::Unusable);
            }
            Err(error) => {
                tracing::warn!(%error, url, "the token issuer does not answer");
                return Err(IssuerKeysError::Unavailable);
            }
        };
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            tracing::warn!(%status, url, "the token issuer fails");
            return Err(IssuerKeysError::Unavailable);
        }
        if !status.is_success() {
            tracing::error!(%status, url, "the token issuer publishes no keys");
            return Err(IssuerKeysError::Unusable);
        }
        match KeySet::read(&body) {
            Ok(_) => Ok(body),
            Err(error) => {
                tracing::error!(%error, url, "what the token issuer publishes cannot be used");
                Err(IssuerKeysError::Unusable)
            }
        }
    }
}

#[async_trait]
impl IssuerKeys for PublishedKeys {
    async fn published(&self, url: &str) -> Result<Vec<u8>, IssuerKeysError> {
        let pauses = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(200))
            .with_max_times(ATTEMPTS - 1);
        (|| self.ask(url))
            .retry(pauses)
            .when(|error| *error == IssuerKeysError::Unavailable)
            .await
    }
}
