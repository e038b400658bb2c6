//! An event on what is no resource.

use ferrovia::{App, Event, data};

#[data]
#[derive(Event)]
#[event(bus = String, origin = "desk.messages")]
struct Answered {
    text: String,
}

fn main() {
    let _ = App::new("desk", "A help desk.").event::<Answered>();
}
