//! The command as a script sees it: exit codes, what is written, what is left alone.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of the test's own, gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        // A workspace has the modules that its stack calls.
        let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../terraform/modules");
        for module in fs::read_dir(modules).unwrap() {
            let module = module.unwrap();
            let to = Path::new("terraform/modules").join(module.file_name());
            fs::create_dir_all(folder.0.join(&to)).unwrap();
            for file in fs::read_dir(module.path()).unwrap() {
                let file = file.unwrap();
                if file.file_type().unwrap().is_file() {
                    fs::copy(file.path(), folder.0.join(&to).join(file.file_name())).unwrap();
                }
            }
        }
        folder
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// Runs codegen as if this folder were the workspace.
    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(arguments)
            .env("CARGO_MANIFEST_DIR", self.0.join("codegen"))
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Its exit code and what it says on standard error.
#[track_caller]
fn check(output: &Output, code: i32, says: &[&str]) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for words in says {
        assert!(text.contains(words), "`{words}` is not said: {text}");
    }
    assert!(!text.contains('\u{1b}'), "colours are for terminals: {text}");
}

#[test]
fn what_is_written_is_current_and_what_is_changed_is_found_and_mended() {
    let folder = Folder::new("write");
    check(
        &folder.run(&["check"]),
        1,
        &["missing terraform/stack/main.tf", "run `cargo run -p codegen`"],
    );
    check(
        &folder.run(&[]),
        0,
        &[
            "created terraform/stack/main.tf",
            "created environments/dev/terraform.tfvars",
        ],
    );
    check(&folder.run(&["check"]), 0, &[]);
    check(&folder.run(&[]), 0, &["0 changed"]);

    let main = folder.read("terraform/stack/main.tf");
    folder.write("terraform/stack/main.tf", "# by hand\n");
    folder.write("terraform/stack/orphan.tf", "# by hand\n");
    fs::remove_file(folder.0.join("terraform/stack/openapi.json")).unwrap();
    let differences = [
        "stale terraform/stack/main.tf",
        "orphaned terraform/stack/orphan.tf",
        "missing terraform/stack/openapi.json",
    ];
    check(&folder.run(&["check"]), 1, &differences);
    check(&folder.run(&[]), 0, &["3 changed"]);
    check(&folder.run(&["check"]), 0, &[]);
    assert_eq!(folder.read("terraform/stack/main.tf"), main);
}

#[test]
fn what_is_the_team_s_is_left_alone() {
    let folder = Folder::new("team");
    check(&folder.run(&[]), 0, &[]);
    let values = folder.read("environments/dev/terraform.tfvars");
    let values = values.replacen("\"us-east-1\"", "\"eu-west-1\"", 1) + "# ours\n";
    folder.write("environments/dev/terraform.tfvars", &values);
    let own = [
        "environments/dev/extra.tf",
        "environments/dev/.terraform.lock.hcl",
    ];
    for path in own {
        folder.write(path, "# ours\n");
    }
    let generated = folder.read("environments/dev/main.tf");
    folder.write("environments/dev/renamed.tf", &generated);
    check(
        &folder.run(&["check"]),
        1,
        &["orphaned environments/dev/renamed.tf", "1 generated file differs"],
    );
    check(&folder.run(&[]), 0, &["removed environments/dev/renamed.tf"]);
    for path in own {
        assert_eq!(folder.read(path), "# ours\n", "{path}");
    }
    assert_eq!(folder.read("environments/dev/terraform.tfvars"), values);
}

#[test]
fn a_resource_that_no_deploy_role_knows_is_told_with_its_file() {
    let folder = Folder::new("unknown");
    check(
        &folder.run(&[]),
        0,
        &["created terraform/bootstrap/iam/deploy-1.json.tftpl"],
    );
    folder.write(
        "terraform/modules/queue/vault.tf",
        "resource \"aws_glacier_vault\" \"this\" {\n  name = \"x\"\n}\n",
    );
    // The stack has no queue: nothing of the module is deployed.
    check(&folder.run(&["check"]), 0, &[]);
    folder.write(
        "terraform/modules/function/vault.tf",
        "resource \"aws_glacier_vault\" \"this\" {\n  name = \"x\"\n}\n",
    );
    let says = [
        "error[D002]: nobody has said what a deploy needs for `aws_glacier_vault`",
        "--> terraform/modules/function/vault.tf",
        "1 mistake in terraform/modules",
    ];
    check(&folder.run(&["check"]), 3, &says);
    check(&folder.run(&[]), 3, &says);

    // A type less is a right less.
    fs::remove_file(folder.0.join("terraform/modules/function/vault.tf")).unwrap();
    fs::remove_dir_all(folder.0.join("terraform/modules/secret")).unwrap();
    fs::create_dir(folder.0.join("terraform/modules/secret")).unwrap();
    check(
        &folder.run(&["check"]),
        1,
        &["stale terraform/bootstrap/iam/deploy-"],
    );
}

