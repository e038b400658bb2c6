//! A database that was restored from a backup, and the events of the erasures since: who was erased is erased again.

use super::outbox::Bus;
use super::privacy::{Stage, needles};
use super::world::World as _;
use async_trait::async_trait;
use handlers::adapters::outbound::TimeOrderedIds;
use handlers::application::erase_again;
use handlers::domain::{CustomerErased, PrivacyRequestStatus, TenantId};
use handlers::ports::{PrivacyRequestOf, PrivacyWork, WaitError};
use sqlx::AssertSqlSafe;
use std::sync::Mutex;

/// Remembers what was begun.
#[derive(Default)]
struct Begun(Mutex<Vec<PrivacyRequestOf>>);

#[async_trait]
impl PrivacyWork for Begun {
    async fn begin(&self, of: PrivacyRequestOf) -> Result<(), WaitError> {
        self.0.lock().unwrap().push(of);
        Ok(())
    }
}

impl Stage {
    /// Copies every table.
    async fn back_up(&self) {
        let mut script = "drop schema if exists backup cascade; create schema backup;".to_owned();
        for table in self.tables().await {
            script += &format!("create table backup.{table} as table app.{table};");
        }
        self.as_owner(script).await;
    }

    /// Has every table as it was, and nothing that came since.
    async fn restore(&self) {
        let tables = self.tables().await;
        let all: Vec<String> = tables.iter().map(|table| format!("app.{table}")).collect();
        // As `pg_restore --disable-triggers`: rows come before those that they refer to.
        let mut script = format!(
            "begin; set local session_replication_role = replica; truncate {};",
            all.join(", ")
        );
        for table in tables {
            script += &format!("insert into app.{table} table backup.{table};");
        }
        self.as_owner(script + "commit").await;
    }

    async fn as_owner(&self, script: String) {
        sqlx::raw_sql(AssertSqlSafe(script))
            .execute(&self.world.owner)
            .await
            .unwrap();
    }

    /// Carries a request out.
    async fn carry_out(&self, of: PrivacyRequestOf) {
        self.erase(of).await.unwrap();
        self.relay(&Bus::default(), of.tenant_id).await;
        self.finish(of).await.unwrap();
    }

    /// Hears that somebody was erased; what is begun then.
    async fn hear(&self, erased: &CustomerErased) -> Vec<PrivacyRequestOf> {
        let begun = Begun::default();
        erase_again(&self.as_function("erase_again"), &begun, &TimeOrderedIds, erased)
            .await
            .unwrap();
        begun.0.into_inner().unwrap()
    }

    async fn erased(&self, tenant: TenantId) -> CustomerErased {
        self.world.erasures(tenant).await.remove(0)
    }
}

/// When the backup was made.
#[derive(Clone, Copy, Debug)]
enum Moment {
    BeforeTheRequest,
    BeforeTheErasure,
}

#[tokio::test]
async fn who_was_erased_since_the_backup_is_erased_again() {
    for moment in [Moment::BeforeTheRequest, Moment::BeforeTheErasure] {
        let stage = Stage::start().await;
        let tenant = stage.world.tenant().await;
        let gone = needles("customer-1041", &stage.whole_story(tenant, "customer-1041").await);
        let kept = needles("customer-1042", &stage.whole_story(tenant, "customer-1042").await);
        if let Moment::BeforeTheRequest = moment {
            stage.back_up().await;
        }
        let of = stage.asked(tenant, "customer-1041").await;
        if let Moment::BeforeTheErasure = moment {
            stage.back_up().await;
        }
        stage.carry_out(of).await;
        let event = stage.erased(tenant).await;
        // The event comes right after the erasure, too, and has nobody erased then.
        assert_eq!(stage.hear(&event).await, [], "{moment:?}");

        stage.restore().await;
        assert_ne!(stage.mentions(&gone).await, [] as [String; 0], "{moment:?}");
        let neighbours = stage.mentions(&kept).await.len();
        // Heard of twice, it is one request.
        let (first, second) = (stage.hear(&event).await, stage.hear(&event).await);
        assert_eq!(first, second, "{moment:?}");
        let [again] = first[..] else {
            panic!("{moment:?}: {first:?}")
        };
        // Its workflow has another name than the one that has ended.
        assert_ne!(again.id, of.id, "{moment:?}");
        stage.carry_out(again).await;
        assert_eq!(
            stage.find(again).await.unwrap().status,
            PrivacyRequestStatus::Completed
        );
        assert_eq!(stage.mentions(&gone).await, [] as [String; 0], "{moment:?}");
        assert_eq!(stage.mentions(&kept).await.len(), neighbours, "{moment:?}");
        for event in stage.world.erasures(tenant).await {
            assert_eq!(stage.hear(&event).await, [], "{moment:?}");
        }
    }
}

#[tokio::test]
async fn who_came_back_by_themselves_stays() {
    let stage = Stage::start().await;
    let (tenant, other) = (stage.world.tenant().await, stage.world.tenant().await);
    stage.whole_story(tenant, "customer-1041").await;
    let of = stage.asked(tenant, "customer-1041").await;
    stage.carry_out(of).await;
    let event = stage.erased(tenant).await;
    stage.whole_story(tenant, "customer-1041").await;
    assert_eq!(stage.hear(&event).await, []);
    // Nor does an event of one tenant's lead to another's customer.
    let theirs = CustomerErased {
        tenant_id: other,
        ..event
    };
    assert_eq!(stage.hear(&theirs).await, []);
}
