//! What narrows a scalar or a count, and which of two such limits is the narrower.

use super::super::effect::Effects;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A keyword that narrows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diff) enum Limit {
    Type,
    Least,
    Above,
    Most,
    Below,
    Shortest,
    Longest,
    FewestItems,
    MostItems,
    FewestFields,
    MostFields,
    MultipleOf,
    Unique,
    Pattern,
    Format,
}

impl Limit {
    const ALL: [Self; 15] = [
        Self::Type,
        Self::Least,
        Self::Above,
        Self::Most,
        Self::Below,
        Self::Shortest,
        Self::Longest,
        Self::FewestItems,
        Self::MostItems,
        Self::FewestFields,
        Self::MostFields,
        Self::MultipleOf,
        Self::Unique,
        Self::Pattern,
        Self::Format,
    ];

    /// As JSON Schema calls it.
    pub(in crate::diff) const fn keyword(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Least => "minimum",
            Self::Above => "exclusiveMinimum",
            Self::Most => "maximum",
            Self::Below => "exclusiveMaximum",
            Self::Shortest => "minLength",
            Self::Longest => "maxLength",
            Self::FewestItems => "minItems",
            Self::MostItems => "maxItems",
            Self::FewestFields => "minProperties",
            Self::MostFields => "maxProperties",
            Self::MultipleOf => "multipleOf",
            Self::Unique => "uniqueItems",
            Self::Pattern => "pattern",
            Self::Format => "format",
        }
    }

    /// The limits that a schema sets, those of Rust's integers among them.
    pub(in crate::diff) fn all_of(members: &Map<String, Value>) -> BTreeMap<Self, Value> {
        let own = |limit: Self| Some((limit, members.get(limit.keyword())?.clone()));
        let mut limits: BTreeMap<Self, Value> = Self::ALL.into_iter().filter_map(own).collect();
        let format = limits.get(&Self::Format).and_then(Value::as_str);
        let numeric = members
            .get("type")
            .is_some_and(|kind| kind == "integer" || kind == "number");
        if let (Some((least, most)), true) = (format.and_then(range), numeric) {
            limits.entry(Self::Least).or_insert(json!(least));
            limits.entry(Self::Most).or_insert(json!(most));
        }
        if numeric {
            // Beyond its range it says how Rust holds the number, which JSON does not show.
            limits.remove(&Self::Format);
        }
        // No list is shorter, and no limit is the same as one that limits nothing.
        for nothing in [Self::Shortest, Self::FewestItems, Self::FewestFields] {
            if limits.get(&nothing) == Some(&json!(0)) {
                limits.remove(&nothing);
            }
        }
        limits
    }

    /// What a change of this limit does to readers.
    pub(in crate::diff) fn effects(self, old: Option<&Value>, new: Option<&Value>) -> Effects {
        let (Some(old), Some(new)) = (old, new) else {
            return if new.is_some() {
                Effects::NARROWED
            } else {
                Effects::WIDENED
            };
        };
        let grows = |old: &Value, new: &Value| match (old.as_f64(), new.as_f64()) {
            (Some(old), Some(new)) => old.partial_cmp(&new).unwrap_or(Ordering::Equal),
            _ => Ordering::Equal,
        };
        match self {
            Self::Least | Self::Above | Self::Shortest | Self::FewestItems | Self::FewestFields => {
                if grows(old, new) == Ordering::Less {
                    Effects::NARROWED
                } else {
                    Effects::WIDENED
                }
            }
            Self::Most | Self::Below | Self::Longest | Self::MostItems | Self::MostFields => {
                if grows(old, new) == Ordering::Less {
                    Effects::WIDENED
                } else {
                    Effects::NARROWED
                }
            }
            Self::Unique => {
                if new == &json!(true) {
                    Effects::NARROWED
                } else {
                    Effects::WIDENED
                }
            }
            // Whether one of two patterns allows all that the other does is not decided here: the careful answer.
            Self::Type | Self::MultipleOf | Self::Pattern | Self::Format => Effects::REPLACED,
        }
    }
}

/// What Rust's integers hold, by the names that schemars gives them.
fn range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" | "uint" => (0, u64::MAX.into()),
        _ => return None,
    })
}
