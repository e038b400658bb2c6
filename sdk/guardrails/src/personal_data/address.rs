//! E-mail and IP addresses.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

use super::{Candidates, PersonalData, before};
use crate::pattern::pattern;

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:\w[\w-]*\.)+\w[\w-]*\w"));
static IP_V4: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{1,3}(?:\.\d{1,3}){3}"));
static IP_V6: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}"));

pub(super) fn find(text: &str, candidates: &mut Candidates) {
    for found in EMAIL.find_iter(text) {
        // Quotation marks and stops may stand before an address, and at its end they cannot.
        let address = found
            .as_str()
            .trim_start_matches(|one: char| !one.is_alphanumeric() && one != '_');
        if !address.starts_with('@') {
            candidates.push((PersonalData::Email, found.end() - address.len()..found.end()));
        }
    }
    for found in IP_V4.find_iter(text) {
        let named = before(text, found.start(), 10);
        let version = named.ends_with('v') || named.contains("version") || named.contains("release");
        if found.as_str().parse::<Ipv4Addr>().is_ok() && stands_alone(text, found.range()) && !version {
            candidates.push((PersonalData::IpAddress, found.range()));
        }
    }
    for found in IP_V6.find_iter(text) {
        let groups = found
            .as_str()
            .split(':')
            .filter(|group| !group.is_empty())
            .count();
        if groups > 2 && found.as_str().parse::<Ipv6Addr>().is_ok() && stands_alone(text, found.range()) {
            candidates.push((PersonalData::IpAddress, found.range()));
        }
    }
}

/// Whether no other letter, digit or point goes on with what stands at `range`; a full stop may.
fn stands_alone(text: &str, range: std::ops::Range<usize>) -> bool {
    let joins = |one: char| one.is_alphanumeric();
    let head = text.get(..range.start).unwrap_or_default();
    let tail = text.get(range.end..).unwrap_or_default();
    let follows = tail.strip_prefix(['.', ':']).unwrap_or(tail);
    !head.ends_with(joins)
        && !head.strip_suffix('.').unwrap_or_default().ends_with(joins)
        && !follows.starts_with(|one: char| one.is_ascii_digit())
        && !tail.starts_with(joins)
}
