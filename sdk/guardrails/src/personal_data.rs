//! A text in, the personal data and secrets in it out: what each is and where it stands.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::Shadow;

mod account;
mod address;
mod national;
mod phone;
mod placeholders;
mod secret;

pub use placeholders::Placeholders;

/// What a finding is. In the order in which they win where two kinds claim the same characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalData {
    /// A key, token or password-like credential, known by its form: AWS, GitHub, OpenAI, Slack, Stripe, PEM, JWT.
    Secret,
    /// An e-mail address.
    Email,
    /// An international bank account number.
    Iban,
    /// The number of a payment card.
    Card,
    /// A Brazilian company's number.
    Cnpj,
    /// A Brazilian taxpayer's number.
    Cpf,
    /// A social security number of the United States.
    UsSsn,
    /// An IP address of version 4 or 6.
    IpAddress,
    /// A telephone number.
    Phone,
}

impl PersonalData {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Secret,
        Self::Email,
        Self::Iban,
        Self::Card,
        Self::Cnpj,
        Self::Cpf,
        Self::UsSsn,
        Self::IpAddress,
        Self::Phone,
    ];

    /// The word that stands for the kind in a redacted text, such as `CARD`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Secret => "SECRET",
            Self::Email => "EMAIL",
            Self::Iban => "IBAN",
            Self::Card => "CARD",
            Self::Cnpj => "CNPJ",
            Self::Cpf => "CPF",
            Self::UsSsn => "SSN",
            Self::IpAddress => "IP",
            Self::Phone => "PHONE",
        }
    }
}

/// One piece of personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: PersonalData,
    /// Where it stands: bytes of the text, between whole characters.
    pub range: Range<usize>,
}

/// The personal data in `text`, in its order; no two overlap. It is found in the text's [`Shadow`], so that
/// full-width digits or invisible characters hide nothing.
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let shadow = Shadow::new(text);
    let in_text = |(kind, range)| Finding {
        kind,
        range: shadow.origin(range),
    };
    let mut found: Vec<Finding> = find_plain(shadow.cased()).into_iter().map(in_text).collect();
    // One character of the text may have become several of the shadow, and belong to two neighbours.
    found.dedup_by(|next, before| next.range.start < before.range.end);
    found
}

/// The personal data in a text that is its own shadow.
pub(crate) fn find_plain(text: &str) -> Vec<(PersonalData, Range<usize>)> {
    let mut candidates = Vec::new();
    secret::find(text, &mut candidates);
    address::find(text, &mut candidates);
    account::find(text, &mut candidates);
    national::find(text, &mut candidates);
    phone::find(text, &mut candidates);
    candidates.sort_by_key(|(kind, range): &(PersonalData, Range<usize>)| (*kind, range.start));
    let mut kept: Vec<(PersonalData, Range<usize>)> = Vec::new();
    for (kind, range) in candidates {
        let free = kept
            .iter()
            .all(|(_, other)| range.end <= other.start || other.end <= range.start);
        if free && !range.is_empty() {
            kept.push((kind, range));
        }
    }
    kept.sort_by_key(|(_, range)| range.start);
    kept
}

/// `text` with the kind in the place of each piece of personal data, such as `[EMAIL]`: for logs and events.
/// Nothing leads back.
#[must_use]
pub fn redact(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut end = 0;
    for finding in find(text) {
        redacted.push_str(text.get(end..finding.range.start).unwrap_or_default());
        redacted.push('[');
        redacted.push_str(finding.kind.label());
        redacted.push(']');
        end = finding.range.end;
    }
    redacted.push_str(text.get(end..).unwrap_or_default());
    redacted
}

/// What is claimed: the kind and the bytes.
type Candidates = Vec<(PersonalData, Range<usize>)>;

/// The digits of a text, without what stands between them.
fn digits(text: &str) -> Vec<u32> {
    text.chars()
        .filter_map(|character| character.to_digit(10))
        .collect()
}

/// The last `bytes` or fewer of `text` before `position`, in lower case: what may say what a number is.
fn before(text: &str, position: usize, bytes: usize) -> String {
    let mut start = position.saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..position).unwrap_or_default().to_ascii_lowercase()
}

/// The first `bytes` or fewer of `text` after `position`, in lower case.
fn after(text: &str, position: usize, bytes: usize) -> String {
    let mut end = text.len().min(position + bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(position..end).unwrap_or_default().to_ascii_lowercase()
}
