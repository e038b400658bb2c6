//! The domain's types on the wire, and its rules.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

mod circuit;
mod flags;
mod prompts;

use std::time::Duration;

use ferrovia::Shape;
use ferrovia::model::{Shapes, Type};
use handlers::domain::{
    AcceptedMessage, Answer, ClientId, Comment, ConversationAnswered, ConversationClosed, ConversationId,
    ConversationState, Cursor, ExternalId, Fingerprint, Flag, FlagKey, HeldByPerson, History, IdempotencyKey,
    Intent, IntentName, Locale, MAX_HISTORY_BYTES, MAX_HISTORY_TURNS, MessageId, MessageText, Metadata,
    NewAnswer, PageSize, REOPEN_WITHIN, Rating, Role, TenantId, TextError, Timestamp, Turn,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

const UUID: &str = "0190a6f2-7a3b-7cde-8f01-23456789abcd";

#[test]
fn an_id_has_one_spelling() {
    let id = format!("conv_{UUID}");
    let parsed: ConversationId = id.parse().unwrap();
    assert_eq!(parsed.to_string(), id);
    assert_eq!(parsed.uuid().to_string(), UUID);
    for wrong in [
        "",
        "conv_",
        UUID,
        &format!("msg_{UUID}"),
        &format!("CONV_{UUID}"),
        &format!("conv_{}", UUID.to_uppercase()),
        &format!("conv_{{{UUID}}}"),
        &format!("conv_urn:uuid:{UUID}"),
        &format!("conv_{}", UUID.replace('-', "")),
        &format!(" conv_{UUID}"),
        &format!("conv_{UUID}\n"),
        "conv_0190a6f2-7a3b-7cde-8f01-23456789abcg",
    ] {
        let error = wrong.parse::<ConversationId>().unwrap_err().to_string();
        assert_eq!(
            error, "not a conversation id: expected `conv_` followed by a UUID in lower case with hyphens",
            "{wrong}"
        );
    }
}

#[test]
fn what_follows_from_a_message_is_named_by_it() {
    let message = MessageId::from(UUID.parse::<Uuid>().unwrap());
    let of = |name: &str| Uuid::new_v5(&message.uuid(), name.as_bytes());
    assert_eq!(message.answer().uuid(), of("answer"));
    assert_eq!(message.run().uuid(), of("run"));
    assert_eq!(message.event().uuid(), of("event"));
}

/// What is refused as text is refused in JSON, so no step is ever handed it; and the shape is what JSON
/// holds.
fn check<T: Shape + std::str::FromStr + std::fmt::Display + PartialEq + std::fmt::Debug>(
    good: &[&str],
    bad: &[&str],
) where
    T::Err: std::fmt::Debug,
{
    let mut shapes = Shapes::default();
    let shape = T::shape(&mut shapes);
    assert_eq!(shapes.resolve(&shape), &Type::String);
    for text in good {
        let value: T = text.parse().unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), serde_json::json!(text));
        assert_eq!(
            serde_json::from_value::<T>(serde_json::json!(text)).unwrap(),
            value
        );
    }
    for text in bad {
        assert!(text.parse::<T>().is_err(), "{text:?}");
        assert!(
            serde_json::from_value::<T>(serde_json::json!(text)).is_err(),
            "{text:?} in JSON"
        );
    }
}

/// A client that keeps to the schema is never refused for a character, alone or beside another.
fn check_pattern<T: schemars::JsonSchema + std::str::FromStr>() {
    let schema = schemars::schema_for!(T);
    let pattern = schema
        .get("pattern")
        .and_then(|pattern| pattern.as_str())
        .unwrap();
    let pattern = regex::Regex::new(pattern).unwrap();
    for character in '\0'..='\u{3100}' {
        for text in [format!("{character}"), format!("x{character}x")] {
            assert_eq!(pattern.is_match(&text), text.parse::<T>().is_ok(), "{text:?}");
        }
    }
}

#[test]
fn the_schema_says_which_characters_a_text_may_have() {
    check_pattern::<MessageText>();
    check_pattern::<ExternalId>();
    check_pattern::<Comment>();
}

