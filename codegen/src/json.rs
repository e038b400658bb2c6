//! JSON documents as text: indented, in an order that no build changes, a newline at the end.

use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, Serializer as Printer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

/// The document's text, all keys sorted.
#[must_use]
pub fn text(document: &impl Serialize) -> String {
    // Only maps with keys that are no strings cannot be JSON; codegen's documents have none.
    let value = serde_json::to_value(document).unwrap_or(Value::Null);
    declared(&Sorted::from(value))
}

/// The document's text, the members of its structs in the order of their declaration. Values in it are to be
/// [`Sorted`].
#[must_use]
pub fn declared(document: &impl Serialize) -> String {
    let mut text = Vec::with_capacity(4096);
    let indented = Indented {
        depth: 0,
        is_empty: true,
    };
    if document
        .serialize(&mut Printer::with_formatter(&mut text, indented))
        .is_err()
    {
        text.clear();
    }
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// As serde_json's pretty printer, but a line's indentation is written at once.
struct Indented {
    depth: usize,
    is_empty: bool,
}

impl Indented {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if !self.is_empty {
            self.line(writer, b"\n")?;
        }
        writer.write_all(bracket)
    }

    fn item<W: ?Sized + Write>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        self.line(writer, if is_first { b"\n" } else { b",\n" })
    }

    fn line<W: ?Sized + Write>(&self, writer: &mut W, end: &[u8]) -> io::Result<()> {
        const SPACES: &[u8] = &[b' '; 64];
        writer.write_all(end)?;
        let mut width = 2 * self.depth;
        while width > 0 {
            let part = width.min(SPACES.len());
            writer.write_all(&SPACES[..part])?;
            width -= part;
        }
        Ok(())
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.item(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.item(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }
}

/// A value that is written with its keys sorted. That is not left to serde_json, whose maps keep insertion order as
/// soon as any crate of the build asks for that.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted<'a>(Cow<'a, Value>);

/// Whether the maps of this build's serde_json are sorted by themselves.
static MAPS_ARE_SORTED: LazyLock<bool> = LazyLock::new(|| {
    let names = ["b", "a"].map(|name| (name.to_owned(), Value::Null));
    Map::from_iter(names).keys().is_sorted()
});

/// A map's members by name.
pub(crate) fn sorted(members: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let mut moved: Vec<_> = Vec::new();
    if !*MAPS_ARE_SORTED {
        moved.extend(members);
        moved.sort_by_key(|(name, _)| *name);
    }
    let in_place = if *MAPS_ARE_SORTED { Some(members) } else { None };
    in_place.into_iter().flatten().chain(moved)
}

impl From<Value> for Sorted<'_> {
    fn from(value: Value) -> Self {
        Self(Cow::Owned(value))
    }
}

impl<'a> From<&'a Value> for Sorted<'a> {
    fn from(value: &'a Value) -> Self {
        Self(Cow::Borrowed(value))
    }
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_ref() {
            Value::Object(members) if members.keys().is_sorted() => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, Sorted::from(value))))
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                serializer.collect_map(
                    members
                        .into_iter()
                        .map(|(name, value)| (name, Sorted::from(value))),
                )
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted::from)),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                plain.serialize(serializer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sorted, declared, text};
    use serde::Serialize;
    use serde_json::{Value, json};

    #[derive(Serialize)]
    struct Document<'a> {
        name: &'a str,
        about: Sorted<'a>,
    }

    #[test]
    fn structs_are_as_declared_and_values_sorted() {
        let inner: Value = json!({ "b": [{ "d": 1, "c": null }], "a": {} });
        let document = Document {
            name: "é",
            about: Sorted::from(&inner),
        };
        let about = "{\n    \"a\": {},\n    \"b\": [\n      {\n        \"c\": null,\n        \"d\": 1\n      }\n    ]\n  }";
        assert_eq!(
            declared(&document),
            format!("{{\n  \"name\": \"é\",\n  \"about\": {about}\n}}\n")
        );
        assert_eq!(
            text(&document),
            format!("{{\n  \"about\": {about},\n  \"name\": \"é\"\n}}\n")
        );
    }
}
