//! A JSON object in; its fields, typed, and a problem for each that is not what it should be, out.

use super::Problem;
use crate::template::{Template, expression};
use serde_json::{Map, Value as Json};

/// The problems found so far.
pub(super) type Problems = Vec<Problem>;

/// An object of a definition, and where it stands.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    object: &'a Map<String, Json>,
    place: String,
}

impl<'a> Fields<'a> {
    pub(super) fn new(value: &'a Json, place: String, problems: &mut Problems) -> Option<Self> {
        let Some(object) = value.as_object() else {
            problems.push(Problem {
                place,
                message: "not an object".to_owned(),
            });
            return None;
        };
        Some(Self { object, place })
    }

    pub(super) fn place(&self, name: &str) -> String {
        if self.place.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.place)
        }
    }

    pub(super) fn problem(&self, name: &str, message: impl Into<String>, problems: &mut Problems) {
        let place = if name.is_empty() {
            self.place.clone()
        } else {
            self.place(name)
        };
        problems.push(Problem {
            place,
            message: message.into(),
        });
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Json> {
        self.object.get(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a String> {
        self.object.keys()
    }

    pub(super) fn object(&self, name: &str, problems: &mut Problems) -> Option<Fields<'a>> {
        let value = self.get(name)?;
        Fields::new(value, self.place(name), problems)
    }

    pub(super) fn list(&self, name: &str, problems: &mut Problems) -> Vec<Fields<'a>> {
        let Some(value) = self.get(name) else {
            return Vec::new();
        };
        let Some(items) = value.as_array() else {
            self.problem(name, "not a list", problems);
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items
            .filter_map(|(i, item)| Fields::new(item, format!("{}[{i}]", self.place(name)), problems))
            .collect()
    }

    pub(super) fn text(&self, name: &str, problems: &mut Problems) -> Option<&'a str> {
        let text = self.get(name)?.as_str();
        if text.is_none() {
            self.problem(name, "not a string", problems);
        }
        text
    }

    pub(super) fn required_text(&self, name: &str, problems: &mut Problems) -> Option<&'a str> {
        if self.get(name).is_none() {
            self.problem(name, "missing", problems);
        }
        self.text(name, problems)
    }

    pub(super) fn flag(&self, name: &str, problems: &mut Problems) -> Option<bool> {
        let flag = self.get(name)?.as_bool();
        if flag.is_none() {
            self.problem(name, "neither `true` nor `false`", problems);
        }
        flag
    }

    /// A number that is not negative.
    pub(super) fn number(&self, name: &str, problems: &mut Problems) -> Option<f64> {
        let number = self.get(name)?.as_f64().filter(|number| *number >= 0.0);
        if number.is_none() {
            self.problem(name, "not a number, or less than nought", problems);
        }
        number
    }

    pub(super) fn whole(&self, name: &str, problems: &mut Problems) -> Option<u64> {
        let number = self.get(name)?.as_u64();
        if number.is_none() {
            self.problem(name, "not a whole number, or less than nought", problems);
        }
        number
    }

    pub(super) fn texts(&self, name: &str, problems: &mut Problems) -> Vec<&'a str> {
        let texts = self.get(name).and_then(Json::as_array).and_then(|items| {
            let texts: Option<Vec<_>> = items.iter().map(Json::as_str).collect();
            texts.filter(|texts| !texts.is_empty())
        });
        if texts.is_none() {
            self.problem(name, "not a list of strings, or empty", problems);
        }
        texts.unwrap_or_default()
    }

    pub(super) fn template(&self, name: &str, problems: &mut Problems) -> Option<Template> {
        match Template::compile(self.get(name)?) {
            Ok(template) => Some(template),
            Err(error) => {
                let place = format!("{}{}", self.place(name), error.pointer.replace('/', "."));
                problems.push(Problem {
                    place,
                    message: format!("{}; {}", error.error, error.error.help()),
                });
                None
            }
        }
    }

    /// A whole number that is not negative, or an expression.
    pub(super) fn amount(&self, name: &str, problems: &mut Problems) -> Option<Template> {
        let value = self.get(name)?;
        if value.as_u64().is_none() && value.as_str().and_then(expression).is_none() {
            self.problem(name, "neither a whole number nor an expression", problems);
            return None;
        }
        self.template(name, problems)
    }

    pub(super) fn refuse_unknown(&self, known: &[&[&str]], problems: &mut Problems) {
        let unknown = self
            .names()
            .filter(|name| !known.iter().any(|known| known.contains(&name.as_str())));
        for name in unknown {
            self.problem(name, "no such field here in JSONata mode", problems);
        }
    }
}
