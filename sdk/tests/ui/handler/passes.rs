//! Everything that a handler may look like.

use ferrovia::{App, HandlerError, Invoke, LanguageModel, Resource, data, handler};

#[data]
struct Question {
    text: String,
}

#[data]
struct Answer {
    text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([LanguageModel::bedrock("amazon.nova-lite-v1:0")]))]
struct AnswerModel;

type Asked<T> = Result<T, AskError>;

/// An alias of `Result`, with the error inside.
#[handler]
async fn by_alias(question: Question) -> Asked<Answer> {
    Ok(Answer { text: question.text })
}

/// No input.
#[handler(timeout = "1m", memory_mb = 1024)]
async fn without_input(_: ()) -> Result<(), AskError> {
    Ok(())
}

/// No parameter at all.
#[handler]
pub(crate) async fn without_parameters() -> Result<Vec<Answer>, AskError> {
    Ok(Vec::new())
}

/// A pattern, `mut`, and a capability of which only the right is used.
#[handler]
async fn by_pattern(
    Question { mut text }: Question,
    _model: Invoke<AnswerModel>,
) -> std::result::Result<Answer, AskError> {
    text.push('!');
    Ok(Answer { text })
}

/// An error without variants.
#[derive(Debug, thiserror::Error, HandlerError)]
enum Never {}

/// It cannot fail.
#[handler]
async fn r#loop(question: Question) -> Result<Question, Never> {
    Ok(question)
}

/// It was called otherwise.
#[handler(was = "asked")]
async fn renamed(question: Question) -> Result<Question, Never> {
    Ok(question)
}

/// More than once.
#[handler(was = ["answered", "replied"])]
async fn renamed_again(question: Question) -> Result<Question, Never> {
    Ok(question)
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .resource::<AnswerModel>()
        .handler::<by_alias>()
        .handler::<without_input>()
        .handler::<without_parameters>()
        .handler::<by_pattern>()
        .handler::<r#loop>()
        .handler::<renamed>()
        .handler::<renamed_again>();
}
