//! A type that is a string on the wire, and always a valid one: parsed where it enters, displayed where it
//! leaves.

/// A name that is not one of those known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of {what}")]
pub struct UnknownName {
    /// What it should name, with its article.
    pub(super) what: &'static str,
}

/// Gives a type with `Display` and `FromStr` its JSON form: a string that must parse. Ids, texts and times
/// travel between workflow steps in this form, so no step can be handed an invalid one.
///
/// Serde's own `try_from` and `into` attributes would do the same, but leave the schema and the `Shape` to be
/// written by hand for each type.
macro_rules! wire_string {
    ($type:ident, $description:literal, { $($keyword:literal: $value:expr),* $(,)? }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl ferrovia::Shape for $type {
            fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
                // A type of its own for workflows too: no other string can be wired into its place.
                shapes.named(concat!(module_path!(), "::", stringify!($type)), |shapes| {
                    ferrovia::model::TypeDef::Transparent(<String as ferrovia::Shape>::shape(shapes))
                })
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $description, $($keyword: $value),* })
            }
        }
    };
}

pub(crate) use wire_string;
