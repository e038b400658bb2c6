//! A model's name in, the model out.

use std::sync::Arc;

use evals::reference::ReferenceModel;
use ferrovia::language_model::ChatModel;
use handlers::adapters::outbound::openai::{ApiKey, OPENAI_BASE_URL, OpenAi, http_client};
use secrecy::SecretString;

use crate::{Stop, USAGE};

/// What goes by `name`. `needed` says whether it will be asked at all: a replay takes no key.
pub(crate) fn named(name: &str, needed: bool) -> Result<Arc<dyn ChatModel>, Stop> {
    match name.split_once(':') {
        None if name == "reference" => Ok(Arc::new(ReferenceModel)),
        Some(("openai", model)) if !model.is_empty() => openai(model, needed),
        None | Some(_) => Err(Stop::new(
            USAGE,
            format!("error: there is no model `{name}`\n  help: write `reference` or `openai:NAME`"),
        )),
    }
}

fn openai(model: &str, needed: bool) -> Result<Arc<dyn ChatModel>, Stop> {
    let given = std::env::var("OPENAI_BASE_URL").ok();
    let key = std::env::var("OPENAI_API_KEY").ok();
    if needed && given.is_none() && key.is_none() {
        return Err(Stop::new(
            USAGE,
            "error: `OPENAI_API_KEY` is not set\n  help: set it, or `OPENAI_BASE_URL` to a server that wants none",
        ));
    }
    let wrong = |error: String| Stop::new(USAGE, format!("error: {error}"));
    let http = http_client().map_err(|error| wrong(error.to_string()))?;
    let key = ApiKey::fixed(SecretString::from(key.as_deref().unwrap_or("none")));
    let base_url = given.as_deref().unwrap_or(OPENAI_BASE_URL);
    let model = OpenAi::new(http, base_url, key, model).map_err(|error| wrong(error.to_string()))?;
    Ok(Arc::new(model))
}
