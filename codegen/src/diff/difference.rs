//! Two schemas of one value in, what differs out: where, what, and what it does to readers of either age.

use super::effect::{Effect, Effects};
use super::schema::{Alternative, Form, Limit, Object, Schemas};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One difference of two schemas.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Where in the value: `turns[].text`; empty is the value itself.
    pub path: String,
    /// What.
    pub change: Change,
    /// What it does to readers.
    #[serde(flatten)]
    pub effects: Effects,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A field is new.
    FieldAdded {
        /// Whether it must be there.
        required: bool,
    },
    /// A field is gone.
    FieldRemoved {
        /// Whether it had to be there.
        required: bool,
    },
    /// A field that could be absent must be there.
    BecameRequired,
    /// A field that had to be there may be absent.
    BecameOptional,
    /// A variant, a value of an enum, or another type of value is new.
    AlternativeAdded {
        /// Which.
        alternative: String,
    },
    /// A variant, a value of an enum, or another type of value is gone.
    AlternativeRemoved {
        /// Which.
        alternative: String,
    },
    /// The value is of another type.
    Replaced {
        /// What it was.
        old: String,
        /// What it is.
        new: String,
    },
    /// Unknown fields were passed over and are refused.
    Closed,
    /// Unknown fields were refused and are passed over.
    Opened,
    /// A limit, a pattern or a format.
    Limit {
        /// JSON Schema's keyword.
        keyword: &'static str,
        /// `None` is no limit.
        old: Option<Value>,
        /// `None` is no limit.
        new: Option<Value>,
    },
    /// What a field means if it is left out.
    Default {
        /// `None` is nothing.
        old: Option<Value>,
        /// `None` is nothing.
        new: Option<Value>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let necessity = |required: &bool| if *required { "required" } else { "optional" };
        let value =
            |value: &Option<Value>| value.as_ref().map_or_else(|| "none".to_owned(), Value::to_string);
        match self {
            Self::FieldAdded { required } => write!(f, "new {} field", necessity(required)),
            Self::FieldRemoved { required } => write!(f, "{} field removed", necessity(required)),
            Self::BecameRequired => write!(f, "optional → required"),
            Self::BecameOptional => write!(f, "required → optional"),
            Self::AlternativeAdded { alternative } => write!(f, "may now be {alternative}"),
            Self::AlternativeRemoved { alternative } => write!(f, "may no longer be {alternative}"),
            Self::Replaced { old, new } => write!(f, "{old} → {new}"),
            Self::Closed => write!(f, "unknown fields passed over → refused"),
            Self::Opened => write!(f, "unknown fields refused → passed over"),
            Self::Limit { keyword, old, new } => write!(f, "{keyword} {} → {}", value(old), value(new)),
            Self::Default { old, new } => write!(f, "default {} → {}", value(old), value(new)),
        }
    }
}

/// What differs between two self-contained JSON Schemas (2020-12). What is written for people alone does not.
#[must_use]
pub fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut comparison = Comparison {
        old: Schemas::of(old),
        new: Schemas::of(new),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    comparison.values("", old, new);
    comparison.found
}

