//! Real agents' turns as answers: how often the output's guard cries wolf, and how many wrong numbers it sees.

use std::collections::BTreeMap;

use ferrovia_guardrails::output::{Check, Conversation, OutputPolicy, inspect};

use super::corpus::{Dialogue, Half, Share};

const PROMPT: &str = include_str!("prompt.txt");

/// Which checks count: of STAR the corpus holds no facts, and so no number of an agent's could be supported.
fn counted(check: Check, has_facts: bool) -> bool {
    has_facts || check != Check::UnsupportedNumber
}

pub(super) fn print(dialogues: &[Dialogue], policy_text: &str, misses: bool) {
    let mut whole = Share::default();
    let mut rows: BTreeMap<(&str, bool), [Share; 2]> = BTreeMap::new();
    let mut checks: BTreeMap<(&str, Check), usize> = BTreeMap::new();
    let mut wrong = [Share::default(); 2];
    let mut total = Share::default();
    for dialogue in dialogues {
        let half = Half::of(&dialogue.id);
        let place = usize::from(half == Half::HeldOut);
        let scenario = dialogue.scenario.as_ref().map(ToString::to_string);
        let mut facts: Vec<&str> = dialogue
            .tool_facts
            .iter()
            .map(String::as_str)
            .chain(scenario.as_deref())
            .collect();
        let has_facts = !facts.is_empty();
        // The corpus keeps six results of tools at most.
        let cut = dialogue.tool_facts.len() >= 6;
        let source = match (dialogue.source.as_str(), cut) {
            ("tau-bench", true) => "tau-bench (facts may be cut off)",
            ("tau-bench", false) => "tau-bench (all facts)",
            (other, _) => other,
        };
        facts.push(policy_text);
        let mut history: Vec<&str> = Vec::new();
        for turn in &dialogue.turns {
            if turn.role == "agent" {
                let conversation = Conversation {
                    history: &history,
                    facts: &facts,
                    question: "",
                };
                for arithmetic in [false, true] {
                    let policy = OutputPolicy {
                        arithmetic,
                        language: Some("en".to_owned()),
                        public: vec!["Acme Outdoor".to_owned()],
                        ..OutputPolicy::new(PROMPT)
                    };
                    let verdict = inspect(&turn.text, &policy, &conversation);
                    let alarms: Vec<_> = verdict
                        .violations
                        .iter()
                        .filter(|violation| counted(violation.check, has_facts))
                        .collect();
                    if let Some(share) = rows
                        .entry((&dialogue.source, arithmetic))
                        .or_default()
                        .get_mut(place)
                    {
                        share.count(!alarms.is_empty());
                    }
                    if arithmetic {
                        total.count(!alarms.is_empty());
                        if !cut {
                            whole.count(!alarms.is_empty());
                        }
                        for violation in &verdict.violations {
                            *checks.entry((source, violation.check)).or_default() += 1;
                        }
                        if misses && half == Half::Tuned && !alarms.is_empty() {
                            println!("  false {}: {:?} in {:?}", dialogue.id, alarms, turn.text);
                        }
                    }
                    if arithmetic && has_facts && verdict.violations.is_empty() {
                        for text in falsified(&turn.text) {
                            let seen = inspect(&text, &policy, &conversation);
                            if let Some(share) = wrong.get_mut(0) {
                                share.count(!seen.violations.is_empty());
                            }
                        }
                    } else if has_facts && verdict.violations.is_empty() {
                        for text in falsified(&turn.text) {
                            let seen = inspect(&text, &policy, &conversation);
                            if let Some(share) = wrong.get_mut(1) {
                                share.count(!seen.violations.is_empty());
                            }
                        }
                    }
                }
            }
            history.push(&turn.text);
        }
    }
    println!("{:<52} {:>20} {:>20}", "answers flagged", "tuned", "held out");
    for ((source, arithmetic), [tuned, held_out]) in rows {
        let name = format!(
            "{source}, {}",
            if arithmetic { "with arithmetic" } else { "strict" }
        );
        println!("{name:<52} {tuned:>20} {held_out:>20}");
    }
    println!(
        "alarms by check (STAR's numbers are not counted above: the corpus has no facts for them): {checks:?}"
    );
    println!(
        "false alarms on agents' answers, with arithmetic: {total}; target <= 0.5 %: {}",
        if total.percent() <= 0.5 { "met" } else { "MISSED" }
    );
    println!("... without the dialogues whose facts the corpus may have cut off: {whole}");
    let [arithmetic, strict] = wrong;
    println!(
        "a wrong digit in an amount or an identifier that was right is seen: strict {strict}, with arithmetic {arithmetic}"
    );
}

/// The answer with one amount or long number changed, for each that it has.
fn falsified(text: &str) -> Vec<String> {
    let mut answers = Vec::new();
    let bytes: Vec<(usize, char)> = text.char_indices().collect();
    for (place, (at, one)) in bytes.iter().enumerate() {
        let begins = one.is_ascii_digit()
            && !bytes
                .get(place.wrapping_sub(1))
                .is_some_and(|(_, before)| before.is_ascii_digit() || matches!(before, '.' | ','));
        let digits = text.get(*at..).map_or(0, |rest| {
            rest.chars()
                .take_while(|next| next.is_ascii_digit() || matches!(next, '.' | ','))
                .filter(char::is_ascii_digit)
                .count()
        });
        let money = text.get(..*at).is_some_and(|head| head.ends_with('$'));
        if begins && (money || digits >= 5) {
            let wrong = char::from_digit((one.to_digit(10).unwrap_or(0) + 4) % 9 + 1, 10).unwrap_or('9');
            let mut answer = text.to_owned();
            answer.replace_range(*at..at + 1, &wrong.to_string());
            if answer != text {
                answers.push(answer);
            }
        }
    }
    answers
}
