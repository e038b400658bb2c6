//! An event on something other than a bus.

use ferrovia::{App, Event, Resource, Secret, data};

#[derive(Resource)]
#[resource(name = "pager_token", kind = Secret)]
struct PagerToken;

#[data]
#[derive(Event)]
#[event(bus = PagerToken, origin = "desk.messages")]
struct Answered {
    text: String,
}

fn main() {
    let _ = App::new("desk", "A help desk.").event::<Answered>();
}
