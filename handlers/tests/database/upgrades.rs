//! What migrations make of rows that were there before.

use super::postgres::{FLAGS, OnPostgres, begin};
use super::world::World as _;
use handlers::application::list_flags;
use serde_json::json;

/// Undoes a migration, as if it had never run.
async fn undo(world: &OnPostgres, version: i64, statements: &str) {
    let mut owner = world.owner.acquire().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "{statements}; delete from _sqlx_migrations where version = {version};"
    )))
    .execute(&mut *owner)
    .await
    .unwrap();
}

/// A tenant that had concise answers in some conversations keeps them there, as versions of the prompt.
#[tokio::test]
async fn concise_answers_become_shares_of_versions() {
    let world = OnPostgres::start().await;
    undo(
        &world,
        17,
        "alter table app.flags drop column rollout; alter table app.runs drop column prompt_variant",
    )
    .await;
    let cases = [
        (Some(30), Some(json!({ "0.1.0": 70, "0.2.0": 30 }))),
        (Some(0), Some(json!({ "0.1.0": 100, "0.2.0": 0 }))),
        (None, None),
    ];
    let mut tenants = Vec::new();
    for (percentage, _) in &cases {
        let tenant = world.tenant().await;
        let mut transaction = begin(&world.owner, tenant).await;
        sqlx::query("insert into app.flags (tenant_id, key, percentage) values ($1, 'concise_answers', $2)")
            .bind(tenant.uuid())
            .bind::<Option<i16>>(*percentage)
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        tenants.push(tenant);
    }
    let mut owner = world.owner.acquire().await.unwrap();
    let migrated = super::support::migrations().expand(&mut owner).await.unwrap();
    assert_eq!(migrated.applied, [17]);
    for (tenant, (percentage, expected)) in tenants.into_iter().zip(cases) {
        let said = list_flags(world.flags(FLAGS), tenant).await.unwrap().remove(0);
        assert_eq!(
            said.rollout.map(|rollout| serde_json::to_value(rollout).unwrap()),
            expected,
            "{percentage:?}"
        );
    }
}
