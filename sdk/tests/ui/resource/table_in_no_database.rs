//! A table in something other than a database.

use ferrovia::{App, Resource, Secret, Table};

#[derive(Resource)]
#[resource(name = "pager_token", kind = Secret)]
struct PagerToken;

#[derive(Resource)]
#[resource(name = "messages", kind = Table<PagerToken>)]
struct Messages;

fn main() {
    let _ = App::new("desk", "A help desk.").resource::<Messages>();
}
