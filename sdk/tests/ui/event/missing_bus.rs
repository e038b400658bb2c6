//! An event without a bus.

use ferrovia::{Event, data};

#[data]
#[derive(Event)]
#[event(origin = "desk.messages")]
struct Answered {
    text: String,
}

fn main() {}
