//! Which conversations a flag is on in.

use super::{UUID, check_json};
use handlers::domain::{ConversationId, Flag, FlagDefault, FlagDefaults, FlagSetting, Percentage, Rollouts};
use uuid::Uuid;

const FLAG: Flag = Flag::ConciseAnswers;

fn percent(number: u8) -> Percentage {
    number.try_into().unwrap()
}

fn says(number: Option<u8>) -> Rollouts {
    let said = number.map(|number| (FLAG.key().to_owned(), percent(number)));
    said.into_iter().collect()
}

/// Whether the flag is on where operators say nothing.
fn is_on(tenants: &Rollouts, conversation: ConversationId) -> bool {
    FLAG.is_on(&FlagDefaults::default(), tenants, conversation)
}

fn conversation(text: &str) -> ConversationId {
    text.parse::<Uuid>().unwrap().into()
}

/// As anybody can compute it: the first eight bytes of SHA-256 of the key, a zero byte and the conversation's, as a number
/// modulo 100. A release that changed this would move customers from one half of a trial to the other.
#[test]
fn a_conversation_keeps_its_place() {
    for (text, place) in [
        (UUID, 86),
        ("0190a6f2-0000-7000-8000-000000000000", 49),
        ("0190a6f2-0000-7000-8000-000000000001", 87),
    ] {
        let on = |number| is_on(&says(Some(number)), conversation(text));
        assert!(!on(place) && on(place + 1), "{text} is not at {place}");
    }
}

#[test]
fn a_higher_percentage_only_adds_conversations() {
    let conversations: Vec<ConversationId> = (0..1000_u32)
        .map(|number| Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes()).into())
        .collect();
    let on = |number: u8| -> Vec<bool> {
        let said = says(Some(number));
        conversations
            .iter()
            .map(|conversation| is_on(&said, *conversation))
            .collect()
    };
    let mut before = on(0);
    assert_eq!(before, [false; 1000]);
    for number in 1..=100 {
        let now = on(number);
        assert!(
            before.iter().zip(&now).all(|(before, now)| *now || !before),
            "{number} % took a conversation out"
        );
        let count = now.iter().filter(|on| **on).count();
        let share = usize::from(number) * 10;
        assert!(count.abs_diff(share) <= 50, "{number} % are {count} of 1000");
        before = now;
    }
    assert_eq!(before, [true; 1000]);
}

#[test]
fn what_the_tenant_does_not_say_is_as_it_is_built_in() {
    let none = says(None);
    for number in 0..100_u128 {
        let conversation = Uuid::from_u128(number).into();
        let built_in = says(Some(FLAG.built_in().get()));
        assert_eq!(is_on(&none, conversation), is_on(&built_in, conversation));
        assert!(!is_on(&none, conversation), "nobody gets what nobody asked for");
    }
}

/// The conversation is at place 86 of 100.
#[test]
fn who_says_what_decides_in_this_order() {
    let operators = |percentage: Option<u8>, off_for_everyone| {
        let default = FlagDefault {
            percentage: percentage.map(percent),
            off_for_everyone,
        };
        FlagDefaults {
            flags: [(FLAG.key().to_owned(), default)].into(),
        }
    };
    // What operators say; that it is off for everyone; what the tenant says; whether it is on.
    let cases = [
        (None, false, None, false),
        (Some(86), false, None, false),
        (Some(87), false, None, true),
        (Some(100), false, Some(86), false),
        (Some(0), false, Some(87), true),
        (None, false, Some(100), true),
        (None, true, Some(100), false),
        (Some(100), true, None, false),
        (Some(100), true, Some(100), false),
    ];
    for (percentage, off, tenant, expected) in cases {
        let on = FLAG.is_on(&operators(percentage, off), &says(tenant), conversation(UUID));
        assert_eq!(on, expected, "{percentage:?} {off} {tenant:?}");
    }
}

#[test]
fn operators_may_speak_of_what_this_version_does_not_know() {
    let said =
        serde_json::json!({ "flags": { "new": { "percentage": 7 }, "concise_answers": {} }, "more": 1 });
    let said: FlagDefaults = serde_json::from_value(said).unwrap();
    assert_eq!(said.unknown().collect::<Vec<_>>(), ["new"]);
    assert_eq!(said.of(FLAG), FlagDefault::default());
    check_json::<FlagDefaults>(
        &[
            serde_json::json!({ "flags": {} }),
            serde_json::json!({ "flags": { "concise_answers": { "percentage": 100, "off_for_everyone": true } } }),
        ],
        &[
            serde_json::json!({ "flags": { "concise_answers": { "percentage": 101 } } }),
            serde_json::json!({ "flags": { "concise_answers": { "off_for_everyone": "yes" } } }),
            serde_json::json!({ "flags": [] }),
        ],
    );
}

#[test]
fn a_flag_has_one_key_and_no_other_is_known() {
    for flag in Flag::ALL {
        assert_eq!(flag.key().parse(), Ok(flag));
    }
    for wrong in ["", "Concise_Answers", "concise_answers ", "no_such_flag"] {
        assert!(wrong.parse::<Flag>().is_err(), "{wrong}");
    }
    // What another version of the platform knows is passed over; what is no percentage is not.
    let said: Rollouts = serde_json::from_str(r#"{"no_such_flag":7,"concise_answers":100}"#).unwrap();
    assert_eq!(said.of(FLAG), Some(percent(100)));
    check_json::<Rollouts>(
        &[serde_json::json!({}), serde_json::json!({ "concise_answers": 0 })],
        &[
            serde_json::json!({ "concise_answers": 101 }),
            serde_json::json!({ "concise_answers": -1 }),
            serde_json::json!({ "concise_answers": "all" }),
        ],
    );
    let unset = FlagSetting::unset(FLAG);
    assert!(!unset.is_done(None, &[0]), "nobody did anything yet");
}
