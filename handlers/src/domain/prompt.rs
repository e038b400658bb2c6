//! The words that language models are asked with. Each version is a file and stays as it is, which `prompts.lock` sees to:
//! other words are another version.

use ferrovia::{Prompt, PromptFile, Prompts};

use super::PromptVersion;

/// What the words that answer a customer leave open.
#[derive(Clone, Debug, PartialEq, Eq, Prompts)]
#[prompts(folder = "../../prompts/answer", versions = ["0.1.0", "0.2.0"])]
pub struct AnswerPrompt {
    /// Which language to answer in, in words.
    pub language: String,
    /// The name of what the customer wants.
    pub intent: &'static str,
    /// What that is, in words.
    pub intent_description: &'static str,
}

/// What the words that tell what a customer wants leave open.
#[derive(Clone, Debug, PartialEq, Eq, Prompts)]
#[prompts(folder = "../../prompts/classify", versions = ["0.1.0"])]
pub struct ClassifyPrompt {
    /// What that may be: a line for each.
    pub intents: String,
}

/// All that the platform asks with, by name and version.
pub fn prompts() -> impl Iterator<Item = &'static PromptFile> {
    AnswerPrompt::FILES.iter().chain(ClassifyPrompt::FILES)
}

impl<V> From<Prompt<V>> for PromptVersion {
    /// As an answer names it.
    fn from(prompt: Prompt<V>) -> Self {
        Self {
            name: prompt.name.to_owned(),
            version: prompt.version.to_owned(),
            sha256: Some(prompt.sha256.to_owned()),
        }
    }
}
