//! Requests: made, read, given up.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::audit::{Deed, log, unnamed};
use crate::adapters::outbound::postgres::admission::admit;
use crate::adapters::outbound::postgres::fault::decode;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{PrivacyCounts, PrivacyRequest};
use crate::ports::{CarryOutError, FindError, NewPrivacyRequest, PrivacyRequestOf};

/// The columns that [`read`] reads.
macro_rules! columns {
    () => {
        "id, kind, status, customer_hmac, counts, requested_at, ended_at"
    };
}

fn read(row: &PgRow) -> Result<PrivacyRequest, sqlx::Error> {
    let customer: Vec<u8> = row.try_get("customer_hmac")?;
    let Json(counts): Json<PrivacyCounts> = row.try_get("counts")?;
    Ok(PrivacyRequest {
        id: row.try_get::<Uuid, _>("id")?.into(),
        kind: decode(row.try_get("kind")?)?,
        status: decode(row.try_get("status")?)?,
        customer: customer
            .try_into()
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        counts,
        requested_at: row.try_get::<DateTime<Utc>, _>("requested_at")?.into(),
        ended_at: row
            .try_get::<Option<DateTime<Utc>>, _>("ended_at")?
            .map(Into::into),
    })
}

#[async_trait]
impl Work for NewPrivacyRequest {
    type Output = PrivacyRequest;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<PrivacyRequest, Stop<FindError>> {
        admit(self.of.tenant_id, connection).await?;
        if let Some(known) = live(self, connection).await? {
            return Ok(known);
        }
        let customer: Uuid =
            sqlx::query_scalar("select id from app.customers where tenant_id = $1 and external_id = $2")
                .bind(self.of.tenant_id.uuid())
                .bind(self.customer.as_str())
                .fetch_optional(&mut *connection)
                .await?
                .ok_or(Stop::Refused(FindError::NotFound))?;
        let request = insert(self, customer, connection).await?;
        let deed = Deed {
            tenant_id: self.of.tenant_id,
            id: self.of.id.uuid(),
            actor: unnamed(self.actor),
            action: &format!("customer.{}_requested", self.kind.as_str()),
            customer: self.pseudonym,
            detail: json!({ "privacy_request_id": self.of.id }),
        };
        log(deed, connection).await?;
        Ok(request)
    }
}

/// The request of the same kind for the same customer that has not ended; or this one, if it was made before.
async fn live(
    new: &NewPrivacyRequest,
    connection: &mut PgConnection,
) -> Result<Option<PrivacyRequest>, sqlx::Error> {
    let row = sqlx::query(concat!(
        "select ",
        columns!(),
        "  from app.privacy_requests
          where tenant_id = $1
            and (id = $2 or customer_hmac = $3 and kind = $4 and status in ('pending', 'running'))
          limit 1",
    ))
    .bind(new.of.tenant_id.uuid())
    .bind(new.of.id.uuid())
    .bind(new.pseudonym.as_bytes().as_slice())
    .bind(new.kind.as_str())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

async fn insert(
    new: &NewPrivacyRequest,
    customer: Uuid,
    connection: &mut PgConnection,
) -> Result<PrivacyRequest, sqlx::Error> {
    let row = sqlx::query(concat!(
        "insert into app.privacy_requests (tenant_id, id, kind, customer_hmac, customer_id) values ($1, $2, $3, $4, $5)
         returning ",
        columns!(),
    ))
    .bind(new.of.tenant_id.uuid())
    .bind(new.of.id.uuid())
    .bind(new.kind.as_str())
    .bind(new.pseudonym.as_bytes().as_slice())
    .bind(customer)
    .fetch_one(connection)
    .await?;
    read(&row)
}

/// Finds one.
pub(super) struct Find(pub(super) PrivacyRequestOf);

#[async_trait]
impl Work for Find {
    type Output = PrivacyRequest;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<PrivacyRequest, Stop<FindError>> {
        admit(self.0.tenant_id, connection).await?;
        let row = sqlx::query(concat!(
            "select ",
            columns!(),
            " from app.privacy_requests where tenant_id = $1 and id = $2",
        ))
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .fetch_optional(connection)
        .await?
        .ok_or(Stop::Refused(FindError::NotFound))?;
        Ok(read(&row)?)
    }
}

/// Ends one that cannot be carried out.
pub(super) struct GiveUp(pub(super) PrivacyRequestOf);

#[async_trait]
impl Work for GiveUp {
    type Output = bool;
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<bool, Stop<CarryOutError>> {
        sqlx::query(
            "update app.privacy_requests set status = 'failed', ended_at = now()
              where tenant_id = $1 and id = $2 and (status = 'pending' or kind = 'export' and status = 'running')",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .execute(&mut *connection)
        .await?;
        let status: Option<String> =
            sqlx::query_scalar("select status from app.privacy_requests where tenant_id = $1 and id = $2")
                .bind(self.0.tenant_id.uuid())
                .bind(self.0.id.uuid())
                .fetch_optional(connection)
                .await?;
        let status = status.ok_or(Stop::Refused(CarryOutError::Unknown))?;
        Ok(status == "failed")
    }
}
