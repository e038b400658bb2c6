//! Types as they stand in JSON: what a field is called, whether it may be absent, how a variant is tagged.
//!
//! A JSON Schema has lost the Rust names; a workflow is written in Rust names and runs on JSON ones. Shapes
//! hold both.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The type of a value that travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// `()`: JSON `null`.
    Unit,
    /// A boolean.
    Bool,
    /// An integer of at most 32 bits, which JSONata's doubles hold exactly.
    Integer(Integer),
    /// An integer of 64 bits or more: it may lose digits when a machine reads it, so workflows only carry it
    /// inside larger values.
    WideInteger,
    /// A floating-point number.
    Float,
    /// A string.
    String,
    /// Any JSON value.
    Json,
    /// A value or `null`.
    Option(Box<Type>),
    /// A list.
    List(Box<Type>),
    /// An object with arbitrary keys.
    Map(Box<Type>),
    /// A fixed list of values.
    Tuple(Vec<Type>),
    /// A type of the author's, looked up in [`Shapes`].
    Named(String),
}

/// The integers that a workflow can calculate with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Integer {
    /// From -128.
    I8,
    /// From -32768.
    I16,
    /// From -2147483648.
    I32,
    /// To 255.
    U8,
    /// To 65535.
    U16,
    /// To 4294967295.
    U32,
    /// What a workflow has counted: it keeps to 32 bits. A `usize` that comes from elsewhere is a
    /// [`Type::WideInteger`].
    Usize,
    /// What a literal without a suffix is: rustc knows which of the others.
    Literal,
}

impl Integer {
    /// The least and the greatest.
    #[must_use]
    pub const fn range(self) -> (i64, i64) {
        match self {
            Self::I8 => (i8::MIN as i64, i8::MAX as i64),
            Self::I16 => (i16::MIN as i64, i16::MAX as i64),
            Self::I32 => (i32::MIN as i64, i32::MAX as i64),
            Self::U8 => (0, u8::MAX as i64),
            Self::U16 => (0, u16::MAX as i64),
            Self::U32 | Self::Usize => (0, u32::MAX as i64),
            Self::Literal => (i32::MIN as i64, u32::MAX as i64),
        }
    }
}

impl fmt::Display for Integer {
    /// As in Rust.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::Usize => "usize",
            Self::Literal => "integer",
        })
    }
}

impl fmt::Display for Type {
    /// As an author would write it, named types by their full path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => write!(f, "()"),
            Self::Bool => write!(f, "bool"),
            Self::Integer(integer) => write!(f, "{integer}"),
            Self::WideInteger => write!(f, "64-bit integer"),
            Self::Float => write!(f, "float"),
            Self::String => write!(f, "String"),
            Self::Json => write!(f, "Value"),
            Self::Option(inner) => write!(f, "Option<{inner}>"),
            Self::List(item) => write!(f, "Vec<{item}>"),
            Self::Map(value) => write!(f, "Map<{value}>"),
            Self::Tuple(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "({})", items.join(", "))
            }
            Self::Named(name) => write!(f, "{name}"),
        }
    }
}

/// What a named type looks like in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeDef {
    /// An object with these fields.
    Struct(Vec<Field>),
    /// A wrapper that is invisible in JSON: `struct ConversationId(String)`.
    Transparent(Type),
    /// One of these variants.
    Enum {
        /// How JSON tells the variants apart.
        tagging: Tagging,
        /// In declaration order.
        variants: Vec<Variant>,
    },
}

/// A field of a struct or of a struct variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name in Rust.
    pub rust: String,
    /// The name in JSON.
    pub json: String,
    /// Its type.
    pub ty: Type,
    /// What it means when JSON leaves it out.
    pub presence: Presence,
}

/// What a reader makes of a field that JSON leaves out, and whether a writer may leave it out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Always there.
    Required,
    /// Absent means `None` (an `Option` field); it may also be `null`.
    Optional,
    /// Absent means this value, which `#[serde(default)]` would produce.
    Default(Value),
}

/// How serde tells variants apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tagging {
    /// `"unit"` or `{"variant": data}`.
    External,
    /// `{"tag": "variant", …fields}`.
    Internal {
        /// The tag's field.
        tag: String,
    },
    /// `{"tag": "variant", "content": data}`.
    Adjacent {
        /// The tag's field.
        tag: String,
        /// The data's field.
        content: String,
    },
}

/// A variant of an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The name in Rust.
    pub rust: String,
    /// The name in JSON.
    pub json: String,
    /// What it carries.
    pub data: VariantData,
}

/// What a variant carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariantData {
    /// Nothing.
    Unit,
    /// One unnamed value.
    Newtype(Type),
    /// Several unnamed values.
    Tuple(Vec<Type>),
    /// Named fields.
    Struct(Vec<Field>),
}

/// Every named type that an app's values use. Recursive types end here: a name is looked up, not nested.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shapes(BTreeMap<String, TypeDef>);

impl Shapes {
    /// Registers `name` unless it is known, and answers the type that refers to it. `define` runs at most once
    /// per name, and may meet `name` again: that is how recursive types end.
    pub fn named(&mut self, name: &str, define: impl FnOnce(&mut Self) -> TypeDef) -> Type {
        if !self.0.contains_key(name) {
            // Holds the name while `define` runs; overwritten below.
            self.0.insert(name.to_owned(), TypeDef::Struct(Vec::new()));
            let definition = define(self);
            self.0.insert(name.to_owned(), definition);
        }
        Type::Named(name.to_owned())
    }

    /// The definition behind a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&TypeDef> {
        self.0.get(name)
    }

    /// Follows names and transparent wrappers to what is really in JSON.
    #[must_use]
    pub fn resolve<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut seen = ty;
        // A chain of wrappers is no longer than the number of types; a cycle of wrappers cannot be a value.
        for _ in 0..=self.0.len() {
            match seen {
                Type::Named(name) => match self.0.get(name) {
                    Some(TypeDef::Transparent(inner)) => seen = inner,
                    Some(TypeDef::Struct(_) | TypeDef::Enum { .. }) | None => return seen,
                },
                Type::Unit
                | Type::Bool
                | Type::Integer(_)
                | Type::WideInteger
                | Type::Float
                | Type::String
                | Type::Json
                | Type::Option(_)
                | Type::List(_)
                | Type::Map(_)
                | Type::Tuple(_) => return seen,
            }
        }
        seen
    }
}
