//! Rate limits and usage in memory.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::{
    ExternalId, Limit, NewAnswer, Policy, QuotaExceeded, Remaining, TenantId, TenantSettings,
};

/// What was asked for, and what it took.
#[derive(Debug, Default)]
pub(super) struct Limits {
    arrivals: BTreeMap<(TenantId, Option<ExternalId>), DateTime<Utc>>,
    usage: BTreeMap<(TenantId, NaiveDate, String), Usage>,
}

/// What one model did in a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Answers.
    pub requests: u64,
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
}

impl Limits {
    /// Takes one request of each limit, or none of any.
    pub(super) fn take(
        &mut self,
        tenant_id: TenantId,
        customer: &ExternalId,
        settings: &TenantSettings,
    ) -> Result<Vec<Remaining>, QuotaExceeded> {
        let now = Utc::now();
        self.spend(tenant_id, settings, now)?;
        let mut limits = Vec::new();
        let mut arrivals = Vec::new();
        for (policy, bucket, limit) in [
            (Policy::Customer, Some(customer.clone()), settings.customer_limit),
            (Policy::Tenant, None, settings.tenant_limit),
        ] {
            let bucket = (tenant_id, bucket);
            let asked = self.arrivals.get(&bucket).copied().unwrap_or(now).max(now);
            let (arrival, allowed) = match asked + limit.gap() {
                next if next <= now + reach(limit) => (next, true),
                _ => (asked, false),
            };
            limits.insert(0, remaining(policy, limit, arrival - now, allowed));
            if !allowed {
                return Err(QuotaExceeded {
                    violated: policy,
                    limits,
                });
            }
            arrivals.push((bucket, arrival));
        }
        self.arrivals.extend(arrivals);
        Ok(limits)
    }

    fn spend(
        &self,
        tenant_id: TenantId,
        settings: &TenantSettings,
        now: DateTime<Utc>,
    ) -> Result<(), QuotaExceeded> {
        let spent: u64 = self
            .usage(tenant_id)
            .into_iter()
            .filter(|((day, _), _)| *day == now.date_naive())
            .map(|(_, usage)| usage.cost_micros)
            .sum();
        if settings.daily_budget_micros.is_none_or(|budget| spent < budget) {
            return Ok(());
        }
        let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1);
        Err(QuotaExceeded {
            violated: Policy::Spend,
            limits: vec![Remaining {
                policy: Policy::Spend,
                requests: 0,
                window_seconds: 86_400,
                remaining: 0,
                reset_seconds: seconds(midnight - now),
            }],
        })
    }

    /// Counts an answer.
    pub(super) fn count(&mut self, new: &NewAnswer) {
        let reply = &new.reply;
        let model = reply.model.clone().unwrap_or_else(|| "none".to_owned());
        let usage = self
            .usage
            .entry((new.tenant_id, Utc::now().date_naive(), model))
            .or_default();
        usage.requests += 1;
        if let Some(tokens) = reply.usage {
            usage.input_tokens += u64::from(tokens.input_tokens);
            usage.output_tokens += u64::from(tokens.output_tokens);
        }
        usage.cost_micros += reply.cost_micros().unwrap_or_default();
    }

    /// What a tenant's answers took, by day and model.
    pub(super) fn usage(&self, tenant_id: TenantId) -> Vec<((NaiveDate, String), Usage)> {
        self.usage
            .iter()
            .filter(|((tenant, ..), _)| *tenant == tenant_id)
            .map(|((_, day, model), usage)| ((*day, model.clone()), *usage))
            .collect()
    }

    /// Lets time pass for a tenant's limits.
    pub(super) fn age(&mut self, tenant_id: TenantId, by: TimeDelta) {
        for ((tenant, _), arrival) in &mut self.arrivals {
            if *tenant == tenant_id {
                *arrival -= by;
            }
        }
    }
}

/// How far ahead a burst reaches.
fn reach(limit: Limit) -> TimeDelta {
    TimeDelta::from_std(limit.gap() * limit.burst).unwrap_or(TimeDelta::MAX)
}

fn remaining(policy: Policy, limit: Limit, ahead: TimeDelta, allowed: bool) -> Remaining {
    let gap = TimeDelta::from_std(limit.gap()).unwrap_or(TimeDelta::MAX);
    let left = reach(limit) - ahead;
    let count = left.num_milliseconds() / gap.num_milliseconds().max(1);
    Remaining {
        policy,
        requests: limit.requests,
        window_seconds: limit.window_seconds,
        remaining: if allowed {
            u32::try_from(count).unwrap_or_default()
        } else {
            0
        },
        reset_seconds: seconds(if allowed { ahead } else { gap - left }),
    }
}

/// In seconds, rounded up.
fn seconds(time: TimeDelta) -> u32 {
    u32::try_from((time.num_milliseconds() + 999) / 1000).unwrap_or_default()
}
