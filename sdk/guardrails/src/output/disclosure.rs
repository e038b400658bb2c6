//! Secrets and personal data in an answer that were not in the conversation.

use std::collections::BTreeSet;

use super::reading::{Reading, Sources};
use super::{Check, Violation};
use crate::Shadow;
use crate::decoding::compact;
use crate::personal_data::{PersonalData, find, find_plain};

pub(super) fn check(reading: &Reading, sources: &Sources, violations: &mut Vec<Violation>) {
    let foreign = |value: &str| {
        let value = compact(value);
        !sources.all().any(|source| source.compact.contains(&value))
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
    for view in &reading.encoded {
        for (kind, range) in find_plain(&view.text) {
            let certain = match kind {
                PersonalData::Secret | PersonalData::Email | PersonalData::Iban | PersonalData::Card => true,
                PersonalData::Cnpj
                | PersonalData::Cpf
                | PersonalData::UsSsn
                | PersonalData::IpAddress
                | PersonalData::Phone => false,
            };
            if certain && !kinds.contains(&kind) && foreign(view.text.get(range).unwrap_or_default()) {
                hidden.insert(kind);
            }
        }
    }
    let found = hidden.into_iter();
    violations.extend(found.map(|kind| {
        violation(
            kind,
            format!("{}, encoded", kind.label().to_lowercase()),
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
