//! What holds of every app: generated ones, and those of the golden cases.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod apps;

use apps::{any_app, golden_apps};
use codegen::explain::{self, Permission, Right};
use codegen::files::Files;
use codegen::iam::{Policy, grants, verify};
use ferrovia_model::{App, CheckedApp, Function, Grant, Subject};
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn checked(app: App) -> CheckedApp {
    app.check().unwrap_or_else(|problems| panic!("{problems}"))
}

/// The app, and the same with every list in another order.
fn reordered(app: App) -> impl Strategy<Value = (App, App)> {
    let parameters: Vec<_> = app
        .functions
        .iter()
        .map(|function| Just(function.parameters.clone()).prop_shuffle())
        .collect();
    let errors: Vec<_> = app
        .functions
        .iter()
        .map(|function| Just(function.errors.clone()).prop_shuffle())
        .collect();
    let resources = (
        Just(app.tables.clone()).prop_shuffle(),
        Just(app.language_models.clone()).prop_shuffle(),
        Just(app.secrets.clone()).prop_shuffle(),
        Just(app.event_buses.clone()).prop_shuffle(),
        Just(app.events.clone()).prop_shuffle(),
        Just(app.queues.clone()).prop_shuffle(),
    );
    let indices: Vec<usize> = (0..app.functions.len()).collect();
    let order = Just(indices).prop_shuffle();
    (parameters, errors, order, resources).prop_map(move |(parameters, errors, order, resources)| {
        let mut other = app.clone();
        for ((function, parameters), errors) in other.functions.iter_mut().zip(parameters).zip(errors) {
            function.parameters = parameters;
            function.errors = errors;
        }
        let functions = order.iter().map(|index| other.functions[*index].clone());
        other.functions = functions.collect();
        other.workflows.reverse();
        (
            other.tables,
            other.language_models,
            other.secrets,
            other.event_buses,
            other.events,
            other.queues,
        ) = resources;
        (app.clone(), other)
    })
}

fn every_app() -> impl Strategy<Value = App> {
    let golden = golden_apps().into_iter().map(|app| Just(app).boxed());
    prop_oneof![any_app(), Union::new(golden)]
}

