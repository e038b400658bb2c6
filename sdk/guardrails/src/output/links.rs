//! Links in an answer, plain, in Markdown or in disguise, against the hosts that are allowed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use url::{Host, Url};

use super::reading::Reading;
use super::{Check, Conversation, OutputPolicy, Violation};
use crate::pattern::pattern;
use crate::{Shadow, visible};

mod domains;

/// A point, a colon or a scheme that is written so that no program takes it for one.
static DEFANGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?P<dot>\s?[\[({<]\s?(?:\.|dot|ponto|punto)\s?[\])}>]\s?|\s(?:dot|ponto|punto)\s)|(?P<colon>\s?[\[({]\s?:\s?[\])}])|(?P<slashes>:\s?[\[({]?\s?//\s?[\])}]?)|(?P<scheme>\bh(?:xx|tx|\*\*|__|ttx)ps?\b)",
    )
});
/// Anything with a scheme, or `//host`, up to where a link cannot go on.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?i)(?:\b[a-z][a-z0-9+.\-]{1,20}:(?:[/\\]{1,3})|(?:^|[\s("'=<\[])[/\\]{2})[^\s<>"'`)\]}|]+"#)
});
/// Schemes that need no host to do harm.
static ACTIVE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:javascript|data|vbscript|file|intent):[^\s]{1,}"));
/// What Markdown or HTML makes a link or an image of.
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?P<image>!?)\[[^\]]{0,400}\]\(\s*<?(?P<inline>[^\s)>]+)|^\s{0,3}\[[^\]]{1,80}\]:\s*<?(?P<reference>[^\s>]+)|<(?P<tag>[a-z]+)[^>]{0,400}?\b(?:src|href|srcset|action|background|poster)\s*=\s*["']?(?P<attribute>[^"'\s>]+)"#,
    )
});
/// A host without a scheme.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9\-]{1,61}\b(?::\d{2,5})?(?:/[^\s<>]*)?",
    )
});

pub(super) fn check(
    reading: &Reading,
    policy: &OutputPolicy,
    conversation: &Conversation<'_>,
    violations: &mut Vec<Violation>,
) {
    let facts: Vec<String> = conversation
        .facts
        .iter()
        .map(|text| text.to_lowercase())
        .collect();
    let mut wrong: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    // In the text as it is, a look-alike letter keeps a foreign host apart from an allowed one; in the shadow, and
    // with the disguises off, a link is found that a reader would follow.
    let shown = visible(&reading.text);
    let undone = undisguised(reading.shadow.cased());
    let find = |value: &str| reading.text.find(value).map(|at| at..at + value.len());
    let mut unplaced = undone != reading.shadow.cased() || reading.text.contains('%');
    for link in links(&shown)
        .iter()
        .filter(|link| !permitted(link, policy, &facts))
    {
        let place = if shown == reading.text {
            Some(link.range.clone())
        } else {
            find(&shown[link.range.clone()])
        };
        unplaced |= place.is_none();
        wrong.entry(link.what).or_default().extend(place);
    }
    for link in links(reading.shadow.cased())
        .iter()
        .filter(|link| !permitted(link, policy, &facts))
    {
        wrong
            .entry(link.what)
            .or_default()
            .push(reading.shadow.origin(link.range.clone()));
    }
    for link in links(&undone)
        .iter()
        .filter(|link| !permitted(link, policy, &facts))
    {
        wrong.entry(link.what).or_default();
    }
    for encoded in &reading.encoded {
        let text = undisguised(&encoded.text);
        if links(&text)
            .iter()
            .any(|link| link.what != BARE_HOST && !permitted(link, policy, &facts))
        {
            wrong.entry("encoded link").or_default();
        }
    }
    for (what, mut ranges) in wrong {
        ranges.sort_by_key(|range| (range.start, range.end));
        ranges.dedup();
        // What has no place would stay; and of a link in disguise a part may be found in plain.
        if unplaced {
            ranges.clear();
        }
        violations.push(Violation {
            check: Check::Link,
            detail: what.to_owned(),
            ranges,
        });
    }
}

const BARE_HOST: &str = "bare host";

/// A link: what it is, where it stands, the host that it leads to, and whether it is fetched unasked.
struct Link {
    what: &'static str,
    range: Range<usize>,
    host: Option<String>,
    target: String,
}

