//! A chat request in, a call of Converse out.

use super::document::from_json;
use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::operation::converse::builders::ConverseFluentBuilder;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, Message, SpecificToolChoice, SystemContentBlock,
    Tool, ToolChoice, ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use ferrovia::language_model::{ChatError, ChatMessage, ChatRequest, ChatRole, JsonSchema};

/// Stands for what came before a conversation that begins with an answer: Converse begins with the user.
const BEGINNING: &str = "…";

/// `call` with everything that `request` asks for.
pub(super) fn fill(
    call: ConverseFluentBuilder,
    request: &ChatRequest,
) -> Result<ConverseFluentBuilder, ChatError> {
    // A part that lacks a member is a mistake of this file, which no other model would mend.
    let mistake = |_: BuildError| ChatError::InvalidRequest { code: None };
    let spoken = |message: &&ChatMessage| !message.content.trim().is_empty();
    let mut call = call.inference_config(inference(request));
    let mut turns: Vec<(ConversationRole, Vec<ContentBlock>)> = Vec::new();
    for message in request.messages.iter().filter(spoken) {
        let role = match message.role {
            ChatRole::System => {
                call = call.system(SystemContentBlock::Text(message.content.clone()));
                continue;
            }
            ChatRole::User => ConversationRole::User,
            ChatRole::Assistant => ConversationRole::Assistant,
        };
        if turns.is_empty() && role == ConversationRole::Assistant {
            turns.push((
                ConversationRole::User,
                vec![ContentBlock::Text(BEGINNING.to_owned())],
            ));
        }
        let block = ContentBlock::Text(message.content.clone());
        match turns.last_mut() {
            Some((last, blocks)) if *last == role => blocks.push(block),
            _ => turns.push((role, vec![block])),
        }
    }
    for (role, blocks) in turns {
        let message = Message::builder().role(role).set_content(Some(blocks)).build();
        call = call.messages(message.map_err(mistake)?);
    }
    if let Some(schema) = &request.json_schema {
        call = call.tool_config(forced_tool(schema).map_err(mistake)?);
    }
    Ok(call)
}

fn inference(request: &ChatRequest) -> InferenceConfiguration {
    let tokens = request
        .max_output_tokens
        .map(|tokens| i32::try_from(tokens).unwrap_or(i32::MAX));
    let stop = (!request.stop.is_empty()).then(|| request.stop.clone());
    InferenceConfiguration::builder()
        .set_max_tokens(tokens)
        .set_temperature(request.temperature)
        .set_stop_sequences(stop)
        .build()
}

/// The one tool whose arguments are the reply, and which the model must call.
fn forced_tool(schema: &JsonSchema) -> Result<ToolConfiguration, BuildError> {
    let tool = ToolSpecification::builder()
        .name(&schema.name)
        .description("Takes the reply. Call it once, with the whole reply.")
        .input_schema(ToolInputSchema::Json(from_json(&schema.schema)))
        .build()?;
    let choice = SpecificToolChoice::builder().name(&schema.name).build()?;
    ToolConfiguration::builder()
        .tools(Tool::ToolSpec(tool))
        .tool_choice(ToolChoice::Tool(choice))
        .build()
}
