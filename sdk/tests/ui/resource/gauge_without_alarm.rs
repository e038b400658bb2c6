//! A gauge without its alarm: nobody would be told of it.

use ferrovia::{App, Gauge, Resource};

#[derive(Resource)]
#[resource(name = "open_tickets", kind = Gauge, definition = Gauge::count())]
struct OpenTickets;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<OpenTickets>();
}
