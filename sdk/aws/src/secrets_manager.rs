//! The secrets port on AWS Secrets Manager.

use crate::failure::{port_error, refused};
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_smithy_async::time::SharedTimeSource;
use ferrovia::model::environment;
use ferrovia::{Env, PortError, Secrets};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

const SERVICE: &str = "Secrets Manager";

/// How long a value is used before it is read again: a rotated secret is noticed within this time.
const FRESH: Duration = Duration::from_secs(5 * 60);

/// Reads the secrets whose ARNs stand in the variables `<NAME>_SECRET_ARN`. Without that variable, the value itself
/// may stand in `<NAME>`: on a laptop and in tests.
pub struct SecretsManager {
    /// Absent where no variable holds an ARN.
    client: Option<Client>,
    env: Env,
    clock: SharedTimeSource,
    cached: SyncMutex<BTreeMap<String, Slot>>,
}

/// One secret's place. Whoever holds the lock reads the secret; the others wait for it and find the value.
type Slot = Arc<Mutex<Option<Cached>>>;

struct Cached {
    value: SecretString,
    read_at: SystemTime,
}

impl SecretsManager {
    /// A reader of the secrets that `env` names. The time that values are fresh runs by `config`'s clock.
    #[must_use]
    pub fn new(config: &SdkConfig, env: Env) -> Self {
        let arn = environment::secret_arn("");
        let stored = env.names().any(|name| name.ends_with(&arn));
        Self {
            client: stored.then(|| Client::new(config)),
            env,
            clock: config.time_source().unwrap_or_default(),
            cached: SyncMutex::default(),
        }
    }

    fn slot(&self, arn: &str) -> Slot {
        let mut slots = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(arn.to_owned()).or_default())
    }

    async fn read(client: &Client, name: &str, arn: &str) -> Result<SecretString, PortError> {
        let output = client
            .get_secret_value()
            .secret_id(arn)
            .send()
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        output
            .secret_string
            .filter(|value| !value.is_empty())
            .map(SecretString::from)
            .ok_or_else(|| refused(SERVICE, &format!("the secret `{name}` holds no text")))
    }
}

#[async_trait]
impl Secrets for SecretsManager {
    async fn value(&self, name: &str) -> Result<SecretString, PortError> {
        let (arn, value) = (environment::secret_arn(name), environment::secret_value(name));
        let (Some(arn), Some(client)) = (self.env.optional(&arn), &self.client) else {
            return match self.env.optional(&value) {
                Some(value) => Ok(SecretString::from(value)),
                None => Err(refused(SERVICE, &format!("neither `{arn}` nor `{value}` is set"))),
            };
        };
        let slot = self.slot(arn);
        let mut cached = slot.lock().await;
        let now = self.clock.now();
        if let Some(known) = &*cached
            && now < known.read_at + FRESH
        {
            return Ok(known.value.clone());
        }
        let value = Self::read(client, name, arn).await?;
        *cached = Some(Cached {
            value: value.clone(),
            read_at: now,
        });
        Ok(value)
    }
}
