//! Answers to requests that came by a route's older path.

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

/// Adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` to what came by the route's older path.
pub(super) fn mark(response: http::Response<Bytes>, path: &str, route: &Route) -> http::Response<Bytes> {
    let Some(alias) = taken(route, path) else {
        return response;
    };
    let link = format!("<{}>; rel=\"successor-version\"", successor(route, alias, path));
    let mut response = with_header(response, header::LINK, &link);
    let midnight = |day: &str| {
        chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .ok()
            .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
    };
    if let Some(since) = midnight(&alias.since) {
        let name = HeaderName::from_static("deprecation");
        response = with_header(response, name, &format!("@{}", since.timestamp()));
    }
    if let Some(sunset) = midnight(&alias.sunset) {
        let date = sunset.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        response = with_header(response, HeaderName::from_static("sunset"), &date);
    }
    response
}

/// Where the same is to be had now: the route's path, with the values that stand in `path`.
fn successor(route: &Route, alias: &Deprecation, path: &str) -> String {
    let values = captured(&alias.path, path);
    let segments = route.path.split('/').map(|segment| {
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
