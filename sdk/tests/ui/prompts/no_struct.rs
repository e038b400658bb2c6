//! An enum has no fields.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.0"])]
enum Greeting {
    Name(String),
}

fn main() {}
