//! A resource without a name.

use ferrovia::{App, Resource, Secret};

#[derive(Resource)]
#[resource(kind = Secret)]
struct PagerToken;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<PagerToken>();
}
