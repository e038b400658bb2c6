//! An argument that a resource does not have.

use ferrovia::{App, Resource, Secret};

#[derive(Resource)]
#[resource(name = "pager_token", kind = Secret, rotation = "30d")]
struct PagerToken;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<PagerToken>();
}
