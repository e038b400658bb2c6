//! Events about somebody who is erased: out of the outbox once they are published, and then the event that says so.

use async_trait::async_trait;
use sqlx::PgConnection;

use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::CustomerErased;
use crate::ports::{CarryOutError, FinishError, PrivacyRequestOf};

/// Ends an erasure.
pub(super) struct Finish(pub(super) PrivacyRequestOf);

#[async_trait]
impl Work for Finish {
    type Output = ();
    type Refusal = FinishError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<FinishError>> {
        let status: Option<String> = sqlx::query_scalar(
            "select status from app.privacy_requests
              where tenant_id = $1 and id = $2 and kind = 'erase' and status in ('running', 'completed')
                for update",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .fetch_optional(&mut *connection)
        .await?;
        match status.as_deref() {
            None => return Err(Stop::Refused(FinishError::CarryOut(CarryOutError::Unknown))),
            Some("completed") => return Ok(()),
            Some(_) => {}
        }
        let waiting: bool = sqlx::query_scalar(
            "select exists (
                 select from app.outbox
                  where tenant_id = $1 and privacy_request_id = $2 and detail_type <> $3
                    and published_at is null and not dead)",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .bind(CustomerErased::NAME)
        .fetch_one(&mut *connection)
        .await?;
        if waiting {
            return Err(Stop::Refused(FinishError::EventsWait));
        }
        // What was given up goes, too: it would be published never, or after the erasure.
        sqlx::query(
            "delete from app.outbox where tenant_id = $1 and privacy_request_id = $2 and detail_type <> $3",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .bind(CustomerErased::NAME)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "update app.outbox set available_at = now()
              where tenant_id = $1 and privacy_request_id = $2 and published_at is null",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "update app.privacy_requests set status = 'completed', ended_at = now() where tenant_id = $1 and id = $2",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .execute(connection)
        .await?;
        Ok(())
    }
}
