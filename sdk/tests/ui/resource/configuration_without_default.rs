//! A configuration that says nothing where nobody has said anything.

use ferrovia::{App, Configuration, Resource, data};

#[data]
struct Hours {
    from: u8,
}

#[derive(Resource)]
#[resource(name = "hours", kind = Configuration<Hours>)]
struct DeskHours;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<DeskHours>();
}