struct Comparison<'a> {
    old: Schemas<'a>,
    new: Schemas<'a>,
    /// Pairs of references whose comparison has begun: that is how recursive types end.
    seen: BTreeSet<(String, String)>,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn note(&mut self, path: &str, change: Change, effects: Effects) {
        self.found.push(Difference {
            path: path.to_owned(),
            change,
            effects,
        });
    }

    /// Any two schemas.
    fn values(&mut self, path: &str, old: &Value, new: &Value) {
        let references = |schema: &Value| schema.get("$ref").map(Value::to_string);
        if let (Some(old), Some(new)) = (references(old), references(new))
            && !self.seen.insert((old, new))
        {
            return;
        }
        let olds = self.old.alternatives(old);
        let news = self.new.alternatives(new);
        let (mut lost, mut gained) = (Vec::new(), Vec::new());
        for (name, old) in &olds {
            match news.get(name) {
                Some(new) => self.forms(
                    &inside(path, &old.words, olds.len().max(news.len())),
                    &old.form,
                    &new.form,
                ),
                None => lost.push((name, old)),
            }
        }
        gained.extend(news.iter().filter(|(name, _)| !olds.contains_key(*name)));
        self.alternatives(path, &lost, &gained, (&olds, &news));
    }

    /// Alternatives that only one side has.
    fn alternatives(
        &mut self,
        path: &str,
        lost: &[(&String, &Alternative)],
        gained: &[(&String, &Alternative)],
        (olds, news): (&BTreeMap<String, Alternative>, &BTreeMap<String, Alternative>),
    ) {
        let covered = |one: &Alternative, others: &BTreeMap<String, Alternative>| {
            others.values().any(|other| other.form.covers(&one.form))
        };
        let really_lost: Vec<_> = lost.iter().filter(|(_, old)| !covered(old, news)).collect();
        let really_gained: Vec<_> = gained.iter().filter(|(_, new)| !covered(new, olds)).collect();
        let listed = |of: &[(&String, &Alternative)]| {
            let words: Vec<&str> = of
                .iter()
                .map(|(_, alternative)| alternative.words.as_str())
                .collect();
            words.join(" or ")
        };
        let unmatched =
            lost.len() == olds.len() && gained.len() == news.len() && !lost.is_empty() && !gained.is_empty();
        if unmatched {
            let effects = match (really_lost.is_empty(), really_gained.is_empty()) {
                (true, true) => Effects::NONE,
                (true, false) => Effects::WIDENED,
                (false, true) => Effects::NARROWED,
                (false, false) => Effects::REPLACED,
            };
            let (mut old, mut new) = (listed(lost), listed(gained));
            if old == new {
                // The same variants, told apart otherwise.
                let named = |of: &[(&String, &Alternative)]| {
                    of.iter()
                        .map(|(name, _)| name.as_str())
                        .collect::<Vec<_>>()
                        .join(" or ")
                };
                (old, new) = (named(lost), named(gained));
            }
            return self.note(path, Change::Replaced { old, new }, effects);
        }
        for (_, old) in really_lost {
            let alternative = old.words.clone();
            self.note(
                path,
                Change::AlternativeRemoved { alternative },
                Effects::NARROWED,
            );
        }
        for (_, new) in really_gained {
            let alternative = new.words.clone();
            self.note(path, Change::AlternativeAdded { alternative }, Effects::WIDENED);
        }
    }

    /// Two alternatives of one name.
    fn forms(&mut self, path: &str, old: &Form, new: &Form) {
        match (old, new) {
            (Form::Scalar(old), Form::Scalar(new)) => self.limits(path, old, new),
            (
                Form::List {
                    items: old_items,
                    places: old_places,
                    limits: old_limits,
                },
                Form::List {
                    items: new_items,
                    places: new_places,
                    limits: new_limits,
                },
            ) => {
                self.limits(path, old_limits, new_limits);
                self.values(&format!("{path}[]"), old_items, new_items);
                for (index, (old, new)) in old_places.iter().zip(new_places).enumerate() {
                    self.values(&format!("{path}[{index}]"), old, new);
                }
            }
            (Form::Object(old), Form::Object(new)) => {
                self.limits(path, &old.limits, &new.limits);
                let names: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
                for name in names {
                    self.field(&field(path, name), name, (old, new));
                }
                if let (Some(old), Some(new)) = (&old.others, &new.others) {
                    self.values(&field(path, "*"), old, new);
                }
                match (old.closed, new.closed) {
                    (false, true) => self.note(path, Change::Closed, Effects::NARROWED),
                    // A map has fields of any name; otherwise whoever reads new values meets no others for that.
                    (true, false) if new.others.is_some() => {
                        self.note(path, Change::Opened, Effects::WIDENED)
                    }
                    (true, false) => self.note(path, Change::Opened, Effects::NONE),
                    (true, true) | (false, false) => {}
                }
            }
            // One name is one form.
            (
                Form::Scalar(_) | Form::List { .. } | Form::Object(_) | Form::Anything | Form::Exactly(_),
                _,
            ) => {}
        }
    }

    fn field(&mut self, path: &str, name: &str, (old, new): (&Object, &Object)) {
        let must = |object: &Object| object.required.contains(name);
        // Of a map, any field may be there.
        let of = |object: &Object| object.fields.get(name).or(object.others.as_ref()).cloned();
        match (of(old), of(new)) {
            (Some(before), Some(after)) => {
                match (must(old), must(new)) {
                    (false, true) => self.note(path, Change::BecameRequired, Effects::NARROWED),
                    (true, false) => self.note(path, Change::BecameOptional, Effects::WIDENED),
                    (true, true) | (false, false) => {}
                }
                let default = |schema: &Value| schema.get("default").cloned();
                let (was, is) = (default(&before), default(&after));
                if was != is && !must(old) && !must(new) {
                    self.note(path, Change::Default { old: was, new: is }, Effects::NONE);
                }
                self.values(path, &before, &after);
            }
            (None, Some(_)) => {
                let required = must(new);
                let effects = added(required, old.closed);
                self.note(path, Change::FieldAdded { required }, effects);
            }
            (Some(_), None) => {
                let required = must(old);
                let Effects {
                    on_new_readers,
                    on_old_readers,
                } = added(required, new.closed);
                let effects = Effects::of(on_old_readers, on_new_readers);
                self.note(path, Change::FieldRemoved { required }, effects);
            }
            (None, None) => {}
        }
    }

    fn limits(&mut self, path: &str, old: &BTreeMap<Limit, Value>, new: &BTreeMap<Limit, Value>) {
        let limits: BTreeSet<Limit> = old.keys().chain(new.keys()).copied().collect();
        for limit in limits {
            let (old, new) = (old.get(&limit), new.get(&limit));
            if old != new {
                let (keyword, effects) = (limit.keyword(), limit.effects(old, new));
                let (old, new) = (old.cloned(), new.cloned());
                self.note(path, Change::Limit { keyword, old, new }, effects);
            }
        }
    }
}

/// What a new field does: readers that want it miss it in old values; readers that do not know it pass it over, unless
/// they refuse what they do not know.
const fn added(required: bool, closed_before: bool) -> Effects {
    let on_new_readers = if required { Effect::Fails } else { Effect::Misses };
    let on_old_readers = if closed_before {
        Effect::Fails
    } else {
        Effect::Ignores
    };
    Effects::of(on_new_readers, on_old_readers)
}

/// A field's path.
fn field(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// A variant's path: the value's own if there is no other.
fn inside(path: &str, variant: &str, count: usize) -> String {
    if count > 1 && variant.starts_with('`') {
        format!("{path}<{}>", variant.trim_matches('`'))
    } else {
        path.to_owned()
    }
}
