//! How servers that speak one protocol differ, as data.

/// What a server understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Its name: what a base URL ends with after `#`, and what the names of its models begin with.
    pub name: &'static str,
    /// How it is told the key.
    pub credentials: Credentials,
    /// Where it serves a model.
    pub place: Place,
    /// What it calls the limit on a reply's tokens.
    pub token_limit: TokenLimit,
    /// How it is asked for JSON.
    pub structured_output: StructuredOutput,
}

impl Dialect {
    /// OpenAI's own. It is meant where a base URL names none.
    pub const OPENAI: Self = Self {
        name: "openai",
        credentials: Credentials::Bearer,
        place: Place::Root,
        token_limit: TokenLimit::MaxCompletionTokens,
        structured_output: StructuredOutput::JsonSchema,
    };

    /// Azure's. The model's name is the deployment's.
    pub const AZURE: Self = Self {
        name: "azure",
        credentials: Credentials::ApiKey,
        place: Place::Deployment,
        ..Self::OPENAI
    };

    /// vLLM's, older ones too.
    pub const VLLM: Self = Self {
        name: "vllm",
        token_limit: TokenLimit::MaxTokens,
        ..Self::OPENAI
    };

    /// Ollama's, and what nearly every other server understands.
    pub const OLLAMA: Self = Self {
        name: "ollama",
        structured_output: StructuredOutput::JsonObject,
        ..Self::VLLM
    };

    /// All of them.
    pub const ALL: [Self; 4] = [Self::OPENAI, Self::AZURE, Self::VLLM, Self::OLLAMA];

    /// The one that is called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name == name)
    }
}

/// How a key is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// `api-key: KEY`.
    ApiKey,
}

/// Where a model is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At `/chat/completions`, like all others: the request names it.
    Root,
    /// At `/openai/deployments/MODEL/chat/completions`, with the protocol's version as `api-version` in the query.
    Deployment,
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