#[test]
fn texts_are_valid_or_refused() {
    let (longest, too_long) = ("𝕏".repeat(4000), "x".repeat(4001));
    check::<MessageText>(
        &["hi", " \u{202e}kept as is \n", &longest],
        &["", " \n\u{2003}", "a\0b", &too_long],
    );
    check::<ExternalId>(
        &["c-1", "Zoë 4", &"x".repeat(128)],
        &["", "a\nb", "a\u{7f}", &"x".repeat(129)],
    );
    check::<Locale>(
        &["pt", "en-GB", "zh-Hant-TW"],
        &[
            "",
            "e",
            "en_GB",
            "en-",
            "-",
            "12",
            "en-overlong1",
            &"en-GB".repeat(9),
        ],
    );
    check::<TenantId>(&[&format!("tenant_{UUID}")], &[UUID]);
    check::<Timestamp>(
        &["2026-03-02T10:15:30.120Z"],
        &["", "2026-03-02", "yesterday", "2026-02-30T00:00:00Z"],
    );
    let same: Timestamp = "2026-03-02T12:15:30.1209999+02:00".parse().unwrap();
    assert_eq!(same.to_string(), "2026-03-02T10:15:30.120Z");
    assert_eq!("".parse::<MessageText>(), Err(TextError::Empty));
    assert_eq!(
        too_long.parse::<MessageText>(),
        Err(TextError::TooLong { max: 4000 })
    );
}

#[test]
fn a_confidence_lies_between_0_and_1() {
    for good in [0.0, 0.5, 1.0] {
        assert_eq!(Intent::new(IntentName::Other, good).unwrap().confidence, good);
    }
    for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert!(Intent::new(IntentName::Other, bad).is_err(), "{bad}");
    }
    for name in IntentName::ALL {
        assert_eq!(name.as_str().parse(), Ok(name));
        assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
    }
}

#[test]
fn a_customers_message_moves_a_conversation() {
    use ConversationState::{Open, Resolved, WaitingHuman};
    let day = Duration::from_secs(24 * 60 * 60);
    let cases = [
        (Open, None, Ok(Open)),
        (WaitingHuman, None, Ok(WaitingHuman)),
        (Resolved, Some(Duration::ZERO), Ok(Open)),
        (Resolved, Some(REOPEN_WITHIN), Ok(Open)),
        (
            Resolved,
            Some(REOPEN_WITHIN + Duration::from_millis(1)),
            Err(ConversationClosed),
        ),
        (Resolved, Some(365 * day), Err(ConversationClosed)),
        (Resolved, None, Err(ConversationClosed)),
    ];
    for (state, resolved_for, expected) in cases {
        assert_eq!(
            state.after_customer_message(resolved_for),
            expected,
            "{state:?} {resolved_for:?}"
        );
    }
    for state in [Open, WaitingHuman, Resolved] {
        assert_eq!(state.as_str().parse(), Ok(state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        assert_eq!(state.is_answered_by_assistant(), state == Open);
    }
}

#[test]
fn a_conversation_is_settled_and_taken_up_again() {
    use ConversationState::{Open, Resolved, WaitingHuman};
    assert_eq!(
        [Open.resolved(), Resolved.resolved()],
        [Ok(Resolved), Ok(Resolved)]
    );
    assert_eq!(WaitingHuman.resolved(), Err(HeldByPerson));
    let late = REOPEN_WITHIN + Duration::from_secs(1);
    for (state, resolved_for, expected) in [
        (Open, None, Ok(Open)),
        (WaitingHuman, None, Ok(WaitingHuman)),
        (Resolved, Some(Duration::ZERO), Ok(Open)),
        (Resolved, Some(REOPEN_WITHIN), Ok(Open)),
        (Resolved, Some(late), Err(ConversationClosed)),
        (Resolved, None, Err(ConversationClosed)),
    ] {
        assert_eq!(
            state.reopened(resolved_for),
            expected,
            "{state:?} {resolved_for:?}"
        );
    }
}

#[test]
fn feedback_is_for_answers() {
    let takes = [Role::Customer, Role::Assistant, Role::Agent, Role::System].map(Role::takes_feedback);
    assert_eq!(takes, [false, true, true, false]);
}

/// What a type reads of each of these, and what it refuses.
fn check_json<T: DeserializeOwned + serde::Serialize>(good: &[serde_json::Value], bad: &[serde_json::Value]) {
    for json in good {
        let value: T = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(value).unwrap(), *json);
    }
    for json in bad {
        assert!(serde_json::from_value::<T>(json.clone()).is_err(), "{json}");
    }
}

#[test]
fn what_clients_send_has_limits() {
    use serde_json::json;
    let pairs = |count: usize| -> serde_json::Value {
        (0..count)
            .map(|number| (number.to_string(), json!("x")))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let pair = |name: String, value: String| json!({ name: value });
    check_json::<Metadata>(
        &[
            json!({}),
            pairs(16),
            pair("𝕏".repeat(64), "𝕏".repeat(512)),
            pair("empty".to_owned(), String::new()),
        ],
        &[
            pairs(17),
            pair(String::new(), "nameless".to_owned()),
            pair("x".repeat(65), String::new()),
            pair("long".to_owned(), "x".repeat(513)),
            pair("a\0".to_owned(), String::new()),
            pair("nul".to_owned(), "a\0".to_owned()),
            json!({ "number": 7 }),
            json!([]),
        ],
    );
    check_json::<PageSize>(
        &[json!(1), json!(100)],
        &[json!(0), json!(101), json!(256), json!(-1), json!("1")],
    );
    check_json::<Rating>(&[json!("up"), json!("down")], &[json!("Up"), json!(1)]);
    let cursor = "0190a6f27a3b7cde8f0123456789abcd".repeat(2);
    check::<Cursor>(
        &[&cursor],
        &[
            "",
            &cursor[1..],
            &cursor.to_uppercase(),
            &format!("{cursor}0"),
            &"é".repeat(32),
            &"g".repeat(64),
        ],
    );
    check::<Comment>(
        &["so so", &"x".repeat(2000)],
        &["", " ", "a\0", &"x".repeat(2001)],
    );
}

#[test]
fn a_history_is_bounded_in_turns_and_in_bytes_of_json() {
    let turn = |text: &str| Turn {
        question: text.parse().unwrap(),
        answer: "ok".parse().unwrap(),
    };
    let numbered = (0..30).map(|number| turn(&number.to_string()));
    let history = History::newest(numbered);
    let questions: Vec<&str> = history.turns.iter().map(|turn| turn.question.as_str()).collect();
    assert_eq!(
        (questions.len(), questions[0], questions[19]),
        (MAX_HISTORY_TURNS, "19", "0")
    );

    // The newest, one that no longer fits, and a small one behind it that must not close the gap.
    let worst = || turn(&"\u{1}".repeat(3999));
    let mut turns: Vec<Turn> = std::iter::repeat_with(worst).take(5).collect();
    turns.push(turn("small"));
    let history = History::newest(turns);
    let bytes = serde_json::to_vec(&history).unwrap().len();
    assert_eq!(history.turns.len(), 4);
    assert!(bytes <= MAX_HISTORY_BYTES + 64, "{bytes}");
    assert!(history.turns.iter().all(|turn| turn.question.as_str() != "small"));
}

/// Serialises, reads back, and finds no difference.
fn returns<T: Shape + PartialEq + std::fmt::Debug + DeserializeOwned>(json: serde_json::Value) -> T {
    let value: T = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), json);
    value
}

