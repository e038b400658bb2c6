//! Handlers that the clock starts: they are told of no tenant, and find what is to be done for all.

use super::{accepted, answer, expect};
use crate::platform::Platform;
use handlers::application::save_turn;
use handlers::domain::{AcceptedMessage, TenantId};
use serde_json::json;

/// What each finds to do, as time and accidents leave it, and what is left of it when it is done.
pub(super) async fn run(platform: &Platform, handler: &str) -> Result<(), String> {
    let tenant = platform.tenant().await;
    let message = accepted(platform, tenant).await;
    let (leaves, left): (&[&str], &str) = match handler {
        "relay_outbox" => return relay(platform, tenant, &message).await,
        // One message that waits, and one that was tried too often.
        "sweep_messages" => (
            &[
                "update app.messages set created_at = now() - interval '3 minutes' where tenant_id = app.tenant()",
                "insert into app.messages
                     (tenant_id, id, conversation_id, seq, role, status, content, created_at, sweeps, swept_at)
                 select tenant_id, gen_random_uuid(), conversation_id, 2, role, status, content, created_at, 3, created_at
                   from app.messages where tenant_id = app.tenant()",
            ],
            "messages where status = 'processing' and sweeps <> 1",
        ),
        "resolve_idle" => (
            &["update app.conversations set updated_at = now() - interval '73 hours' where tenant_id = app.tenant()"],
            "conversations where state = 'open'",
        ),
        "delete_expired" => (
            &[
                "update app.tenants set settings = '{\"retention_days\": 1}' where id = app.tenant()",
                "update app.conversations set state = 'resolved', resolved_at = now() - interval '2 days'
                  where tenant_id = app.tenant()",
                "insert into app.outbox (tenant_id, id, detail_type, detail, published_at)
                 values (app.tenant(), gen_random_uuid(), 'Old', '{}', now() - interval '8 days')",
                "update app.rate_limits set arrival = now() - interval '1 minute' where tenant_id = app.tenant()",
                "insert into app.idempotency_keys
                     (tenant_id, principal, operation, key, fingerprint, message_id, lease_until, expires_at)
                 values (app.tenant(), 'p', 'o', 'k', '', gen_random_uuid(), now(), now() - interval '1 minute')",
            ],
            "conversations where true",
        ),
        other => return Err(format!("`{other}` is no job")),
    };
    for statement in leaves {
        platform.leave(tenant, statement).await;
    }
    tick(platform, handler).await?;
    let left = platform.count(tenant, left).await;
    expect(left == 0, &json!({ "left": left }))
}

async fn tick(platform: &Platform, handler: &str) -> Result<(), String> {
    let at = json!({ "at": "2026-11-23T12:00:00Z" });
    let done = platform.functions.invoke(handler, &[], at).await?;
    expect(done.is_null(), &done)
}

/// Events of one tenant wait; each kind is published by its own right.
async fn relay(platform: &Platform, tenant: TenantId, message: &AcceptedMessage) -> Result<(), String> {
    let saved = save_turn(&platform.stores(), &answer(message)).await;
    saved.map_err(|error| error.to_string())?;
    platform.leave_an_event_of_each_kind(tenant).await;
    let due = "update app.outbox set available_at = now() where tenant_id = app.tenant()";
    platform.leave(tenant, due).await;
    tick(platform, "relay_outbox").await?;
    let waiting = platform.events_that_wait(tenant).await;
    expect(waiting == 0, &json!({ "waiting": waiting }))
}