#[test]
fn values_that_do_not_fit_are_told_and_left_alone() {
    let folder = Folder::new("values");
    check(&folder.run(&[]), 0, &[]);
    let values = folder.read("environments/prod/terraform.tfvars");
    let wrong =
        values
            .replacen("alarm_emails", "alarm_email", 1)
            .replacen("  save_turn ", "  save_turns ", 1);
    folder.write("environments/prod/terraform.tfvars", &wrong);
    let says = [
        "error[V002]: the stack has no variable `alarm_email`",
        "--> environments/prod/terraform.tfvars:",
        "did you mean `alarm_emails`?",
        "error[V003]: `alarm_emails` is not set",
        "\nalarm_emails = []\n",
        "error[V003]: `concurrency` lacks `save_turn`",
        "4 mistakes in terraform.tfvars",
    ];
    check(&folder.run(&["check"]), 3, &says);
    check(&folder.run(&[]), 3, &says);
    assert_eq!(folder.read("environments/prod/terraform.tfvars"), wrong);

    fs::remove_file(folder.0.join("environments/prod/terraform.tfvars")).unwrap();
    check(
        &folder.run(&["check"]),
        3,
        &[
            "error[V001]: there is no such file",
            "--> environments/prod/terraform.tfvars",
        ],
    );
    check(
        &folder.run(&[]),
        0,
        &["created environments/prod/terraform.tfvars"],
    );
    assert_eq!(folder.read("environments/prod/terraform.tfvars"), values);
}

#[test]
fn a_prompt_that_changed_under_its_version_is_refused() {
    const PROMPTS: &str = "handlers/prompts/prompts.lock";
    let folder = Folder::new("prompts");
    check(&folder.run(&[]), 0, &[&format!("created {PROMPTS}")]);
    let lock = folder.read(PROMPTS);
    let refused = |says: &[&str]| {
        let before = folder.read(PROMPTS);
        check(&folder.run(&["check"]), 3, says);
        check(&folder.run(&[]), 3, says);
        assert_eq!(folder.read(PROMPTS), before, "codegen changes no line");
    };

    // To the lock file, a prompt that changed and a line that did are the same.
    let line = lock
        .lines()
        .find(|line| line.starts_with("answer 0.1.0 "))
        .unwrap();
    folder.write(
        PROMPTS,
        &lock.replace(line, &format!("answer 0.1.0 {}", "5eed".repeat(16))),
    );
    refused(&[
        "error[L001]: version 0.1.0 of prompt `answer`",
        "make a new version",
        "1 mistake in handlers/prompts",
    ]);
    folder.write(PROMPTS, &(lock.clone() + &line.replace("0.1.0", "7.0.0") + "\n"));
    refused(&["error[L002]: version 7.0.0 of prompt `answer`", "bring its file"]);

    // A version that has no line yet gets one.
    folder.write(PROMPTS, &lock.replace(&format!("{line}\n"), ""));
    check(&folder.run(&["check"]), 1, &[&format!("stale {PROMPTS}")]);
    check(&folder.run(&[]), 0, &[&format!("updated {PROMPTS}")]);
    assert_eq!(folder.read(PROMPTS), lock);

    fs::create_dir_all(folder.0.join("handlers/prompts/answer")).unwrap();
    folder.write("handlers/prompts/answer/0.3.0.md", "");
    refused(&["error[L003]", "--> handlers/prompts/answer/0.3.0.md"]);
}

#[test]
fn a_model_renders_as_the_app_does() {
    let folder = Folder::new("render");
    let model = folder.run(&["model"]);
    check(&model, 0, &[]);
    fs::write(folder.0.join("model.json"), &model.stdout).unwrap();
    check(&folder.run(&[]), 0, &[]);
    let (file, out) = (folder.0.join("model.json"), folder.0.join("out"));
    let render = |file: &Path| {
        folder.run(&[
            "render",
            "--model",
            file.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ])
    };
    check(&render(&file), 0, &["created terraform/stack/main.tf"]);
    assert_eq!(
        folder.read("out/terraform/stack/openapi.json"),
        folder.read("terraform/stack/openapi.json")
    );

    let text = String::from_utf8(model.stdout).unwrap();
    folder.write(
        "model.json",
        &text.replace("\"timeout_seconds\": 16", "\"timeout_seconds\": 1600"),
    );
    check(
        &render(&file),
        3,
        &[
            "error[P004]: function `generate_reply`",
            "generate_reply.rs:",
            "1 problem found",
        ],
    );
    folder.write("model.json", "{\"name\": 3}");
    check(&render(&file), 2, &["is not a model"]);
    check(&render(Path::new("missing.json")), 4, &["missing.json"]);
}

#[test]
fn mistakes_on_the_command_line_are_told() {
    let folder = Folder::new("mistakes");
    check(
        &folder.run(&["explain", "sav_turn"]),
        2,
        &["no handler `sav_turn`", "`save_turn`"],
    );
    check(&folder.run(&["chek"]), 2, &["'chek'"]);
    check(&folder.run(&["render"]), 2, &["--model"]);
    let explained = folder.run(&["explain", "save_turn", "--json"]);
    check(&explained, 0, &[]);
    let report: serde_json::Value = serde_json::from_slice(&explained.stdout).unwrap();
    assert_eq!(report["handlers"][0]["name"], "save_turn");
}

