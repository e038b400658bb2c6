//! Converse's answer in, a chat reply out.

use super::document::to_json;
use aws_sdk_bedrockruntime::operation::RequestId;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types::{self, ContentBlock, StopReason};
use ferrovia::language_model::{ChatError, ChatReply, ChatRequest, Finish, TokenUsage};
use std::time::Duration;

/// The reply that `output` holds to `request`.
pub(super) fn read(
    output: ConverseOutput,
    request: &ChatRequest,
    model: &str,
    latency: Duration,
) -> Result<ChatReply, ChatError> {
    let finish = finish(&output.stop_reason)?;
    let blocks = output
        .output
        .as_ref()
        .and_then(|output| output.as_message().ok())
        .map(|message| message.content.as_slice())
        .ok_or(ChatError::Malformed)?;
    let text = match (&request.json_schema, finish) {
        (Some(_), Finish::Length) => return Err(ChatError::Truncated),
        (Some(schema), Finish::Stop) => arguments(blocks, &schema.name)?,
        (None, _) => spoken(blocks),
    };
    if text.trim().is_empty() {
        return Err(match finish {
            Finish::Stop => ChatError::Empty,
            Finish::Length => ChatError::Truncated,
        });
    }
    Ok(ChatReply {
        text,
        finish,
        usage: output.usage.as_ref().and_then(usage),
        // Converse does not say which version answered.
        model: model.to_owned(),
        provider_request_id: output.request_id().map(str::to_owned),
        latency,
        fallbacks: 0,
    })
}

fn finish(reason: &StopReason) -> Result<Finish, ChatError> {
    match reason.as_str() {
        "end_turn" | "stop_sequence" | "tool_use" => Ok(Finish::Stop),
        "max_tokens" => Ok(Finish::Length),
        "content_filtered" | "guardrail_intervened" => Err(ChatError::ContentFiltered),
        "model_context_window_exceeded" => Err(ChatError::ContextTooLong),
        // `malformed_model_output`, `malformed_tool_use`, and reasons that Bedrock may add.
        _ => Err(ChatError::Malformed),
    }
}

/// What the model handed to the tool that it had to call.
fn arguments(blocks: &[ContentBlock], tool: &str) -> Result<String, ChatError> {
    let mut calls = blocks
        .iter()
        .filter_map(|block| block.as_tool_use().ok())
        .filter(|call| call.name == tool);
    match calls.next() {
        Some(call) if call.input.is_object() => Ok(to_json(&call.input).to_string()),
        Some(_) => Err(ChatError::Malformed),
        None if spoken(blocks).trim().is_empty() => Err(ChatError::Empty),
        None => Err(ChatError::Malformed),
    }
}

/// What the model says to the user; its reasoning is not part of it.
fn spoken(blocks: &[ContentBlock]) -> String {
    blocks
        .iter()
        .filter_map(|block| block.as_text().ok())
        .map(String::as_str)
        .collect()
}

/// Bedrock counts what it read from and wrote to its cache apart from the input; here the input is all of it. Nothing
/// at all is how the SDK fills in a usage that the answer lacks.
fn usage(usage: &types::TokenUsage) -> Option<TokenUsage> {
    let count = |tokens: i32| u32::try_from(tokens).unwrap_or_default();
    let cached = count(usage.cache_read_input_tokens.unwrap_or_default());
    let written = count(usage.cache_write_input_tokens.unwrap_or_default());
    let usage = TokenUsage {
        input_tokens: count(usage.input_tokens)
            .saturating_add(cached)
            .saturating_add(written),
        output_tokens: count(usage.output_tokens),
        cached_tokens: cached,
    };
    (usage != TokenUsage::default()).then_some(usage)
}