/// The text with its links written as programs read them.
fn undisguised(text: &str) -> String {
    let plain = |found: &regex::Captures<'_>| {
        let kind = |name| found.name(name).is_some();
        let plain = match (kind("dot"), kind("colon"), kind("slashes")) {
            (true, ..) => ".",
            (_, true, _) => ":",
            (.., true) => "://",
            (false, false, false) => "http",
        };
        plain.to_owned()
    };
    let once = DEFANGED.replace_all(text, plain);
    let decoded = percent_encoding::percent_decode_str(&once)
        .decode_utf8_lossy()
        .into_owned();
    let twice = percent_encoding::percent_decode_str(&decoded)
        .decode_utf8_lossy()
        .into_owned();
    // `https : // example . com`
    static APART: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(https?)\s*:\s*/\s*/\s*"));
    static POINT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b([a-z0-9\-]{2,})\s\.\s?([a-z]{2,})\b"));
    let joined = APART.replace_all(&twice, "$1://");
    Shadow::new(&POINT.replace_all(&joined, "$1.$2"))
        .cased()
        .to_owned()
}

fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for found in TARGET.captures_iter(text) {
        let target = ["inline", "reference", "attribute"]
            .iter()
            .find_map(|name| found.name(name));
        let (Some(whole), Some(target)) = (found.get(0), target) else {
            continue;
        };
        let image = found.name("image").is_some_and(|mark| !mark.is_empty())
            || found.name("tag").is_some_and(|tag| tag.as_str() != "a");
        let what = if image { "image" } else { "link" };
        // A target without a scheme leads to wherever the answer is shown.
        let end = if text.get(whole.end()..).is_some_and(|rest| rest.starts_with(')')) {
            whole.end() + 1
        } else {
            whole.end()
        };
        links.push(link(what, whole.start()..end, target.as_str()));
    }
    for found in LINK.find_iter(text) {
        let start = found.start()
            + found
                .as_str()
                .find(|one: char| one.is_alphanumeric() || matches!(one, '/' | '\\'))
                .unwrap_or(0);
        let value = text
            .get(start..found.end())
            .unwrap_or_default()
            .trim_end_matches(['.', ',', '!', '?', ':', ';', '*', '_']);
        if !links.iter().any(|link: &Link| link.range.contains(&start))
            && value.contains(char::is_alphanumeric)
        {
            links.push(link("link", start..start + value.len(), value));
        }
    }
    links.extend(
        ACTIVE
            .find_iter(text)
            .filter(|found| {
                // `data: 12` is prose.
                found
                    .as_str()
                    .split_once(':')
                    .is_some_and(|(scheme, rest)| !scheme.eq_ignore_ascii_case("data") || rest.contains(','))
            })
            .map(|found| Link {
                what: "active link",
                range: found.range(),
                host: None,
                target: found.as_str().to_lowercase(),
            }),
    );
    for found in BARE.find_iter(text) {
        let address = text.get(..found.start()).unwrap_or_default().ends_with('@');
        let free = !links
            .iter()
            .any(|link: &Link| link.range.contains(&found.start()));
        if free && !address && domains::is_one(found.as_str()) {
            links.push(link(BARE_HOST, found.range(), found.as_str()));
        }
    }
    links
}

fn link(what: &'static str, range: Range<usize>, target: &str) -> Link {
    let absolute = if target.starts_with("//") || target.starts_with("\\\\") {
        format!("https:{target}")
    } else if target.contains(':') && !target.split(':').next().unwrap_or_default().contains('.') {
        target.to_owned()
    } else {
        format!("https://{target}")
    };
    let host = Url::parse(&absolute).ok().and_then(|url| match url.host() {
        Some(Host::Domain(name)) => Some(name.trim_end_matches('.').to_lowercase()),
        Some(Host::Ipv4(address)) => Some(address.to_string()),
        Some(Host::Ipv6(address)) => Some(address.to_string()),
        None => None,
    });
    Link {
        what,
        range,
        host,
        target: target.to_lowercase(),
    }
}

/// Whether the host is allowed, or a fact holds that very link. An image is fetched unasked: of those only hosts count.
fn permitted(link: &Link, policy: &OutputPolicy, facts: &[String]) -> bool {
    let allowed = |host: &String| {
        policy
            .allowed_hosts
            .iter()
            .map(|allowed| allowed.to_lowercase())
            .any(|allowed| {
                allowed.strip_prefix("*.").map_or(*host == allowed, |above| {
                    host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'))
                })
            })
    };
    let told = || {
        link.what != "image" && link.target.len() > 3 && facts.iter().any(|fact| holds(fact, &link.target))
    };
    link.host.as_ref().is_some_and(allowed) || told()
}

/// Whether `text` holds `link`, and the link ends there.
fn holds(text: &str, link: &str) -> bool {
    let ends = |at: usize| {
        let rest = text
            .get(at + link.len()..)
            .unwrap_or_default()
            .trim_start_matches(['.', ',', '/']);
        !rest.starts_with(|one: char| {
            one.is_alphanumeric() || matches!(one, '?' | '#' | '=' | '&' | '%' | '-')
        })
    };
    let begins = |at: usize| {
        !text
            .get(..at)
            .unwrap_or_default()
            .ends_with(|one: char| one.is_alphanumeric() || one == '-')
    };
    text.match_indices(link).any(|(at, _)| begins(at) && ends(at))
}
