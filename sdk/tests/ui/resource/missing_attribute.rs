//! A resource without its attribute.

use ferrovia::Resource;

#[derive(Resource)]
struct PagerToken;

fn main() {}
