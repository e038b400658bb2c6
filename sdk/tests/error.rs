//! An error travels by name: from a handler to the wire and back, alone or inside of another's.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

use ferrovia::model::{
    Backoff, ErrorResponse, ErrorVariant, Field, Payload, Presence, Shapes, Type, TypeDef,
};
use ferrovia::{Absorb, ErrorEnvelope, HandlerError, ProblemResponse, data};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[data]
#[serde(rename_all = "camelCase")]
struct Version {
    number_of: u32,
}

#[derive(Debug, PartialEq, thiserror::Error, HandlerError)]
enum StoreError {
    /// Someone was faster.
    #[error("version {found:?} stands there")]
    #[retry(max_attempts = 5, interval = "2s", rate = 3, max_delay = "1h")]
    #[problem(
        status = 409,
        slug = "conflict",
        title = "Someone was faster",
        retry_after = "2s"
    )]
    Conflict {
        found: Version,
        #[member = "kind"]
        r#type: Option<String>,
    },
    /// It is gone.
    #[error("{} is gone", .0.number_of)]
    Gone(Version),
    /// The store is closed.
    #[error("the store is closed")]
    #[retry(max_attempts = 1)]
    Closed,
}

#[derive(Debug, PartialEq, thiserror::Error, HandlerError)]
enum SaveError {
    /// Nobody saves.
    #[error("nobody saves")]
    Nobody,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, PartialEq, thiserror::Error, HandlerError)]
