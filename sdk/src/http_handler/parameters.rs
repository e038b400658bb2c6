//! A path and a query in, their parameters as text out.

use super::text::Part;
use std::borrow::Cow;

/// The segments of a path that stand for parameters, by name.
#[derive(Default)]
pub(super) struct Path<'a>(Vec<(&'a str, Cow<'a, str>)>);

/// The pairs of a query, in its order.
pub(super) struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

/// The values of the `{name}` segments of `template` in `path`, which has the same other segments; `None` if it has not.
pub(super) fn captured<'a>(template: &'a str, path: &'a str) -> Option<Path<'a>> {
    let segments = || template.split('/').zip(path.split('/'));
    let fits = template.split('/').count() == path.split('/').count()
        && segments().all(|(expected, found)| name(expected).is_some() || expected == found);
    fits.then(|| {
        let values =
            segments().filter_map(|(expected, found)| Some((name(expected)?, percent_decoded(found))));
        Path(values.collect())
    })
}

fn name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

impl Path<'_> {
    /// A parameter's text.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_ref())
    }
}

impl Part for Path<'_> {
    const NAME: &'static str = "path";

    fn value(&self, field: &'static str) -> Result<Option<Cow<'_, str>>, String> {
        Ok(self.get(field).map(Cow::Borrowed))
    }

    /// The template's parameters are the fields, which is checked when the app is built.
    fn unknown(&self, _: &[&str]) -> Option<String> {
        None
    }
}

/// Splits a query.
pub(super) fn query(query: &str) -> Query<'_> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded(name), form_decoded(value))
    });
    Query(pairs.collect())
}

impl Part for Query<'_> {
    const NAME: &'static str = "query";

    fn value(&self, field: &'static str) -> Result<Option<Cow<'_, str>>, String> {
        let mut found = self.0.iter().filter(|(name, _)| name == field);
        match (found.next(), found.next()) {
            // Which of them another reader takes is its own affair: proxies and frameworks differ.
            (Some(_), Some(_)) => Err("it stands there twice".to_owned()),
            (Some((_, value)), None) => Ok(Some(Cow::Borrowed(value))),
            (None, _) => Ok(None),
        }
    }

    /// A misspelt parameter would have no effect, and nobody would know.
    fn unknown(&self, fields: &[&str]) -> Option<String> {
        let unknown = self.0.iter().find(|(name, _)| !fields.contains(&name.as_ref()));
        unknown.map(|(name, _)| name.to_string())
    }
}

/// What forms and browsers make of a space is one.
fn form_decoded(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        Cow::Owned(percent_decoded(&text.replace('+', " ")).into_owned())
    } else {
        percent_decoded(text)
    }
}

/// RFC 3986 percent-decoding; what is no valid escape or no UTF-8 stays as it was sent.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}
