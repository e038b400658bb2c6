//! The simple way and the interpreter give the same, wherever the simple way gives anything.

use super::{Expression, Part, Scope};
use crate::value::Value;
use proptest::prelude::*;
use serde_json::json;

struct World(Value);

impl Scope for World {
    fn variable(&self, name: &str) -> Option<Value> {
        self.0.get(name)
    }

    fn states(&self, part: Part) -> Option<Value> {
        (part == Part::Input).then(|| self.0.clone())
    }

    fn now_millis(&self) -> i64 {
        0
    }

    fn random(&self) -> u64 {
        0
    }
}

/// JSON with few names and few values, so that paths meet something and comparisons find equals.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        (-2..3_i64).prop_map(|value| json!(value)),
        prop_oneof![Just(1.5), Just(1e308)].prop_map(|value: f64| json!(value)),
        prop_oneof![Just(""), Just("a"), Just("1")].prop_map(|value| json!(value)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(serde_json::Value::Array),
            prop::collection::btree_map("[abc]", inner, 0..3)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn expression() -> impl Strategy<Value = String> {
    let root = prop_oneof![
        Just("$a"),
        Just("$b"),
        Just("$c"),
        Just("$states.input"),
        Just("$absent")
    ];
    let step = prop_oneof![Just(".a"), Just(".b"), Just(".`c`"), Just("[0]"), Just("[1]")];
    let path =
        (root, prop::collection::vec(step, 0..3)).prop_map(|(root, steps)| root.to_owned() + &steps.concat());
    let literal = prop_oneof![
        Just("null"),
        Just("true"),
        Just("1"),
        Just("-2"),
        Just("'a'"),
        Just("1e308")
    ];
    let leaf = prop_oneof![4 => path, 1 => literal.prop_map(str::to_owned)];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let operator = prop_oneof![
            Just("+"),
            Just("-"),
            Just("*"),
            Just("="),
            Just("!="),
            Just("<"),
            Just("<="),
            Just(">"),
            Just(">="),
            Just("and"),
            Just("or"),
            Just("&"),
        ];
        let of = inner.clone();
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, op, right)| format!("({left}) {op} ({right})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) ? ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{'k': {a}, 'l': {b}}}")),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            inner.prop_map(|of| format!("$exists({of})")),
            of.prop_map(|of| format!("$not({of})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn simple_and_interpreted_agree(source in expression(), a in json(), b in json(), c in json()) {
        let expression = Expression::compile(&source).unwrap();
        let world = World(json!({"a": a, "b": b, "c": c}).into());
        if let Some(value) = expression.direct.as_ref().and_then(|direct| direct.evaluate(&world)) {
            let simple = (!value.is_undefined()).then(|| Value::from_plain(value).to_string());
            let interpreted = match expression.interpret(&world) {
                Ok(value) => Some(value.to_string()),
                Err(super::Reason::Undefined) => None,
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            prop_assert_eq!(simple, interpreted);
        }
    }
}

/// So that the property above is about something: the simple way does answer these.
#[test]
fn common_expressions_are_simple() {
    let world = World(json!({"a": {"b": [1, {"c": 2}]}, "c": 1}).into());
    for source in [
        "$a",
        "$a.b[1].c + $c",
        "{'k': $a.b[0] = 1 ? [$c] : null}",
        "$exists($a.z) ? $a.z : 'none'",
    ] {
        let expression = Expression::compile(source).unwrap();
        let value = expression
            .direct
            .as_ref()
            .and_then(|direct| direct.evaluate(&world));
        assert!(value.is_some(), "{source}");
    }
}
