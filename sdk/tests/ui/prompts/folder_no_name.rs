//! A folder whose name is no prompt's.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "Greeting-Card", versions = ["1.0.9"])]
struct Greeting;

fn main() {}
