//! Each mistake in flags, variables and files: one message that says what to do, and exit code 2.

use crate::process::{command, folder, output, stack_in};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// How it ends, and what it says: begins so, and says somewhere what to do.
fn check(command: &mut Command, begins: &str, help: &str) {
    let output = output(command);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with(begins), "{said}\nshould begin with\n{begins}");
    assert!(said.contains(help), "{said}\nshould say\n{help}");
    assert!(output.stdout.is_empty(), "{said}");
}

#[test]
fn flags_and_variables() {
    let data = folder();
    let local = || command(data.path());
    check(
        local().arg("--prot"),
        "error: unexpected argument '--prot' found",
        "a similar argument exists: '--port'",
    );
    check(
        local().args(["--port", "99999"]),
        "error: invalid value '99999' for '--port <PORT>'",
        "0..=65535",
    );
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    check(
        local().args(["--port", &port.to_string()]),
        &format!("error: port {port} of the loopback interface cannot be had: "),
        "`--port 0` takes any",
    );
    check(
        local().args(["--port", "0", "--llm", "my model"]),
        "error: `my model` is not the address of a chat-completions server",
        "leave it out to have the stub answer",
    );
    check(
        local().args(["--port", "0", "--database", "mysql://me@db/x"]),
        "error: `--database` is not a PostgreSQL URL: its scheme is `mysql`, not `postgres`",
        "--database postgres://ROLE:PASSWORD@HOST:PORT/DATABASE",
    );
    // Now nobody listens there.
    drop(taken);
    check(
        local().args([
            "--port",
            "0",
            "--database",
            &format!("postgres://me:secret@127.0.0.1:{port}/x"),
        ]),
        &format!(
            "error: `--database` names `postgres://me@127.0.0.1:{port}/x`, where no session could be opened"
        ),
        "or leave it out",
    );
    check(
        local().args(["--port", "0"]).env("DATABASE_URL", "nonsense"),
        "error: `DATABASE_URL` is not a PostgreSQL URL",
        "set `DATABASE_URL` to `postgres://ROLE:PASSWORD@HOST:PORT/DATABASE`",
    );
    check(
        local()
            .args(["--port", "0"])
            .env("FERROVIA_POSTGRES", "elsewhere"),
        "error: `FERROVIA_POSTGRES` is `elsewhere`",
        "unset `FERROVIA_POSTGRES`",
    );
    check(
        local().args(["--port", "0"]).env("ANSWER_MODEL", "openai:gpt-9"),
        "error: the function `generate_reply` cannot start: the variable `ANSWER_MODEL` is `openai:gpt-9`",
        "choose from bedrock:amazon.nova-pro-v1:0, openai:gpt-4o-mini",
    );
    check(
        local().args(["token", "--tenant", "ACME Inc."]),
        "error: `ACME Inc.` is neither a tenant's short name nor its id",
        "2 to 40 lower-case letters",
    );
}

#[test]
fn configurations() {
    let data = folder();
    let file = data.path().join("flags.json");
    let given = |name: &str| format!("{name}={}", file.display());
    check(
        command(data.path()).args([
            "--configuration",
            &given("platform_flags"),
            "--configuration",
            "platform_flags=other.json",
        ]),
        "error: the configuration `platform_flags` is given twice",
        "give `--configuration NAME=FILE` once for each name",
    );
    let check = |value: &str, begins: &str, help: &str| {
        check(
            command(data.path()).args(["--port", "0", "--configuration", value]),
            begins,
            help,
        );
    };
    check(
        "flags.json",
        "error: invalid value 'flags.json' for '--configuration <NAME=FILE>'",
        "write the configuration's name, `=`, and the file",
    );
    check(
        &given("flags"),
        "error: there is no configuration `flags`, but `platform_flags`",
        "a name that there is",
    );
    check(
        &given("platform_flags"),
        &format!(
            "error: the configuration in `{}` cannot be read: ",
            file.display()
        ),
        "mend the file",
    );
    for (text, reason) in [
        ("{\"flags\": ", "EOF while parsing a value at line 1 column 10"),
        (
            "{\"flags\": {\"prompt.answer\": {\"rollout\": {\"0.1.0\": 101}}}}",
            "expected a number from 0 to 100",
        ),
        (
            "{\"flags\": {\"prompt.answer\": {\"rollout\": {\"0.1.0\": 99}}}}",
            "expected percentages that are 100 together, not 99",
        ),
    ] {
        fs::write(&file, text).unwrap();
        let path = file.display();
        check(
            &given("platform_flags"),
            &format!(
                "error: what is in `{path}` is no document of the configuration `platform_flags`: {reason}"
            ),
            "leave `--configuration` out to have the default",
        );
    }
}

#[test]
fn the_data_folder() {
    let data = folder();
    let file = data.path().join("file");
    fs::write(&file, "").unwrap();
    check(
        command(&file).arg("token"),
        &format!("error: the data folder `{}` cannot be used: ", file.display()),
        "choose a folder that you may write to: `--data DIR`",
    );
    let exposed = data.path().join("exposed");
    fs::create_dir(&exposed).unwrap();
    let key = exposed.join("token-key");
    fs::write(&key, "known to all").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    check(
        command(&exposed).arg("token"),
        &format!(
            "error: the key for tokens in `{}` can be read by others",
            key.display()
        ),
        "remove the file, and a new one is made",
    );
}

#[test]
fn what_codegen_wrote() {
    let data = folder();
    let stack = stack_in(data.path());
    let document = stack.join("asl/answer_message.asl.json");
    let current = fs::read_to_string(&document).unwrap();
    let regenerate = "run `cargo run -p codegen`";
    let local = || {
        let mut local = command(data.path());
        local.args(["--port", "0"]).arg("--stack").arg(&stack);
        local
    };
    // Each is a change of the workflow's code that its document does not have.
    let stale = [
        (
            "\"locale\":",
            "\"language\":",
            "its state `generate_reply` is another call",
        ),
        (
            "${function_save_turn_arn}",
            "${function_load_history_arn}",
            "its state `save_turn` is another call",
        ),
        (
            "\"publish_answered\"",
            "\"announce\"",
            "it lacks the state `publish_answered`, its state `announce` is not in the code",
        ),
        (
            "\"StartAt\": \"input\"",
            "\"StartAt\": \"generate_reply\"",
            "it begins elsewhere",
        ),
    ];
    for (text, other, difference) in stale {
        assert!(current.contains(text), "{text}");
        fs::write(&document, current.replace(text, other)).unwrap();
        let says = format!("error: `{}` is stale: {difference}", document.display());
        check(&mut local(), &says, regenerate);
    }
    let malformed = [
        ("\"QueryLanguage\": \"JSONata\",", "", "JSONPath"),
        ("\"StartAt\"", "StartAt", "key must be a string"),
        (
            "${partition}",
            "${cloud}",
            "its placeholder `cloud` stands for nothing known",
        ),
    ];
    for (text, other, reason) in malformed {
        assert!(current.contains(text), "{text}");
        fs::write(&document, current.replace(text, other)).unwrap();
        let says = format!("error: `{}` is no state machine document: ", document.display());
        check(&mut local(), &says, reason);
    }
    fs::remove_file(&document).unwrap();
    check(
        &mut local(),
        "error: the workflow `answer_message` has no document that can be read",
        regenerate,
    );
}
