//! What a function must reach follows from its grants.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use ferrovia_model::{App, Grant, reach};
use serde_json::json;

/// Asserts what a function with these grants must reach, as `vpc`, `internet` and the services.
fn check(grants: &[Grant], expected: &[&str]) {
    let place = json!({ "file": "app.rs", "line": 1 });
    let value = json!({ "ty": "unit", "schema": {} });
    let model = |name: &str, candidates| json!({ "name": name, "description": "", "source": place, "candidates": candidates });
    let bedrock = json!({ "provider": "bedrock", "model": "amazon.nova-lite-v1:0" });
    let openai = json!({ "provider": { "open_ai": { "secret": "key" } }, "model": "gpt-4o-mini" });
    let workflow = |name: &str, kind: &str| {
        json!({
            "name": name, "description": "", "source": place, "kind": kind, "timeout_seconds": 60,
            "input": value, "output": value, "errors": [], "body": { "input": "wild", "body": {} },
        })
    };
    let app: App = serde_json::from_value(json!({
        "functions": [{
            "name": "function", "description": "", "source": place, "timeout_seconds": 10, "memory_mb": 256,
            "input": value, "output": value, "errors": [],
            "parameters": [{ "name": "all", "ty": "All", "source": place, "grants": grants }],
        }],
        "workflows": [workflow("wait", "standard"), workflow("answer", "express")],
        "language_models": [
            model("ours", json!([bedrock])), model("theirs", json!([openai])), model("both", json!([bedrock, openai])),
        ],
    }))
    .unwrap();
    let found = reach(&app, app.functions.first().unwrap());
    let networks = [(found.vpc, "vpc"), (found.internet, "internet")]
        .into_iter()
        .filter_map(|(is, name)| is.then_some(name));
    assert_eq!(
        networks
            .chain(found.aws_services)
            .chain(found.gateways)
            .collect::<Vec<_>>(),
        expected,
        "{grants:?}"
    );
}

fn grant(of: fn(String) -> Grant, name: &str) -> Grant {
    of(name.to_owned())
}

#[test]
fn each_grant_has_its_reach() {
    check(&[], &[]);
    for table in [
        Grant::ReadTable,
        Grant::AppendTable,
        Grant::UpdateTable,
        Grant::WriteTable,
        Grant::EraseTable,
    ] {
        check(&[grant(table, "messages")], &["vpc"]);
    }
    check(&[grant(Grant::InvokeModel, "ours")], &["bedrock-runtime"]);
    check(
        &[grant(Grant::InvokeModel, "theirs")],
        &["internet", "secretsmanager"],
    );
    check(
        &[grant(Grant::InvokeModel, "both")],
        &["internet", "bedrock-runtime", "secretsmanager"],
    );
    check(&[grant(Grant::InvokeModel, "unknown")], &[]);
    check(&[grant(Grant::ReadSecret, "key")], &["secretsmanager"]);
    check(&[grant(Grant::PublishEvent, "Answered")], &["events"]);
    check(&[grant(Grant::StartWorkflow, "answer")], &["sync-states"]);
    check(&[grant(Grant::StartWorkflow, "wait")], &["states"]);
    check(&[grant(Grant::StartWorkflow, "unknown")], &[]);
    check(&[grant(Grant::LaunchWorkflow, "answer")], &["states"]);
    check(&[grant(Grant::LaunchWorkflow, "wait")], &["states"]);
    check(&[grant(Grant::SendQueue, "redrive")], &["sqs"]);
    check(&[grant(Grant::ReadConfiguration, "limits")], &["appconfigdata"]);
    for bucket in [
        Grant::ReadBucket,
        Grant::WriteBucket,
        Grant::EraseBucket,
        Grant::VerifyTokens,
    ] {
        check(&[grant(bucket, "exports")], &["s3"]);
    }
    check(&[grant(Grant::RefreshTokenKeys, "keys")], &["internet", "s3"]);
    check(&[grant(Grant::CompleteStep, "hand_over")], &["states"]);
    check(
        &[grant(Grant::MigrateDatabase, "platform")],
        &["vpc", "secretsmanager"],
    );
}

#[test]
fn grants_add_up() {
    check(
        &[
            grant(Grant::StartWorkflow, "wait"),
            grant(Grant::WriteTable, "messages"),
            grant(Grant::StartWorkflow, "answer"),
            grant(Grant::SendQueue, "redrive"),
        ],
        &["vpc", "sqs", "states", "sync-states"],
    );
}
