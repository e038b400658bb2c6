//! A version uses a variable that is no field.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.0", "1.0.10"])]
struct Greeting {
    name: String,
}

fn main() {}
