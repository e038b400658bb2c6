//! Strong entity tags and the condition `If-Match` (RFC 9110, 8.8.3 and 13.1.1).

use crate::{HandlerError, Shape};
use ferrovia_model::{Shapes, Type, TypeDef};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A strong entity tag: which version of a resource this is. On the wire it is quoted, `"7"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

/// Why a text is no entity tag, or no condition on one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ETagError {
    /// A character that no entity tag can hold.
    #[error("an entity tag holds visible ASCII characters other than `\"`")]
    Character,
    /// Not in quotes.
    #[error("expected `*` or entity tags in quotes, such as `\"7\"`")]
    Form,
}

impl ETag {
    /// The tag of a version, without quotes.
    ///
    /// # Errors
    /// [`ETagError::Character`].
    pub fn new(version: impl Into<String>) -> Result<Self, ETagError> {
        let version = version.into();
        if version
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"')
        {
            Ok(Self(version))
        } else {
            Err(ETagError::Character)
        }
    }

    /// The version, without quotes.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.0
    }
}

/// The tag of a numbered version.
impl From<u64> for ETag {
    fn from(version: u64) -> Self {
        Self(version.to_string())
    }
}

/// `If-Match`: the client wants its change only if nobody was faster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: if there is a resource at all.
    Any,
    /// If it is one of these versions. A weak tag (`W/"7"`) equals none, since this comparison is a strong one.
    Versions(Vec<ETag>),
}

/// Somebody was faster: the resource is not what the client thinks it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum PreconditionFailed {
    /// The resource has another version than `If-Match` says.
    #[error("the resource is not at this version: read it again")]
    #[problem(
        status = 412,
        slug = "precondition-failed",
        title = "The resource has changed"
    )]
    Changed,
}

impl IfMatch {
    /// Whether the change may be made to a resource of this version; `None` is one that does not exist.
    ///
    /// # Errors
    /// [`PreconditionFailed`] if not.
    pub fn check(&self, current: Option<&ETag>) -> Result<(), PreconditionFailed> {
        let holds = match (self, current) {
            (Self::Any, current) => current.is_some(),
            (Self::Versions(versions), Some(current)) => versions.contains(current),
            (Self::Versions(_), None) => false,
        };
        if holds {
            Ok(())
        } else {
            Err(PreconditionFailed::Changed)
        }
    }
}

impl FromStr for ETag {
    type Err = ETagError;

    fn from_str(text: &str) -> Result<Self, ETagError> {
        let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Self::new(inner.ok_or(ETagError::Form)?)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{}\"", self.0)
    }
}

impl FromStr for IfMatch {
    type Err = ETagError;

    fn from_str(text: &str) -> Result<Self, ETagError> {
        let mut rest = text.trim();
        if rest == "*" {
            return Ok(Self::Any);
        }
        let mut versions = Vec::new();
        // A comma may stand within a tag, so the quotes lead.
        loop {
            let strong = rest.strip_prefix("W/");
            let inner = strong.unwrap_or(rest).strip_prefix('"').ok_or(ETagError::Form)?;
            let (version, after) = inner.split_once('"').ok_or(ETagError::Form)?;
            let version = ETag::new(version)?;
            if strong.is_none() {
                versions.push(version);
            }
            let after = after.trim_start();
            if after.is_empty() {
                return Ok(Self::Versions(versions));
            }
            rest = after.strip_prefix(',').ok_or(ETagError::Form)?.trim_start();
        }
    }
}

impl fmt::Display for IfMatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => formatter.write_str("*"),
            Self::Versions(versions) => {
                let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
                formatter.write_str(&versions.join(", "))
            }
        }
    }
}

/// A type that is a string on the wire.
macro_rules! on_the_wire {
    ($($type:ident: $description:literal $pattern:literal;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl Shape for $type {
            fn shape(shapes: &mut Shapes) -> Type {
                shapes.named(concat!("ferrovia::", stringify!($type)), |_| TypeDef::Transparent(Type::String))
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $description, "pattern": $pattern })
            }
        }
    )*};
}

on_the_wire! {
    ETag: "The version, a strong entity tag (RFC 9110)." r#"^"[!#-~]*"$"#;
    IfMatch: "The versions to which the change may be made, or `*` for any (RFC 9110)." r#"^\s*(\*|(W/)?"[!#-~]*"(\s*,\s*(W/)?"[!#-~]*")*)\s*$"#;
}
