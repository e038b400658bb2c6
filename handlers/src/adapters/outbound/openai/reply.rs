//! A successful answer in, our reply or our error out.

use std::time::Duration;

use ferrovia::language_model::{ChatError, ChatReply, Finish, TokenUsage};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::adapters::outbound::transport::Received;

/// What we need of a completion, and nothing that a compatible server might leave out.
#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    model: Option<String>,
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u32,
    #[serde(default)]
    completion_tokens: u32,
    #[serde(default)]
    prompt_tokens_details: Option<PromptTokens>,
}

#[derive(Deserialize)]
struct PromptTokens {
    #[serde(default)]
    cached_tokens: Option<u32>,
}

/// The first choice of a completion. `structured` says that JSON was asked for; `model` stands in for a
/// server that does not name its model.
pub(super) fn read(
    received: &Received,
    structured: bool,
    model: &str,
    latency: Duration,
) -> Result<ChatReply, ChatError> {
    let completion: Completion = serde_json::from_slice(&received.body).map_err(|_| ChatError::Malformed)?;
    let choice = completion.choices.into_iter().next().ok_or(ChatError::Empty)?;
    let finish = choice.finish_reason.as_deref();
    let cut_off = finish == Some("length");
    if finish == Some("content_filter") || choice.message.refusal.is_some_and(|refusal| !refusal.is_empty()) {
        return Err(ChatError::ContentFiltered);
    }
    let text = choice.message.content.filter(|text| !text.trim().is_empty());
    let text = text.ok_or(if cut_off {
        ChatError::Truncated
    } else {
        ChatError::Empty
    })?;
    if structured && cut_off {
        return Err(ChatError::Truncated);
    }
    if structured && serde_json::from_str::<IgnoredAny>(&text).is_err() {
        return Err(ChatError::Malformed);
    }
    let header = received
        .headers
        .get("x-request-id")
        .and_then(|id| id.to_str().ok());
    Ok(ChatReply {
        text,
        finish: if cut_off { Finish::Length } else { Finish::Stop },
        usage: completion.usage.map(tokens),
        model: completion.model.unwrap_or_else(|| model.to_owned()),
        provider_request_id: header.map(str::to_owned).or(completion.id),
        latency,
        fallbacks: 0,
    })
}

fn tokens(usage: Usage) -> TokenUsage {
    TokenUsage {
        input_tokens: usage.prompt_tokens,
        output_tokens: usage.completion_tokens,
        cached_tokens: usage
            .prompt_tokens_details
            .and_then(|details| details.cached_tokens)
            .unwrap_or(0),
    }
}
