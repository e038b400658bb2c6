//! What the handlers of hand-overs do when they do all that they can do.

use super::api::ask;
use super::{accepted, expect};
use crate::platform::Platform;
use crate::requests::token;
use crate::stack::{arn, physical};
use ferrovia::TaskTokenValue;
use handlers::domain::{AcceptedMessage, Handover};
use handlers::ports::{HandoverOf, HandoverStore as _, NewHandover};
use serde_json::{Value, json};
use uuid::Uuid;

/// Runs a handler through everything that its signature permits.
pub(super) async fn run(platform: &Platform, handler: &str) -> Result<(), String> {
    let tenant = platform.tenant().await;
    let message = accepted(platform, tenant).await;
    let invoke = async |event: Value| platform.functions.invoke(handler, &[], event).await;
    let pending = |handover: &Handover| json!({ "tenant_id": tenant, "handover_id": handover.id });
    let path = |handover: &Handover, what: &str| format!("/v1/handovers/{}/{what}", handover.id);
    match handler {
        "request_handover" => {
            let path = format!("/v1/conversations/{}/handover", message.conversation_id);
            let reason = json!({ "reason": "The parcel is lost." });
            let handover = ask(platform, handler, tenant, ("POST", &path), Some(reason), 202).await?;
            expect(handover["status"] == "waiting", &handover)
        }
        "escalate" => {
            let wants = json!({
                "tenant_id": tenant, "conversation_id": message.conversation_id, "message_id": message.id,
            });
            let handover = invoke(wants).await?;
            expect(handover == json!(message.id.handover()), &handover)
        }
        "wait_for_agent" => {
            let handover = requested(platform, &message).await;
            let handed = json!({ "input": pending(&handover), "task_token": machines_token() });
            let answered = invoke(handed).await?;
            expect(answered.is_null(), &answered)
        }
        "get_handover" => {
            let handover = requested(platform, &message).await;
            let path = format!("/v1/handovers/{}", handover.id);
            let found = ask(platform, handler, tenant, ("GET", &path), None, 200).await?;
            expect(found["status"] == "waiting", &found)
        }
        "list_handovers" => {
            let handover = requested(platform, &message).await;
            let found = ask(platform, handler, tenant, ("GET", "/v1/handovers"), None, 200).await?;
            expect(found["data"][0]["id"] == json!(handover.id), &found)
        }
        "accept_handover" => {
            let handover = requested(platform, &message).await;
            let path = path(&handover, "accept");
            let accepted = ask(platform, handler, tenant, ("POST", &path), Some(json!({})), 200).await?;
            expect(accepted["assignee"] == "user-1", &accepted)
        }
        "reply_to_customer" => {
            let handover = taken(platform, &message).await;
            let reply = json!({ "content": "I am looking for it." });
            let said = ask(
                platform,
                handler,
                tenant,
                ("POST", &path(&handover, "reply")),
                Some(reply),
                201,
            )
            .await?;
            expect(said["sequence"] == 2, &said)
        }
        "complete_handover" => {
            for outcome in ["resolved", "back_to_assistant"] {
                let tenant = platform.tenant().await;
                let message = accepted(platform, tenant).await;
                let handover = taken(platform, &message).await;
                let last = json!({ "outcome": outcome });
                let ended = ask(
                    platform,
                    handler,
                    tenant,
                    ("POST", &path(&handover, "complete")),
                    Some(last),
                    200,
                )
                .await?;
                expect(ended["outcome"] == outcome, &ended)?;
            }
            Ok(())
        }
        _ => {
            let handover = requested(platform, &message).await;
            let status = invoke(pending(&handover)).await?;
            expect(status == "expired", &status)
        }
    }
}

/// A hand-over of the message's conversation.
pub(super) async fn requested(platform: &Platform, message: &AcceptedMessage) -> Handover {
    let handover = NewHandover {
        tenant_id: message.tenant_id,
        id: Uuid::now_v7().into(),
        conversation_id: message.conversation_id,
        reason: "The parcel is lost.".parse().unwrap(),
    };
    platform.stores().request(&handover).await.unwrap()
}

/// The same, which the caller has and a step waits for.
async fn taken(platform: &Platform, message: &AcceptedMessage) -> Handover {
    let handover = requested(platform, message).await;
    let of = HandoverOf {
        tenant_id: message.tenant_id,
        id: handover.id,
    };
    let store = platform.stores();
    let token = TaskTokenValue::new(machines_token());
    store.keep_token(of, &token).await.unwrap();
    store.accept(of, &"user-1".parse().unwrap()).await.unwrap()
}

fn machines_token() -> String {
    token(&arn("states", &format!("stateMachine:{}", physical("hand_over"))))
}
