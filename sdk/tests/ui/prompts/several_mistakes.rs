//! Files that say something else than a prompt's.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "broken", versions = [
    "0.0.1", "0.0.2", "0.0.3", "0.0.4", "0.0.5", "0.0.6", "0.0.7", "0.0.8", "0.0.9", "0.0.10", "0.0.11", "0.0.12", "0.0.13",
])]
struct Greeting;

fn main() {}
