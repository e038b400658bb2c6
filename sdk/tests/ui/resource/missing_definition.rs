//! A kind that needs a definition, without one.

use ferrovia::{App, LanguageModel, Resource};

#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel)]
struct AnswerModel;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<AnswerModel>();
}
