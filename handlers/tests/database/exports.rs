//! Exports on PostgreSQL: each row once, however often whoever writes is interrupted; and no copy of who is erased.

use super::privacy::Stage;
use super::world::World as _;
use async_trait::async_trait;
use handlers::application::{WriteExportError, delete_exports, write_export};
use handlers::domain::{MANIFEST, PrivacyRequestKind, TenantId};
use handlers::ports::{
    ExportEraser, ExportFilesError, ExportStore as _, ExportWriter, NewPrivacyRequest, PrivacyRequestOf,
    PrivacyStore as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// A bucket, and what happens while something is written to it.
struct Objects<'a> {
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    writes: Mutex<usize>,
    while_writing: WhileWriting<'a>,
}

enum WhileWriting<'a> {
    Nothing,
    /// Every second time the answer is lost.
    Lost,
    /// The customer is erased, with all copies, before the first file arrives.
    Erased(&'a Stage, PrivacyRequestOf),
}

impl<'a> Objects<'a> {
    fn new(while_writing: WhileWriting<'a>) -> Self {
        Self {
            kept: Mutex::default(),
            writes: Mutex::default(),
            while_writing,
        }
    }

    fn key(of: PrivacyRequestOf, name: &str) -> String {
        format!("{}/{name}", of.id)
    }

    fn names(&self) -> Vec<String> {
        self.kept.lock().unwrap().keys().cloned().collect()
    }
}

#[async_trait]
impl ExportWriter for Objects<'_> {
    async fn write(
        &self,
        of: PrivacyRequestOf,
        name: &str,
        content: Vec<u8>,
    ) -> Result<(), ExportFilesError> {
        let writes = {
            let mut writes = self.writes.lock().unwrap();
            *writes += 1;
            *writes
        };
        if let (WhileWriting::Erased(stage, erasure), 1) = (&self.while_writing, writes) {
            stage.erase(*erasure).await.unwrap();
            delete_exports(&stage.as_function("delete_exports"), self, *erasure)
                .await
                .unwrap();
        }
        self.kept.lock().unwrap().insert(Self::key(of, name), content);
        match self.while_writing {
            WhileWriting::Lost if writes % 2 == 1 => Err(ExportFilesError::Unavailable),
            WhileWriting::Lost | WhileWriting::Nothing | WhileWriting::Erased(..) => Ok(()),
        }
    }
}

#[async_trait]
impl ExportEraser for Objects<'_> {
    async fn delete(&self, of: PrivacyRequestOf, name: &str) -> Result<(), ExportFilesError> {
        self.kept.lock().unwrap().remove(&Self::key(of, name));
        Ok(())
    }
}

async fn asked_for_copy(stage: &Stage, tenant: TenantId, customer: &str) -> PrivacyRequestOf {
    let request = NewPrivacyRequest {
        kind: PrivacyRequestKind::Export,
        ..stage.about(tenant, customer)
    };
    let store = stage.as_function("request_export");
    PrivacyRequestOf {
        tenant_id: tenant,
        id: store.open(&request).await.unwrap().id,
    }
}