enum TurnError {
    #[error(transparent)]
    Save(#[from] SaveError),
}

fn conflict() -> StoreError {
    StoreError::Conflict {
        found: Version { number_of: 3 },
        r#type: None,
    }
}

/// Asserts how `error` stands on the wire, and that it comes back as it was: from its envelope, and from the text that
/// Lambda and a Fail state carry.
fn check<E: HandlerError + PartialEq + std::fmt::Debug>(error: E, name: &str, message: &str, data: Value) {
    let wire = error.wire();
    let expected = ErrorEnvelope {
        name: name.to_owned(),
        message: message.to_owned(),
        data,
    };
    assert_eq!(wire, expected);
    assert_eq!(ErrorEnvelope::parse(name, &wire.text()), expected);
    let cause = json!({ "errorType": name, "errorMessage": wire.text() }).to_string();
    assert_eq!(
        ErrorEnvelope::parse(name, &cause),
        expected,
        "in an execution's cause"
    );
    assert_eq!(E::from_wire(&wire.name, &wire.data), Some(error));
}

#[test]
fn an_error_comes_back_as_it_was() {
    let found = json!({ "found": { "numberOf": 3 }, "type": null });
    check(
        conflict(),
        "StoreError.Conflict",
        "version Version { number_of: 3 } stands there",
        found,
    );
    check(
        StoreError::Gone(Version { number_of: 4 }),
        "StoreError.Gone",
        "4 is gone",
        json!({ "numberOf": 4 }),
    );
    check(
        StoreError::Closed,
        "StoreError.Closed",
        "the store is closed",
        Value::Null,
    );
}

#[test]
fn an_absorbed_error_keeps_its_name() {
    let closed = ("StoreError.Closed", "the store is closed", Value::Null);
    check(
        SaveError::Store(StoreError::Closed),
        closed.0,
        closed.1,
        closed.2.clone(),
    );
    check(
        TurnError::Save(SaveError::Store(StoreError::Closed)),
        closed.0,
        closed.1,
        closed.2,
    );
    check(
        TurnError::Save(SaveError::Nobody),
        "SaveError.Nobody",
        "nobody saves",
        Value::Null,
    );
}

#[test]
fn only_its_own_comes_back() {
    let none = |name: &str, data: Value| assert_eq!(StoreError::from_wire(name, &data), None, "{name}");
    none("StoreError.Unknown", Value::Null);
    none("Closed", Value::Null);
    none("SaveError.Nobody", Value::Null);
    none("StoreError.Gone", Value::Null);
    none("StoreError.Gone", json!({ "number_of": 4 }));
    none("StoreError.Conflict", json!({ "type": "x" }));
    // What an older version did not send, an `Option` does not miss.
    let found = StoreError::from_wire("StoreError.Conflict", &json!({ "found": { "numberOf": 3 } }));
    assert_eq!(found, Some(conflict()));
}

#[test]
fn a_text_that_is_no_envelope_is_the_message() {
    for (text, message) in [
        (
            "Task timed out after 3.00 seconds",
            "Task timed out after 3.00 seconds",
        ),
        ("[1]", "[1]"),
        ("{\"errorMessage\":\"it broke\"}", "it broke"),
        ("{\"errorMessage\":3}", "{\"errorMessage\":3}"),
        ("", ""),
    ] {
        let expected = ErrorEnvelope {
            name: "E".to_owned(),
            message: message.to_owned(),
            data: Value::Null,
        };
        assert_eq!(ErrorEnvelope::parse("E", text), expected);
    }
}

#[test]
fn another_is_absorbed_where_there_is_a_variant_for_it() {
    let same: StoreError = Absorb::absorb(StoreError::Closed);
    assert_eq!(same, StoreError::Closed);
    assert_eq!(
        SaveError::absorb(StoreError::Closed),
        SaveError::Store(StoreError::Closed)
    );
    assert_eq!(
        TurnError::absorb(SaveError::Nobody),
        TurnError::Save(SaveError::Nobody)
    );
}

#[test]
fn a_client_sees_the_problem_of_the_innermost() {
    let conflict_is = ProblemResponse {
        declared: ErrorResponse {
            members: BTreeMap::new(),
            ..declared()
        },
        members: json!({ "found": { "numberOf": 3 } }).as_object().unwrap().clone(),
        retry_after_seconds: None,
        headers: Value::Null,
    };
    assert_eq!(conflict().response(), Some(conflict_is.clone()));
    assert_eq!(
        TurnError::Save(SaveError::Store(conflict())).response(),
        Some(conflict_is)
    );
    assert_eq!(TurnError::Save(SaveError::Nobody).response(), None);
}

/// What a conflict is to an API client, whatever was found.
fn declared() -> ErrorResponse {
    let payload = |ty, schema| Payload { ty, schema };
    let dialect = "https://json-schema.org/draft/2020-12/schema";
    let version = json!({
        "$schema": dialect,
        "title": "Version",
        "type": "object",
        "properties": { "numberOf": { "type": "integer", "format": "uint32", "minimum": 0 } },
        "required": ["numberOf"],
    });
    let text = json!({ "$schema": dialect, "title": "Nullable_string", "type": ["string", "null"] });
    let members = [
        (
            "found",
            payload(Type::Named("error::Version".to_owned()), version),
        ),
        ("kind", payload(Type::Option(Box::new(Type::String)), text)),
    ];
    ErrorResponse {
        status: 409,
        slug: "conflict".to_owned(),
        title: "Someone was faster".to_owned(),
        retry_after_seconds: Some(2),
        uri: None,
        pointer: None,
        retry_after_varies: false,
        members: members.map(|(name, payload)| (name.to_owned(), payload)).into(),
        headers: None,
    }
}

#[test]
fn its_variants_are_data() {
    let mut shapes = Shapes::default();
    let variant = |path: &str, name: &str, description: &str, data, retry| ErrorVariant {
        name: name.to_owned(),
        path: path.to_owned(),
        description: description.to_owned(),
        data,
        retry,
        timeout: None,
        response: None,
    };
    let backoff = |max_attempts, interval_seconds, rate, max_delay_seconds| {
        Some(Backoff {
            max_attempts,
            interval_seconds,
            rate,
            max_delay_seconds,
        })
    };
    let named = |name: &str| Type::Named(format!("error::{name}"));
    let expected = [
        variant(
            "Save.Nobody",
            "SaveError.Nobody",
            "Nobody saves.",
            Type::Unit,
            None,
        ),
        ErrorVariant {
            response: Some(declared()),
            ..variant(
                "Save.Store.Conflict",
                "StoreError.Conflict",
                "Someone was faster.",
                named("StoreError::Conflict"),
                backoff(5, 2, 3.0, 3600),
            )
        },
        variant(
            "Save.Store.Gone",
            "StoreError.Gone",
            "It is gone.",
            named("Version"),
            None,
        ),
        variant(
            "Save.Store.Closed",
            "StoreError.Closed",
            "The store is closed.",
            Type::Unit,
            backoff(1, 1, 2.0, 30),
        ),
    ];
    assert_eq!(TurnError::variants(&mut shapes), expected);

    let field = |name: &str, ty, presence| Field {
        rust: name.to_owned(),
        json: name.to_owned(),
        ty,
        presence,
    };
    let conflict = TypeDef::Struct(vec![
        field("found", named("Version"), Presence::Required),
        field("type", Type::Option(Box::new(Type::String)), Presence::Optional),
    ]);
    assert_eq!(shapes.get("error::StoreError::Conflict"), Some(&conflict));
}
