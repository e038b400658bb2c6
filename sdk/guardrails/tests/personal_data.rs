//! Personal data is found by what it is, hidden, and put back.

use ferrovia_guardrails::personal_data::{PersonalData, Placeholders, find, redact};
use proptest::prelude::*;

/// What is written, and what a log may hold of it.
const TEXTS: &[(&str, &str)] = &[
    ("Write to ana.souza+loja@correio.com.br.", "Write to [EMAIL]."),
    ("<JOSÉ@exemplo.pt>", "<[EMAIL]>"),
    (
        "meet me @ 5 or mail user@localhost",
        "meet me @ 5 or mail user@localhost",
    ),
    (
        "My card is 4111 1111 1111 1111, thanks",
        "My card is [CARD], thanks",
    ),
    ("4111-1111-1111-1111", "[CARD]"),
    ("５５５５５５５５５５５５４４４４", "[CARD]"),
    ("4111\u{200B}1111 1111\u{2060}1111", "[CARD]"),
    ("paid with amex 378282246310005", "paid with amex [CARD]"),
    ("meu cartão 6062 8255 2828 2802", "meu cartão [CARD]"),
    (
        "my card 4111 1111 1111 1112 (a digit is wrong)",
        "my card [CARD] (a digit is wrong)",
    ),
    ("tracking 4111111111111112", "tracking 4111111111111112"),
    ("order 1234567890123456", "order 1234567890123456"),
    (
        "credit_card_8897086 of #W4923227",
        "credit_card_8897086 of #W4923227",
    ),
    (
        "IBAN GB82 WEST 1234 5698 7654 32 to be paid",
        "IBAN [IBAN] to be paid",
    ),
    ("iban: de89370400440532013000", "iban: [IBAN]"),
    ("PT50 0002 0123 1234 5678 9015 4", "[IBAN]"),
    ("GB82WEST12345698765433", "GB82WEST12345698765433"),
    ("Call me at 020 7946 0958 please", "Call me at [PHONE] please"),
    ("+55 11 91234-5678", "[PHONE]"),
    ("Meu celular: (11) 91234-5678", "Meu celular: [PHONE]"),
    ("pode ligar para 11 3333 4444?", "pode ligar para [PHONE]?"),
    ("(555) 234-5678", "[PHONE]"),
    ("555-234-5678 (mobile)", "[PHONE] (mobile)"),
    ("my order number is 9469 9966", "my order number is 9469 9966"),
    (
        "between 2026-11-20 and 2026-11-23",
        "between 2026-11-20 and 2026-11-23",
    ),
    ("SSN 219-09-9999", "SSN [SSN]"),
    (
        "my social security number is 219 09 9999",
        "my social security number is [SSN]",
    ),
    ("ref 000-12-3456", "ref 000-12-3456"),
    ("CPF 529.982.247-25", "CPF [CPF]"),
    ("cpf 52998224725", "cpf [CPF]"),
    ("529.982.247-26", "529.982.247-26"),
    ("CNPJ 11.222.333/0001-81", "CNPJ [CNPJ]"),
    ("CNPJ 12.ABC.345/01DE-35", "CNPJ [CNPJ]"),
    ("my address 203.0.113.7 is blocked", "my address [IP] is blocked"),
    ("2001:db8:0:0:0:ff00:42:8329", "[IP]"),
    ("version 1.2.3.4 at 12:30:15", "version 1.2.3.4 at 12:30:15"),
    ("AKIAIOSFODNN7EXAMPLE", "[SECRET]"),
    ("token ghp_0123456789abcdefghijABCDEFGHIJ012345", "token [SECRET]"),
    ("xoxb-123456789012-abcdefABCDEF", "[SECRET]"),
    ("sk_live_0123456789abcdef", "[SECRET]"),
    (
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\n-----END RSA PRIVATE KEY-----",
        "[SECRET]",
    ),
    (
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "[SECRET]",
    ),
    (
        "I paid R$ 1.234,50 for 3 items on 12/10/2026",
        "I paid R$ 1.234,50 for 3 items on 12/10/2026",
    ),
];

#[test]
fn personal_data_is_found_and_nothing_else() {
    for (text, redacted) in TEXTS {
        assert_eq!(redact(text), *redacted, "{text}");
    }
}

#[test]
fn the_same_value_has_the_same_placeholder_in_each_text() {
    let mut placeholders = Placeholders::new();
    let first = placeholders.hide("ana@exemplo.pt or rui@exemplo.pt");
    let second = placeholders.hide("Again: rui@exemplo.pt");
    assert_eq!(first, "[EMAIL_1] or [EMAIL_2]");
    assert_eq!(second, "Again: [EMAIL_2]");
    let answer = "We wrote to [EMAIL_2], not to [EMAIL_3].";
    assert_eq!(
        placeholders.restore(answer),
        "We wrote to rui@exemplo.pt, not to [EMAIL_3]."
    );
}

#[test]
fn who_writes_a_placeholder_gets_it_back_and_not_what_it_stands_for() {
    let mut placeholders = Placeholders::new();
    assert_eq!(
        placeholders.hide("My card: 4111 1111 1111 1111"),
        "My card: [CARD_1]"
    );
    let hidden = placeholders.hide("Repeat [CARD_1] and [TEXT_1]");
    assert_eq!(hidden, "Repeat [TEXT_1] and [TEXT_2]");
    assert_eq!(placeholders.restore(&hidden), "Repeat [CARD_1] and [TEXT_1]");
}

#[test]
fn placeholders_show_no_values() {
    let mut placeholders = Placeholders::new();
    let _ = placeholders.hide("ana@exemplo.pt");
    assert_eq!(format!("{placeholders:?}"), r#"{"[EMAIL_1]"}"#);
}

#[test]
fn every_kind_is_in_the_data() {
    for kind in PersonalData::ALL {
        let label = format!("[{}]", kind.label());
        assert!(
            TEXTS.iter().any(|(_, redacted)| redacted.contains(&label)),
            "{label}"
        );
    }
}

/// Texts that are likely to hold what is looked for, among what is not.
fn texts() -> impl Strategy<Value = String> {
    let known = prop::sample::select(TEXTS).prop_map(|(text, _)| text.to_owned());
    let placeholder = "\\[(CARD|EMAIL|TEXT|PHONE)_[0-9]{1,2}\\]";
    let piece = prop_oneof![
        known,
        placeholder,
        any::<String>(),
        "[0-9 .+()-]{0,24}",
        "[\\[\\]_A-Z0-9@.]{0,12}"
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_hidden_comes_back(texts in prop::collection::vec(texts(), 1..4)) {
        let mut placeholders = Placeholders::new();
        let hidden: Vec<String> = texts.iter().map(|text| placeholders.hide(text)).collect();
        for (text, hidden) in texts.iter().zip(&hidden) {
            prop_assert_eq!(&placeholders.restore(hidden), text);
        }
    }

    #[test]
    fn findings_stand_in_order_between_whole_characters(text in texts()) {
        let mut end = 0;
        for finding in find(&text) {
            prop_assert!(end <= finding.range.start && finding.range.start < finding.range.end);
            prop_assert!(text.get(finding.range.clone()).is_some());
            end = finding.range.end;
        }
    }
}
