//! A checked app in, its lock file out, and back: the model as one JSON document, so that any git revision can be compared
//! without being compiled.
//!
//! It holds no places in the sources, since moving code must make no generated file stale, and has one order whatever was
//! declared first. What codegen reads from it is an [`App`] like any other, which [`App::check`] judges.

use crate::files::Files;
use crate::json::Sorted;
use crate::{HEADER, json};
use ferrovia_model::{App, CheckedApp, ErrorVariant};
use serde_json::{Map, Value};

/// Where it lies in the repository.
pub const PATH: &str = "terraform/stack/contracts/app.json";

/// `app.json`.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    files.insert("app.json", text(app));
    files
}

/// The lock file of an app.
#[must_use]
pub fn text(app: &CheckedApp) -> String {
    // Its keys are strings, so it can always be JSON.
    let mut document = serde_json::to_value(ordered(app)).unwrap_or_default();
    forget_places(&mut document);
    if let Value::Object(members) = &mut document {
        members.insert("$comment".to_owned(), HEADER.into());
    }
    json::declared(&Sorted::from(document))
}

/// The app with every list in the one order that a lock file has. A signature's parameters and an error's variants are sets
/// to whoever compares them.
fn ordered(app: &CheckedApp) -> App {
    let mut app = App::clone(app);
    let sort = |errors: &mut Vec<ErrorVariant>| errors.sort_by(|one, other| one.name.cmp(&other.name));
    for function in &mut app.functions {
        function
            .parameters
            .sort_by(|one, other| one.name.cmp(&other.name));
        sort(&mut function.errors);
    }
    app.workflows
        .iter_mut()
        .for_each(|workflow| sort(&mut workflow.errors));
    app
}

/// What holds values of the authors', in which a `line` is theirs.
const VALUES: [&str; 5] = ["schema", "default", "literal", "constant", "new"];

/// Takes away where things are written: every `source`, and the lines in a workflow's body.
fn forget_places(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members
                .get("source")
                .and_then(Value::as_object)
                .is_some_and(is_place)
            {
                members.remove("source");
            }
            if members.get("line").is_some_and(Value::is_u64) {
                members.remove("line");
            }
            let inner = members
                .iter_mut()
                .filter(|(name, _)| !VALUES.contains(&name.as_str()));
            inner.for_each(|(_, value)| forget_places(value));
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_place(members: &Map<String, Value>) -> bool {
    members.len() == 2 && members.contains_key("file") && members.contains_key("line")
}

/// Reads a lock file, or what `codegen model` prints.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(text: &str) -> Result<App, serde_json::Error> {
    let document: Value = serde_json::from_str(text)?;
    // Every member of an app has a default, so that any object would do.
    if document.get("functions").is_none() || document.get("name").is_none() {
        return Err(serde::de::Error::custom("it has no `name` and no `functions`"));
    }
    serde_json::from_value(document)
}
