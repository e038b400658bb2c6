//! Personal data: precision and recall of each kind.

use std::collections::BTreeMap;

use ferrovia_guardrails::personal_data::{PersonalData, find};

use super::corpus::{Half, Marked, Share};

/// The kinds that the corpus marks, in its words.
const MARKED: [(PersonalData, &str); 6] = [
    (PersonalData::Email, "EMAIL_ADDRESS"),
    (PersonalData::Card, "CREDIT_CARD"),
    (PersonalData::Iban, "IBAN_CODE"),
    (PersonalData::Phone, "PHONE_NUMBER"),
    (PersonalData::UsSsn, "US_SSN"),
    (PersonalData::IpAddress, "IP_ADDRESS"),
];

pub(super) fn print(records: &[Marked], misses: bool) {
    let mut recall: BTreeMap<(&str, Half), Share> = BTreeMap::new();
    let mut precision: BTreeMap<(&str, Half), Share> = BTreeMap::new();
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records {
        let half = Half::of(&record.id);
        let found = find(&record.text);
        let characters = |byte: usize| record.text.get(..byte).unwrap_or_default().chars().count();
        let placed: Vec<_> = found
            .iter()
            .map(|finding| {
                (
                    finding.kind,
                    characters(finding.range.start),
                    characters(finding.range.end),
                )
            })
            .collect();
        for (kind, name) in MARKED {
            let spans: Vec<_> = record.spans.iter().filter(|span| span.kind == name).collect();
            for span in &spans {
                // All of it must be covered: half a card that is left in a log is a card in a log.
                let whole = |(found, start, end): &(PersonalData, usize, usize)| {
                    *found == kind && *start <= span.start && span.end <= *end
                };
                let hit = placed.iter().any(whole);
                recall.entry((name, half)).or_default().count(hit);
                if misses && !hit && half == Half::Tuned {
                    println!("  missed {name} {}: {:?}", record.id, record.text);
                }
            }
            for (_, start, end) in placed.iter().filter(|(found, ..)| *found == kind) {
                let right = spans.iter().any(|span| span.start < *end && *start < span.end);
                precision.entry((name, half)).or_default().count(right);
                if misses && !right && half == Half::Tuned {
                    println!("  false {name} {} {start}..{end}: {:?}", record.id, record.text);
                }
            }
        }
        for (kind, ..) in &placed {
            if !MARKED.iter().any(|(marked, _)| marked == kind) {
                *others.entry(kind.label()).or_default() += 1;
            }
        }
    }
    println!(
        "{:<16} {:>20} {:>20} {:>20} {:>20}  target",
        "kind", "recall tuned", "recall held out", "precision tuned", "precision held out"
    );
    for (kind, name) in MARKED {
        let cell = |table: &BTreeMap<(&str, Half), Share>, half| {
            table.get(&(name, half)).copied().unwrap_or_default()
        };
        let targeted = matches!(
            kind,
            PersonalData::Email | PersonalData::Card | PersonalData::Iban | PersonalData::Phone
        );
        let all = Half::BOTH
            .iter()
            .map(|half| cell(&recall, *half))
            .fold(Share::default(), |sum, one| Share {
                some: sum.some + one.some,
                all: sum.all + one.all,
            });
        let verdict = match (targeted, all.percent() >= 95.0) {
            (false, _) => "none",
            (true, true) => "recall >= 95 %: met",
            (true, false) => "recall >= 95 %: MISSED",
        };
        println!(
            "{name:<16} {:>20} {:>20} {:>20} {:>20}  {verdict}",
            cell(&recall, Half::Tuned),
            cell(&recall, Half::HeldOut),
            cell(&precision, Half::Tuned),
            cell(&precision, Half::HeldOut),
        );
    }
    println!("found of kinds that the corpus does not mark (all false here): {others:?}");
}
