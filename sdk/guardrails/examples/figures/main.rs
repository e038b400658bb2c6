//! The guards' figures on the shared corpora, as tables: `figures FOLDER [--misses]`.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "an example's parts have no other readers"
)]

use std::path::PathBuf;

mod answers;
mod attacks;
mod corpus;
mod encoding;
mod input;
mod personal;
mod stub;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        return Err("say where the corpora are: figures FOLDER [--misses]".into());
    };
    let misses = arguments.any(|argument| argument == "--misses");
    let attacks: Vec<corpus::Attack> = corpus::lines(&folder, "injections.jsonl")?;
    let mut messages: Vec<corpus::Message> = corpus::lines(&folder, "intents_clinc150.jsonl")?;
    messages.extend(corpus::lines(&folder, "intents_banking77.jsonl")?);
    let dialogues: Vec<corpus::Dialogue> = corpus::lines(&folder, "dialogues.jsonl")?;
    let marked: Vec<corpus::Marked> = corpus::lines(&folder, "pii_presidio.jsonl")?;

    println!("\n== personal data (pii_presidio.jsonl; a hit covers the whole span)");
    personal::print(&marked, misses);
    println!("\n== input: the patterns' signal");
    input::print(&attacks, &messages, &dialogues, misses);
    println!("\n== output: a fully compliant stub");
    attacks::print(&attacks, misses);
    println!("\n== output: real agents");
    let policy = std::fs::read_to_string(folder.join("tau_retail_policy.md"))?;
    answers::print(&dialogues, &policy, misses);
    Ok(())
}
