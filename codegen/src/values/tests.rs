//! Values in, mistakes out.

use super::{Mistake, mistakes};
use crate::environments;
use crate::terraform::ENVIRONMENTS;
use ferrovia_model::CheckedApp;

fn app() -> CheckedApp {
    let text = include_str!("../../tests/golden/table/model.json");
    let app: ferrovia_model::App = serde_json::from_str(text).unwrap();
    app.check().unwrap()
}

/// What codegen writes for dev.
fn written(app: &CheckedApp) -> String {
    let files = environments::values(app);
    files.get("dev/terraform.tfvars").unwrap().to_owned()
}

/// The mistakes after a change of what codegen writes, as people read them; `:+1` is the line after the one on which
/// the change begins.
#[track_caller]
fn check(from: &str, to: &str, expected: &[&str]) {
    let app = app();
    let text = written(&app);
    let Some(start) = text.find(from) else {
        panic!("{from:?} is not written: {text}");
    };
    let line = text[..start].matches('\n').count() + 1;
    let found = mistakes(&app, "dev", Some(&text.replacen(from, to, 1)));
    let found: Vec<String> = found.iter().map(Mistake::to_string).collect();
    let counted = |text: &&str| {
        (0..9).fold((*text).to_owned(), |text, after| {
            text.replace(&format!(":+{after}"), &format!(":{}", line + after))
        })
    };
    let expected: Vec<String> = expected.iter().map(counted).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_codegen_writes_is_right() {
    let app = app();
    let files = environments::values(&app);
    for environment in ENVIRONMENTS {
        let text = files.get(&format!("{environment}/terraform.tfvars")).unwrap();
        assert_eq!(mistakes(&app, environment, Some(text)), [], "{environment}");
    }
}

#[test]
fn a_file_that_is_missing_or_no_list_of_assignments() {
    let missing = mistakes(&app(), "prod", None);
    assert_eq!(
        missing.iter().map(Mistake::to_string).collect::<Vec<_>>(),
        [
            "error[V001]: there is no such file\n  --> environments/prod/terraform.tfvars\n  help: run `cargo run -p codegen`, which writes one to begin with, and commit it"
        ]
    );
    let app = app();
    let broken = mistakes(&app, "dev", Some("region = \"eu-west-1\"\nregion : 3\n"));
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert_eq!(broken[0].line, Some(2));
    let twice = mistakes(&app, "dev", Some("region = \"a\"\nregion = \"b\"\n"));
    assert_eq!(twice.len(), 1, "{twice:?}");
    check(
        "alarm_emails = []",
        "alarm_emails = []\nsettings {\n}",
        &[
            "error[V001]: `settings` is a block\n  --> environments/dev/terraform.tfvars:+1\n  help: values are assignments: `name = value`",
        ],
    );
}

#[test]
fn unknown_names_with_the_nearest_that_is_known() {
    check(
        "log_level = \"DEBUG\"",
        "log_levle = \"DEBUG\"",
        &[
            "error[V002]: the stack has no variable `log_levle`\n  --> environments/dev/terraform.tfvars:+0\n  help: did you mean `log_level`? If not, remove it: nothing reads it",
        ],
    );
    check(
        "alarm_emails = []",
        "alarm_emails = []\nfrobnicate = true",
        &[
            "error[V002]: the stack has no variable `frobnicate`\n  --> environments/dev/terraform.tfvars:+1\n  help: remove it: nothing reads it",
        ],
    );
    check(
        "endpoint_zones     = 1",
        "endpoint_zones     = 1\n  nat_gateway = 2",
        &[
            "error[V002]: `network` has no `nat_gateway`\n  --> environments/dev/terraform.tfvars:+1\n  help: did you mean `nat_gateways`? If not, remove it: Terraform passes over it in silence",
        ],
    );
}

#[test]
fn what_is_missing_with_the_lines_to_add() {
    check(
        "alarm_emails = []\n",
        "",
        &[
            "error[V003]: `alarm_emails` is not set, and has no default\n  --> environments/dev/terraform.tfvars\n  help: add, with a value of your choice:\n\n# Addresses that are told of each alarm; each is asked once to confirm.\nalarm_emails = []",
        ],
    );
    check(
        "{\n  load_ticket = 40\n}",
        "{\n}",
        &[
            "error[V003]: `concurrency` lacks `load_ticket`\n  --> environments/dev/terraform.tfvars:+0\n  help: add to it, with a value of your choice: `load_ticket = 40`",
        ],
    );
    // It has a default.
    check("log_level = \"DEBUG\"\n", "", &[]);
}

#[test]
fn values_of_another_type() {
    let mistake = |path: &str, what: &str| {
        format!(
            "error[V004]: `{path}` is not {what}\n  --> environments/dev/terraform.tfvars:+0\n  help: write {what}, in full: values are not computed, and none is null"
        )
    };
    let one = |from: &str, to: &str, path: &str, what: &str| check(from, to, &[&mistake(path, what)]);
    one("\"us-east-1\"", "true", "region", "a string in quotes");
    one("\"us-east-1\"", "var.region", "region", "a string in quotes");
    one("\"us-east-1\"", "\"${1}\"", "region", "a string in quotes");
    one("\"us-east-1\"", "null", "region", "a string in quotes");
    one(
        "= []",
        "= \"on-call@example.com\"",
        "alarm_emails",
        "a list: `[…]`",
    );
    one("= []", "= [7]", "alarm_emails[0]", "a string in quotes");
    one(
        "= false",
        "= \"no\"",
        "database_desk.multi_az",
        "`true` or `false`",
    );
    one(
        "load_ticket = 40",
        "load_ticket = \"40\"",
        "concurrency.load_ticket",
        "a number",
    );
    one(
        "{\n  load_ticket = 40\n}",
        "40",
        "concurrency",
        "an object: `{…}`",
    );
}

#[test]
fn quoted_keys_are_names_too() {
    check("load_ticket = 40", "\"load_ticket\" = 40", &[]);
}

#[test]
fn values_that_a_deploy_passes() {
    check(
        "alarm_emails = []",
        "alarm_emails = []\nartifact = {}",
        &[
            "error[V005]: `artifact` is not the environment's to choose\n  --> environments/dev/terraform.tfvars:+1\n  help: remove it: a deploy passes it, for each release anew",
        ],
    );
}
