//! Our request in, the protocol's out.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestAssistantMessageContent,
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema, StopConfiguration,
};
use ferrovia::language_model::{ChatMessage, ChatRequest, ChatRole, JsonSchema};

use super::dialect::{Dialect, StructuredOutput, TokenLimit};

/// The body of the request.
pub(super) fn body(model: &str, dialect: Dialect, request: &ChatRequest) -> CreateChatCompletionRequest {
    let mut messages: Vec<_> = request.messages.iter().map(message).collect();
    let response_format = request
        .json_schema
        .as_ref()
        .map(|schema| match dialect.structured_output {
            StructuredOutput::JsonSchema => json_schema(schema),
            StructuredOutput::JsonObject => {
                let told = format!(
                    "Reply with one JSON object that satisfies this JSON Schema: {}",
                    schema.schema
                );
                messages.push(message(&ChatMessage::system(told)));
                ResponseFormat::JsonObject
            }
        });
    let (max_completion_tokens, max_tokens) = match dialect.token_limit {
        TokenLimit::MaxCompletionTokens => (request.max_output_tokens, None),
        TokenLimit::MaxTokens => (None, request.max_output_tokens),
    };
    #[expect(
        deprecated,
        reason = "OpenAI calls `max_tokens` and `seed` so; other servers know nothing else"
    )]
    CreateChatCompletionRequest {
        model: model.to_owned(),
        messages,
        max_completion_tokens,
        max_tokens,
        temperature: request.temperature,
        stop: (!request.stop.is_empty()).then(|| StopConfiguration::StringArray(request.stop.clone())),
        seed: request.seed,
        response_format,
        ..CreateChatCompletionRequest::default()
    }
}

fn message(message: &ChatMessage) -> ChatCompletionRequestMessage {
    let content = message.content.as_str();
    match message.role {
        ChatRole::System => ChatCompletionRequestSystemMessage::from(content).into(),
        ChatRole::User => ChatCompletionRequestUserMessage::from(content).into(),
        ChatRole::Assistant => ChatCompletionRequestAssistantMessage {
            content: Some(ChatCompletionRequestAssistantMessageContent::Text(
                content.to_owned(),
            )),
            ..ChatCompletionRequestAssistantMessage::default()
        }
        .into(),
    }
}

fn json_schema(schema: &JsonSchema) -> ResponseFormat {
    ResponseFormat::JsonSchema {
        json_schema: ResponseFormatJsonSchema {
            name: schema.name.clone(),
            description: None,
            schema: schema.schema.clone(),
            strict: Some(true),
        },
    }
}
