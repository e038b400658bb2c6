//! What goes into a template comes out of Terraform's `templatefile`.

use super::{Part, Placeholder, Template, literal, parts};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Template text and what Terraform 1.11 makes of it, with `x = "X"`.
const OBSERVED: &[(&str, &str)] = &[
    ("a$${b}", "a${b}"),
    ("a$$${b}", "a$${b}"),
    ("a$$$${b}", "a$$${b}"),
    ("a%%{b}", "a%{b}"),
    ("a%%%{b}", "a%%{b}"),
    ("%%%%{b}", "%%%{b}"),
    ("a$$${x}", "a$${x}"),
    ("$$$$${x}", "$$$${x}"),
    ("a%${x}", "a%X"),
    ("%$${x}", "%${x}"),
    ("$%%{x}", "$%{x}"),
    ("a\\u0024${x}", "a\\u0024X"),
    ("${x}$${x}", "X${x}"),
    ("${x}${x}", "XX"),
    ("$", "$"),
    ("$$", "$$"),
    ("%", "%"),
    ("$ {", "$ {"),
    ("$${", "${"),
    ("%%{ if true }", "%{ if true }"),
    ("\"{%% $states.input %}\"", "\"{%% $states.input %}\""),
];

/// Terraform's reading of a template file, for templates whose only sequences are `${name}`.
fn templatefile(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut rendered = String::new();
    let mut rest = template;
    while let Some(character) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("$${") {
            rendered.push_str("${");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("%%{") {
            rendered.push_str("%{");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("${") {
            let (name, after) = after.split_once('}').unwrap();
            rendered.push_str(&value(name));
            rest = after;
        } else {
            assert!(!rest.starts_with("%{"), "a directive in `{template}`");
            rendered.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    rendered
}

#[test]
fn the_decoder_reads_as_terraform_does() {
    for (template, expected) in OBSERVED {
        assert_eq!(templatefile(template, str::to_uppercase), *expected, "{template}");
    }
}

#[test]
fn names_become_terraform_identifiers() {
    for (name, expected) in [
        ("openai_key_arn", "openai_key_arn"),
        ("Open-AI.key", "open_ai_key"),
        ("2fa", "p_2fa"),
        ("", "p_"),
    ] {
        assert_eq!(Placeholder::new(name).name(), expected);
    }
}

#[test]
fn a_list_stands_where_a_value_stands_and_nowhere_else() {
    let list = Placeholder::new("versions").list();
    let template = Template::of(&json!({ "Resource": list, "Sid": "x" }), &["Sid"]);
    assert_eq!(
        template.text(),
        "{\n  \"Sid\": \"x\",\n  \"Resource\": ${jsonencode(versions)}\n}\n"
    );
    assert_eq!(template.placeholders(), &[Placeholder::new("versions")].into());
    // Inside of another text, and in text from outside, its mark means nothing.
    let mark = list.as_str().unwrap();
    for text in [format!("a{mark}"), format!("{mark}a"), literal(mark)] {
        let template = Template::of(&Value::from(text), &[]);
        assert!(
            template.placeholders().is_empty() && !template.text().contains("${"),
            "{template:?}"
        );
    }
}

#[test]
fn members_named_first_come_first_and_the_others_by_name() {
    let document = json!({ "b": [], "a": {}, "Type": 1, "StartAt": [true, null] });
    let template = Template::of(&document, &["StartAt", "Type"]);
    assert_eq!(
        template.text(),
        "{\n  \"StartAt\": [\n    true,\n    null\n  ],\n  \"Type\": 1,\n  \"a\": {},\n  \"b\": []\n}\n"
    );
}

/// Terraform composes text; escaped, nothing is left to compose.
#[test]
fn text_that_terraform_would_compose_is_escaped() {
    for (text, expected) in [
        ("ação — “é”…", "\"ação — “é”…\"\n"),
        ("e\u{301}", "\"e\\u0301\"\n"),
        ("\u{212B}", "\"\\u212b\"\n"),
        ("\u{1F642}", "\"\\ud83d\\ude42\"\n"),
    ] {
        assert_eq!(Template::of(&Value::from(text), &[]).text(), expected);
    }
}

/// A string of a document, part by part.
fn text() -> impl Strategy<Value = Vec<Part>> {
    let alarming = prop::sample::select(vec![
        "$",
        "$$",
        "%",
        "{",
        "}",
        "${",
        "%{",
        "$${",
        "%%{",
        "${x}",
        "%{if x}",
        "~}",
        "{% $states.input %}",
        "\"",
        "\\",
        "\n",
        "\u{FDD0}",
        "\u{FDD1}",
        "\u{FDD0}x\u{FDD1}",
        "\u{FDD0}\u{FDD1}",
        "ç",
        "a",
    ]);
    let part = prop_oneof![
        alarming.prop_map(|text| Part::Literal(text.to_owned())),
        any::<String>().prop_map(Part::Literal),
        "[a-z][a-z0-9_]{0,8}".prop_map(|name| Part::Placeholder(Placeholder::new(&name))),
    ];
    prop::collection::vec(part, 0..8)
}

fn marked(text: &[Part]) -> String {
    text.iter()
        .map(|part| match part {
            Part::Literal(text) => literal(text),
            Part::Placeholder(placeholder) => placeholder.to_string(),
        })
        .collect()
}

fn rendered(text: &[Part]) -> String {
    text.iter()
        .map(|part| match part {
            Part::Literal(text) => text.clone(),
            Part::Placeholder(placeholder) => placeholder.name().to_uppercase(),
        })
        .collect()
}

proptest! {
    #[test]
    fn what_is_not_a_placeholder_survives_terraform(
        texts in prop::collection::btree_map("[a-z${%]{1,6}", prop::collection::vec(text(), 0..3), 0..4),
    ) {
        let document = |string: fn(&[Part]) -> String| -> Value {
            texts.iter().map(|(key, list)| (key.clone(), list.iter().map(|text| string(text)).collect::<Value>())).collect()
        };
        let template = Template::of(&document(marked), &[]);
        let file = templatefile(template.text(), str::to_uppercase);
        prop_assert_eq!(serde_json::from_str::<Value>(&file).unwrap(), document(rendered));
    }

    #[test]
    fn the_placeholders_are_those_of_the_text(text in text()) {
        let expected = text.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Placeholder(placeholder) => Some(placeholder.clone()),
        }).collect();
        let template = Template::of(&Value::from(marked(&text)), &[]);
        prop_assert_eq!(template.placeholders(), &expected);
    }

    #[test]
    fn any_text_comes_apart_without_loss(text in text()) {
        let whole = parts(&marked(&text));
        prop_assert_eq!(rendered(&whole), rendered(&text));
    }
}
