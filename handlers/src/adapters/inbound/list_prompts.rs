//! `GET /v1/prompts`: which prompts the platform asks language models with.

use crate::domain::prompts;
use ferrovia::{HandlerError, Json, PromptFile, Request, data, handler};

/// The platform's prompts.
#[data]
pub struct PromptList {
    /// Always `list`.
    pub object: String,
    /// Every version of each, by name and version.
    pub data: Vec<PromptVersionView>,
}

/// One version of a prompt. Its words are the platform's own and not told.
#[data]
pub struct PromptVersionView {
    /// Always `prompt`.
    pub object: String,
    /// What it is for.
    pub name: String,
    /// Its semantic version, as answers name it.
    pub version: String,
    /// SHA-256 of its file, in hexadecimal digits: its words or its settings changed if this did.
    pub sha256: String,
}

/// What can go wrong: nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum PromptsProblem {}

/// Lists the versions of the platform's prompts.
#[handler(route = "GET /v1/prompts", scopes = ["admin"], timeout = "5s", memory_mb = 256)]
pub async fn list_prompts(_request: Request) -> Result<Json<PromptList>, PromptsProblem> {
    Ok(Json(PromptList {
        object: "list".to_owned(),
        data: prompts().map(Into::into).collect(),
    }))
}

impl From<&PromptFile> for PromptVersionView {
    fn from(prompt: &PromptFile) -> Self {
        Self {
            object: "prompt".to_owned(),
            name: prompt.name.to_owned(),
            version: prompt.version.to_owned(),
            sha256: prompt.sha256.to_owned(),
        }
    }
}
