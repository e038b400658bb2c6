//! Flags and variables in; the one endpoint that answers for every language model of the platform, out.

use crate::command_line::Serve;
use crate::mistake::Mistake;
use ferrovia::language_model::ChatModel;
use ferrovia::model::{App, Candidate, Provider, environment};
use ferrovia::{AcquireError, Env, LanguageModels};
use ferrovia_local::STUB_MODEL;
use handlers::adapters::outbound::openai::{ApiKey, OPENAI_BASE_URL, OpenAi, http_client};
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The variable with the key for OpenAI, or for whatever speaks its protocol.
const OPENAI_API_KEY: &str = "OPENAI_API_KEY";

/// How long the endpoint is waited for at the start.
const GREETING: Duration = Duration::from_secs(2);

/// What answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The address that `--llm` or `OPENAI_BASE_URL` names.
    Given(String),
    /// OpenAI, since there is a key for it.
    OpenAi,
    /// The stub.
    Stub,
}

impl Endpoint {
    /// The first of: `--llm`, `OPENAI_BASE_URL`, `OPENAI_API_KEY`, the stub.
    pub(crate) fn chosen(serve: &Serve, env: &Env) -> Self {
        let given = serve
            .llm
            .clone()
            .or_else(|| env.optional(environment::OPENAI_BASE_URL).map(str::to_owned));
        match given {
            Some(url) => Self::Given(url),
            None if env.optional(OPENAI_API_KEY).is_some() => Self::OpenAi,
            None => Self::Stub,
        }
    }
}

/// Every candidate of every language model at one endpoint, whoever serves it in the cloud: on a laptop there is no
/// Bedrock. A model is opened once and kept, with its connections.
pub(crate) struct OneEndpoint {
    http: reqwest::Client,
    base_url: String,
    key: SecretString,
    model: Option<String>,
    stubbed: bool,
    open: Mutex<BTreeMap<String, Arc<dyn ChatModel>>>,
}

impl OneEndpoint {
    /// The endpoint; `stub` is where the stub listens.
    pub(crate) fn new(endpoint: &Endpoint, stub: &str, serve: &Serve, env: &Env) -> Result<Self, Mistake> {
        let http = http_client().map_err(|error| Mistake::Endpoint(error.to_string()))?;
        let base_url = match endpoint {
            Endpoint::Given(url) => url,
            Endpoint::OpenAi => OPENAI_BASE_URL,
            Endpoint::Stub => stub,
        };
        let key = match endpoint {
            // Not the real key: the stub has no use for it.
            Endpoint::Stub => "stub",
            Endpoint::Given(_) | Endpoint::OpenAi => env.optional(OPENAI_API_KEY).unwrap_or("none"),
        };
        let models = Self {
            http,
            base_url: base_url.to_owned(),
            key: SecretString::from(key),
            model: serve.model.clone(),
            stubbed: *endpoint == Endpoint::Stub,
            open: Mutex::default(),
        };
        // A wrong address is found before the first message.
        models.connect("any").map(|_| models)
    }

    fn connect(&self, model: &str) -> Result<OpenAi, Mistake> {
        let key = ApiKey::fixed(self.key.clone());
        OpenAi::new(self.http.clone(), &self.base_url, key, model)
            .map_err(|error| Mistake::Endpoint(error.to_string()))
    }

    /// Looks whether the endpoint is there. If it is, the first message finds the connection open.
    pub(crate) async fn greet(&self) {
        let server = self.base_url.split(['?', '#']).next().unwrap_or_default();
        let models = format!("{}/models", server.trim_end_matches('/'));
        let greeting = self
            .http
            .get(models)
            .bearer_auth(self.key.expose_secret())
            .timeout(GREETING)
            .send();
        if let Err(error) = greeting.await {
            let error = error.without_url();
            tracing::warn!(endpoint = self.base_url, %error, "the language model's endpoint does not answer");
        }
    }

    /// For each language model, the variable that says which candidates are active. What is set stays; else it is the
    /// first that an OpenAI-compatible endpoint is likely to know. The stub answers for whichever is first.
    pub(crate) fn variables(&self, app: &App, env: &Env) -> Vec<(String, String)> {
        let active = |model: &ferrovia::model::LanguageModel| {
            let variable = environment::model(&model.name);
            let is_openai = |candidate: &&Candidate| matches!(candidate.provider, Provider::OpenAi { .. });
            let likely = model.candidates.iter().find(is_openai).filter(|_| !self.stubbed);
            let chosen = likely.or_else(|| model.candidates.first()).map(Candidate::id);
            let value = env.optional(&variable).map(str::to_owned).or(chosen)?;
            Some((variable, value))
        };
        app.language_models.iter().filter_map(active).collect()
    }
}

impl LanguageModels for OneEndpoint {
    fn open(&self, candidate: &Candidate) -> Result<Arc<dyn ChatModel>, AcquireError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = open.get(&candidate.id()) {
            return Ok(Arc::clone(model));
        }
        let name = self.model.as_deref().unwrap_or(&candidate.model);
        let model: Arc<dyn ChatModel> =
            Arc::new(self.connect(name).map_err(|mistake| AcquireError::Value {
                name: environment::OPENAI_BASE_URL.to_owned(),
                value: self.base_url.clone(),
                reason: mistake.to_string(),
            })?);
        open.insert(candidate.id(), Arc::clone(&model));
        Ok(model)
    }
}

impl fmt::Display for OneEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base_url, .. } = self;
        if self.stubbed {
            write!(
                formatter,
                "{STUB_MODEL}: scripted replies, no language model ({base_url})"
            )
        } else {
            write!(formatter, "{base_url}")
        }
    }
}
