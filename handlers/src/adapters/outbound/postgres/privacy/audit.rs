//! What happened in, a row of the audit log out. Nobody is named in it but by pseudonyms.

use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::domain::{Pseudonym, TenantId};

/// Who does what nobody does at that moment.
pub(super) const PLATFORM: &str = "platform";

/// What somebody did.
pub(super) struct Deed<'a> {
    pub(super) tenant_id: TenantId,
    /// Its id in the log; the same for the same deed.
    pub(super) id: Uuid,
    pub(super) actor: String,
    pub(super) action: &'a str,
    pub(super) customer: Pseudonym,
    pub(super) detail: Value,
}

/// Somebody who is not named.
pub(super) fn unnamed(pseudonym: Pseudonym) -> String {
    format!("hmac:{pseudonym}")
}

/// Writes it down.
pub(super) async fn log(deed: Deed<'_>, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.audit_log (tenant_id, id, actor, action, subject, detail) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(deed.tenant_id.uuid())
    .bind(deed.id)
    .bind(deed.actor)
    .bind(deed.action)
    .bind(unnamed(deed.customer))
    .bind(Json(deed.detail))
    .execute(connection)
    .await?;
    Ok(())
}
