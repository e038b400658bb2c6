//! The classifier port over a chat model: a prompt with the intents in, JSON by a schema out.

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatMessage, ChatRequest, JsonSchema};
use serde::Deserialize;
use serde_json::json;

use super::chain::Chain;
use super::customer_text::customer_text;
use crate::domain::{Intent, IntentName, Prompt};
use crate::ports::{Classification, Classifier};

/// Enough for the longest answer, in any tokeniser.
const MAX_OUTPUT_TOKENS: u32 = 100;

/// A [`Classifier`] that asks language models.
#[derive(Clone)]
pub struct ModelClassifier<'a>(pub Chain<'a>);

#[async_trait]
impl Classifier for ModelClassifier<'_> {
    async fn classify(&self, classification: &Classification<'_>) -> Result<Intent, ChatError> {
        self.0
            .ask(&request(classification), |reply| parse(&reply.text))
            .await
    }
}

fn request(classification: &Classification<'_>) -> ChatRequest {
    let mut request = ChatRequest::new(classification.deadline);
    request.messages = vec![
        ChatMessage::system(instructions()),
        ChatMessage::user(customer_text(classification.text.as_str())),
    ];
    request.max_output_tokens = Some(MAX_OUTPUT_TOKENS);
    request.temperature = Some(0.0);
    request.json_schema = Some(JsonSchema {
        name: "intent".to_owned(),
        schema: schema(),
    });
    request
}

fn instructions() -> String {
    let intents: String = IntentName::ALL
        .iter()
        .map(|name| format!("- {}: {}\n", name.as_str(), name.description()))
        .collect();
    Prompt::CLASSIFY.text(&[("intents", &intents)])
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
