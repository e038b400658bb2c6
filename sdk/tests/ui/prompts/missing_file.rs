//! A version without a file.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["7.0.0"])]
struct Greeting;

fn main() {}
