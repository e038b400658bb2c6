//! A seed in, random workflows as Rust source out, for the test `differential` to compile and to run.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a build that fails says why")]
#![allow(unreachable_pub, reason = "the test includes one of the modules too")]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a generator knows a part of what Rust says"
)]

#[path = "differential/choices.rs"]
mod choices;
#[path = "differential/generate.rs"]
mod generate;

use std::env;
use std::fs;
use std::path::Path;

/// The workflows that everyone compiles, unless they ask for others.
const SEED: u64 = 2026;
const COUNT: u64 = 60;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=differential/generate");
    for file in ["choices", "generate", "vocabulary", "steps"] {
        println!("cargo::rerun-if-changed=differential/{file}.rs");
    }
    let seed = number("FERROVIA_DIFFERENTIAL_SEED", SEED);
    let count = number("FERROVIA_DIFFERENTIAL_COUNT", COUNT);
    let sources =
        ["vocabulary", "steps"].map(|file| fs::read_to_string(format!("differential/{file}.rs")).unwrap());
    let vocabulary = generate::Vocabulary::parse(&sources);
    let target = Path::new(&env::var_os("OUT_DIR").unwrap()).join("generated.rs");
    fs::write(target, generate::workflows(&vocabulary, seed, count)).unwrap();
}

/// A number from the environment, or the usual one.
fn number(variable: &str, usual: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    match env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is a number, not `{text}`")),
        Err(_) => usual,
    }
}
