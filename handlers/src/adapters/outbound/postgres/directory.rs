//! Tenants: a person's by its id, a program's by the program's.

use async_trait::async_trait;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Postgres;
use super::transaction::{Name, Stop, Work, commit, enter};
use crate::domain::{Bearer, Tenant, TenantId};
use crate::ports::{FindTenantError, TenantDirectory};

#[async_trait]
impl TenantDirectory for Postgres {
    async fn tenant_of(&self, bearer: &Bearer) -> Result<Option<Tenant>, FindTenantError> {
        commit(self, bearer).await
    }
}

#[async_trait]
impl Work for Bearer {
    type Output = Option<Tenant>;
    type Refusal = FindTenantError;

    fn name(&self) -> Name<'_> {
        match self {
            Self::Member(tenant) => Name::Tenant(*tenant),
            Self::Program(client) => Name::Client(client),
        }
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Option<Tenant>, Stop<FindTenantError>> {
        let id = match self {
            Self::Member(tenant) => *tenant,
            Self::Program(client) => {
                let found: Option<Uuid> =
                    sqlx::query_scalar("select tenant_id from app.api_clients where client_id = $1")
                        .bind(client.as_str())
                        .fetch_optional(&mut *connection)
                        .await?;
                let Some(found) = found else { return Ok(None) };
                let tenant = TenantId::from(found);
                // From here on it is the tenant that asks.
                enter(connection, &Name::Tenant(tenant)).await?;
                tenant
            }
        };
        let active: Option<bool> =
            sqlx::query_scalar("select status = 'active' from app.tenants where id = $1")
                .bind(id.uuid())
                .fetch_optional(connection)
                .await?;
        Ok(active.map(|active| Tenant { id, active }))
    }
}
