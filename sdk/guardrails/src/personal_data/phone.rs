//! Telephone numbers: international ones by their form, national ones by their form or by what is said of them.

use std::sync::LazyLock;

use regex::Regex;

use super::{Candidates, PersonalData, after, before, digits};
use crate::pattern::pattern;

/// Groups of digits with what people write between them.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+ ?|\()?\d(?:[ .\-/()]{0,3}\d){6,16}"));
/// Forms that little else has: `(11) 91234-5678`, `(555) 123-4567`, `555-123-4567`, `001-555-...`.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?:
        (?:\+?1[\ .-]?|001[\ .-])?(?:\([2-9]\d{2}\)\ ?|[2-9]\d{2}[.-])[2-9]\d{2}[\ .-]\d{4}
        | \(0?[1-9]\d\)\ ?9?\ ?\d{4}[\ .-]?\d{4}
        | 0[1-9]\d\ 9\d{4}-?\d{4}
        | [1-9]\d\ 9\d{4}-\d{4}
        | 55\ [1-9]\d\ 9?\d{4}-?\d{4}
        )$",
    )
});
/// What says, before a number, that it is a telephone's. Accents are gone in the shadow.
static CONTEXT_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:
        (?:tele)?phones?|tel|mobile|cell(?:phone|ular)?|fax|landline|whatsapp|zap|sms|hotline
        | call(?:ed|ing|s)?|ring|dial(?:led)?|text(?:ed|ing)?|reach(?:ed)?|answering|messages?|registered
        | telefones?|fones?|celular(?:es)?|telemovel|fixo|ramal|ligar?|ligue(?:m)?|ligou|ligando|contato|contacto|mensage(?:m|ns)|discar?|disque
        )\b[^0-9\n]{0,24}\n?[^0-9\n]{0,12}$",
    )
});
static CONTEXT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[ ,\-(]{0,3}(?:office|fax|mobile|cell|home|work|phone|tel|celular|fixo|comercial|residencial|whatsapp)\b",
    )
});
/// What says that a number is something else.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:order|tracking|invoice|reference|ref|ticket|case|item|product|sku|serial|account|booking|confirmation
        | pedido|rastreio|rastreamento|nota|fatura|referencia|protocolo|conta|reserva|codigo|code|id)\b[^0-9]{0,16}$",
    )
});
/// Dates and times are groups of digits, too.
static DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:\D|$)"));

pub(super) fn find(text: &str, candidates: &mut Candidates) {
    for found in NUMBER.find_iter(text) {
        let whole = found.as_str();
        let (start, end) = (found.start(), found.end());
        let head = text.get(..start).unwrap_or_default();
        let tail = text.get(end..).unwrap_or_default();
        let joined = head
            .ends_with(|one: char| one.is_alphanumeric() || matches!(one, '_' | '#' | '$' | '.' | '@'))
            || tail.starts_with(|one: char| one.is_alphabetic() || one == '_' || one == '@')
            || tail
                .strip_prefix(['.', ','])
                .is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()));
        let count = digits(whole).len();
        if joined || !(7..=15).contains(&count) {
            continue;
        }
        let context = before(text, start, 48);
        let said = CONTEXT_BEFORE.is_match(&context) || CONTEXT_AFTER.is_match(&after(text, end, 16));
        let other = OTHER.is_match(&context) || DATE.is_match(whole);
        let international = whole.starts_with('+') && count >= 8;
        if international || (!other && (said || FORM.is_match(whole))) {
            candidates.push((PersonalData::Phone, start..end));
        }
    }
}
