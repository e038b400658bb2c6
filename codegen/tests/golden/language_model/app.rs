//! A language model that Bedrock or an OpenAI-compatible service may serve.

use ferrovia::{App, HandlerError, Invoke, LanguageModel, Resource, Secret, handler};

/// The key to the OpenAI-compatible service.
#[derive(Resource)]
#[resource(name = "openai_api_key", kind = Secret)]
pub struct OpenAiApiKey;

/// Tells intents apart.
#[derive(Resource)]
#[resource(name = "classifier", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::bedrock("amazon.nova-lite-v1:0"),
    LanguageModel::bedrock_profile("us.amazon.nova-lite-v1:0", ["us-east-1", "us-east-2", "us-west-2"]),
    LanguageModel::openai::<OpenAiApiKey>("gpt-4o-mini"),
]))]
pub struct Classifier;

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Decides what a customer wants.
#[handler(timeout = "20s", memory_mb = 256)]
pub async fn classify(text: String, _classifier: Invoke<Classifier>) -> Result<String, DeskError> {
    Ok(text)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<OpenAiApiKey>()
        .resource::<Classifier>()
        .handler::<classify>()
}
