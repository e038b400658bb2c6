//! A queue of messages that cannot be written as JSON.

use ferrovia::{App, Queue, Resource};

struct Job;

#[derive(Resource)]
#[resource(name = "jobs", kind = Queue<Job>)]
struct Jobs;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<Jobs>();
}
