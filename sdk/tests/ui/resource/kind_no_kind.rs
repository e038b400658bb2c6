//! A kind that is none.

use ferrovia::{App, Resource};

#[derive(Resource)]
#[resource(name = "pager_token", kind = String)]
struct PagerToken;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<PagerToken>();
}
