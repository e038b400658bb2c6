//! The key that a server knows us by.

use std::sync::Arc;
use std::time::Instant;

use ferrovia::Secrets;
use ferrovia::language_model::{ChatError, TimeoutPhase};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use super::dialect::Credentials;

/// Where the key is to be had.
pub struct ApiKey {
    source: Source,
    /// What the source said last. Behind a lock that is held while it is asked, so that it is asked once.
    known: Mutex<Option<SecretString>>,
}

enum Source {
    Fixed(SecretString),
    Stored { secrets: Arc<dyn Secrets>, name: String },
}

impl ApiKey {
    /// This key.
    #[must_use]
    pub fn fixed(key: SecretString) -> Self {
        Self {
            source: Source::Fixed(key),
            known: Mutex::default(),
        }
    }

    /// The value of the secret called `name`: read when it is first needed, and again after the server
    /// refused it, so a key can be rotated without a deploy.
    #[must_use]
    pub fn stored(secrets: Arc<dyn Secrets>, name: &str) -> Self {
        Self {
            source: Source::Stored {
                secrets,
                name: name.to_owned(),
            },
            known: Mutex::default(),
        }
    }

    /// The header that tells the key.
    ///
    /// # Errors
    /// [`ChatError::Unauthorized`] if there is no such secret or it is no key; [`ChatError::Timeout`] or
    /// [`ChatError::Transport`] if it cannot be read now.
    pub(super) async fn header(
        &self,
        credentials: Credentials,
        deadline: Instant,
    ) -> Result<(HeaderName, HeaderValue), ChatError> {
        let mut known = self.known.lock().await;
        if let Some(key) = &*known {
            return header(credentials, key);
        }
        let key = match &self.source {
            Source::Fixed(key) => key.clone(),
            Source::Stored { secrets, name } => value(secrets.as_ref(), name, deadline).await?,
        };
        let header = header(credentials, &key)?;
        *known = Some(key);
        Ok(header)
    }

    /// Asks the source again next time.
    pub(super) async fn forget(&self) {
        *self.known.lock().await = None;
    }
}

async fn value(secrets: &dyn Secrets, name: &str, deadline: Instant) -> Result<SecretString, ChatError> {
    match tokio::time::timeout_at(deadline.into(), secrets.value(name)).await {
        Err(_) => Err(ChatError::Timeout {
            phase: TimeoutPhase::Connect,
        }),
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::error!(secret = name, %error, "the key of a language model cannot be read");
            Err(match error {
                ferrovia::PortError::Throttled { .. }
                | ferrovia::PortError::TimedOut { .. }
                | ferrovia::PortError::Unavailable { .. } => ChatError::Transport,
                ferrovia::PortError::Refused { .. }
                | ferrovia::PortError::Partial { .. }
                | ferrovia::PortError::Encoding(_) => ChatError::Unauthorized,
            })
        }
    }
}

/// Keys are often stored with a newline at their end, which no header may hold.
fn header(credentials: Credentials, key: &SecretString) -> Result<(HeaderName, HeaderValue), ChatError> {
    let key = key.expose_secret().trim();
    let (name, value) = match credentials {
        Credentials::Bearer => (AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {key}"))),
        Credentials::ApiKey => (HeaderName::from_static("api-key"), HeaderValue::from_str(key)),
    };
    let mut value = value.map_err(|_| ChatError::Unauthorized)?;
    value.set_sensitive(true);
    Ok((name, value))
}
