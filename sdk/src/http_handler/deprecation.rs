//! Answers of routes, and by paths, that come to an end.

use super::parameters::captured;
use super::with_header;
use bytes::Bytes;
use ferrovia_model::{Deprecation, Route};
use http::{HeaderName, header};

/// The alias of `route`, if `path` is one of its and not the route's own.
pub(super) fn taken<'a>(route: &'a Route, path: &str) -> Option<&'a Deprecation> {
    let alias = route.alias.as_ref()?;
    (captured(&route.path, path).is_none() && captured(&alias.path, path).is_some()).then_some(alias)
}

/// What a client is told whose way will be gone.
struct Notice<'a> {
    since: &'a str,
    sunset: &'a str,
    /// Where the same is to be had now.
    link: String,
}

impl<'a> Notice<'a> {
    /// `successor` is the path of the route that comes after this one, if one does.
    fn of(route: &'a Route, successor: Option<&str>, path: &str) -> Option<Self> {
        if let Some(alias) = taken(route, path) {
            return Some(Self {
                since: &alias.since,
                sunset: &alias.sunset,
                link: filled(&route.path, &alias.path, path),
            });
        }
        let retirement = route.deprecated.as_ref()?;
        Some(Self {
            since: &retirement.since,
            sunset: &retirement.sunset,
            link: filled(successor?, &route.path, path),
        })
    }
}

/// Adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` to what came by a route's older path, or by a route that
/// has a successor.
pub(super) fn mark(
    response: http::Response<Bytes>,
    path: &str,
    route: &Route,
    successor: Option<&str>,
) -> http::Response<Bytes> {
    let Some(notice) = Notice::of(route, successor, path) else {
        return response;
    };
    let link = format!("<{}>; rel=\"successor-version\"", notice.link);
    let mut response = with_header(response, header::LINK, &link);
    let midnight = |day: &str| {
        chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .ok()
            .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
    };
    if let Some(since) = midnight(notice.since) {
        let name = HeaderName::from_static("deprecation");
        response = with_header(response, name, &format!("@{}", since.timestamp()));
    }
    if let Some(sunset) = midnight(notice.sunset) {
        let date = sunset.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        response = with_header(response, HeaderName::from_static("sunset"), &date);
    }
    response
}

/// `template` with the values that `path` has in the places of `old`.
fn filled(template: &str, old: &str, path: &str) -> String {
    let values = captured(old, path);
    let segments = template.split('/').map(|segment| {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match name.and_then(|name| values.as_ref()?.get(name)) {
            Some(value) => {
                percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
            }
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}
