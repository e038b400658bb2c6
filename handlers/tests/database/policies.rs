//! What a tenant wants of answers: it goes with the history, and the table keeps to its form.

use handlers::application::load_history;
use handlers::domain::{AnswerPolicy, MAX_FACTS_BYTES, Promise, TenantSettings};
use serde_json::{Value, json};
use uuid::Uuid;

use super::postgres::{OnPostgres, begin};
use super::world::World;

/// Everything that can be wanted.
fn everything() -> AnswerPolicy {
    AnswerPolicy {
        facts: "é".repeat(MAX_FACTS_BYTES / 2),
        hosts: vec!["*.example.com".to_owned()],
        promises: Promise::ALL.to_vec(),
        hide_personal_data: true,
    }
}

pub(crate) async fn what_a_tenant_wants_of_answers_goes_with_the_history(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let answers = everything();
    let settings = TenantSettings {
        answers: answers.clone(),
        ..TenantSettings::default()
    };
    world.settle(tenant, settings).await;
    for (tenant, policy) in [(tenant, answers), (other, AnswerPolicy::default())] {
        let nothing_said = Uuid::now_v7().into();
        let recalled = load_history(world.history(), tenant, nothing_said, 1)
            .await
            .unwrap();
        assert_eq!(recalled.policy, policy);
    }
}

#[tokio::test]
async fn settings_that_nobody_understands_are_refused_where_they_are_written() {
    let world = OnPostgres::start().await;
    let tenant = world.tenant().await;
    let cases: [(Value, bool); 14] = [
        (json!({}), true),
        (json!({ "answers": {} }), true),
        (json!({ "answers": everything() }), true),
        (json!({ "answers": { "promises": ["refund", "refund"] } }), true),
        (json!({ "answers": null }), false),
        (json!({ "answers": [] }), false),
        (json!({ "answers": { "fact": "We deliver." } }), false),
        (json!({ "answers": { "facts": ["We deliver."] } }), false),
        (
            json!({ "answers": { "facts": "x".repeat(MAX_FACTS_BYTES + 1) } }),
            false,
        ),
        (json!({ "answers": { "hosts": "example.com" } }), false),
        (json!({ "answers": { "hosts": ["example.com", 1] } }), false),
        (json!({ "answers": { "promises": ["everything"] } }), false),
        (json!({ "answers": { "promises": "refund" } }), false),
        (json!({ "answers": { "hide_personal_data": "yes" } }), false),
    ];
    for (settings, good) in cases {
        let mut transaction = begin(&world.owner, tenant).await;
        let written = sqlx::query("update app.tenants set settings = $2 where id = $1")
            .bind(tenant.uuid())
            .bind(&settings)
            .execute(&mut *transaction)
            .await;
        assert_eq!(written.is_ok(), good, "{settings}: {written:?}");
        if let Err(error) = written {
            let constraint = error.into_database_error().unwrap();
            assert_eq!(constraint.constraint(), Some("settings_answers"), "{settings}");
            continue;
        }
        // What the table takes, whoever loads a history can read.
        transaction.commit().await.unwrap();
        let nothing_said = Uuid::now_v7().into();
        load_history(world.history(), tenant, nothing_said, 1)
            .await
            .unwrap();
    }
}
