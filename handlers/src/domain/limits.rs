//! How often somebody may ask, and how much of that is left.

use std::time::Duration;

use ferrovia::data;

use super::AnswerPolicy;
use super::wire::names;

/// How often one may ask: `burst` times at once, and `requests` times in each window from then on.
#[data]
#[derive(Copy, Eq)]
pub struct Limit {
    /// Requests in a window.
    pub requests: u32,
    /// The window, in seconds.
    pub window_seconds: u32,
    /// Requests at once.
    pub burst: u32,
}

impl Limit {
    /// Between two requests, once the burst is used up.
    #[must_use]
    pub fn gap(self) -> Duration {
        Duration::from_secs(self.window_seconds.into()) / self.requests.max(1)
    }
}

/// What is agreed with a tenant.
#[data]
#[derive(Eq)]
pub struct TenantSettings {
    /// For all of the tenant's customers together.
    pub tenant_limit: Limit,
    /// For each customer.
    pub customer_limit: Limit,
    /// What answers may cost in a day (UTC), in millionths of a US dollar; without it, what they cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_budget_micros: Option<u64>,
    /// How many days a settled conversation is kept; without it, until somebody erases it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// Whether clients are told how long the parts of an answer took.
    #[serde(default)]
    pub server_timing: bool,
    /// What the tenant wants of answers.
    #[serde(default)]
    pub answers: AnswerPolicy,
}

impl Default for TenantSettings {
    fn default() -> Self {
        let limit = |requests| Limit {
            requests,
            window_seconds: 60,
            burst: requests,
        };
        Self {
            tenant_limit: limit(600),
            customer_limit: limit(20),
            daily_budget_micros: None,
            retention_days: None,
            server_timing: false,
            answers: AnswerPolicy::default(),
        }
    }
}

/// What one must keep to.
#[data]
#[derive(Copy, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The tenant's limit.
    Tenant,
    /// The customer's limit.
    Customer,
    /// What the tenant spends in a day.
    Spend,
}

names!(Policy, "a limit", {
    Tenant: "tenant",
    Customer: "customer",
    Spend: "spend",
});

/// What is left of a limit.
#[data]
#[derive(Copy, Eq)]
pub struct Remaining {
    /// Which.
    pub policy: Policy,
    /// Requests in a window; 0 where it is not requests that are counted.
    pub requests: u32,
    /// The window, in seconds.
    pub window_seconds: u32,
    /// How many requests would pass now.
    pub remaining: u32,
    /// Seconds until everything is there again; if nothing is left, until something is.
    pub reset_seconds: u32,
}

/// It was asked too often, or too much is spent.
#[data]
#[derive(Eq, thiserror::Error)]
#[error("the limit `{}` is used up", violated.as_str())]
pub struct QuotaExceeded {
    /// What is used up.
    pub violated: Policy,
    /// What is left of this, and of what was looked at before.
    pub limits: Vec<Remaining>,
}

impl QuotaExceeded {
    /// Seconds after which the same request may pass; at least one.
    #[must_use]
    pub fn retry_after_seconds(&self) -> u32 {
        let resets = self
            .limits
            .iter()
            .filter(|limit| limit.policy == self.violated)
            .map(|limit| limit.reset_seconds);
        resets.max().unwrap_or_default().max(1)
    }
}
