//! Texts that break programs, through every door: no panic, no range within a character, no alarm at a mere oddity.

use ferrovia_guardrails::output::{Conversation, OutputPolicy, inspect};
use ferrovia_guardrails::personal_data::{Placeholders, find, redact};
use ferrovia_guardrails::{Shadow, injection, visible};

const TEXTS: &[&str] = &[
    "",
    " \u{3000}\t ",
    "\u{0}",
    "\u{200B}\u{2060}\u{FEFF}",
    "\u{301}\u{301}e\u{301}",
    "\u{FE0F}\u{FE0F}",
    "\u{E0001}\u{E007F}",
    "\u{FFFE}\u{FFFF}\u{FFFD}",
    "İIıiŞ ǅ ﬃ ẞ ½ Ⅷ ㎏ ﷺ",
    "\u{1100}\u{1161}\u{11A8} 한국어",
    "👩\u{200D}👩\u{200D}👧\u{200D}👦🏳\u{FE0F}\u{200D}🌈🇧🇷1\u{FE0F}\u{20E3}",
    "คำสั่งซื้อของฉันอยู่ที่ไหน",
    "أين طلبي رقم 12345؟",
    "हिन्दी क्ष र्‍य",
    "h̴̖́h̴̖́h̴̖́",
    "%%%s%n%x{0:?}{{}}${jndi:ldap://127.0.0.1/a}",
    "\\.\n$$; SELECT pg_sleep(5); $$ -- \u{1a}",
    "((((((((((((((((((((((((((((((((",
    "[[[[[![![]()]()](((//\\\\:::",
    "@@@@@@a@b@c.d@e..f",
    "....................................",
    "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
    "+++++1+1+1+1+1+1+1+1+1+1+1",
    "99999999999999999999999999999999999999999999999999 dollars 99999999999999999999999999%",
    "$99999999999999999999.99 on 99/99/9999 or 00-00-0000, 0 days, #000",
    "&#xFFFFFFFF; \\u{110000} \\uD800 0x0x0x",
    "==== QUJD= = Q Q== /+-_/+-_",
    ".... . .-.. .-.. --- / ..",
    "ayayay way yay hay ay",
    "\u{202E}txt.exe\u{202C} \u{2066}\u{202E}\u{2069}",
];

fn check(text: &str) {
    let shadow = Shadow::new(text);
    assert!(
        text.get(shadow.origin(0..shadow.cased().len())).is_some(),
        "{text:?}"
    );
    let shown = visible(text).into_owned();
    assert_eq!(visible(&shown), shown, "{text:?}");
    for finding in find(text) {
        assert!(text.get(finding.range).is_some(), "{text:?}");
    }
    let mut placeholders = Placeholders::new();
    let hidden = placeholders.hide(text);
    assert_eq!(placeholders.restore(&hidden), text);
    let _ = redact(text);
    assert!(injection(text).score <= 100);
    let policy = OutputPolicy {
        arithmetic: true,
        language: Some("pt".to_owned()),
        ..OutputPolicy::new(text)
    };
    let facts = [text];
    let conversation = Conversation {
        facts: &facts,
        ..Conversation::default()
    };
    let _ = inspect(text, &policy, &conversation).redacted(text);
    let _ = inspect(text, &OutputPolicy::new(text), &Conversation::default()).redacted(text);
}

#[test]
fn no_text_breaks_a_guard() {
    for text in TEXTS {
        check(text);
        check(&text.repeat(20));
        check(&text.chars().rev().collect::<String>());
    }
    check(&TEXTS.concat());
    for (first, second) in TEXTS.iter().zip(TEXTS.iter().skip(1)) {
        check(&format!("{first}{second}"));
    }
}

#[test]
fn what_is_only_odd_is_no_attack() {
    for text in TEXTS {
        assert!(
            !injection(text).is_suspicious(),
            "{text:?}: {:?}",
            injection(text)
        );
    }
}
