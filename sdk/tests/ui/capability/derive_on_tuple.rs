//! A composed capability without names.

use ferrovia::{App, Capability, HandlerError, Invoke, LanguageModel, Resource, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([LanguageModel::bedrock("amazon.nova-lite-v1:0")]))]
struct AnswerModel;

#[derive(Capability)]
struct Store(Invoke<AnswerModel>);

#[handler]
async fn ask(_: (), _store: Store) -> Result<(), AskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
