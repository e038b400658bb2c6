//! A prompt is filled in with what another one leaves open.

use ferrovia::Prompts;

#[derive(Prompts)]
#[prompts(folder = "greeting", versions = ["1.0.0"])]
struct Greeting {
    name: String,
}

#[derive(Prompts)]
#[prompts(folder = "twins", versions = ["1.0.0"])]
struct Twins;

fn main() {
    let _ = Greeting::V1_0_0.fill(&Twins);
}
