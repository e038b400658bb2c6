//! Which prompts may change, and what their lock file says. The command's own behaviour is in `cli.rs`.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use codegen::prompts::{Compiled, LOCK, Mistake, lock};

/// Prompts as their lock file has them: `answer 1.0.0 a`, where a letter stands for a hash of 64.
fn compiled<'a>(prompts: &[&'a str], hashes: &'a [String]) -> Vec<Compiled<'a>> {
    let prompt = |line: &&'a str| {
        let (rest, hash) = line.rsplit_once(' ').unwrap();
        let (name, version) = rest.split_once(' ').unwrap();
        let sha256 = hashes.iter().find(|known| known.starts_with(hash)).unwrap();
        Compiled {
            name,
            version,
            sha256,
        }
    };
    prompts.iter().map(prompt).collect()
}

fn hashes() -> Vec<String> {
    ["a", "b", "c"].map(|letter| letter.repeat(64)).to_vec()
}

/// Lines of a lock file: letters become hashes.
fn locked(lines: &[&str]) -> String {
    let line = |line: &&str| match line.rsplit_once(' ') {
        Some((rest, letter)) if letter.len() == 1 => format!("{rest} {}\n", letter.repeat(64)),
        _ => format!("{line}\n"),
    };
    lines.iter().map(line).collect()
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| format!("{line}\n")).collect()
}

#[track_caller]
fn check(prompts: &[&str], old: Option<&[&str]>, there: &[&str], expected: Result<&[&str], &[Mistake]>) {
    let (hashes, old) = (hashes(), old.map(locked));
    let there: Vec<String> = there
        .iter()
        .map(|path| format!("handlers/prompts/{path}"))
        .collect();
    let found = lock(&compiled(prompts, &hashes), old.as_deref(), &there);
    let expected = expected.map(locked).map_err(<[Mistake]>::to_vec);
    assert_eq!(found.clone().map(|text| without_comments(&text)), expected);
    if let Ok(text) = found {
        // What is locked stays as it is, in whatever order it is compiled in.
        let backwards: Vec<_> = compiled(prompts, &hashes).into_iter().rev().collect();
        assert_eq!(lock(&backwards, Some(&text), &there), Ok(text));
    }
}

fn changed(name: &str, version: &str) -> Mistake {
    let (name, version) = (name.to_owned(), version.to_owned());
    Mistake::Changed { name, version }
}

fn vanished(name: &str, version: &str) -> Mistake {
    let (name, version) = (name.to_owned(), version.to_owned());
    Mistake::Vanished { name, version }
}

#[test]
fn a_new_version_gets_a_line_and_no_other_line_changes() {
    let all = ["answer 0.9.0 a", "answer 0.10.0 b", "classify 1.0.0 c"];
    check(&[], None, &[], Ok(&[]));
    check(&all, None, &[], Ok(&all));
    check(&all, Some(&["answer 0.10.0 b"]), &[], Ok(&all));
    check(&all, Some(&all), &[], Ok(&all));
    check(&all, Some(&["# a remark", "classify 1.0.0 c"]), &[], Ok(&all));
    // Versions are numbers, and names come first.
    check(
        &["b 0.1.0 a", "a 10.0.0 b", "a 9.0.0 c"],
        None,
        &[],
        Ok(&["a 9.0.0 c", "a 10.0.0 b", "b 0.1.0 a"]),
    );
}

#[test]
fn a_version_neither_changes_nor_vanishes() {
    check(
        &["a 1.0.0 b"],
        Some(&["a 1.0.0 a"]),
        &[],
        Err(&[changed("a", "1.0.0")]),
    );
    check(
        &["a 1.0.1 a"],
        Some(&["a 1.0.0 a"]),
        &[],
        Err(&[vanished("a", "1.0.0")]),
    );
    check(
        &["b 1.0.0 a"],
        Some(&["a 1.0.0 a"]),
        &[],
        Err(&[vanished("a", "1.0.0")]),
    );
    check(
        &["a 1.0.0 c", "b 1.0.0 a"],
        Some(&["a 1.0.0 a", "b 0.9.0 a", "b 1.0.0 b"]),
        &[],
        Err(&[
            changed("a", "1.0.0"),
            vanished("b", "0.9.0"),
            changed("b", "1.0.0"),
        ]),
    );
}

#[test]
fn a_file_that_is_not_compiled_in_is_told() {
    let unused = |path: &str| Mistake::Unused {
        path: format!("handlers/prompts/{path}"),
    };
    let there = ["prompts.lock", "a/1.0.0.md"];
    check(&["a 1.0.0 a"], None, &there, Ok(&["a 1.0.0 a"]));
    check(
        &["a 1.0.0 a"],
        None,
        &["b/1.0.0.md", "a/1.0.0.md", "a/1.1.0.md", "a/1.0.0.txt"],
        Err(&[unused("a/1.0.0.txt"), unused("a/1.1.0.md"), unused("b/1.0.0.md")]),
    );
}

#[test]
fn a_lock_file_that_somebody_edited_is_told() {
    for line in [
        "a 1.0.0",
        "a 1.0 a",
        "a 1.0.0.0 a",
        "a 1.x.0 a",
        " 1.0.0 a",
        "a  1.0.0 a",
        "a 1.0.0 5eed",
        "<<<<<<< HEAD",
        "",
        "a 1.0.0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        check(
            &["b 1.0.0 a"],
            Some(&["b 1.0.0 a", line]),
            &[],
            Err(&[Mistake::Line { number: 2 }]),
        );
    }
    check(
        &["a 1.0.0 a"],
        Some(&["a 1.0.0 a", "a 1.0.0 b"]),
        &[],
        Err(&[Mistake::Twice { number: 2 }]),
    );
}

#[test]
fn every_mistake_says_what_to_do() {
    for (mistake, words) in [
        (
            changed("a", "1.0.0"),
            ["handlers/prompts/a/1.0.0.md", "make a new version"],
        ),
        (vanished("a", "1.0.0"), [LOCK, "bring its file"]),
        (
            Mistake::Unused {
                path: "handlers/prompts/a/2.0.0.md".to_owned(),
            },
            ["handlers/prompts/a/2.0.0.md", "add its version"],
        ),
        (
            Mistake::Line { number: 7 },
            ["prompts.lock:7", "bring the line back"],
        ),
        (
            Mistake::Twice { number: 7 },
            ["prompts.lock:7", "becomes the next"],
        ),
    ] {
        let text = mistake.to_string();
        assert!(text.starts_with("error[L0"), "{text}");
        for words in words {
            assert!(text.contains(words), "`{words}` is not said: {text}");
        }
    }
}