/// Writes until the export has ended; how often it was interrupted.
async fn written(stage: &Stage, objects: &Objects<'_>, of: PrivacyRequestOf) -> usize {
    let mut interrupted = 0;
    loop {
        match write_export(&stage.as_function("write_export"), objects, of).await {
            Ok(true) => return interrupted,
            Ok(false) => {}
            Err(WriteExportError::Files(ExportFilesError::Unavailable)) => interrupted += 1,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Messages that fill several files.
async fn long_talk(stage: &Stage, tenant: TenantId, customer: &str) {
    sqlx::query(
        "insert into app.messages (tenant_id, id, conversation_id, seq, role, status, content)
         select conversation.tenant_id, gen_random_uuid(), conversation.id, 100 + n, 'customer', 'completed',
                repeat('ç', 8000) || n
           from app.customers customer
           join app.conversations conversation
             on conversation.tenant_id = customer.tenant_id and conversation.customer_id = customer.id,
                generate_series(1, 700) n
          where customer.tenant_id = $1 and customer.external_id = $2",
    )
    .bind(tenant.uuid())
    .bind(customer)
    .execute(&stage.world.owner)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_copy_has_every_row_once_however_often_it_is_interrupted() {
    let stage = Stage::start().await;
    let (tenant, other) = (stage.world.tenant().await, stage.world.tenant().await);
    for (tenant, customer) in [(tenant, "c-1"), (tenant, "c-2"), (other, "c-1")] {
        stage.whole_story(tenant, customer).await;
    }
    long_talk(&stage, tenant, "c-1").await;
    let mut copies = Vec::new();
    for (while_writing, interrupted) in [(WhileWriting::Nothing, false), (WhileWriting::Lost, true)] {
        let of = asked_for_copy(&stage, tenant, "c-1").await;
        let objects = Objects::new(while_writing);
        assert_eq!(written(&stage, &objects, of).await > 0, interrupted);
        let files = objects.kept.into_inner().unwrap();
        let manifest: Value = serde_json::from_slice(&files[&format!("{}/{MANIFEST}", of.id)]).unwrap();
        assert_eq!(files.len(), manifest["files"].as_array().unwrap().len() + 1);
        let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in manifest["files"].as_array().unwrap() {
            let name = file["name"].as_str().unwrap();
            let content = &files[&format!("{}/{name}", of.id)];
            assert_eq!(file["bytes"], content.len());
            assert_eq!(file["sha256"], hex(&Sha256::digest(content)));
            let lines = std::str::from_utf8(content).unwrap().lines();
            let rows: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(file["rows"], rows.len());
            let section = ids.entry(name.split('-').next().unwrap().to_owned()).or_default();
            for row in rows {
                let id = row.get("id").unwrap_or(&row["message_id"]);
                assert!(section.insert(id.as_str().unwrap().to_owned()), "twice: {row}");
            }
        }
        let counts: BTreeMap<String, usize> = ids
            .iter()
            .map(|(section, ids)| (section.clone(), ids.len()))
            .collect();
        assert_eq!(manifest["counts"], json!(counts));
        let messages = manifest["files"].as_array().unwrap().iter();
        let messages = messages.filter(|file| file["name"].as_str().unwrap().starts_with("messages"));
        assert!(messages.count() >= 3, "{manifest}");
        copies.push((counts, ids["messages"].clone()));
    }
    let [(first, said), (second, said_again)] = copies.try_into().unwrap();
    assert_eq!(said, said_again);
    for (section, rows) in [
        ("customers", 1),
        ("conversations", 1),
        ("messages", 702),
        ("runs", 1),
        ("feedback", 1),
        ("handovers", 1),
    ] {
        assert_eq!((first[section], second[section]), (rows, rows), "{section}");
    }
    assert_eq!((first["privacy_requests"], second["privacy_requests"]), (1, 2));
    let deeds = "select count(*) from app.audit_log where tenant_id = $1 and action = 'customer.exported'";
    assert_eq!(stage.count(tenant, deeds).await, 2);
}

#[tokio::test]
async fn no_copy_is_left_of_who_is_erased() {
    let stage = Stage::start().await;
    let tenant = stage.world.tenant().await;
    for (customer, case) in [("c-1", "whole"), ("c-2", "half"), ("c-3", "being written")] {
        stage.whole_story(tenant, customer).await;
        long_talk(&stage, tenant, customer).await;
        let of = asked_for_copy(&stage, tenant, customer).await;
        let erasure = stage.asked(tenant, customer).await;
        let mut objects = Objects::new(WhileWriting::Nothing);
        match case {
            "whole" => {
                written(&stage, &objects, of).await;
                assert!(objects.names().len() > 5);
            }
            "half" => {
                objects.while_writing = WhileWriting::Lost;
                for _ in 0..3 {
                    let lost = write_export(&stage.as_function("write_export"), &objects, of).await;
                    assert_eq!(lost, Err(WriteExportError::Files(ExportFilesError::Unavailable)));
                }
                assert!(!objects.names().is_empty());
            }
            _ => {
                objects.while_writing = WhileWriting::Erased(&stage, erasure);
                written(&stage, &objects, of).await;
            }
        }
        // Each step may be taken again.
        for _ in 0..2 {
            stage.erase(erasure).await.unwrap();
            delete_exports(&stage.as_function("delete_exports"), &objects, erasure)
                .await
                .unwrap();
        }
        assert_eq!(objects.names(), [] as [String; 0], "{case}");
        let found = stage.as_function("get_privacy_request").files(of).await;
        assert_eq!(found, Ok(Vec::new()), "{case}");
        assert_eq!(written(&stage, &objects, of).await, 0, "{case}");
        assert_eq!(objects.names(), [] as [String; 0], "{case}: nobody goes on");
        // Who comes back under the same name is another, and keeps theirs.
        stage.whole_story(tenant, customer).await;
        let copy = asked_for_copy(&stage, tenant, customer).await;
        let objects = Objects::new(WhileWriting::Nothing);
        written(&stage, &objects, copy).await;
        let kept = objects.names();
        delete_exports(&stage.as_function("delete_exports"), &objects, erasure)
            .await
            .unwrap();
        assert_eq!(objects.names(), kept, "{case}");
        let found = stage
            .as_function("get_privacy_request")
            .files(copy)
            .await
            .unwrap();
        assert_eq!(found.len() + 1, kept.len(), "{case}");
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
