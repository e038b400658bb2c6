//! A customer whom a backup has brought back, and a request that has them erased once more.

use async_trait::async_trait;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::audit::{Deed, PLATFORM, log};
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{CustomerErased, CustomerId, PrivacyRequestId};
use crate::ports::{PrivacyRequestOf, StoreFault};

/// Asks for it under the name `id`.
pub(super) struct EraseAgain<'a> {
    pub(super) erased: &'a CustomerErased,
    pub(super) id: PrivacyRequestId,
}

#[async_trait]
impl Work for EraseAgain<'_> {
    type Output = Option<PrivacyRequestOf>;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.erased.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Self::Output, Stop<StoreFault>> {
        let Some(customer) = self.customer(connection).await? else {
            return Ok(None);
        };
        self.end_the_first(connection).await?;
        let id = match self.live(connection).await? {
            Some(id) => id,
            None => self.ask(customer, connection).await?,
        };
        let tenant_id = self.erased.tenant_id;
        Ok(Some(PrivacyRequestOf { tenant_id, id }))
    }
}

impl EraseAgain<'_> {
    /// The customer, if there is one: whoever came back under the same name by themselves is another.
    async fn customer(&self, connection: &mut PgConnection) -> Result<Option<CustomerId>, sqlx::Error> {
        let Some(customer) = self.erased.customer_id else {
            return Ok(None);
        };
        let id: Option<Uuid> =
            sqlx::query_scalar("select id from app.customers where tenant_id = $1 and id = $2")
                .bind(self.erased.tenant_id.uuid())
                .bind(customer.uuid())
                .fetch_optional(connection)
                .await?;
        Ok(id.map(Into::into))
    }

    /// A backup from the middle of the erasure has its request still, whose workflow has ended long since.
    async fn end_the_first(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update app.privacy_requests set status = 'failed', ended_at = now()
              where tenant_id = $1 and id = $2 and status in ('pending', 'running')",
        )
        .bind(self.erased.tenant_id.uuid())
        .bind(self.erased.privacy_request_id.uuid())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// A request for them that has not ended.
    async fn live(&self, connection: &mut PgConnection) -> Result<Option<PrivacyRequestId>, sqlx::Error> {
        let id: Option<Uuid> = sqlx::query_scalar(
            "select id from app.privacy_requests
              where tenant_id = $1 and customer_hmac = $2 and kind = 'erase' and status in ('pending', 'running')",
        )
        .bind(self.erased.tenant_id.uuid())
        .bind(self.erased.customer.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
        Ok(id.map(Into::into))
    }

    async fn ask(
        &self,
        customer: CustomerId,
        connection: &mut PgConnection,
    ) -> Result<PrivacyRequestId, sqlx::Error> {
        sqlx::query(
            "insert into app.privacy_requests (tenant_id, id, kind, customer_hmac, customer_id)
             values ($1, $2, 'erase', $3, $4)",
        )
        .bind(self.erased.tenant_id.uuid())
        .bind(self.id.uuid())
        .bind(self.erased.customer.as_bytes().as_slice())
        .bind(customer.uuid())
        .execute(&mut *connection)
        .await?;
        let deed = Deed {
            tenant_id: self.erased.tenant_id,
            id: self.id.uuid(),
            actor: PLATFORM.to_owned(),
            action: "customer.erase_requested",
            customer: self.erased.customer,
            detail: json!({
                "privacy_request_id": self.id,
                "again": self.erased.privacy_request_id,
            }),
        };
        log(deed, connection).await?;
        Ok(self.id)
    }
}
