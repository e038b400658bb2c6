//! A version that is not three numbers.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0"])]
struct Greeting;

fn main() {}
