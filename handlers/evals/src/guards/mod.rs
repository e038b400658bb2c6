//! The guardrails' figures on the shared corpora, as tables.

mod answers;
mod attacks;
mod corpus;
mod encoding;
mod input;
mod personal;
mod stub;

use std::path::Path;

use ferrovia_guardrails::output::{Conversation, OutputPolicy, inspect};
use ferrovia_guardrails::{injection, personal_data, visible};

/// Prints them; `misses`: also what was missed in the half that the guards were tuned on.
///
/// # Errors
/// If one of the corpora is not in `folder`, or is not what it should be.
pub(crate) fn print(folder: &Path, misses: bool) -> Result<(), corpus::Unreadable> {
    let attacks: Vec<corpus::Attack> = corpus::lines(folder, "injections.jsonl")?;
    let mut messages: Vec<corpus::Message> = corpus::lines(folder, "intents_clinc150.jsonl")?;
    messages.extend(corpus::lines(folder, "intents_banking77.jsonl")?);
    let dialogues: Vec<corpus::Dialogue> = corpus::lines(folder, "dialogues.jsonl")?;
    let marked: Vec<corpus::Marked> = corpus::lines(folder, "pii_presidio.jsonl")?;

    println!("\n== personal data (pii_presidio.jsonl; a hit covers the whole span)");
    personal::print(&marked, misses);
    println!("\n== input: the patterns' signal");
    input::print(&attacks, &messages, &dialogues, misses);
    let nasty: Vec<corpus::Message> = corpus::lines(folder, "nasty_strings.jsonl")?;
    let policy = OutputPolicy::new("You answer customers.");
    let alarms = nasty.iter().filter(|message| {
        let _ = visible(&message.text);
        let _ = personal_data::redact(&message.text);
        let _ = inspect(&message.text, &policy, &Conversation::default());
        injection(&message.text).is_suspicious()
    });
    println!(
        "nasty strings: {} went through every guard, {} flagged as attacks",
        nasty.len(),
        alarms.count()
    );
    println!("\n== output: a fully compliant stub");
    attacks::print(&attacks, misses);
    println!("\n== output: real agents");
    let policy = corpus::text(folder, "tau_retail_policy.md")?;
    answers::print(&dialogues, &policy, misses);
    println!("\n{LIMITS}");
    Ok(())
}

/// What a reader must know of the figures.
const LIMITS: &str = "\
== what the figures do not show
* The stub is ours, and so are its phrases and disguises: they were written by the one who wrote the guard. Against a
  disguise that nobody thought of - a translation, a synonym, a cipher with a key - the guard does nothing. The
  translated month among the values asked for is such a miss.
* Both halves come from the same sources, and the personal data from few templates: the held-out half says that no single
  record was fitted, not that other sources would do as well. The corpora were read before the patterns were written.
* Whether an attack made a model talk of a forbidden topic, insult or lie in words is not measured: that takes a judge.
* A promise that the tenant's facts speak of passes, if its numbers do: see the line outside of the target.
* STAR has no facts, so its agents' numbers are left out; of tau-bench the corpus keeps six results of tools at most, and
  an answer from a seventh counts as a false alarm. The text of real agents is English; of Portuguese there are only
  our own fixtures.
* Injection patterns are a signal: what they miss is what plain language asks for.";
