//! Secrets and personal data in an answer that were not in the conversation.

use std::collections::BTreeSet;

use super::reading::Reading;
use super::{Check, Conversation, OutputPolicy, Violation};
use crate::Shadow;
use crate::decoding::compact;
use crate::personal_data::{PersonalData, find, find_plain};

pub(super) fn check(
    reading: &Reading,
    policy: &OutputPolicy,
    conversation: &Conversation<'_>,
    violations: &mut Vec<Violation>,
) {
    let public = policy.public.iter().map(String::as_str);
    let known: Vec<String> = conversation
        .texts()
        .chain(public)
        .map(|text| compact(Shadow::new(text).as_str()))
        .collect();
    let foreign = |value: &str| {
        let value = compact(&value.to_lowercase());
        !known.iter().any(|text| text.contains(&value))
    };
    let mut kinds = BTreeSet::new();
    for finding in find(&reading.text) {
        let value = reading.text.get(finding.range.clone()).unwrap_or_default();
        if foreign(Shadow::new(value).as_str()) {
            kinds.insert(finding.kind);
            violations.push(violation(
                finding.kind,
                finding.kind.label().to_lowercase(),
                vec![finding.range],
            ));
        }
    }
    let mut hidden = BTreeSet::new();
    for (how, text) in reading.others().filter(|(how, _)| *how == "encoded") {
        for (kind, range) in find_plain(text) {
            let certain = match kind {
                PersonalData::Secret | PersonalData::Email | PersonalData::Iban | PersonalData::Card => true,
                PersonalData::Cnpj
                | PersonalData::Cpf
                | PersonalData::UsSsn
                | PersonalData::IpAddress
                | PersonalData::Phone => false,
            };
            if certain && !kinds.contains(&kind) && foreign(text.get(range).unwrap_or_default()) {
                hidden.insert((kind, how));
            }
        }
    }
    let found = hidden.into_iter();
    violations.extend(found.map(|(kind, how)| {
        violation(
            kind,
            format!("{}, {how}", kind.label().to_lowercase()),
            Vec::new(),
        )
    }));
}

fn violation(kind: PersonalData, detail: String, ranges: Vec<std::ops::Range<usize>>) -> Violation {
    let check = match kind {
        PersonalData::Secret => Check::Secret,
        PersonalData::Email
        | PersonalData::Iban
        | PersonalData::Card
        | PersonalData::Cnpj
        | PersonalData::Cpf
        | PersonalData::UsSsn
        | PersonalData::IpAddress
        | PersonalData::Phone => Check::PersonalData,
    };
    Violation {
        check,
        detail,
        ranges,
    }
}
