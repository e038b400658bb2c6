//! A resource without a kind.

use ferrovia::Resource;

#[derive(Resource)]
#[resource(name = "pager_token")]
struct PagerToken;

fn main() {}
