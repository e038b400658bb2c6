//! What a tenant's answers took, summed.

use async_trait::async_trait;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::Postgres;
use super::admission::admit;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{TenantId, Usage, UsageGroup, UsagePeriod};
use crate::ports::{AccessError, UsageReader};

#[async_trait]
impl UsageReader for Postgres {
    async fn usage(
        &self,
        tenant_id: TenantId,
        period: UsagePeriod,
        group: UsageGroup,
    ) -> Result<Vec<Usage>, AccessError> {
        commit(
            self,
            &Summed {
                tenant_id,
                period,
                group,
            },
        )
        .await
    }
}

struct Summed {
    tenant_id: TenantId,
    period: UsagePeriod,
    group: UsageGroup,
}

#[async_trait]
impl Work for Summed {
    type Output = Vec<Usage>;
    type Refusal = AccessError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<Usage>, Stop<AccessError>> {
        admit(self.tenant_id, connection).await?;
        type Row = (Option<NaiveDate>, Option<String>, i64, i64, i64, i64);
        let rows: Vec<Row> = sqlx::query_as(
            "select case when $4 then day end, case when $5 then model collate \"C\" end, sum(requests)::bigint,
                    sum(input_tokens)::bigint, sum(output_tokens)::bigint, sum(cost_micros)::bigint
               from app.usage_daily
              where tenant_id = $1 and day between $2 and $3
              group by 1, 2
              order by 1, 2",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.period.from())
        .bind(self.period.to())
        .bind(self.group.by_day())
        .bind(self.group.by_model())
        .fetch_all(connection)
        .await?;
        let count = |number: i64| u64::try_from(number).map_err(|error| sqlx::Error::Decode(Box::new(error)));
        let usage = |(day, model, requests, input, output, cost): Row| -> Result<Usage, sqlx::Error> {
            Ok(Usage {
                day,
                model,
                requests: count(requests)?,
                input_tokens: count(input)?,
                output_tokens: count(output)?,
                cost_micros: count(cost)?,
            })
        };
        Ok(rows.into_iter().map(usage).collect::<Result<_, _>>()?)
    }
}
