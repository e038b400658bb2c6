//! The arrows and the map: what ARCHITECTURE.md says is true of the sources.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use std::process::Command;
use tests::{root, sources};

/// `adapters → application → ports → domain`: each layer, and what it must not name.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "crate::ports",
            "crate::application",
            "crate::adapters",
            "crate::workflows",
            "async fn",
        ],
    ),
    (
        "ports",
        &["crate::application", "crate::adapters", "crate::workflows"],
    ),
    (
        "application",
        &[
            "crate::adapters",
            "crate::workflows",
            "sqlx",
            "async_openai",
            "aws_sdk",
        ],
    ),
    (
        "adapters/inbound",
        &["sqlx", "async_openai", "aws_sdk", "ferrovia_aws"],
    ),
    (
        "workflows",
        &["sqlx", "async_openai", "aws_sdk", "ferrovia_aws", "outbound"],
    ),
];

fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn inside_handlers_every_arrow_points_inwards() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for (layer, forbidden) in LAYERS {
        for (path, text) in sources(&format!("handlers/src/{layer}"), ".rs").unwrap() {
            read += 1;
            for (number, line) in code(&text) {
                for name in forbidden.iter().filter(|name| line.contains(**name)) {
                    wrong.push(format!("{}:{}: `{name}` in {layer}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(read > 20, "only {read} files were read: have the layers moved?");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_domain_knows_of_the_sdk_only_how_a_value_looks_and_what_a_prompt_says() {
    for (path, text) in sources("handlers/src/domain", ".rs").unwrap() {
        for (number, line) in code(&text).filter(|(_, line)| line.contains("ferrovia::")) {
            let allowed = [
                "ferrovia::data",
                "ferrovia::Shape",
                "ferrovia::model::",
                "ferrovia::{Prompt, PromptFile, Prompts}",
            ];
            assert!(
                allowed.iter().any(|name| line.contains(name)),
                "{}:{}: {line}",
                path.display(),
                number + 1
            );
        }
    }
}

#[test]
fn emitters_reach_no_handler_and_do_no_io() {
    for (path, text) in sources("codegen/src", ".rs").unwrap() {
        if ["main.rs", "disk.rs", "revision.rs", "tests.rs"]
            .iter()
            .any(|name| path.ends_with(name))
        {
            continue;
        }
        for (number, line) in code(&text) {
            for name in [
                "handlers::",
                "std::fs",
                "std::env",
                "std::time",
                "HashMap",
                "HashSet",
            ] {
                assert!(
                    !line.contains(name),
                    "{}:{}: `{name}` in an emitter",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

/// Crates of a package's normal dependency tree, with the features that `cargo run -p` and these flags give it.
fn tree(package: &str, flags: &[&str]) -> Vec<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--package",
            package,
        ])
        .args(flags)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn codegen_compiles_no_aws_client_and_no_server() {
    let tree = tree("codegen", &[]);
    assert!(tree.iter().any(|name| name == "handlers"), "{tree:?}");
    for name in &tree {
        let heavy = name.starts_with("aws-")
            || ["hyper", "axum", "tokio", "sqlx", "reqwest", "rustls", "ring"].contains(&name.as_str());
        assert!(!heavy, "codegen compiles `{name}`");
    }
}

#[test]
fn the_sdk_names_no_aws_client() {
    for package in ["ferrovia", "ferrovia-model", "ferrovia-macros"] {
        assert!(
            tree(package, &[]).iter().all(|name| !name.starts_with("aws-")),
            "{package} compiles an AWS client"
        );
    }
}

#[test]
fn a_lambda_has_nothing_of_the_laptop() {
    let tree = tree("handlers", &["--no-default-features", "--features", "runtime"]);
    assert!(tree.iter().any(|name| name == "lambda_runtime"), "{tree:?}");
    for name in ["axum", "clap", "ferrovia-local", "ferrovia-states"] {
        assert!(!tree.iter().any(|found| found == name), "a Lambda has `{name}`");
    }
}

#[test]
fn evals_compile_no_aws_client_and_no_database() {
    let tree = tree("evals", &[]);
    assert!(tree.iter().any(|name| name == "reqwest"), "{tree:?}");
    for name in &tree {
        let heavy = name.starts_with("aws-")
            || ["ferrovia-aws", "ferrovia-local", "sqlx", "lambda_runtime", "axum"].contains(&name.as_str());
        assert!(!heavy, "evals compile `{name}`");
    }
}

#[test]
fn every_name_in_the_map_can_be_searched_for() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut text: String = ["sdk", "codegen", "handlers", "tests", ".ci", ".github"]
        .iter()
        .flat_map(|folder| sources(folder, "").unwrap_or_default())
        .map(|(path, text)| format!("{}\n{text}", path.display()))
        .collect();
    text.push_str(&std::fs::read_to_string(root().join("Cargo.toml")).unwrap());
    let names: Vec<&str> = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| !name.contains('\n'))
        .collect();
    assert!(names.len() > 40, "the map names only {} things", names.len());
    for name in names {
        let path = name.trim_end_matches('/');
        let is_command = name.starts_with("cargo ");
        // `a::b` and `a()` are searched for by their last word.
        let word = name.rsplit("::").next().unwrap_or(name).trim_end_matches("()");
        assert!(
            is_command || root().join(path).exists() || text.contains(word),
            "ARCHITECTURE.md names `{name}`, which is nowhere"
        );
    }
}

/// What lets somebody in: a role's trust, or a policy on the thing itself.
const DOORS: &[&str] = &["resource \"aws_iam_role\"", "resource \"aws_lambda_permission\""];

/// A module of the stack that holds a trust or resource policy has its row in the permission table, for a reader of the
/// stack alone.
#[test]
fn whoever_a_module_lets_in_is_in_the_permission_table() {
    let table = std::fs::read_to_string(root().join("terraform/stack/docs/permissions.md")).unwrap();
    let stack: String = sources("terraform/stack", ".tf")
        .unwrap()
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let mut found = 0;
    for (path, text) in sources("terraform/modules", ".tf").unwrap() {
        let folder = path.parent().unwrap().file_name().unwrap().to_string_lossy();
        let of_resource = |line: &str| {
            line.starts_with("resource ") && line.contains("_policy\"") && !line.contains("aws_iam_")
        };
        let lets_in = |line: &str| DOORS.iter().any(|door| line.starts_with(door)) || of_resource(line);
        if !text.lines().any(lets_in) || !stack.contains(&format!("\"../modules/{folder}\"")) {
            continue;
        }
        found += 1;
        assert!(
            table.contains(&format!("](../../modules/{folder})")),
            "{}: say in codegen/src/permissions/reasons.rs whom it lets in",
            path.display()
        );
    }
    assert!(found > 3, "only {found} files let anybody in: have they moved?");
}
