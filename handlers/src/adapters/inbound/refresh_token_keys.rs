//! The clock in, the token issuer's keys where the API verifies tokens out.

use crate::adapters::resources::TokenKeys;
use crate::application;
use crate::ports::{IssuerKeys, IssuerKeysError, KeptKeys};
use async_trait::async_trait;
use ferrovia::{HandlerError, Port, PortError, Refresh, Scheduled, handler};

/// Why the keys are as they were. They are refreshed the next time, and good for a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum RefreshKeysError {
    /// The issuer or the bucket is away, slow or overloaded.
    #[error("the token issuer, or the bucket of its keys, cannot be reached right now")]
    Unavailable,
    /// What the issuer publishes verifies no token.
    #[error("what the token issuer publishes is no key set; the last one stays in use")]
    Unusable,
    /// The bucket refuses what we send.
    #[error("the bucket refuses the token issuer's keys")]
    Refused,
}

impl From<IssuerKeysError> for RefreshKeysError {
    fn from(error: IssuerKeysError) -> Self {
        match error {
            IssuerKeysError::Unavailable => Self::Unavailable,
            IssuerKeysError::Unusable => Self::Unusable,
            IssuerKeysError::Refused => Self::Refused,
        }
    }
}

/// Fetches the keys with which the API's token issuer signs, for all who verify tokens and cannot ask it themselves.
#[handler(schedule = "rate(5 minutes)", timeout = "30s", memory_mb = 256)]
pub async fn refresh_token_keys(
    _: Scheduled,
    kept: Refresh<TokenKeys>,
    issuer: Port<dyn IssuerKeys>,
) -> Result<(), RefreshKeysError> {
    Ok(application::refresh_token_keys(&*issuer, &kept).await?)
}

#[async_trait]
impl KeptKeys for Refresh<TokenKeys> {
    fn url(&self) -> String {
        (**self).url()
    }

    async fn keep(&self, key_set: Vec<u8>) -> Result<(), IssuerKeysError> {
        let refresher = &**self;
        refresher.put(key_set.into()).await.map_err(|error| {
            tracing::error!(%error, "the token issuer's keys cannot be kept");
            match error {
                PortError::Throttled { .. } | PortError::TimedOut { .. } | PortError::Unavailable { .. } => {
                    IssuerKeysError::Unavailable
                }
                PortError::Refused { .. } | PortError::Partial { .. } | PortError::Encoding(_) => {
                    IssuerKeysError::Refused
                }
            }
        })
    }
}
