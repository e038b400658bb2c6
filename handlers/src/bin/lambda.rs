//! The platform in AWS Lambda: one binary for all functions, of which `_HANDLER` names one.

use ferrovia::language_model::ChatModel;
use ferrovia::model::{Candidate, Provider, environment};
use ferrovia::{AcquireError, App, Env, LanguageModels, Secrets};
use ferrovia_aws::lambda::{Function, Misconfigured};
use ferrovia_aws::{BedrockModels, Database};
use handlers::adapters::outbound::TimeOrderedIds;
use handlers::adapters::outbound::openai::{ApiKey, Dialect, OPENAI_BASE_URL, OpenAi, http_client};
use handlers::adapters::outbound::postgres::Postgres;
use handlers::ports::{HistoryStore, Ids, MessageStore, TurnStore};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tracing_subscriber::EnvFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let env = Env::of_process();
    log(&env);
    match start(&handlers::app(), env).await {
        Ok(function) => match function.serve().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tracing::error!(%error, "the runtime's API cannot be reached any more");
                ExitCode::FAILURE
            }
        },
        Err(misconfigured) => {
            misconfigured.report().await;
            ExitCode::FAILURE
        }
    }
}

/// Binds the ports of the SDK and of the platform, and starts the handler.
async fn start(app: &App, env: Env) -> Result<Function, Misconfigured> {
    let mut env = ferrovia_aws::bind(env)
        .await
        .bind::<dyn Ids>(Arc::new(TimeOrderedIds));
    if let Ok(database) = env.adapter::<Database>() {
        let postgres = Arc::new(Postgres::new(database.pool().clone()));
        env = env
            .bind::<dyn MessageStore>(postgres.clone())
            .bind::<dyn HistoryStore>(postgres.clone())
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
        let model = OpenAi::new(http.clone(), &self.base_url, key, model, Dialect::OPENAI);
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

/// Writes one JSON line for each event of the log, of the level that `LOG_LEVEL` says, or Lambda's own
/// `AWS_LAMBDA_LOG_LEVEL`, or `info`. The level is for our own crates: what others tell when they are let speak may
/// hold whole requests, and so what customers wrote.
fn log(env: &Env) {
    let asked = env
        .optional("LOG_LEVEL")
        .or_else(|| env.optional("AWS_LAMBDA_LOG_LEVEL"));
    let level = match asked.map(str::to_ascii_lowercase).as_deref() {
        Some("fatal" | "error") => "error",
        Some("warn") => "warn",
        Some("debug") => "debug",
        Some("trace") => "trace",
        Some(_) | None => "info",
    };
    let others = if level == "error" { "error" } else { "warn" };
    // `lambda_runtime` opens the span that puts the request's id on every line.
    let filter = EnvFilter::new(format!(
        "{others},lambda_runtime=info,lambda={level},handlers={level},ferrovia={level},ferrovia_aws={level}"
    ));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // A panic's message may quote its input.
        tracing::error!(place, "panicked");
        tracing::debug!(%panic, "the panic's message");
    }));
}
