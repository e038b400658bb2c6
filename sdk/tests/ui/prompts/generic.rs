//! A prompt that is generic.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.0"])]
struct Greeting<'a> {
    name: &'a str,
}

fn main() {}
