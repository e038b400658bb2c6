//! What is left of limits in, the headers that say so out (draft-ietf-httpapi-ratelimit-headers).

use crate::domain::Remaining;
use ferrovia::data;

/// How often one may ask, and how often still.
#[data]
#[derive(Eq)]
pub struct LimitHeaders {
    /// The limits: `"customer";q=20;w=60` is 20 requests in 60 seconds.
    pub ratelimit_policy: Option<String>,
    /// What is left of them: `"customer";r=17;t=9` is 17 requests, and all of them again in 9 seconds. If nothing is left, one
    /// more passes then.
    pub ratelimit: Option<String>,
}

impl LimitHeaders {
    /// The headers; none where nothing was counted.
    #[must_use]
    pub fn of(limits: &[Remaining]) -> Self {
        // What is spent is no number of requests.
        let counted = || limits.iter().filter(|limit| limit.requests > 0);
        let list = |item: fn(&Remaining) -> String| {
            let items: Vec<String> = counted().map(item).collect();
            (!items.is_empty()).then(|| items.join(", "))
        };
        Self {
            ratelimit_policy: list(|limit| {
                let name = limit.policy.as_str();
                format!("\"{name}\";q={};w={}", limit.requests, limit.window_seconds)
            }),
            ratelimit: list(|limit| {
                let name = limit.policy.as_str();
                format!("\"{name}\";r={};t={}", limit.remaining, limit.reset_seconds)
            }),
        }
    }
}
