//! What a program knows of its prompts, and what it makes of them. The files are in `ui/prompts`.

use ferrovia::{Prompt, Prompts, ValueTooLong};

#[derive(Prompts)]
#[prompts(folder = "ui/prompts/greeting", versions = ["1.0.10", "1.0.9", "1.0.0"])]
struct Greeting {
    name: String,
    place: &'static str,
}

#[derive(Prompts)]
#[prompts(folder = "ui/prompts/twins", versions = ["1.0.0", "1.0.1"])]
struct Twins;

fn greeting(name: &str, place: &'static str) -> Greeting {
    let name = name.to_owned();
    Greeting { name, place }
}

#[track_caller]
fn check(prompt: Prompt<Greeting>, name: &str, place: &'static str, expected: Result<&str, (usize, usize)>) {
    let expected = expected
        .map(str::to_owned)
        .map_err(|(bytes, max_bytes)| ValueTooLong {
            name: "greeting",
            version: prompt.version,
            variable: "place",
            bytes,
            max_bytes,
        });
    assert_eq!(
        prompt.fill(&greeting(name, place)),
        expected,
        "{prompt:?}, {name}, {place}"
    );
}

#[test]
fn values_take_the_place_of_variables() {
    let (first, last) = (Greeting::V1_0_0, Greeting::V1_0_10);
    for (prompt, name, place, expected) in [
        (
            first,
            "Ana",
            "",
            Ok("Greet Ana of Desk. Reply with {\"text\": \"…\"}, Ana."),
        ),
        (
            first,
            "",
            "",
            Ok("Greet  of Desk. Reply with {\"text\": \"…\"}, ."),
        ),
        // What a value says is text, whatever it looks like.
        (last, "{place}", "bay", Ok("{place} at bay")),
        (last, "{{name}}", "{name", Ok("{{name}} at {name")),
        // Eight bytes, and no half of a character.
        (last, "12345678", "12345", Ok("12345678 at 12345")),
        (last, "123456789", "", Ok("12345678 at ")),
        (last, "1234567é", "", Ok("1234567 at ")),
        (last, "Ana", "123456", Err((6, 5))),
        (last, "Ana", "ééé", Err((6, 5))),
        // What a version does not use may be anything.
        (
            first,
            "Ana",
            "123456",
            Ok("Greet Ana of Desk. Reply with {\"text\": \"…\"}, Ana."),
        ),
        (Greeting::V1_0_9, "Ana", "123456", Ok("Say hello.")),
    ] {
        check(prompt, name, place, expected);
    }
}

#[test]
fn a_prompt_is_what_its_file_says() {
    let versions: Vec<&str> = Greeting::FILES.iter().map(|file| file.version).collect();
    assert_eq!(versions, ["1.0.0", "1.0.9", "1.0.10"], "by number");
    let prompt = Greeting::V1_0_10;
    assert_eq!(Prompt::version("1.0.10"), Some(prompt));
    assert_eq!(Prompt::<Greeting>::version("1.0.1"), None);
    assert_eq!(
        (prompt.name, prompt.owner, prompt.changelog),
        ("greeting", "tests", "Says where.")
    );
    assert_eq!((prompt.temperature, prompt.max_output_tokens), (0.5, 10));
    assert_eq!(
        (prompt.confidential, prompt.public),
        (&["the green door"][..], &["Desk"][..])
    );
    let message = prompt.fill(&greeting("", "123456")).unwrap_err().to_string();
    assert_eq!(
        message,
        "`place` of prompt `greeting` 1.0.10 has 6 bytes, and may have 5"
    );
}

/// `sha256sum` says the same of the file, and of the same text with other line ends and accents.
#[test]
fn a_hash_is_that_of_the_canonical_text() {
    let hash = "a669259fdcdec63cdf9207380589bcdd94ec464a2aa3da313d7809f22549a5ba";
    for twin in Twins::FILES {
        assert_eq!(twin.sha256, hash, "{}", twin.version);
    }
    assert_eq!(Twins::V1_0_1.fill(&Twins), Twins::V1_0_0.fill(&Twins));
    assert_ne!(
        std::fs::read("tests/ui/prompts/twins/1.0.0.md").unwrap(),
        std::fs::read("tests/ui/prompts/twins/1.0.1.md").unwrap(),
        "or this shows nothing"
    );
}
