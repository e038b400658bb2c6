//! Whether two words with a point between them are a host: people forget the space after a full stop.

/// Ends of hosts that are no word that begins a sentence.
const CERTAIN: &[&str] = &[
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "app", "dev", "xyz",
    "online", "site", "website", "shop", "store", "tech", "cloud", "club", "icu", "ly", "gg", "tk", "ml",
    "ga", "cf", "gq", "ru", "cn", "uk", "br", "pt", "fr", "nl", "eu", "jp", "kr", "au", "ca", "mx", "ar",
    "cl", "co", "pl", "cz", "ch", "dk", "fi", "hu", "ro", "gr", "tr", "ua", "za", "sg", "hk", "tw", "cc",
    "ws", "pw", "example", "test", "onion", "zip", "mov", "ngrok", "finance", "support", "email", "page",
    "xn",
];
/// Ends of hosts that are words, too: hosts only with a path, or after `www`.
const AMBIGUOUS: &[&str] = &[
    "is", "it", "in", "me", "my", "to", "so", "no", "us", "at", "be", "am", "as", "do", "de", "es", "se",
    "il", "id", "la", "li", "lu", "pe", "top", "live", "link", "click", "world", "today", "life", "fun",
    "pro", "space", "work", "help", "name", "tv", "vip", "win", "bid", "men", "date", "review", "download",
    "sh", "st", "rs", "py", "md", "js",
];

pub(super) fn is_one(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (host, path) = lower
        .split_once('/')
        .map_or((lower.as_str(), None), |(host, path)| (host, Some(path)));
    let host = host.split(':').next().unwrap_or_default();
    let end = host.rsplit('.').next().unwrap_or_default();
    let named = path.is_some() || host.starts_with("www.");
    CERTAIN.contains(&end)
        || (named && AMBIGUOUS.contains(&end))
        || host.contains("xn--")
        || (named && path.is_some_and(|path| path.contains('?')))
}
