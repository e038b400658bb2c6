//! What a tenant notes about a conversation or a message: pairs of names and values.

use std::collections::BTreeMap;

/// The most pairs.
pub const MAX_METADATA_PAIRS: usize = 16;

/// The longest name, in characters.
const MAX_METADATA_NAME: usize = 64;

/// The longest value, in characters.
const MAX_METADATA_VALUE: usize = 512;

/// As a schema's pattern.
const WITHOUT_NUL: &str = r"^[^\u0000]*$";

/// Up to 16 pairs: names of 1 to 64 characters, values of at most 512. The platform keeps them and reads nothing into
/// them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Metadata(BTreeMap<String, String>);

/// Why pairs are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// More than [`MAX_METADATA_PAIRS`].
    #[error("at most {MAX_METADATA_PAIRS} pairs")]
    TooMany,
    /// A name is empty or longer than 64 characters.
    #[error("a name has 1 to {MAX_METADATA_NAME} characters")]
    Name,
    /// A value is longer than 512 characters.
    #[error("a value has at most {MAX_METADATA_VALUE} characters")]
    Value,
    /// A NUL character, which PostgreSQL cannot store.
    #[error("must not contain the character U+0000")]
    Nul,
}

impl Metadata {
    /// Whether nothing is noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs.
    #[must_use]
    pub const fn pairs(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

impl TryFrom<BTreeMap<String, String>> for Metadata {
    type Error = MetadataError;

    fn try_from(pairs: BTreeMap<String, String>) -> Result<Self, MetadataError> {
        if pairs.len() > MAX_METADATA_PAIRS {
            return Err(MetadataError::TooMany);
        }
        for (name, value) in &pairs {
            if name.is_empty() || name.chars().nth(MAX_METADATA_NAME).is_some() {
                return Err(MetadataError::Name);
            }
            if value.chars().nth(MAX_METADATA_VALUE).is_some() {
                return Err(MetadataError::Value);
            }
            if name.contains('\0') || value.contains('\0') {
                return Err(MetadataError::Nul);
            }
        }
        Ok(Self(pairs))
    }
}

impl ferrovia::Shape for Metadata {
    fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
        <BTreeMap<String, String> as ferrovia::Shape>::shape(shapes)
    }
}

impl schemars::JsonSchema for Metadata {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Metadata".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "Up to 16 pairs of names and values, kept as written.",
            "maxProperties": MAX_METADATA_PAIRS,
            "propertyNames": { "minLength": 1, "maxLength": MAX_METADATA_NAME, "pattern": WITHOUT_NUL },
            "additionalProperties": {
                "type": "string", "maxLength": MAX_METADATA_VALUE, "pattern": WITHOUT_NUL,
            },
        })
    }
}
