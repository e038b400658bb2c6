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

/// Gives an enum `ALL` in the order of this list, `as_str`, and `FromStr`: the names are those on the wire, where
/// `rename_all` says the same, and in the database. A variant that is left out does not compile.
macro_rules! names {
    ($type:ident, $what:literal, { $($variant:ident: $name:literal),+ $(,)? }) => {
        impl $type {
            /// All of them.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// As the wire and the database spell it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::domain::wire::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
                known.ok_or($crate::domain::wire::UnknownName { what: $what })
            }
        }
    };
}

pub(crate) use {names, wire_string};
