//! What a suite's file must be.

use std::path::Path;

use evals::case::{SuiteError, parse};

use super::suite;

const GOOD: &str = r#"{"id":"a","suite":"s","input":"hi","expect":{"intent":"other"}}"#;

fn mistakes(text: &str) -> Vec<String> {
    match parse(Path::new("dir/s.jsonl"), text) {
        Ok(_) => Vec::new(),
        Err(SuiteError::Mistakes(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
        Err(error @ SuiteError::Read { .. }) => panic!("{error}"),
    }
}

#[test]
fn a_line_that_is_no_case_is_refused_with_its_place() {
    let check = |line: &str, expected: &str| {
        let text = format!("{GOOD}\n{line}\n");
        let found = mistakes(&text);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(
            found[0].starts_with("error: dir/s.jsonl:2: ") && found[0].contains(expected),
            "{line}: {found:?}"
        );
    };
    check("", "an empty line");
    check("nonsense", "expected");
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{}}"#,
        "asks for nothing",
    );
    check(
        r#"{"id":"b","suite":"t","input":"hi","expect":{"intent":"other"}}"#,
        "`suite` is `t`",
    );
    check(
        r#"{"id":"a","suite":"s","input":"hi","expect":{"intent":"other"}}"#,
        "called `a`",
    );
    check(
        r#"{"id":"b c","suite":"s","input":"hi","expect":{"intent":"other"}}"#,
        "`id` must be",
    );
    check(
        r#"{"id":"b","suite":"s","input":"","expect":{"intent":"other"}}"#,
        "must not be empty",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"intent":"weather"}}"#,
        "order_status",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"intent":"other"},"wieght":2}"#,
        "wieght",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"intent":"other"},"weight":0}"#,
        "at least 1",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"answer":[{"grader":"psychic"}]}}"#,
        "psychic",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"answer":[{"grader":"regex","pattern":"("}]}}"#,
        "no regular expression",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"answer":[{"grader":"json_schema","schema":{"type":"objekt"}}]}}"#,
        "no JSON Schema",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","expect":{"answer":[{"grader":"max_chars","value":-1}]}}"#,
        "expected usize",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","history":[{"role":"user","content":"hey"}],"expect":{"intent":"other"}}"#,
        "whole turns",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","history":[{"role":"system","content":"hey"}],"expect":{"intent":"other"}}"#,
        "`user` or `assistant`",
    );
    check(
        r#"{"id":"b","suite":"s","input":"hi","locale":"?","expect":{"intent":"other"}}"#,
        "expected",
    );
}

#[test]
fn all_mistakes_come_at_once_and_nothing_is_a_mistake_too() {
    assert_eq!(mistakes("x\ny\nz").len(), 3);
    assert_eq!(mistakes("").len(), 1);
    assert_eq!(mistakes(GOOD), Vec::<String>::new());
}

#[test]
fn a_changed_line_is_another_case() {
    let sha256 = |text: &str| parse(Path::new("s.jsonl"), text).unwrap()[0].sha256.clone();
    assert_eq!(sha256(GOOD), sha256(&format!("{GOOD}\n")));
    assert_ne!(sha256(GOOD), sha256(&GOOD.replace("hi", "ho")));
}

/// Fewer, and the gate does not see a fall of ten points (`gate::power_sentence`).
#[test]
fn the_suites_that_ship_are_large_enough_and_in_both_languages() {
    let check = |names: &[&str]| {
        let cases: Vec<_> = names.iter().flat_map(|name| suite(name)).collect();
        assert!(cases.len() >= 200, "{names:?} have only {} cases", cases.len());
        for language in ["en", "pt"] {
            let count = cases
                .iter()
                .filter(|case| case.tags.iter().any(|tag| tag == language))
                .count();
            assert!(
                count * 5 >= cases.len() * 2,
                "{names:?}: only {count} in {language}"
            );
        }
    };
    check(&["intents"]);
    check(&["policy", "refusals", "injections", "groundedness"]);
}
