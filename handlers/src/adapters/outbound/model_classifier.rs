//! The classifier port over a chat model: a prompt with the intents in, JSON by a schema out.

use async_trait::async_trait;
use ferrovia::Prompt;
use ferrovia::language_model::{ChatError, ChatMessage, ChatRequest, JsonSchema};
use ferrovia_guardrails::personal_data::redact;
use ferrovia_guardrails::visible;
use serde::Deserialize;
use serde_json::json;

use super::chain::Chain;
use super::customer_text::customer_text;
use super::unfit_prompt::unfit;
use crate::domain::{ClassifyPrompt, Intent, IntentName};
use crate::ports::{Classification, Classifier};

/// A [`Classifier`] that asks language models.
#[derive(Clone)]
pub struct ModelClassifier<'a>(pub Chain<'a>);

#[async_trait]
impl Classifier for ModelClassifier<'_> {
    async fn classify(&self, classification: &Classification<'_>) -> Result<Intent, ChatError> {
        self.0
            .ask(&request(classification)?, |reply| parse(&reply.text))
            .await
    }
}

fn request(classification: &Classification<'_>) -> Result<ChatRequest, ChatError> {
    let prompt = ClassifyPrompt::V0_1_0;
    let mut request = ChatRequest::new(classification.deadline);
    request.messages = vec![
        ChatMessage::system(instructions(prompt)?),
        // What somebody wants does not depend on their card's number.
        ChatMessage::user(customer_text(&redact(&visible(classification.text.as_str())))),
    ];
    request.max_output_tokens = Some(prompt.max_output_tokens);
    request.temperature = Some(prompt.temperature);
    request.json_schema = Some(JsonSchema {
        name: "intent".to_owned(),
        schema: schema(),
    });
    Ok(request)
}

fn instructions(prompt: Prompt<ClassifyPrompt>) -> Result<String, ChatError> {
    let intents = IntentName::ALL
        .iter()
        .map(|name| format!("- {}: {}\n", name.as_str(), name.description()))
        .collect();
    prompt.fill(&ClassifyPrompt { intents }).map_err(unfit)
}

fn schema() -> serde_json::Value {
    json!({
        "type": "object",
        "properties": {
            "intent": { "type": "string", "enum": IntentName::ALL.map(IntentName::as_str) },
            "confidence": { "type": "number", "description": "from 0 to 1" },
        },
        "required": ["intent", "confidence"],
        "additionalProperties": false,
    })
}

/// What the schema promises; not every server keeps it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    intent: String,
    confidence: f64,
}

/// What is wrong with a reply, in words that a model can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Mistake {
    #[error(
        "the reply must be one whole JSON object with the members `intent` and `confidence` and no others"
    )]
    Json,
    #[error("`intent` must be one of the listed names")]
    Intent,
    #[error("`confidence` must be a number between 0 and 1")]
    Confidence,
}

fn parse(text: &str) -> Result<Intent, Mistake> {
    let reply: Reply = serde_json::from_str(text).map_err(|_| Mistake::Json)?;
    let name = reply.intent.parse().map_err(|_| Mistake::Intent)?;
    Intent::new(name, reply.confidence).map_err(|_| Mistake::Confidence)
}
