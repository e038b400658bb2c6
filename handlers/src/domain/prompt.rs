//! The words that language models are asked with. Each version is a file and stays as it is: other words are another
//! version.

use sha2::{Digest as _, Sha256};

use super::PromptVersion;

/// One version of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is for.
    pub name: &'static str,
    /// Its semantic version.
    pub version: &'static str,
    text: &'static str,
}

impl Prompt {
    /// Answers a customer. `{language}`, `{intent}` and `{intent_description}` stand for what the question brings.
    pub const ANSWER: Self = Self {
        name: "answer",
        version: "0.1.0",
        text: include_str!("../../prompts/answer/0.1.0.txt"),
    };

    /// The same, in two sentences at most.
    pub const CONCISE_ANSWER: Self = Self {
        name: "answer",
        version: "0.2.0",
        text: include_str!("../../prompts/answer/0.2.0.txt"),
    };

    /// Tells what a customer wants. `{intents}` stands for the list of what that may be.
    pub const CLASSIFY: Self = Self {
        name: "classify",
        version: "0.1.0",
        text: include_str!("../../prompts/classify/0.1.0.txt"),
    };

    /// All that the platform asks with, by name and version.
    pub const ALL: [Self; 3] = [Self::ANSWER, Self::CONCISE_ANSWER, Self::CLASSIFY];

    /// The words, with a value in the place of each name in braces.
    #[must_use]
    pub fn text(&self, values: &[(&str, &str)]) -> String {
        let text = self.text.trim_end().to_owned();
        let put = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
        values.iter().fold(text, put)
    }

    /// SHA-256 of the file, in hexadecimal digits: who knows the words can tell that these are they.
    #[must_use]
    pub fn sha256(&self) -> String {
        let digest = Sha256::digest(self.text);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// As an answer names it.
    #[must_use]
    pub fn reference(&self) -> PromptVersion {
        PromptVersion {
            name: self.name.to_owned(),
            version: self.version.to_owned(),
        }
    }
}
