//! A configuration whose document cannot be written as JSON.

use ferrovia::{App, Configuration, Resource};

#[derive(Default)]
struct Hours;

#[derive(Resource)]
#[resource(name = "hours", kind = Configuration<Hours>)]
struct DeskHours;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<DeskHours>();
}
