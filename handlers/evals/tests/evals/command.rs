//! The command, as it is typed.

use std::path::Path;
use std::process::{Command, Output};

use super::folder;

fn evals(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_evals"))
        .args(arguments)
        .env_remove("OPENAI_API_KEY")
        .env_remove("OPENAI_BASE_URL")
        .output()
        .unwrap()
}

fn check(arguments: &[&str], code: i32, expected: &str) {
    let output = evals(arguments);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert!(text.contains(expected), "{arguments:?}: {text}");
}

/// What CI relies on: cassettes, baselines and floors in the repository are current. If this fails after a change to a
/// prompt or a case, the message says how to ask the model anew; look at what flips before you commit.
#[test]
fn the_suites_that_ship_pass_their_gate_from_their_cassettes() {
    check(&["run", "intents"], 0, "the gate is open");
    check(
        &["run", "policy", "refusals", "injections", "groundedness"],
        0,
        " 0 new or changed, 0 gone: 0 lost, 0 won",
    );
}

#[test]
fn mistakes_say_what_to_do() {
    check(&["run"], 2, "SUITE");
    check(&["run", "nowhere"], 3, "handlers/evals/suites");
    check(&["run", "intents", "intents"], 2, "named twice");
    check(
        &["run", "intents", "--model", "oracle"],
        2,
        "write `reference` or `openai:NAME`",
    );
    check(
        &["run", "intents", "--model", "openai:gpt", "--mode", "live"],
        2,
        "OPENAI_API_KEY",
    );
    check(&["run", "intents", "--prompt", "9.9.9"], 2, "there is 0.1.0");
    check(
        &["run", "intents", "--model", "openai:never-recorded"],
        3,
        "--mode refresh-missing",
    );
    check(
        &["run", "refusals", "--floor", "1.5", "--mode", "live"],
        3,
        "from 0 to 1",
    );
}

#[test]
fn a_run_writes_its_reports_and_its_baseline() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let suite = at("mine.jsonl");
    let line = |id: &str, word: &str| {
        format!(
            "{{\"id\":\"{id}\",\"suite\":\"mine\",\"input\":\"Thanks!\",\"expect\":{{\"answer\":[{{\"grader\":\"exact\",\"value\":\"{word}\"}}]}}}}\n"
        )
    };
    let write = |lines: &[String]| std::fs::write(&suite, lines.concat()).unwrap();
    write(&[line("a", "You are welcome!"), line("b", "Go away!")]);
    let (baseline, report) = (at("baselines"), at("report"));
    let live = [
        "run",
        &suite,
        "--mode",
        "live",
        "--baseline",
        &baseline,
        "--report",
        &report,
    ];
    check(&[&live[..], &["--save-baseline"]].concat(), 0, "1 of    2");
    for name in ["report.json", "report.md", "junit.xml", "chart.svg"] {
        assert!(Path::new(&report).join(name).exists(), "{name}");
    }
    check(
        &live,
        0,
        "2 cases compared with the baseline, 0 new or changed, 0 gone: 0 lost, 0 won",
    );
    check(
        &[&live[..], &["--floor", "0.6"]].concat(),
        1,
        "mine comes to 50.0 %, and its floor is 60.0 %",
    );
    write(&[line("a", "You are welcome!"), "nonsense\n".to_owned()]);
    check(&live, 3, "mine.jsonl:2: ");
}

#[test]
fn another_version_of_the_prompt_is_another_run() {
    let cassettes = tempfile::tempdir().unwrap();
    let place = cassettes.path().to_string_lossy().into_owned();
    let run = ["run", "refusals", "--prompt", "0.2.0", "--cassettes", &place];
    check(&run, 3, "on no cassette");
    check(&[&run[..], &["--mode", "record"]].concat(), 0, "answer@0.2.0");
    check(&run, 0, "replayed");
    assert!(folder("suites").exists());
}
