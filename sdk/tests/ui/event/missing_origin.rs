//! An event without an origin.

use ferrovia::{App, Event, EventBus, Resource, data};

#[derive(Resource)]
#[resource(name = "platform", kind = EventBus)]
struct PlatformBus;

#[data]
#[derive(Event)]
#[event(bus = PlatformBus)]
struct Answered {
    text: String,
}

fn main() {
    let _ = App::new("desk", "A help desk.").event::<Answered>();
}
