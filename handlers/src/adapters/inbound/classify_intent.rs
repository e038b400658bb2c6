//! Message in, intent out.

use super::{ChainParts, ModelError};
use crate::adapters::outbound::{ModelClassifier, Terms};
use crate::adapters::resources::IntentModel;
use crate::application;
use crate::domain::{Classified, MessageText};
use ferrovia::{Invoke, data, handler};
use std::time::Duration;

/// What a classification may take of the time a customer waits.
const BUDGET: Duration = Duration::from_secs(6);

/// A message to be classified.
#[data]
pub struct Classify {
    /// What the customer wrote.
    pub text: MessageText,
}

/// Decides what the customer wants.
#[handler(timeout = "8s", memory_mb = 256)]
pub async fn classify_intent(
    message: Classify,
    model: Invoke<IntentModel>,
    parts: ChainParts,
) -> Result<Classified, ModelError> {
    let classifier = ModelClassifier(parts.chain(&model, Terms::INTENT));
    Ok(application::classify_intent(&classifier, parts.clock(), &message.text, BUDGET).await?)
}
