//! What expressions give, against a table.

use ferrovia_states::expression::{Expression, Part, Scope};
use ferrovia_states::template::Template;
use ferrovia_states::value::Value;
use serde::Deserialize;
use serde_json::json;
use std::cell::Cell;

/// What every case sees.
struct World {
    variables: Value,
    input: Value,
    random: Cell<u64>,
}

impl World {
    fn new() -> Self {
        Self {
            variables: Value::from(json!({
                "x": 3,
                "s": "abc",
                "not": "a variable of a function's name",
                "y": {"a": {"b": 1}},
                "one": [1],
                "empty": [],
                "holder": {"one": [1], "empty": []},
                "nested": [[1, 2], [3]],
                "objects": [{"a": 1}, {"a": [2]}],
            })),
            input: Value::from(json!({"n": 5, "list": [1, 2, 3], "name": "x"})),
            random: Cell::new(1),
        }
    }
}

impl Scope for World {
    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name)
    }

    fn states(&self, part: Part) -> Option<Value> {
        match part {
            Part::Input => Some(self.input.clone()),
            Part::Context => Some(Value::from(json!({"Execution": {"Name": "first"}}))),
            Part::Result | Part::ErrorOutput => None,
        }
    }

    fn now_millis(&self) -> i64 {
        1_700_000_000_000
    }

    fn random(&self) -> u64 {
        self.random.replace(self.random.get() + 1)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    expression: String,
    /// What it gives.
    #[serde(default, deserialize_with = "present")]
    value: Option<serde_json::Value>,
    /// The end of the cause, where it gives nothing usable.
    cause: Option<String>,
    /// Why it cannot be compiled.
    refused: Option<String>,
}

/// `null` is a value too.
fn present<'de, D: serde::Deserializer<'de>>(json: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(json).map(Some)
}

#[test]
fn expressions_give_what_step_functions_gives() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("expression/cases.json")).unwrap();
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} fail:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

fn check(case: &Case) -> Result<(), String> {
    let Case {
        expression,
        value,
        cause,
        refused,
    } = case;
    let same = |what: &str, expected: &dyn std::fmt::Debug, found: &dyn std::fmt::Debug| {
        let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
        (expected == found)
            .then_some(())
            .ok_or_else(|| format!("{expression}: {what} {found}, not {expected}"))
    };
    let compiled = match Expression::compile(expression) {
        Ok(compiled) => compiled,
        Err(error) => return same("refused", refused, &Some(error.to_string())),
    };
    match compiled.evaluate("Output", &World::new()) {
        Ok(found) => {
            let text = found.to_string();
            same("length", &text.len(), &found.json_len())?;
            same(
                "text",
                &serde_json::from_str::<serde_json::Value>(&text).ok(),
                &Some(found.to_json()),
            )?;
            let expected = value.as_ref().map(|value| Value::from(value).to_json());
            same("value", &expected, &Some(found.to_json()))
        }
        Err(error) => {
            let start = format!("The JSONata expression '{expression}' specified for the field 'Output' ");
            same(
                "cause",
                &cause.as_ref().map(|cause| start + cause),
                &Some(error.to_string()),
            )
        }
    }
}

/// What one state stores, the next one reads as if it came from JSON.
#[test]
fn a_list_that_was_stored_is_a_plain_list() {
    let read = |stored: Value| {
        let mut world = World::new();
        world.variables = world.variables.with("stored", stored);
        let expressions = [
            "$stored",
            "[$stored]",
            "[[$stored]]",
            "{'k': $stored}",
            "$stored.a",
            "$append($stored, 9)",
        ];
        expressions.map(|source| {
            let expression = Expression::compile(source).unwrap();
            expression
                .evaluate("Output", &world)
                .map_err(|error| error.reason.to_string())
        })
    };
    let sources = [
        "[1]",
        "[[1]]",
        "$objects[a = 1][]",
        "$objects.a",
        "$objects.a[]",
        "$one.$string()[]",
        "[$one]",
        "$split('a', ',')",
        "$map($one, function($v) { [$v] })",
        "{'list': $objects.a[]}",
        "$objects^(a)",
        "$states.input.list[$ > 2][]",
        "$objects@$o.{'a': $o.a}",
        "$objects#$i.{'i': $i}",
        "$zip($one, $one)",
        "$spread($y)",
        "$filter([1, 2], function($v) { true })",
    ];
    for source in sources {
        let Ok(stored) = Expression::compile(source)
            .unwrap()
            .evaluate("Assign", &World::new())
        else {
            continue;
        };
        let round_trip = Value::parse(&stored.to_string()).unwrap();
        assert_eq!(read(stored), read(round_trip), "{source}");
    }
}

#[test]
fn a_template_names_the_place_of_what_fails() {
    let cases = [
        (json!("{% $absent %}"), "Output"),
        (json!({"a": {"b": "{% $absent %}"}}), "Output/a/b"),
        (
            json!({"a": [1, "{% $x %}", {"b": "{% $absent %}"}]}),
            "Output/a[1]/b",
        ),
        (
            json!([["{% $x %}"], ["{% $x %}", "{% $absent %}"]]),
            "Output[1][1]",
        ),
    ];
    for (template, field) in cases {
        let field = field.replace("a[1]", "a[2]");
        let error = Template::compile(&template)
            .unwrap()
            .evaluate("Output", &World::new())
            .unwrap_err();
        assert_eq!(error.field, field, "{template}");
        assert_eq!(error.expression, "$absent");
    }
    let template = json!({"a": [1, "{% $x %}"], "b": null, "c": "{%", "d": {"e": "{% $one %}"}});
    let value = Template::compile(&template)
        .unwrap()
        .evaluate("Output", &World::new())
        .unwrap();
    assert_eq!(
        value.to_json(),
        json!({"a": [1, 3], "b": null, "c": "{%", "d": {"e": [1]}})
    );
    let error = Template::compile(&json!({"a/b": ["{% ( %}"]})).unwrap_err();
    assert_eq!(error.pointer, "/a~1b/0");
}

#[test]
fn a_value_is_the_json_it_was_made_of() {
    let texts = [
        "null",
        "true",
        "0",
        "-1",
        "9007199254740992",
        "-9007199254740992",
        "0.1",
        "1e300",
        "1.5",
        "\"\"",
        r#""a\"b\\c\n\u0001é🦀""#,
        "[]",
        "[1,[2],{}]",
        r#"{"b":1,"a":[null,{"é":false}]}"#,
    ];
    for text in texts {
        let value = Value::parse(text).unwrap();
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(value.to_json(), json, "{text}");
        assert_eq!(Value::from(&json), value, "{text}");
        assert_eq!(value.json_len(), value.to_string().len(), "{text}");
        assert_eq!(value.json_len(), json.to_string().len(), "{text}");
    }
    assert_eq!(
        Value::parse(r#"{"b":1,"a":2}"#).unwrap().to_string(),
        r#"{"b":1,"a":2}"#
    );
}
