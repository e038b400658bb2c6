//! What a tenant's answers took, in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use super::Memory;
use crate::domain::{TenantId, Usage, UsageGroup, UsagePeriod};
use crate::ports::{AccessError, UsageReader};

#[async_trait]
impl UsageReader for Memory {
    async fn usage(
        &self,
        tenant_id: TenantId,
        period: UsagePeriod,
        group: UsageGroup,
    ) -> Result<Vec<Usage>, AccessError> {
        let state = self.lock();
        state.admit(tenant_id)?;
        let answers = state
            .conversations
            .iter()
            .filter(|((owner, _), _)| *owner == tenant_id)
            .flat_map(|(_, conversation)| conversation.answers.values());
        let mut sums: BTreeMap<(Option<NaiveDate>, Option<String>), Usage> = BTreeMap::new();
        for answer in answers {
            let day = DateTime::<Utc>::from(answer.created_at).date_naive();
            if day < period.from() || period.to() < day {
                continue;
            }
            let reply = &answer.reply;
            let model = reply.model.clone().unwrap_or_else(|| "none".to_owned());
            let key = (group.by_day().then_some(day), group.by_model().then_some(model));
            let sum = sums.entry(key.clone()).or_insert(Usage {
                day: key.0,
                model: key.1,
                requests: 0,
                input_tokens: 0,
                output_tokens: 0,
                cost_micros: 0,
            });
            sum.requests += 1;
            sum.input_tokens += reply.usage.map_or(0, |usage| usage.input_tokens.into());
            sum.output_tokens += reply.usage.map_or(0, |usage| usage.output_tokens.into());
            sum.cost_micros += reply.cost_micros().unwrap_or_default();
        }
        Ok(sums.into_values().collect())
    }
}
