//! A process's variables in, one of the platform's functions out, as it runs in AWS Lambda: every port is bound to AWS
//! and to what the functions' variables name.

use crate::adapters::outbound::openai::{ApiKey, OPENAI_BASE_URL, OpenAi, http_client};
use crate::adapters::outbound::postgres::Postgres;
use crate::adapters::outbound::{
    CircuitsInMemory, GeneratedDocument, Guardrails, PublishedKeys, SystemClock, TimeOrderedIds,
};
use crate::ports::{
    ApiDocument, BreakerStore, Clock, ConversationReader, ConversationStore, ExportStore, FeedbackStore,
    FlagStore, Guard, HandoverStore, HistoryStore, IdleConversations, Ids, IssuerKeys, MessageReader,
    MessageStore, Outbox, PrivacyStore, PublishedEvents, Readiness, Retention, StuckMessages,
    TenantDirectory, TurnStore, UsageReader,
};
use ferrovia::language_model::ChatModel;
use ferrovia::model::{Candidate, Provider, environment};
use ferrovia::{AcquireError, App, Env, LanguageModels, Secrets};
use ferrovia_aws::lambda::{Function, Misconfigured};
use ferrovia_aws::{BedrockModels, Database};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// How long a tenant may be looked for: with a new connection before it, less than what `add_tenant` has.
const DIRECTORY_TIMEOUT: Duration = Duration::from_secs(2);

/// Binds the ports of the SDK and of the platform, and starts the handler that `_HANDLER` names.
///
/// # Errors
/// [`Misconfigured`] with everything that is wrong with the variables.
pub async fn start(app: &App, env: Env) -> Result<Function, Misconfigured> {
    let mut env = ferrovia_aws::bind(env)
        .await
        .bind::<dyn Ids>(Arc::new(TimeOrderedIds))
        .bind::<dyn Guard>(Arc::new(Guardrails))
        .bind::<dyn Clock>(Arc::new(SystemClock))
        .bind::<dyn BreakerStore>(Arc::new(CircuitsInMemory::new(Arc::new(SystemClock))))
        .bind::<dyn IssuerKeys>(Arc::new(PublishedKeys::default()))
        .bind::<dyn ApiDocument>(Arc::new(GeneratedDocument));
    if let Ok(database) = env.adapter::<Database>() {
        let postgres = Arc::new(Postgres::new(database.pool().clone()));
        let directory = postgres.as_ref().clone().with_attempt_timeout(DIRECTORY_TIMEOUT);
        env = env
            .bind::<dyn TenantDirectory>(Arc::new(directory))
            .bind::<dyn MessageStore>(postgres.clone())
            .bind::<dyn HistoryStore>(postgres.clone())
            .bind::<dyn Outbox>(postgres.clone())
            .bind::<dyn StuckMessages>(postgres.clone())
            .bind::<dyn IdleConversations>(postgres.clone())
            .bind::<dyn Retention>(postgres.clone())
            .bind::<dyn PublishedEvents>(postgres.clone())
            .bind::<dyn HandoverStore>(postgres.clone())
            .bind::<dyn MessageReader>(postgres.clone())
            .bind::<dyn ConversationReader>(postgres.clone())
            .bind::<dyn ConversationStore>(postgres.clone())
            .bind::<dyn FeedbackStore>(postgres.clone())
            .bind::<dyn FlagStore>(postgres.clone())
            .bind::<dyn Readiness>(postgres.clone())
            .bind::<dyn PrivacyStore>(postgres.clone())
            .bind::<dyn ExportStore>(postgres.clone())
            .bind::<dyn UsageReader>(postgres.clone())
            .bind::<dyn TurnStore>(postgres);
    }
    if let Ok(models) = Models::new(&env) {
        env = env.bind::<dyn LanguageModels>(Arc::new(models));
    }
    Function::start(app, env)
}

/// Every language model that a signature may name. A model is opened once and kept: it holds connections and a key.
struct Models {
    bedrock: Arc<BedrockModels>,
    secrets: Arc<dyn Secrets>,
    base_url: String,
    http: OnceLock<reqwest::Client>,
    open: Mutex<BTreeMap<String, Arc<dyn ChatModel>>>,
}

impl Models {
    fn new(env: &Env) -> Result<Self, AcquireError> {
        let base_url = env
            .optional(environment::OPENAI_BASE_URL)
            .unwrap_or(OPENAI_BASE_URL);
        Ok(Self {
            bedrock: env.adapter()?,
            secrets: env.adapter()?,
            base_url: base_url.to_owned(),
            http: OnceLock::new(),
            open: Mutex::default(),
        })
    }

    fn openai(&self, model: &str, secret: &str) -> Result<Arc<dyn ChatModel>, AcquireError> {
        let http = match self.http.get() {
            Some(http) => http,
            None => {
                let http = http_client().map_err(|error| AcquireError::Value {
                    name: "SSL_CERT_FILE".to_owned(),
                    value: std::env::var("SSL_CERT_FILE").unwrap_or_default(),
                    reason: error.to_string(),
                })?;
                self.http.get_or_init(|| http)
            }
        };
        let key = ApiKey::stored(Arc::clone(&self.secrets), secret);
        let model = OpenAi::new(http.clone(), &self.base_url, key, model);
        model
            .map(|model| Arc::new(model) as Arc<dyn ChatModel>)
            .map_err(|error| AcquireError::Value {
                name: environment::OPENAI_BASE_URL.to_owned(),
                value: self.base_url.clone(),
                reason: error.to_string(),
            })
    }
}

impl LanguageModels for Models {
    fn open(&self, candidate: &Candidate) -> Result<Arc<dyn ChatModel>, AcquireError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = open.get(&candidate.id()) {
            return Ok(Arc::clone(model));
        }
        let model = match &candidate.provider {
            Provider::Bedrock | Provider::BedrockProfile { .. } => self.bedrock.open(&candidate.model),
            Provider::OpenAi { secret } => self.openai(&candidate.model, secret)?,
        };
        open.insert(candidate.id(), Arc::clone(&model));
        Ok(model)
    }
}
