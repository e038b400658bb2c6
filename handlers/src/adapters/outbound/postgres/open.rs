//! Conversations that begin before anything is said.

use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use async_trait::async_trait;

use super::admission::admit;
use super::conversations::find;
use super::transaction::{Name, Stop, Work};
use crate::domain::Conversation;
use crate::ports::{AccessError, NewConversation};

#[async_trait]
impl Work for NewConversation {
    type Output = Conversation;
    type Refusal = AccessError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Conversation, Stop<AccessError>> {
        admit(self.tenant_id, connection).await?;
        let customer = customer(self, connection).await?;
        sqlx::query(
            "insert into app.conversations (tenant_id, id, customer_id, metadata) values ($1, $2, $3, $4)
             on conflict do nothing",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.id.uuid())
        .bind(customer)
        .bind(Json(&self.metadata))
        .execute(&mut *connection)
        .await?;
        let conversation = find(self.tenant_id, self.id, connection).await?;
        Ok(conversation.ok_or(sqlx::Error::RowNotFound)?)
    }
}

/// The customer's id; the customer is entered if new.
async fn customer(new: &NewConversation, connection: &mut PgConnection) -> Result<Uuid, sqlx::Error> {
    sqlx::query(
        "insert into app.customers (tenant_id, id, external_id) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(new.tenant_id.uuid())
    .bind(new.new_customer_id.uuid())
    .bind(new.customer.as_str())
    .execute(&mut *connection)
    .await?;
    sqlx::query_scalar("select id from app.customers where tenant_id = $1 and external_id = $2")
        .bind(new.tenant_id.uuid())
        .bind(new.customer.as_str())
        .fetch_one(connection)
        .await
}
