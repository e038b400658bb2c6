//! The configurations port on AWS `AppConfig`.

use crate::failure::{port_error, refused};
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_appconfigdata::{Client, Config};
use aws_smithy_async::time::SharedTimeSource;
use ferrovia::model::environment;
use ferrovia::{Configurations, Env, Fits, PortError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

const SERVICE: &str = "AppConfig";

/// How often a document is asked for at most, whatever came of it the last time.
const POLL: Duration = Duration::from_secs(60);

/// What one call may take of a request's time: a document is small, and there is always something to use in its stead.
const CALL: Duration = Duration::from_secs(1);

/// Reads the documents of the configurations whose ARNs stand in the variables `<NAME>_CONFIGURATION_ARN`.
///
/// A document is asked for when it is wanted and [`POLL`] has passed, or what `AppConfig` asked for, if that is longer: an
/// instance that nobody calls asks nothing. Of several at once, one asks and the others wait for it. Whatever fails ends the
/// session, and the next poll begins another: a token is good for one call, and nobody knows whether it was used up.
pub struct AppConfig {
    client: Client,
    env: Env,
    clock: SharedTimeSource,
    known: SyncMutex<BTreeMap<String, Slot>>,
}

/// One configuration's place. Whoever holds the lock asks; the others wait for it and find the document.
type Slot = Arc<Mutex<Known>>;

/// What is known of a configuration.
#[derive(Default)]
struct Known {
    /// The newest that fitted.
    document: Option<Value>,
    /// The token for the next call of the session; without one, a session is to be begun.
    token: Option<String>,
    /// When it may be asked for again; at once if it never was.
    next: Option<SystemTime>,
}

/// What `AppConfig` said.
struct Said {
    /// Nothing, if the session has been told the newest document before.
    content: Vec<u8>,
    token: Option<String>,
    wait: Duration,
}

impl AppConfig {
    /// A reader of the configurations that `env` names. The time between polls runs by `config`'s clock.
    #[must_use]
    pub fn new(config: &SdkConfig, env: Env) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CALL)
            .operation_timeout(CALL)
            .build();
        let retries = config
            .retry_config()
            .cloned()
            .unwrap_or_else(RetryConfig::standard);
        let settings = Config::from(config)
            .to_builder()
            .timeout_config(timeouts)
            .retry_config(retries.with_max_attempts(2))
            .build();
        Self {
            client: Client::from_conf(settings),
            env,
            clock: config.time_source().unwrap_or_default(),
            known: SyncMutex::default(),
        }
    }

    fn slot(&self, configuration: &str) -> Slot {
        let mut slots = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(configuration.to_owned()).or_default())
    }

    async fn ask(&self, configuration: &str, token: Option<String>) -> Result<Said, PortError> {
        let token = match token {
            Some(token) => token,
            None => self.begin(configuration).await?,
        };
        let answer = self
            .client
            .get_latest_configuration()
            .configuration_token(token)
            .send()
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        let wait = u64::try_from(answer.next_poll_interval_in_seconds()).unwrap_or_default();
        Ok(Said {
            wait: Duration::from_secs(wait),
            token: answer.next_poll_configuration_token,
            content: answer
                .configuration
                .map(|content| content.into_inner())
                .unwrap_or_default(),
        })
    }

    /// Begins a session, and answers its first token.
    async fn begin(&self, configuration: &str) -> Result<String, PortError> {
        let arn = self
            .env
            .variable(&environment::configuration_arn(configuration))
            .map_err(|error| refused(SERVICE, &error.to_string()))?;
        let Some([application, place, profile]) = ids(arn) else {
            return Err(refused(SERVICE, &format!("`{arn}` is no configuration's ARN")));
        };
        let session = self
            .client
            .start_configuration_session()
            .application_identifier(application)
            .environment_identifier(place)
            .configuration_profile_identifier(profile)
            .send()
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        session
            .initial_configuration_token
            .ok_or_else(|| refused(SERVICE, "the session has no token"))
    }
}

/// The ids of application, environment and profile in
/// `arn:aws:appconfig:REGION:ACCOUNT:application/A/environment/E/configuration/P`.
fn ids(arn: &str) -> Option<[&str; 3]> {
    let path = arn.splitn(6, ':').nth(5)?;
    match path.split('/').collect::<Vec<_>>()[..] {
        [
            "application",
            application,
            "environment",
            place,
            "configuration",
            profile,
        ] => Some([application, place, profile]),
        _ => None,
    }
}

/// The document, if it fits.
fn judged(content: &[u8], fits: Fits<'_>) -> Result<Value, String> {
    let document = serde_json::from_slice(content).map_err(|error| error.to_string())?;
    fits(&document)?;
    Ok(document)
}

#[async_trait]
impl Configurations for AppConfig {
    async fn newest(&self, configuration: &str, fits: Fits<'_>) -> Option<Value> {
        let slot = self.slot(configuration);
        let mut known = slot.lock().await;
        let now = self.clock.now();
        if known.next.is_some_and(|next| now < next) {
            return known.document.clone();
        }
        // Before the call: who gives up waiting for it has asked, too, and has used up the token.
        known.next = Some(now + POLL);
        let token = known.token.take();
        let in_use = if known.document.is_some() {
            "the last one"
        } else {
            "the default"
        };
        match self.ask(configuration, token).await {
            Ok(said) => {
                known.token = said.token;
                known.next = Some(now + said.wait.max(POLL));
                if !said.content.is_empty() {
                    match judged(&said.content, fits) {
                        Ok(document) => known.document = Some(document),
                        Err(reason) => {
                            tracing::error!(
                                configuration,
                                reason,
                                in_use,
                                "a configuration is not what its reader expects"
                            );
                        }
                    }
                }
            }
            Err(error) => {
                tracing::warn!(configuration, %error, in_use, "a configuration cannot be read");
            }
        }
        known.document.clone()
    }
}
