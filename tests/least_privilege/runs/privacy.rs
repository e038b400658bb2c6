//! What the handlers of privacy requests do when they do all that they can do.

use super::api::ask;
use super::{accepted, expect, turn};
use crate::platform::Platform;
use handlers::domain::{
    CustomerErased, ExportDraft, PrivacyCounts, PrivacyRequest, PrivacyRequestKind, PrivacyRequestStatus,
    PseudonymKey, Section, TenantId,
};
use handlers::ports::{
    ExportStore, FindError, MessageReader, NewPrivacyRequest, PrivacyRequestOf, PrivacyStore,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
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
        "request_export" => {
            accepted(platform, tenant).await;
            let route = ("POST", "/v1/customers/c-1/export");
            let asked = ask(platform, handler, tenant, route, None, 202).await?;
            expect(asked["kind"] == "export" && asked["status"] == "pending", &asked)
        }
        "get_privacy_request" => {
            accepted(platform, tenant).await;
            let of = copied(platform, tenant).await;
            ExportStore::complete(&platform.stores(), of, &PrivacyCounts::new())
                .await
                .unwrap();
            let path = format!("/v1/privacy-requests/{}", of.id);
            let found = ask(platform, handler, tenant, ("GET", &path), None, 200).await?;
            expect(found["id"] == json!(of.id), &found)?;
            // The bucket is empty: whoever follows a link is told so, and not that they may not know.
            let link = found.pointer("/export/files/0/url").and_then(Value::as_str);
            let answered = follow(link.unwrap_or_default()).await;
            expect(answered.starts_with("HTTP/1.1 404"), &json!(answered))
        }
        "write_export" => {
            turn(platform, tenant).await;
            let of = requested(platform, tenant, PrivacyRequestKind::Export).await;
            let written = invoke(of).await?;
            expect(written == true, &written)?;
            let found = PrivacyStore::find(&platform.stores(), of).await.unwrap();
            expect(
                found.status == PrivacyRequestStatus::Completed,
                &json!(found.status),
            )?;
            let of = requested(platform, tenant, PrivacyRequestKind::Export).await;
            let (written, ()) = tokio::join!(invoke(of), end_while_it_is_written(platform, of));
            expect(written? == true, &json!("an export that nobody wants"))
        }
        "delete_exports" => {
            turn(platform, tenant).await;
            let of = requested(platform, tenant, PrivacyRequestKind::Erase).await;
            PrivacyStore::erase(&platform.stores(), of).await.unwrap();
            let deleted = invoke(of).await?;
            expect(deleted.is_null(), &deleted)?;
            let left = platform.count(tenant, "privacy_export_files where true").await;
            expect(left == 0, &json!({ "left": left }))
        }
        "erase_customer" => {
            let message = turn(platform, tenant).await;
            let of = requested(platform, tenant, PrivacyRequestKind::Erase).await;
            let erased = invoke(of).await?;
            expect(erased.is_null(), &erased)?;
            let left = MessageReader::message(&platform.stores(), tenant, message.id).await;
            expect(left == Err(FindError::NotFound), &json!(left.is_ok()))
        }
        "erase_again" => {
            turn(platform, tenant).await;
            // As in a backup from the middle of the erasure.
            let of = requested(platform, tenant, PrivacyRequestKind::Erase).await;
            let detail = CustomerErased {
                event_id: of.id.erased(0),
                tenant_id: tenant,
                privacy_request_id: of.id,
                customer: key().pseudonym(tenant, "c-1"),
                customer_id: Some(platform.customer(tenant).await),
                conversation_ids: Vec::new(),
            };
            let envelope = json!({ "detail-type": CustomerErased::NAME, "detail": detail });
            let heard = platform.functions.invoke(handler, &[], envelope).await?;
            expect(heard.is_null(), &heard)?;
            let first = PrivacyStore::find(&platform.stores(), of).await.unwrap();
            expect(first.status == PrivacyRequestStatus::Failed, &json!(first.status))?;
            let asked = "privacy_requests where status = 'pending'";
            let asked = platform.count(tenant, asked).await;
            expect(asked == 1, &json!({ "asked": asked }))
        }
        "finish_erasure" => {
            turn(platform, tenant).await;
            let of = requested(platform, tenant, PrivacyRequestKind::Erase).await;
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
            let of = requested(platform, tenant, PrivacyRequestKind::Erase).await;
            let ended = invoke(of).await?;
            expect(ended == true, &ended)?;
            let found = PrivacyStore::find(&platform.stores(), of).await.unwrap();
            expect(found.status.is_over(), &json!(found.status))
        }
    }
}

/// An export of customer `c-1` that is under way, and of which a file is written.
pub(super) async fn copied(platform: &Platform, tenant_id: TenantId) -> PrivacyRequestOf {
    let of = requested(platform, tenant_id, PrivacyRequestKind::Export).await;
    let stores = platform.stores();
    stores.resume(of).await.unwrap();
    let [customer] = &stores.rows(of, Section::Customers, None).await.unwrap()[..] else {
        panic!("one customer is exported");
    };
    let mut draft = ExportDraft::new(Section::Customers, None);
    draft.add(customer);
    let (file, _) = draft.end().unwrap();
    assert_eq!(stores.keep(of, &file).await, Ok(true));
    of
}

/// Ends an export after whoever writes it has begun, and before anything is written.
async fn end_while_it_is_written(platform: &Platform, of: PrivacyRequestOf) {
    let mut transaction = platform.owner.begin().await.unwrap();
    // Its first rows are held back, until it waits for them or has failed.
    sqlx::raw_sql("lock table app.customers in access exclusive mode")
        .execute(&mut *transaction)
        .await
        .unwrap();
    let waits = "select exists (select from pg_locks lock
                  where not lock.granted and lock.relation = 'app.customers'::regclass)";
    for _ in 0..200 {
        if sqlx::query_scalar(waits)
            .fetch_one(&mut *transaction)
            .await
            .unwrap()
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    sqlx::query("update app.privacy_requests set status = 'failed', ended_at = now() where id = $1")
        .bind(of.id.uuid())
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

/// How a URL answers.
async fn follow(link: &str) -> String {
    let (address, path) = link
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .unwrap_or_else(|| panic!("no link: `{link}`"));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// What customers are named with.
fn key() -> PseudonymKey {
    PseudonymKey::new(&[7; 32]).unwrap()
}

/// A request about customer `c-1`.
pub(super) async fn requested(
    platform: &Platform,
    tenant_id: TenantId,
    kind: PrivacyRequestKind,
) -> PrivacyRequestOf {
    let key = key();
    let of = PrivacyRequestOf {
        tenant_id,
        id: Uuid::now_v7().into(),
    };
    let request = NewPrivacyRequest {
        of,
        kind,
        customer: "c-1".parse().unwrap(),
        pseudonym: key.pseudonym(tenant_id, "c-1"),
        actor: key.pseudonym(tenant_id, "user-1"),
    };
    // One that has not ended stays.
    let PrivacyRequest { id, .. } = platform.stores().open(&request).await.unwrap();
    PrivacyRequestOf { id, ..of }
}
