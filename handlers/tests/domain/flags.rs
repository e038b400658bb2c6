//! Which variant of a flag a conversation gets.

use std::collections::BTreeMap;

use super::{UUID, check_json};
use handlers::domain::{
    Choice, Chooser, ConversationId, Flag, FlagDefault, FlagDefaults, FlagSetting, Rollout, Rollouts,
};
use serde_json::{Value, json};
use uuid::Uuid;

const FLAG: Flag = Flag::PromptAnswer;
const OLD: &str = "0.1.0";
const NEW: &str = "0.2.0";

fn rollout(shares: &[(&str, u8)]) -> Rollout {
    let share = |(variant, share): &(&str, u8)| ((*variant).to_owned(), (*share).try_into().unwrap());
    Rollout::try_from(shares.iter().map(share).collect::<BTreeMap<_, _>>()).unwrap()
}

fn says(rollout: Option<Rollout>) -> Rollouts {
    let said = rollout.map(|rollout| (FLAG.key().to_owned(), rollout));
    said.into_iter().collect()
}

/// What the tenant's word makes of a conversation where operators say nothing.
fn chosen(shares: &[(&str, u8)], conversation: ConversationId) -> Choice {
    FLAG.choose(
        &FlagDefaults::default(),
        &says(Some(rollout(shares))),
        conversation,
    )
}

fn is_new(number: u8, conversation: ConversationId) -> bool {
    chosen(&[(OLD, 100 - number), (NEW, number)], conversation).variant == NEW
}

fn conversation(text: &str) -> ConversationId {
    text.parse::<Uuid>().unwrap().into()
}

fn conversations(count: u32) -> impl Iterator<Item = ConversationId> {
    (0..count).map(|number| Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes()).into())
}

/// As anybody can compute it: the first eight bytes of SHA-256 of the key, a zero byte and the conversation's, as a number
/// modulo 10,000; the oldest variant has the places from 0 on. A release that changed this would move customers from one part
/// of a trial to the other.
#[test]
fn a_conversation_keeps_its_place() {
    for (text, place) in [
        (UUID, 6836_u16),
        ("0190a6f2-0000-7000-8000-000000000000", 3405_u16),
        ("0190a6f2-0000-7000-8000-000000000001", 9677_u16),
    ] {
        let share = 100 - u8::try_from(place / 100).unwrap();
        assert!(is_new(share, conversation(text)), "{text} is not at {place}");
        assert!(!is_new(share - 1, conversation(text)), "{text} is not at {place}");
    }
}

#[test]
fn a_higher_percentage_of_the_newest_only_adds_conversations() {
    let new = |number: u8| -> Vec<bool> {
        conversations(1000)
            .map(|conversation| is_new(number, conversation))
            .collect()
    };
    let mut before = new(0);
    assert_eq!(before, [false; 1000]);
    for number in 1..=100 {
        let now = new(number);
        assert!(
            before.iter().zip(&now).all(|(before, now)| *now || !before),
            "{number} % took a conversation out"
        );
        let count = now.iter().filter(|new| **new).count();
        let share = usize::from(number) * 10;
        assert!(count.abs_diff(share) <= 50, "{number} % are {count} of 1000");
        before = now;
    }
    assert_eq!(before, [true; 1000]);
}

/// The conversation is at place 6836 of 10,000, which both shares have that are said here.
#[test]
fn who_says_what_decides_in_this_order() {
    let platform = || (OLD, Chooser::Platform, 100);
    let new = |share| Some(rollout(&[(OLD, 100 - share), (NEW, share)]));
    let unknown = || Some(rollout(&[("9.9.9", 100)]));
    // What operators say; whether they overrule tenants; what the tenant says; what is chosen.
    let cases = [
        (None, false, None, platform()),
        (new(100), false, None, (NEW, Chooser::Operators, 100)),
        (new(0), false, None, (OLD, Chooser::Operators, 100)),
        (new(100), false, new(0), (OLD, Chooser::Tenant, 100)),
        (new(0), false, new(100), (NEW, Chooser::Tenant, 100)),
        (None, false, new(99), (NEW, Chooser::Tenant, 99)),
        (None, false, new(1), (OLD, Chooser::Tenant, 99)),
        (None, true, new(100), platform()),
        (new(100), true, None, (NEW, Chooser::Operators, 100)),
        (new(0), true, new(100), (OLD, Chooser::Operators, 100)),
        // Of another release: who speaks next decides.
        (None, false, unknown(), platform()),
        (new(100), false, unknown(), (NEW, Chooser::Operators, 100)),
        (unknown(), false, None, platform()),
        (unknown(), false, new(100), (NEW, Chooser::Tenant, 100)),
        (unknown(), true, new(100), platform()),
    ];
    for (rollout, overrules_tenants, tenant, (variant, by, share)) in cases {
        let default = FlagDefault {
            rollout,
            overrules_tenants,
        };
        let operators = FlagDefaults {
            flags: [(FLAG.key().to_owned(), default)].into(),
        };
        let tenant = says(tenant);
        let choice = FLAG.choose(&operators, &tenant, conversation(UUID));
        assert_eq!(choice, Choice { variant, by, share }, "{operators:?} {tenant:?}");
    }
}