#[test]
fn what_travels_between_steps_has_this_form() {
    let (tenant, conv, msg) = (
        format!("tenant_{UUID}"),
        format!("conv_{UUID}"),
        format!("msg_{UUID}"),
    );
    returns::<AcceptedMessage>(serde_json::json!({
        "tenant_id": tenant, "conversation_id": conv, "conversation_state": "open", "id": msg, "sequence": 7,
        "text": "Where is my order 88213?", "locale": "en-GB", "created_at": "2026-03-02T10:15:30.120Z",
    }));
    let reply = serde_json::json!({
        "text": "It left.", "outcome": "answered", "truncated": false,
        "prompt": { "name": "answer", "version": "1.4.0", "sha256": "5eed".repeat(16),
                    "variant": "tenant 1.4.0 90%" }, "model": "gpt-4o-mini", "fallbacks": 0, "latency_ms": 1830,
        "usage": { "input_tokens": 812, "output_tokens": 64, "cached_tokens": 0 },
        "guarding": {
            "suspicion": { "score": 60, "patterns": ["hidden_text"] },
            "inspected": [
                { "action": "regenerate", "violations": [{ "check": "promise", "detail": "refund" }] },
                { "action": "pass", "violations": [] },
            ],
        },
    });
    let intent = serde_json::json!({ "name": "order_status", "confidence": 0.93 });
    returns::<NewAnswer>(serde_json::json!({
        "tenant_id": tenant, "conversation_id": conv, "message_id": msg, "intent": intent, "reply": reply,
        "timings": { "classify_ms": 210, "history_ms": 4, "answer_ms": 1830 },
    }));
    let answer: Answer = returns(serde_json::json!({
        "id": msg, "conversation_id": conv, "in_reply_to": msg, "sequence": 8, "intent": intent, "reply": reply,
        "created_at": "2026-03-02T10:15:31.000Z",
        "timings": { "classify_ms": 210, "history_ms": 4, "answer_ms": 1830 },
    }));
    let timings = answer.timings.map(|timings| timings.to_string());
    let header = "classify;dur=210, history;dur=4, answer;dur=1830";
    assert_eq!(timings.as_deref(), Some(header));
    let event = ConversationAnswered::of(tenant.parse().unwrap(), &answer);
    assert_eq!(
        serde_json::to_value(&event).unwrap(),
        serde_json::json!({
            "event_id": answer.in_reply_to.event().to_string(), "tenant_id": tenant, "conversation_id": conv,
            "message_id": msg, "answer_id": msg, "sequence": 8, "outcome": "answered", "intent": "order_status",
        })
    );
}

