//! What servers say, and how they say it.

/// What a provider says, whatever its protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// A whole answer, with usage: 812 tokens read, 7 of them from the cache, and 64 written.
    Answer(&'static str),
    /// The answer to a request for JSON.
    Structured(&'static str),
    /// A whole answer of which the provider does not say what it cost.
    AnswerWithoutUsage(&'static str),
    /// An answer that the limit on tokens ended.
    CutOff(&'static str),
    /// The answer to a request for JSON, ended by the limit on tokens.
    StructuredCutOff(&'static str),
    /// An answer without a word, as the limit on tokens left no room for one.
    CutOffBeforeTheFirstWord,
    /// The model declines.
    Refusal,
    /// The provider's filter held the answer back.
    Filtered,
    /// The provider's filter held the question back.
    QuestionFiltered,
    /// An answer that is an empty text.
    EmptyText,
    /// An answer that is white space.
    BlankText,
    /// An answer without a text.
    NoText,
    /// Not even an answer.
    NoAnswer,
    /// JSON of another kind.
    OtherJson,
    /// 429, perhaps with the time to wait.
    RateLimited(Option<&'static str>),
    /// The quota is spent, and waiting does not help.
    QuotaSpent,
    /// The provider cannot serve now.
    Overloaded(u16),
    /// Our key is wrong.
    Unauthorized(u16),
    /// There is no such model.
    NoSuchModel,
    /// The conversation is too long.
    ContextTooLong,
    /// The request is wrong.
    InvalidRequest,
}
