//! How servers that speak one protocol differ, as data.

/// What a server understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What it calls the limit on a reply's tokens.
    pub token_limit: TokenLimit,
    /// How it is asked for JSON.
    pub structured_output: StructuredOutput,
}

impl Dialect {
    /// OpenAI's own, which vLLM and Ollama follow.
    pub const OPENAI: Self = Self {
        token_limit: TokenLimit::MaxCompletionTokens,
        structured_output: StructuredOutput::JsonSchema,
    };

    /// What nearly every server understands, older ones too.
    pub const BASIC: Self = Self {
        token_limit: TokenLimit::MaxTokens,
        structured_output: StructuredOutput::JsonObject,
    };
}

/// The name of the limit on a reply's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenLimit {
    /// `max_completion_tokens`.
    MaxCompletionTokens,
    /// `max_tokens`, the older name.
    MaxTokens,
}

/// The way to ask for JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructuredOutput {
    /// `response_format: json_schema`, strict: the server holds the model to the schema.
    JsonSchema,
    /// `response_format: json_object`, with the schema told to the model in words.
    JsonObject,
}
