//! Prompts that are nowhere.

use ferrovia::Prompts;

#[derive(Prompts)]
struct Greeting;

fn main() {}