#[test]
fn what_nobody_says_is_as_it_is_built_in() {
    for conversation in conversations(100) {
        let choice = FLAG.choose(&FlagDefaults::default(), &says(None), conversation);
        assert_eq!(choice.to_string(), "built-in 0.1.0 100%");
    }
    assert!(FLAG.variants().any(|variant| variant == FLAG.built_in()));
}

/// A version that this release does not have takes its share of places at the end, and nobody else's.
#[test]
fn a_share_that_is_not_known_moves_nobody_else() {
    let known = [(OLD, 60), (NEW, 40)];
    let with_unknown = [(OLD, 60), (NEW, 30), ("9.9.9", 10)];
    let mut fell = 0;
    for conversation in conversations(1000) {
        let (before, now) = (chosen(&known, conversation), chosen(&with_unknown, conversation));
        match now.by {
            Chooser::Tenant => assert_eq!(now.variant, before.variant),
            Chooser::Operators | Chooser::Platform => {
                assert_eq!((before.variant, now.variant), (NEW, FLAG.built_in()));
                fell += 1;
            }
        }
    }
    assert!((50..=150).contains(&fell), "{fell} of 1000 are no 10 %");
    let said = rollout(&with_unknown);
    assert_eq!(FLAG.unknown(&said).collect::<Vec<_>>(), ["9.9.9"]);
}

#[test]
fn a_choice_is_noted_in_words() {
    let noted = |by, share| {
        let variant = NEW;
        Choice { variant, by, share }.to_string()
    };
    assert_eq!(noted(Chooser::Tenant, 10), "tenant 0.2.0 10%");
    assert_eq!(noted(Chooser::Operators, 100), "operators 0.2.0 100%");
}

#[test]
fn operators_may_speak_of_what_this_version_does_not_know() {
    let said = json!({ "flags": { "concise_answers": { "percentage": 7 }, "prompt.answer": {} }, "more": 1 });
    let said: FlagDefaults = serde_json::from_value(said).unwrap();
    assert_eq!(said.unknown().collect::<Vec<_>>(), ["concise_answers"]);
    assert_eq!(said.of(FLAG), Some(&FlagDefault::default()));
    let of = |said: Value| json!({ "flags": { "prompt.answer": said } });
    check_json::<FlagDefaults>(
        &[
            json!({ "flags": {} }),
            of(json!({ "rollout": { "0.1.0": 90, "0.2.0": 10 }, "overrules_tenants": true })),
            of(json!({ "rollout": { "9.9.9": 100 }, "overrules_tenants": false })),
        ],
        &[
            of(json!({ "rollout": { "0.1.0": 101 } })),
            of(json!({ "rollout": { "0.1.0": "all" } })),
            of(json!({ "overrules_tenants": "yes" })),
            json!({ "flags": [] }),
        ],
    );
}

#[test]
fn a_flag_has_one_key_and_no_other_is_known() {
    for flag in Flag::ALL {
        assert_eq!(flag.key().parse(), Ok(flag));
    }
    for wrong in ["", "Prompt.answer", "prompt.answer ", "concise_answers"] {
        assert!(wrong.parse::<Flag>().is_err(), "{wrong}");
    }
    // What another version of the platform knows is passed over; what is no roll-out is not.
    let said = r#"{"no_such_flag":{"on":100},"prompt.answer":{"0.2.0":100}}"#;
    let said: Rollouts = serde_json::from_str(said).unwrap();
    assert_eq!(said.of(FLAG), Some(&rollout(&[(NEW, 100)])));
    let of = |said: Value| json!({ "prompt.answer": said });
    check_json::<Rollouts>(
        &[json!({}), of(json!({ "0.1.0": 0, "0.2.0": 100 }))],
        &[
            of(json!({})),
            of(json!({ "0.1.0": 101 })),
            of(json!({ "0.1.0": -1 })),
            of(json!({ "0.1.0": "all" })),
            of(json!(100)),
        ],
    );
    let unset = FlagSetting::unset(FLAG);
    assert!(!unset.is_done(None, &[0]), "nobody did anything yet");
}

/// That they are 100 together no schema says; the code does.
#[test]
fn shares_are_all_conversations_and_no_more() {
    for (said, sum) in [
        (json!({ "0.1.0": 99 }), 99),
        (json!({ "0.1.0": 90, "0.2.0": 11 }), 101),
        (json!({}), 0),
    ] {
        let error = serde_json::from_value::<Rollout>(said).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("expected percentages that are 100 together, not {sum}")
        );
    }
}
