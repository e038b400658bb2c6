//! The classifier port over a chat model: a prompt with the intents in, JSON by a schema out.

use async_trait::async_trait;
use ferrovia::Prompt;
use ferrovia::language_model::{ChatError, ChatMessage, ChatModel, ChatRequest, JsonSchema};
use serde::Deserialize;
use serde_json::json;

use super::customer_text::customer_text;
use super::unfit_prompt::unfit;
use crate::domain::{ClassifyPrompt, Intent, IntentName};
use crate::ports::{Classification, ClassificationMistake, Classifier, ClassifierError};

/// A [`Classifier`] that asks a language model.
#[derive(Clone, Debug)]
pub struct ModelClassifier<M>(pub M);

#[async_trait]
impl<M: ChatModel> Classifier for ModelClassifier<M> {
    async fn classify(&self, classification: &Classification<'_>) -> Result<Intent, ClassifierError> {
        let reply = self.0.complete(&request(classification)?).await?;
        parse(&reply.text).map_err(ClassifierError::Mistaken)
    }
}

fn request(classification: &Classification<'_>) -> Result<ChatRequest, ChatError> {
    let prompt = ClassifyPrompt::V0_1_0;
    let mut request = ChatRequest::new(classification.deadline);
    request.messages = vec![
        ChatMessage::system(instructions(prompt)?),
        ChatMessage::user(customer_text(classification.text.as_str())),
    ];
    if let Some(mistake) = classification.correction {
        let correction = format!("Your last reply was not accepted: {mistake}. Reply once more.");
        request.messages.push(ChatMessage::system(correction));
    }
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

fn parse(text: &str) -> Result<Intent, ClassificationMistake> {
    let reply: Reply = serde_json::from_str(text).map_err(|_| ClassificationMistake::Json)?;
    let name = reply.intent.parse().map_err(|_| ClassificationMistake::Intent)?;
    Intent::new(name, reply.confidence).map_err(|_| ClassificationMistake::Confidence)
}
