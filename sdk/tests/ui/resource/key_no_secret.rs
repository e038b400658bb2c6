//! A key that is no secret.

use ferrovia::{App, EventBus, LanguageModel, Resource};

#[derive(Resource)]
#[resource(name = "keys", kind = EventBus)]
struct Keys;

#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([LanguageModel::openai::<Keys>("gpt-4o-mini")]))]
struct AnswerModel;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<AnswerModel>();
}
