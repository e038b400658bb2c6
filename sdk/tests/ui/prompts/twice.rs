//! One version, twice.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.9", "1.0.9"])]
struct Greeting;

fn main() {}
