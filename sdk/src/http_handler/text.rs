//! A part of a request that holds text by name in, a struct out: each field is read from its text by its own type.

use super::problem::Problem;
use crate::Shape;
use ferrovia_model::StandardProblem;
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;
use std::fmt;

/// A part of a request with text by name: its path, its query, its headers.
pub(super) trait Part {
    /// What a pointer to it begins with.
    const NAME: &'static str;

    /// A field as a pointer names it.
    fn pointer(field: &str) -> String {
        field.replace('~', "~0").replace('/', "~1")
    }

    /// The text of a field; `None` if it was not sent.
    ///
    /// # Errors
    /// Why what was sent is none.
    fn value(&self, field: &'static str) -> Result<Option<Cow<'_, str>>, String>;

    /// What was sent and is none of these fields, if that is refused.
    fn unknown(&self, fields: &[&str]) -> Option<String>;
}

/// Reads a part; what is wrong is told with its place.
pub(super) fn read<T: Shape, P: Part>(part: &P) -> Result<T, Problem> {
    T::deserialize(Fields(part)).map_err(|mistake| {
        let (field, code, detail) = match mistake {
            Mistake::Missing(field) => (Some(field.to_owned()), "missing", "it is required".to_owned()),
            Mistake::Unknown(field) => (Some(field), "unknown", "there is no such parameter".to_owned()),
            Mistake::Invalid { field, detail } => (field, "invalid", detail),
        };
        let mut pointer = format!("/{}", P::NAME);
        if let Some(field) = field {
            pointer.push('/');
            pointer.push_str(&P::pointer(&field));
        }
        Problem::standard(StandardProblem::VALIDATION).error(pointer, code, detail)
    })
}

/// What is wrong with a part.
#[derive(Debug)]
enum Mistake {
    Missing(&'static str),
    Unknown(String),
    Invalid { field: Option<String>, detail: String },
}

impl Mistake {
    /// In this field, unless it is told already.
    fn within(self, name: &str) -> Self {
        match self {
            Self::Invalid { field: None, detail } => Self::Invalid {
                field: Some(name.to_owned()),
                detail,
            },
            Self::Missing(_) | Self::Unknown(_) | Self::Invalid { .. } => self,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(formatter, "missing `{field}`"),
            Self::Unknown(field) => write!(formatter, "unknown `{field}`"),
            Self::Invalid { detail, .. } => formatter.write_str(detail),
        }
    }
}

impl std::error::Error for Mistake {}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Invalid {
            field: None,
            detail: message.to_string(),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

/// The part as a whole: a struct with these fields, or nothing.
struct Fields<'a, P>(&'a P);

impl<'de, P: Part> Deserializer<'de> for Fields<'de, P> {
    type Error = Mistake;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        if let Some(unknown) = self.0.unknown(fields) {
            return Err(Mistake::Unknown(unknown));
        }
        visitor.visit_map(Sent {
            part: self.0,
            fields: fields.iter(),
            next: None,
        })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0.unknown(&[]) {
            Some(unknown) => Err(Mistake::Unknown(unknown)),
            None => visitor.visit_unit(),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields that were sent, one after the other.
struct Sent<'a, P> {
    part: &'a P,
    fields: std::slice::Iter<'static, &'static str>,
    next: Option<(&'static str, Cow<'a, str>)>,
}

impl<'de, P: Part> MapAccess<'de> for Sent<'de, P> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        for field in self.fields.by_ref() {
            let value = self.part.value(field).map_err(de::Error::custom);
            if let Some(value) = value.map_err(|mistake: Mistake| mistake.within(field))? {
                self.next = Some((field, value));
                return seed.deserialize(BorrowedStrDeserializer::new(field)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        match self.next.take() {
            Some((field, text)) => seed
                .deserialize(Text(text))
                .map_err(|mistake| mistake.within(field)),
            None => Err(de::Error::custom("a value before its name")),
        }
    }
}

/// One value: text, which a field of another type reads from its spelling in JSON.
struct Text<'a>(Cow<'a, str>);

impl<'de> Text<'de> {
    fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }
}

/// What is a value of that type is given as one; anything else as the text it is, which the type refuses.
macro_rules! parsed {
    ($($method:ident $visit:ident $ty:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            match self.0.parse::<$ty>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => self.visit(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.visit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let text: StrDeserializer<'_, Mistake> = self.0.as_ref().into_deserializer();
        text.deserialize_enum(name, variants, visitor)
    }

    parsed! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i64 i64;
        deserialize_i16 visit_i64 i64;
        deserialize_i32 visit_i64 i64;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u64 u64;
        deserialize_u16 visit_u64 u64;
        deserialize_u32 visit_u64 u64;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
        deserialize_f32 visit_f64 f64;
        deserialize_f64 visit_f64 f64;
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
