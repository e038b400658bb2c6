//! Events in, rows of the outbox out, in the transaction that makes them true.

use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::domain::{EventId, TenantId};

/// Leaves an event for whoever publishes it.
pub(super) async fn enqueue<E: Serialize + Sync>(
    tenant_id: TenantId,
    id: EventId,
    name: &str,
    event: &E,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into app.outbox (tenant_id, id, detail_type, detail) values ($1, $2, $3, $4)")
        .bind(tenant_id.uuid())
        .bind(id.uuid())
        .bind(name)
        .bind(Json(event))
        .execute(connection)
        .await?;
    Ok(())
}
