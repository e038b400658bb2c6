//! A field that no version uses.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.0"])]
struct Greeting {
    name: String,
    mood: String,
}

fn main() {}
