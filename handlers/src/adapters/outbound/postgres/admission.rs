//! A tenant in; nothing out if it may use the platform.

use sqlx::PgConnection;

use super::transaction::Stop;
use crate::domain::TenantId;
use crate::ports::AccessError;

/// Refuses what a tenant asks that is none of ours, or is suspended: a token lives on for a while after that.
pub(super) async fn admit<R: From<AccessError>>(
    tenant: TenantId,
    connection: &mut PgConnection,
) -> Result<(), Stop<R>> {
    let active: Option<bool> = sqlx::query_scalar("select status = 'active' from app.tenants where id = $1")
        .bind(tenant.uuid())
        .fetch_optional(connection)
        .await?;
    match active {
        Some(true) => Ok(()),
        Some(false) => Err(Stop::Refused(AccessError::TenantSuspended.into())),
        None => Err(Stop::Refused(AccessError::UnknownTenant.into())),
    }
}
