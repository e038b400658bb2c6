//! What the handlers of privacy requests do when they do all that they can do.

use super::api::ask;
use super::{accepted, expect, turn};
use crate::platform::Platform;
use handlers::domain::{PrivacyRequestKind, PseudonymKey, TenantId};
use handlers::ports::{FindError, MessageReader, NewPrivacyRequest, PrivacyRequestOf, PrivacyStore};
use serde_json::json;
use uuid::Uuid;

/// Runs a handler through everything that its signature permits.
pub(super) async fn run(platform: &Platform, handler: &str) -> Result<(), String> {
    let tenant = platform.tenant().await;
    let invoke = async |of: PrivacyRequestOf| {
        let pending = json!({ "tenant_id": of.tenant_id, "privacy_request_id": of.id });
        platform.functions.invoke(handler, &[], pending).await
    };
    match handler {
        "request_erasure" => {
            accepted(platform, tenant).await;
            let route = ("DELETE", "/v1/customers/c-1");
            let asked = ask(platform, handler, tenant, route, None, 202).await?;
            expect(asked["kind"] == "erase" && asked["status"] == "pending", &asked)
        }
        "get_privacy_request" => {
            accepted(platform, tenant).await;
            let of = requested(platform, tenant).await;
            let path = format!("/v1/privacy-requests/{}", of.id);
            let found = ask(platform, handler, tenant, ("GET", &path), None, 200).await?;
            expect(found["id"] == json!(of.id), &found)
        }
        "erase_customer" => {
            let message = turn(platform, tenant).await;
            let of = requested(platform, tenant).await;
            let erased = invoke(of).await?;
            expect(erased.is_null(), &erased)?;
            let left = MessageReader::message(&platform.stores(), tenant, message.id).await;
            expect(left == Err(FindError::NotFound), &json!(left.is_ok()))
        }
        "finish_erasure" => {
            turn(platform, tenant).await;
            let of = requested(platform, tenant).await;
            PrivacyStore::erase(&platform.stores(), of).await.unwrap();
            platform.publish_all(tenant).await;
            let ended = invoke(of).await?;
            expect(ended == "completed", &ended)?;
            // What was said before is gone, what says that they were erased waits.
            let waiting = platform.events_that_wait(tenant).await;
            expect(waiting == 1, &json!({ "waiting": waiting }))
        }
        _ => {
            accepted(platform, tenant).await;
            let of = requested(platform, tenant).await;
            let ended = invoke(of).await?;
            expect(ended.is_null(), &ended)?;
            let found = PrivacyStore::find(&platform.stores(), of).await.unwrap();
            expect(found.status.is_over(), &json!(found.status))
        }
    }
}

/// A request to erase customer `c-1`.
pub(super) async fn requested(platform: &Platform, tenant_id: TenantId) -> PrivacyRequestOf {
    let key = PseudonymKey::new(&[7; 32]).unwrap();
    let of = PrivacyRequestOf {
        tenant_id,
        id: Uuid::now_v7().into(),
    };
    let request = NewPrivacyRequest {
        of,
        kind: PrivacyRequestKind::Erase,
        customer: "c-1".parse().unwrap(),
        pseudonym: key.pseudonym(tenant_id, "c-1"),
        actor: key.pseudonym(tenant_id, "user-1"),
    };
    platform.stores().open(&request).await.unwrap();
    of
}