/// What an app without one of its functions lacks nothing for: the function, and the app without it.
fn with_one_function_more() -> impl Strategy<Value = (Function, App)> {
    (any_app(), any::<prop::sample::Index>()).prop_map(|(app, index)| {
        let mut more = app.functions[index.index(app.functions.len())].clone();
        more.name = "one_more".to_owned();
        (more, app)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn declaration_order_never_changes_a_byte((app, other) in every_app().prop_flat_map(reordered)) {
        let (files, others) = (codegen::emit(&checked(app)), codegen::emit(&checked(other)));
        for ((path, text), (other_path, other)) in files.iter().zip(others.iter()) {
            prop_assert_eq!(path, other_path);
            prop_assert_eq!(text, other, "{}", path);
        }
        prop_assert_eq!(files.iter().count(), others.iter().count());
    }

    #[test]
    fn a_line_that_moves_makes_no_file_stale(app in every_app(), by in 1_u32..1_000) {
        let mut model = serde_json::to_value(&app).unwrap();
        move_lines(&mut model, by);
        let moved: App = serde_json::from_value(model).unwrap();
        prop_assert_ne!(&app, &moved);
        prop_assert!(codegen::emit(&checked(app)) == codegen::emit(&checked(moved)));
    }

    #[test]
    fn every_statement_has_its_grant_and_every_grant_its_statement(app in every_app()) {
        let app = checked(app);
        let files = codegen::emit(&app);
        let report = explain::report(&app, None).unwrap();
        for (function, handler) in app.functions.iter().zip(&report.handlers) {
            prop_assert_eq!(&function.name, &handler.name);
            // Every grant has a statement, but for what a function says in its own log …
            let asked = grants::asked(&app, function);
            let gauge = |grant: &Grant| matches!(grant.subject(), Subject::Gauge(_));
            for (parameter, grant) in granted(function).filter(|(_, grant)| !gauge(grant)) {
                let has = |asked: &grants::Asked<'_>| {
                    asked.by.is_some_and(|(one, by)| one.name == parameter && by == grant)
                };
                prop_assert!(asked.iter().any(has), "{}: {parameter}: {grant:?}", function.name);
            }
            // … and what the policy says is what `explain` gives reasons for, no more and no less.
            let written = statements(&files, &function.name);
            let explained: BTreeSet<String> = handler.permissions.iter().filter_map(sid).collect();
            prop_assert_eq!(written.keys().collect::<BTreeSet<_>>(), explained.iter().collect::<BTreeSet<_>>());
            for permission in &handler.permissions {
                let own_logs = sid(permission).as_deref() == Some("WriteOwnLogs");
                prop_assert_eq!(permission.asked_by.is_empty(), own_logs, "{:?}", permission);
            }
        }
    }

    #[test]
    fn every_statement_of_every_role_has_its_reason_in_the_permission_table(app in every_app()) {
        let files = codegen::emit(&checked(app));
        let written: BTreeSet<(&str, &str)> = files
            .iter()
            .filter_map(|(path, text)| {
                let role = path.strip_prefix("terraform/stack/iam/")?.strip_suffix(".json.tftpl")?;
                Some(text.lines().filter_map(move |line| Some((role, between(line, "\"Sid\": \"", "\"")?))))
            })
            .flatten()
            .collect();
        let mut explained = BTreeSet::new();
        for line in files.get("terraform/stack/docs/permissions.md").unwrap().lines() {
            if let Some(role) = between(line, "](../iam/", ".json.tftpl)") {
                let cells: Vec<&str> = line.trim_matches(['|', ' ']).split(" | ").collect();
                prop_assert!(cells.len() == 3 && !cells[2].is_empty(), "{}", line);
                prop_assert!(explained.insert((role, cells[1].trim_matches('`'))), "{}", line);
            }
        }
        prop_assert_eq!(written, explained);
    }

    #[test]
    fn every_table_right_has_its_grant_and_every_grant_its_table_right(app in every_app()) {
        let app = checked(app);
        let files = codegen::emit(&app);
        for function in &app.functions {
            let path = format!("terraform/stack/sql/{}.sql", function.name);
            let sql = files.get(&path).unwrap_or_default();
            let written: BTreeSet<(String, String)> = sql.lines().flat_map(rights).collect();
            let granted: BTreeSet<(String, String)> = function
                .grants()
                .filter_map(ferrovia_model::sql::privileges_of)
                .flat_map(|(table, rights)| rights.iter().map(|right| ((*right).to_owned(), table.clone())))
                .collect();
            prop_assert_eq!(written, granted, "{}", path);
        }
    }

    #[test]
    fn every_policy_is_one_that_aws_understands_and_is_no_wider_than_it_must_be(app in every_app()) {
        let app = checked(app);
        for function in &app.functions {
            let asked = grants::asked(&app, function).into_iter();
            let violations = verify(&Policy::new(asked.map(|asked| asked.statement)));
            prop_assert!(violations.is_empty(), "{}: {violations:?}", function.name);
        }
    }

    #[test]
    fn a_parameter_that_goes_takes_its_statements_along(app in any_app(), index in any::<prop::sample::Index>()) {
        let (before, without) = (checked(app.clone()), {
            let mut app = app;
            let which = index.index(app.functions.len());
            app.functions[which].parameters.pop();
            apps::without_unused(app)
        });
        let after = checked(without);
        let (files, fewer) = (codegen::emit(&before), codegen::emit(&after));
        for function in &after.functions {
            let report = explain::report(&before, Some(&function.name)).unwrap();
            let kept: BTreeSet<&str> = function.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            let expected: BTreeSet<String> = report.handlers[0]
                .permissions
                .iter()
                .filter(|permission| {
                    let askers = &permission.asked_by;
                    askers.is_empty() || askers.iter().any(|asker| kept.contains(asker.parameter.as_str()))
                })
                .filter_map(sid)
                .collect();
            let (had, has) = (statements(&files, &function.name), statements(&fewer, &function.name));
            prop_assert_eq!(has.keys().cloned().collect::<BTreeSet<_>>(), expected);
            for (sid, statement) in &has {
                prop_assert_eq!(Some(statement), had.get(sid));
            }
        }
    }

    #[test]
    fn a_new_handler_touches_its_own_files_and_is_entered_in_lists((more, app) in with_one_function_more()) {
        let before = codegen::emit(&checked(app.clone()));
        let name = more.name.clone();
        let mut app = app;
        app.functions.push(more);
        let after = codegen::emit(&checked(app));
        let own = BTreeSet::from([
            format!("terraform/stack/function_{name}.tf"),
            format!("terraform/stack/contracts/{name}.json"),
            format!("terraform/stack/iam/{name}.json.tftpl"),
            format!("terraform/stack/sql/{name}.sql"),
            codegen::lock::PATH.to_owned(),
        ]);
        // The permission table, the handlers whose versions may be in flight, and the dashboard with what has alarms.
        let lists = [
            "terraform/stack/docs/permissions.md",
            "terraform/stack/variables.tf",
            "terraform/stack/dashboard.json.tftpl",
            "terraform/stack/alarms.tf", "terraform/stack/docs/network.md"];
        for (path, text) in after.iter() {
            if before.get(path) != Some(text) {
                prop_assert!(own.contains(path) || lists.contains(&path), "{path} changed");
            }
        }
        for (path, _) in before.iter() {
            prop_assert!(after.get(path).is_some(), "{} is gone", path);
        }
    }
}

/// AWS and PostgreSQL can rename none of what we make there, so that a new name must not reach them.
#[test]
fn a_rename_changes_no_name_that_aws_or_postgresql_knows() {
    for app in golden_apps() {
        let before = known_names(&codegen::emit(&checked(app.clone())));
        assert!(before.len() >= app.functions.len(), "{before:?}");
        let after = known_names(&codegen::emit(&checked(renamed(&app))));
        assert_eq!(before, after, "{}", app.name);
    }
}

/// The app with every handler and workflow under a new name.
fn renamed(app: &App) -> App {
    let functions = app.functions.iter().map(|function| &function.name);
    let names: BTreeSet<String> = functions
        .chain(app.workflows.iter().map(|it| &it.name))
        .cloned()
        .collect();
    let mut model = serde_json::to_value(app).unwrap();
    rename(&mut model, &names);
    let mut renamed: App = serde_json::from_value(model).unwrap();
    for (function, before) in renamed.functions.iter_mut().zip(&app.functions) {
        function.was.insert(0, before.name.clone());
    }
    for (workflow, before) in renamed.workflows.iter_mut().zip(&app.workflows) {
        workflow.was.insert(0, before.name.clone());
    }
    renamed
}

/// Wherever one of the names is called, but for the lists of former names.
fn rename(model: &mut Value, names: &BTreeSet<String>) {
    match model {
        Value::Object(members) => members
            .iter_mut()
            .filter(|(name, _)| *name != "was")
            .for_each(|(_, value)| rename(value, names)),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, names)),
        Value::String(text) if names.contains(text) => text.insert_str(0, "new_"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What stands in the stack behind the prefix of physical names, as a module's name, and as a database user.
fn known_names(files: &Files) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for (path, text) in files
        .iter()
        .filter(|(path, _)| path.starts_with("terraform/stack"))
    {
        let module = if path.ends_with(".tf") { "  name " } else { "\0" };
        for begin in [
            "${prefix}-",
            "${local.prefix}-",
            "dbuser:${",
            "postgres://",
            "ROLE \"",
            "GRANT rds_iam TO \"",
            module,
        ] {
            for (position, _) in text.match_indices(begin) {
                let name: String = text[position..]
                    .chars()
                    .take_while(|character| !"\n,\\;@".contains(*character))
                    .collect();
                known.insert(name);
            }
        }
    }
    known
}

/// Moves everything down in its file, and into another file.
fn move_lines(model: &mut Value, by: u32) {
    match model {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), &mut *value) {
                    ("line", Value::Number(line)) => *line = (line.as_u64().unwrap() + u64::from(by)).into(),
                    ("file", Value::String(file)) => file.insert_str(0, "moved/"),
                    _ => move_lines(value, by),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| move_lines(item, by)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn granted(function: &Function) -> impl Iterator<Item = (&str, &Grant)> {
    function.parameters.iter().flat_map(|parameter| {
        parameter
            .grants
            .iter()
            .map(|grant| (parameter.name.as_str(), grant))
    })
}

fn sid(permission: &Permission) -> Option<String> {
    match &permission.right {
        Right::Iam { sid, .. } => Some(sid.clone()),
        Right::Sql { .. } | Right::Variable { .. } | Right::Gauge { .. } | Right::Network { .. } => None,
    }
}

/// The statements of a function's policy by Sid. Placeholders stand inside strings, so the file is JSON as it is.
fn statements(files: &Files, function: &str) -> BTreeMap<String, Value> {
    let path = format!("terraform/stack/iam/{function}.json.tftpl");
    let policy: Value = serde_json::from_str(files.get(&path).unwrap()).unwrap();
    let statements = policy["Statement"].as_array().unwrap().iter();
    statements
        .map(|statement| (statement["Sid"].as_str().unwrap().to_owned(), statement.clone()))
        .collect()
}

/// What stands between two texts on a line.
fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// Privilege and table of `GRANT SELECT, INSERT ON "schema"."table" TO "role";`.
fn rights(line: &str) -> Vec<(String, String)> {
    let Some((rights, rest)) = line
        .strip_prefix("GRANT ")
        .and_then(|line| line.split_once(" ON \"desk\".\""))
    else {
        return Vec::new();
    };
    let (table, _) = rest.split_once('"').unwrap();
    rights
        .split(", ")
        .map(|right| (right.to_owned(), table.to_owned()))
        .collect()
}
