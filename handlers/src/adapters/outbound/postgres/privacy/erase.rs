//! A customer goes, and everything with them, in one transaction.
//!
//! The order is what makes it whole. Messages count on the customer's bucket before they look for the customer, so the
//! bucket comes first: who is before us is waited for, who is behind us finds a customer no more, and enters a new one.
//! With the customer locked no conversation begins, with the conversations locked nothing is said in them: only then is
//! what hangs on them looked for, in statements of their own, which see what those have written that we waited for.

use async_trait::async_trait;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::audit::{Deed, PLATFORM, log};
use crate::adapters::outbound::postgres::fault::unsigned;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{ConversationId, CustomerErased, CustomerId, PrivacyCounts, Pseudonym, TenantId};
use crate::ports::{CarryOutError, PrivacyRequestOf};

/// Erases the customer of the request.
pub(super) struct Erase(pub(super) PrivacyRequestOf);

#[async_trait]
impl Work for Erase {
    type Output = ();
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<CarryOutError>> {
        let row: Option<(bool, Option<Uuid>, Vec<u8>)> = sqlx::query_as(
            "select status = 'pending', customer_id, customer_hmac from app.privacy_requests
              where tenant_id = $1 and id = $2 and kind = 'erase'
                for update",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .fetch_optional(&mut *connection)
        .await?;
        let (pending, customer, pseudonym) = row.ok_or(Stop::Refused(CarryOutError::Unknown))?;
        if !pending {
            return Ok(());
        }
        let pseudonym =
            Pseudonym::try_from(pseudonym).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        end_exports(self.0.tenant_id, pseudonym, connection).await?;
        let (conversations, messages) = match customer {
            Some(customer) => delete(self.0.tenant_id, customer, connection).await?,
            // Whatever has deleted the customer: that they are to be erased is still to be known.
            None => (Vec::new(), 0),
        };
        let events = CustomerErased::of(
            self.0.tenant_id,
            self.0.id,
            pseudonym,
            customer.map(CustomerId::from),
            &conversations,
        );
        leave_events(self.0, &conversations, &events, connection).await?;
        let counts = PrivacyCounts::from([
            (
                "conversations".to_owned(),
                u32::try_from(conversations.len()).unwrap_or(u32::MAX),
            ),
            ("messages".to_owned(), messages),
        ]);
        Ok(leave_traces(self.0, pseudonym, counts, connection).await?)
    }
}

/// No copy of what is erased is written any more.
async fn end_exports(
    tenant: TenantId,
    customer: Pseudonym,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update app.privacy_requests set status = 'failed', ended_at = now()
          where tenant_id = $1 and customer_hmac = $2 and kind = 'export' and status in ('pending', 'running')",
    )
    .bind(tenant.uuid())
    .bind(customer.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the customer; what conversations they had, and how many messages were in them.
async fn delete(
    tenant: TenantId,
    customer: Uuid,
    connection: &mut PgConnection,
) -> Result<(Vec<ConversationId>, u32), sqlx::Error> {
    let name: String =
        sqlx::query_scalar("select external_id from app.customers where tenant_id = $1 and id = $2")
            .bind(tenant.uuid())
            .bind(customer)
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("delete from app.rate_limits where tenant_id = $1 and bucket = 'customer:' || $2")
        .bind(tenant.uuid())
        .bind(&name)
        .execute(&mut *connection)
        .await?;
    sqlx::query("select from app.customers where tenant_id = $1 and id = $2 for update")
        .bind(tenant.uuid())
        .bind(customer)
        .execute(&mut *connection)
        .await?;
    let conversations: Vec<Uuid> = sqlx::query_scalar(
        "select id from app.conversations where tenant_id = $1 and customer_id = $2 order by id for update",
    )
    .bind(tenant.uuid())
    .bind(customer)
    .fetch_all(&mut *connection)
    .await?;
    let messages: i64 = sqlx::query_scalar(
        "select count(*) from app.messages where tenant_id = $1 and conversation_id = any($2)",
    )
    .bind(tenant.uuid())
    .bind(&conversations)
    .fetch_one(&mut *connection)
    .await?;
    // The customer's own, if they ask for themselves, and those of their messages, whoever sent them.
    sqlx::query("delete from app.idempotency_keys where tenant_id = $1 and principal = $2")
        .bind(tenant.uuid())
        .bind(&name)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "delete from app.idempotency_keys key using app.messages message
          where key.tenant_id = $1 and message.tenant_id = $1 and message.conversation_id = any($2)
            and key.message_id = message.id",
    )
    .bind(tenant.uuid())
    .bind(&conversations)
    .execute(&mut *connection)
    .await?;
    sqlx::query("delete from app.customers where tenant_id = $1 and id = $2")
        .bind(tenant.uuid())
        .bind(customer)
        .execute(connection)
        .await?;
    Ok((
        conversations.into_iter().map(Into::into).collect(),
        unsigned(messages)?,
    ))
}

/// Marks the events about the conversations, and puts the event of the erasure behind them: it waits until
/// [`Finish`](super::finish::Finish) lets it go.
async fn leave_events(
    of: PrivacyRequestOf,
    conversations: &[ConversationId],
    events: &[CustomerErased],
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    let names: Vec<String> = conversations.iter().map(ConversationId::to_string).collect();
    sqlx::query(
        "update app.outbox set privacy_request_id = $2
          where tenant_id = $1 and detail ->> 'conversation_id' = any($3)",
    )
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .bind(names)
    .execute(&mut *connection)
    .await?;
    for event in events {
        sqlx::query(
            "insert into app.outbox (tenant_id, id, detail_type, detail, privacy_request_id, available_at)
             values ($1, $2, $3, $4, $5, 'infinity')",
        )
        .bind(of.tenant_id.uuid())
        .bind(event.event_id.uuid())
        .bind(CustomerErased::NAME)
        .bind(Json(event))
        .bind(of.id.uuid())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Leaves that somebody was erased, and how much of them.
async fn leave_traces(
    of: PrivacyRequestOf,
    customer: Pseudonym,
    counts: PrivacyCounts,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.erased_customers (tenant_id, privacy_request_id, customer_hmac) values ($1, $2, $3)",
    )
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .bind(customer.as_bytes().as_slice())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update app.privacy_requests set status = 'running', counts = $3 where tenant_id = $1 and id = $2",
    )
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .bind(Json(&counts))
    .execute(&mut *connection)
    .await?;
    let deed = Deed {
        tenant_id: of.tenant_id,
        id: of.id.erased(0).uuid(),
        actor: PLATFORM.to_owned(),
        action: "customer.erased",
        customer,
        detail: json!({ "privacy_request_id": of.id, "counts": counts }),
    };
    log(deed, connection).await
}