#[test]
fn a_program_is_called_as_cognito_calls_it() {
    let longest = "a".repeat(128);
    for good in ["1example23456789", "a_B+9", &longest] {
        assert_eq!(good.parse::<ClientId>().unwrap().as_str(), good);
    }
    for wrong in ["", " ", "a-b", "a b", "a\n", "a%", "é", &format!("{longest}a")] {
        assert!(wrong.parse::<ClientId>().is_err(), "{wrong}");
    }
}

#[test]
fn a_key_is_the_same_in_quotes_and_bare() {
    let longest = "x".repeat(255);
    for (header, key) in [
        (
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
        ),
        (
            "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
        ),
        ("\"a\\\"b\\\\c\"", "a\"b\\c"),
        ("a\"b\\c", "a\"b\\c"),
        (&longest, &longest),
        (&format!("\"{longest}\""), &longest),
    ] {
        assert_eq!(
            header.parse::<IdempotencyKey>().unwrap().as_str(),
            key,
            "{header}"
        );
        assert!(is_documented::<IdempotencyKey>(header), "{header}");
    }
    for wrong in [
        "",
        "\"\"",
        "\"",
        "\"a",
        "\"a\"b",
        "\"a\";p=1",
        "\"a\\b\"",
        "\"a\\",
        "a b",
        "\"a b\"",
        "a\tb",
        "é",
        "\u{7f}",
        &"x".repeat(256),
    ] {
        assert!(wrong.parse::<IdempotencyKey>().is_err(), "{wrong:?}");
        assert!(!is_documented::<IdempotencyKey>(wrong), "{wrong:?}");
    }
}

#[test]
fn a_flags_key_is_as_its_schema_says() {
    let longest = "k".repeat(64);
    for (key, fits) in [
        ("prompt.answer", true),
        ("concise_answers", true),
        ("k", true),
        ("k2_", true),
        (&*longest, true),
        (&*format!("{longest}k"), false),
        ("", false),
        ("2k", false),
        ("_k", false),
        (".k", false),
        ("Concise", false),
        ("concise-answers", false),
        ("concise answers", false),
        ("é", false),
        ("k\0", false),
    ] {
        assert_eq!(key.parse::<FlagKey>().is_ok(), fits, "{key:?}");
        assert_eq!(is_documented::<FlagKey>(key), fits, "{key:?}");
    }
    assert_eq!(
        "prompt.answer".parse::<FlagKey>().unwrap().flag(),
        Some(Flag::PromptAnswer)
    );
    assert_eq!("no_such_flag".parse::<FlagKey>().unwrap().flag(), None);
}

/// Whether the text is one that the type's schema lets through.
fn is_documented<T: schemars::JsonSchema>(text: &str) -> bool {
    let schema = schemars::schema_for!(T).to_value();
    let pattern = regex::Regex::new(schema["pattern"].as_str().unwrap()).unwrap();
    let length = u64::try_from(text.chars().count()).unwrap();
    let bounds = schema["minLength"].as_u64().unwrap()..=schema["maxLength"].as_u64().unwrap();
    pattern.is_match(text) && bounds.contains(&length)
}

#[test]
fn a_fingerprint_is_of_what_a_body_says() {
    let of = |body: &str| Fingerprint::of(&serde_json::from_str::<serde_json::Value>(body).unwrap());
    let body = of(r#"{"b":[1,{"d":"é","c":true}],"a":"x"}"#);
    for same in [
        r#"{"a":"x","b":[1,{"c":true,"d":"\u00e9"}]}"#,
        r#" { "b" : [ 1 , { "d" : "é" , "c" : true, "e": null } ] , "a" : "x" } "#,
    ] {
        assert_eq!(of(same), body, "{same}");
    }
    for other in [
        r#"{"a":"x","b":[1,{"c":true,"d":"e"}]}"#,
        r#"{"a":"x","b":[1,{"c":true}]}"#,
        r#"{"a":"x","b":[{"c":true,"d":"é"},1]}"#,
        r#"{"a":"x\",\"b","b":[1,{"c":true,"d":"é"}]}"#,
    ] {
        assert_ne!(of(other), body, "{other}");
    }
    // As anybody can compute it: `printf '{"a":1}' | sha256sum`.
    let digest: String = of(r#"{ "a": 1 }"#)
        .as_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        digest,
        "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    );
}
