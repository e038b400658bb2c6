//! A case: a change of a model as data.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One change, and how it is to be judged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// The change, in words.
    pub(super) name: String,
    /// What is put where; what is there is overwritten.
    #[serde(default)]
    set: BTreeMap<String, Value>,
    /// What is put at the end of which list.
    #[serde(default)]
    add: BTreeMap<String, Vec<Value>>,
    /// What is taken away.
    #[serde(default)]
    remove: Vec<String>,
    /// Workflows that take the body of a variant.
    #[serde(default)]
    rewrite: BTreeMap<String, String>,
    /// What is called otherwise, wherever it is named.
    #[serde(default)]
    rename: BTreeMap<String, String>,
    /// Whether the change is made the other way round.
    #[serde(default)]
    back: bool,
    /// `nothing`, `harmless`, `caution` or `breaking`.
    pub(super) verdict: String,
    /// Whose contracts break, exactly.
    #[serde(default)]
    pub(super) breaks: BTreeSet<String>,
    /// What the text says.
    #[serde(default)]
    pub(super) says: Vec<String>,
    /// What it does not.
    #[serde(default)]
    pub(super) never: Vec<String>,
}

impl Case {
    /// The models before and after.
    pub(super) fn models(&self, before: Value, variants: &Value) -> (Value, Value) {
        let mut after = before.clone();
        for (from, to) in &self.rename {
            rename(&mut after, from, to);
        }
        for (path, value) in &self.set {
            self.each(&mut after, path, &|parent, last| put(parent, last, value.clone()));
        }
        for (path, values) in &self.add {
            self.each(&mut after, path, &|parent, last| {
                let mut list =
                    get(parent, last).map_or_else(Vec::new, |list| list.as_array().unwrap().clone());
                list.extend(values.iter().cloned());
                put(parent, last, list.into())
            });
        }
        for path in &self.remove {
            self.each(&mut after, path, &take);
        }
        for (workflow, variant) in &self.rewrite {
            let body = variants["workflows"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["name"] == *variant);
            let body = body.unwrap_or_else(|| panic!("{}: no variant {variant}", self.name))["body"].clone();
            self.each(
                &mut after,
                &format!("workflows/{workflow}/body"),
                &|parent, last| put(parent, last, body.clone()),
            );
        }
        assert!(after != before, "{}: changes nothing", self.name);
        if self.back {
            (after, before)
        } else {
            (before, after)
        }
    }

    /// Does something with the last name of a path in what the names before it lead to: of members, or of things in a list
    /// by what they are called. `types/Question/…` leads to the schemas of a type, wherever it is used.
    fn each(&self, model: &mut Value, path: &str, act: Act<'_>) {
        let mut segments: Vec<&str> = path.split('/').collect();
        let last = segments.pop().unwrap();
        let count = match segments.as_slice() {
            ["types", ty, inner @ ..] => {
                let mut count = 0;
                schemas(model, ty, &mut |schema| {
                    let parent = walk(schema, inner);
                    count += usize::from(parent.is_some_and(|parent| act(parent, last)));
                });
                count
            }
            segments => usize::from(walk(model, segments).is_some_and(|parent| act(parent, last))),
        };
        assert!(count > 0, "{}: there is no {path}", self.name);
    }
}

/// What is done in a parent with one of its children; whether it could be done.
type Act<'a> = &'a dyn Fn(&mut Value, &str) -> bool;

fn walk<'a>(mut value: &'a mut Value, segments: &[&str]) -> Option<&'a mut Value> {
    for segment in segments {
        value = match value {
            Value::Object(members) => members.get_mut(*segment)?,
            Value::Array(items) => {
                let index = place(items, segment)?;
                &mut items[index]
            }
            _ => return None,
        };
    }
    Some(value)
}

fn get<'a>(parent: &'a Value, last: &str) -> Option<&'a Value> {
    match parent {
        Value::Array(items) => items.get(place(items, last)?),
        other => other.get(last),
    }
}

fn put(parent: &mut Value, last: &str, value: Value) -> bool {
    match parent {
        Value::Object(members) => {
            members.insert(last.to_owned(), value);
            true
        }
        Value::Array(items) => place(items, last).is_some_and(|index| {
            items[index] = value;
            true
        }),
        _ => false,
    }
}

fn take(parent: &mut Value, last: &str) -> bool {
    match parent {
        Value::Object(members) => members.remove(last).is_some(),
        Value::Array(items) => place(items, last).is_some_and(|index| {
            items.remove(index);
            true
        }),
        _ => false,
    }
}

/// Every schema of the type: a payload's own, and the definitions in others'.
fn schemas(value: &mut Value, ty: &str, act: &mut dyn FnMut(&mut Value)) {
    if value.get("title").is_some_and(|title| title == ty) {
        act(value);
    }
    match value {
        Value::Object(members) => {
            if let Some(definition) = members.get_mut("$defs").and_then(|all| all.get_mut(ty)) {
                act(definition);
            }
            members.values_mut().for_each(|inner| schemas(inner, ty, act));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| schemas(inner, ty, act)),
        _ => {}
    }
}

/// Where something stands in a list: by its name, its number, or itself.
fn place(items: &[Value], name: &str) -> Option<usize> {
    let named = |item: &Value| {
        ["name", "rust", "model", "status", "version"]
            .iter()
            .any(|key| match &item[*key] {
                Value::String(text) => text == name,
                Value::Number(number) => number.to_string() == name,
                _ => false,
            })
            || item == name
    };
    items
        .iter()
        .position(named)
        .or_else(|| name.parse().ok().filter(|index| *index < items.len()))
}

fn rename(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Object(members) => members.values_mut().for_each(|value| rename(value, from, to)),
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, from, to)),
        _ => {}
    }
}
