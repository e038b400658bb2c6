//! A Rust type in, its JSON form out: what a value looks like between steps.

use ferrovia_model::{Field, Integer, Presence, Shapes, Type};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// A value that travels: between steps, in an event, over HTTP. `#[ferrovia::data]` writes this and everything it
/// asks for.
///
/// A type whose JSON form the derive cannot read from its serde attributes (one that checks itself by
/// `#[serde(try_from = "String")]`, say) implements it by hand, by naming the type that stands in JSON:
///
/// ```
/// use ferrovia::{Shape, model::{Shapes, Type}};
///
/// #[derive(Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
/// #[serde(try_from = "String")]
/// struct Locale(String);
///
/// impl TryFrom<String> for Locale {
///     type Error = String;
///     fn try_from(text: String) -> Result<Self, String> {
///         if text.is_ascii() { Ok(Self(text)) } else { Err(format!("`{text}` is no locale")) }
///     }
/// }
///
/// impl Shape for Locale {
///     fn shape(shapes: &mut Shapes) -> Type {
///         String::shape(shapes)
///     }
/// }
///
/// assert_eq!(Locale::shape(&mut Shapes::default()), Type::String);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel between steps",
    label = "this type has no form in JSON",
    note = "put `#[ferrovia::data]` on its definition"
)]
pub trait Shape: Clone + Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static {
    /// The type as it stands in JSON. Named types are entered in `shapes`, under the path of their definition.
    fn shape(shapes: &mut Shapes) -> Type;
}

macro_rules! plain {
    ($($shape:expr => $($ty:ty),+;)+) => {$($(
        impl Shape for $ty {
            fn shape(_: &mut Shapes) -> Type {
                $shape
            }
        }
    )+)+};
}

plain! {
    Type::Unit => ();
    Type::Bool => bool;
    Type::Integer(Integer::I8) => i8;
    Type::Integer(Integer::I16) => i16;
    Type::Integer(Integer::I32) => i32;
    Type::Integer(Integer::U8) => u8;
    Type::Integer(Integer::U16) => u16;
    Type::Integer(Integer::U32) => u32;
    Type::WideInteger => i64, u64, isize, usize, i128, u128;
    Type::Float => f32, f64;
    Type::String => char, String, uuid::Uuid, chrono::DateTime<chrono::Utc>, chrono::NaiveDate;
    Type::Json => Value;
    Type::Map(Box::new(Type::Json)) => serde_json::Map<String, Value>;
}

impl<T: Shape> Shape for Box<T> {
    fn shape(shapes: &mut Shapes) -> Type {
        T::shape(shapes)
    }
}

impl<T: Shape> Shape for Option<T> {
    fn shape(shapes: &mut Shapes) -> Type {
        Type::Option(Box::new(T::shape(shapes)))
    }
}

macro_rules! list {
    ($($ty:ident: $($bound:path),*;)+) => {$(
        impl<T: Shape $(+ $bound)*> Shape for $ty<T> {
            fn shape(shapes: &mut Shapes) -> Type {
                Type::List(Box::new(T::shape(shapes)))
            }
        }
    )+};
}

list! {
    Vec:;
    VecDeque:;
    BTreeSet: Ord;
    HashSet: Eq, std::hash::Hash;
}

impl<K: Shape + Ord, V: Shape> Shape for BTreeMap<K, V> {
    fn shape(shapes: &mut Shapes) -> Type {
        Type::Map(Box::new(V::shape(shapes)))
    }
}

impl<K: Shape + Eq + std::hash::Hash, V: Shape> Shape for HashMap<K, V> {
    fn shape(shapes: &mut Shapes) -> Type {
        Type::Map(Box::new(V::shape(shapes)))
    }
}

macro_rules! tuple {
    ($($item:ident),+) => {
        impl<$($item: Shape),+> Shape for ($($item,)+) {
            fn shape(shapes: &mut Shapes) -> Type {
                Type::Tuple(vec![$($item::shape(shapes)),+])
            }
        }
    };
}

tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
tuple!(A, B, C, D, E);
tuple!(A, B, C, D, E, F);

/// A field that JSON may leave out without the type saying what stands for it: an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be left out of JSON",
    label = "a reader would miss it",
    note = "add `#[serde(default)]` to the field, or make it an `Option`"
)]
pub trait MayBeAbsent {}

impl<T> MayBeAbsent for Option<T> {}
impl<T: MayBeAbsent> MayBeAbsent for Box<T> {}

/// Compiles for fields that may be absent.
pub const fn may_be_absent<T: MayBeAbsent>() {}

/// The name of a generic type with these arguments, `desk::Page<desk::Ticket>`.
#[must_use]
pub fn generic(name: &str, arguments: &[Type]) -> String {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    format!("{name}<{}>", arguments.join(", "))
}

/// A field that serde knows no default for.
#[must_use]
pub fn field(rust: &str, json: &str, ty: Type) -> Field {
    let presence = if matches!(ty, Type::Option(_)) {
        Presence::Optional
    } else {
        Presence::Required
    };
    Field {
        rust: rust.to_owned(),
        json: json.to_owned(),
        ty,
        presence,
    }
}

/// A field with a serde default.
#[must_use]
pub fn default_field<T: Shape>(rust: &str, json: &str, ty: Type, default: &T) -> Field {
    let presence = match (serde_json::to_value(default).unwrap_or_default(), &ty) {
        (Value::Null, Type::Option(_)) => Presence::Optional,
        (value, _) => Presence::Default(value),
    };
    Field {
        rust: rust.to_owned(),
        json: json.to_owned(),
        ty,
        presence,
    }
}
