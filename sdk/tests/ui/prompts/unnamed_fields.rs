//! Variables without names.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.0"])]
struct Greeting(String);

fn main() {}
