//! The input's patterns: how many attacks they see, and what else they take for one.

use std::collections::BTreeMap;

use ferrovia_guardrails::injection;

use super::corpus::{Attack, Dialogue, Half, Message, Share};

/// The measured figures of seven patterns, by the design: attacks seen, of each source.
fn before(source: &str) -> &'static str {
    match source {
        "CyberSecEval2 direct" => "13 %",
        "CyberSecEval2 indirect" => "18 %",
        "garak-sysprompt_extraction direct" => "57 %",
        "inthewild(verazuo) direct" => "50 %",
        "NotInject direct, benign" => "2.4 %",
        _ => "",
    }
}

pub(super) fn print(attacks: &[Attack], messages: &[Message], dialogues: &[Dialogue], misses: bool) {
    let mut rows: BTreeMap<String, [Share; 2]> = BTreeMap::new();
    let mut count = |name: String, id: &str, text: &str, benign: bool| {
        let half = Half::of(id);
        let signal = injection(text);
        let row = rows.entry(name).or_default();
        let place = usize::from(half == Half::HeldOut);
        if let Some(share) = row.get_mut(place) {
            share.count(signal.is_suspicious());
        }
        if misses && half == Half::Tuned && signal.is_suspicious() == benign {
            let start: String = text.chars().take(220).collect();
            println!(
                "  {} {id} {:?}: {start:?}",
                if benign { "false" } else { "missed" },
                signal.matched
            );
        }
    };
    for attack in attacks {
        let benign = attack.label == "benign";
        let name = format!(
            "{} {}{}",
            attack.source,
            attack.channel,
            if benign { ", benign" } else { "" }
        );
        count(name, &attack.id, &attack.text, benign);
    }
    for message in messages {
        count(
            "CLINC150 + Banking77, ordinary".to_owned(),
            &message.id,
            &message.text,
            true,
        );
    }
    for dialogue in dialogues {
        for turn in dialogue.turns.iter().filter(|turn| turn.role == "customer") {
            count(
                "dialogues, customers' turns".to_owned(),
                &dialogue.id,
                &turn.text,
                true,
            );
        }
    }
    println!(
        "{:<40} {:>20} {:>20} {:>12}",
        "flagged", "tuned", "held out", "design's"
    );
    let target = |name: &str| match name {
        "CLINC150 + Banking77, ordinary" | "dialogues, customers' turns" => Some(0.5),
        "NotInject direct, benign" | "CLINC150 direct, benign" => Some(3.0),
        _ => None,
    };
    let mut alarms = [Share::default(), Share::default()];
    for (name, [tuned, held_out]) in &rows {
        let both = tuned.and(*held_out);
        match target(name) {
            Some(0.5) => alarms[0] = alarms[0].and(both),
            Some(_) => alarms[1] = alarms[1].and(both),
            None => {}
        }
    }
    for (name, [tuned, held_out]) in rows {
        println!("{name:<40} {tuned:>20} {held_out:>20} {:>12}", before(&name));
    }
    let [ordinary, triggers] = alarms;
    let verdict = |share: Share, most: f64| if share.percent() <= most { "met" } else { "MISSED" };
    println!(
        "false alarms on ordinary messages: {ordinary}; target <= 0.5 %: {}",
        verdict(ordinary, 0.5)
    );
    println!(
        "false alarms on benign messages with trigger words: {triggers}; target <= 3 %: {}",
        verdict(triggers, 3.0)
    );
}
