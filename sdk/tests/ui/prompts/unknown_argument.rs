//! An argument that prompts do not have.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", version = "1.0.9")]
struct Greeting;

fn main() {}
