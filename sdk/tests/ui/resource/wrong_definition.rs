//! A definition of another kind.

use ferrovia::{App, Database, LanguageModel, Resource};

#[derive(Resource)]
#[resource(name = "platform", kind = Database, definition = LanguageModel::any_of([]))]
struct Platform;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<Platform>();
}
