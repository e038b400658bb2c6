//! An event that cannot be written as JSON.

use ferrovia::{App, Event, EventBus, Resource};

#[derive(Resource)]
#[resource(name = "platform", kind = EventBus)]
struct PlatformBus;

#[derive(Event)]
#[event(bus = PlatformBus, origin = "desk.messages")]
struct Answered {
    text: String,
}

fn main() {
    let _ = App::new("desk", "A help desk.").event::<Answered>();
}