/// A git repository of the test's own, with codegen's output committed.
fn repository(name: &str) -> Folder {
    let folder = Folder::new(name);
    check(&folder.run(&[]), 0, &[]);
    git(&folder, &["init", "--quiet"]);
    commit(&folder, "first");
    folder
}

fn git(folder: &Folder, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@localhost"];
    let done = Command::new("git")
        .arg("-C")
        .arg(&folder.0)
        .args(identity)
        .args(arguments)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn commit(folder: &Folder, message: &str) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", message]);
}

const LOCK: &str = "terraform/stack/contracts/app.json";

#[test]
fn revisions_and_files_are_compared() {
    let folder = repository("diff");
    let says = |output: &Output, code: i32, words: &str| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{text}{errors}");
        assert!(text.contains(words), "`{words}` is not said: {text}");
    };
    says(&folder.run(&["diff", "HEAD"]), 0, "Nothing changes but code");

    let locked = folder.read(LOCK);
    let slower = locked.replace("\"timeout_seconds\": 16", "\"timeout_seconds\": 19");
    assert_ne!(slower, locked);
    folder.write(LOCK, &slower);
    commit(&folder, "slower");
    says(&folder.run(&["diff", "HEAD~1", "HEAD"]), 0, "timeout 16 s → 19 s");
    says(&folder.run(&["diff", "HEAD"]), 0, "timeout 19 s → 16 s");
    says(
        &folder.run(&["diff", "HEAD~1", "HEAD", "--markdown"]),
        0,
        "<!-- ferrovia: codegen diff -->",
    );
    let json = folder.run(&["diff", "HEAD~1", "HEAD", "--json"]);
    let changes: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(changes["functions"][0]["name"], "generate_reply");

    let renamed = locked.replace("\"path\": \"/v1/messages\"", "\"path\": \"/v2/messages\"");
    assert_ne!(renamed, locked);
    folder.write("moved.json", &renamed);
    let moved = folder.0.join("moved.json");
    says(
        &folder.run(&["diff", "HEAD~1", moved.to_str().unwrap()]),
        5,
        "moved to `POST /v2/messages`",
    );
}

#[test]
fn what_cannot_be_compared_is_told() {
    let folder = repository("diff-mistakes");
    check(&folder.run(&["diff"]), 2, &["<OLD>"]);
    check(
        &folder.run(&["diff", "HEAD", "--markdown", "--json"]),
        2,
        &["--json"],
    );
    check(
        &folder.run(&["diff", "nonsense"]),
        2,
        &["`nonsense` is neither a file nor a git revision"],
    );
    check(
        &folder.run(&["diff", "--", "--output=x"]),
        2,
        &["neither a file nor a git revision"],
    );

    folder.write("other.json", "{\"rows\": []}");
    let other = folder.0.join("other.json");
    check(
        &folder.run(&["diff", other.to_str().unwrap()]),
        2,
        &["is not a model", "codegen -- model"],
    );
    let wrong = folder
        .read(LOCK)
        .replace("\"timeout_seconds\": 16", "\"timeout_seconds\": 1600");
    folder.write("wrong.json", &wrong);
    let wrong = folder.0.join("wrong.json");
    check(
        &folder.run(&["diff", wrong.to_str().unwrap()]),
        3,
        &["error[P004]", "wrong.json` has problems"],
    );

    fs::remove_file(folder.0.join(LOCK)).unwrap();
    commit(&folder, "without a lock file");
    check(
        &folder.run(&["diff", "HEAD"]),
        2,
        &[
            "revision `HEAD` has no terraform/stack/contracts/app.json",
            "git worktree add",
        ],
    );

    // Below the build's own folder is the project's repository: this one is told to be one and is none.
    fs::remove_dir_all(folder.0.join(".git")).unwrap();
    folder.write(".git", "gitdir: nowhere\n");
    check(
        &folder.run(&["diff", "HEAD"]),
        4,
        &["git cannot read the repository"],
    );
}

#[test]
fn a_contract_that_changes_is_told_when_it_is_written() {
    let folder = Folder::new("contracts");
    check(&folder.run(&[]), 0, &[]);
    let locked = folder.read(LOCK);
    folder.write(
        LOCK,
        &locked.replace("\"path\": \"/v1/messages\"", "\"path\": \"/v0/messages\""),
    );
    check(
        &folder.run(&[]),
        0,
        &["broken `POST /v0/messages`: moved to `POST /v1/messages` (breaks API clients)"],
    );
    check(&folder.run(&[]), 0, &["0 changed"]);
    // What is no lock file is overwritten without a word about contracts.
    folder.write(LOCK, "by hand");
    check(
        &folder.run(&[]),
        0,
        &["updated terraform/stack/contracts/app.json"],
    );
}
