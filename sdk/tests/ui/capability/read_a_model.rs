//! A verb that language models do not have.

use ferrovia::{App, HandlerError, LanguageModel, Read, Resource, data, handler};

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

#[handler]
async fn ask(question: Question, _model: Read<AnswerModel>) -> Result<Answer, AskError> {
    Ok(Answer { text: question.text })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
