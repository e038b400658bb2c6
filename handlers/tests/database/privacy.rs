//! Erasure on PostgreSQL: nothing is left of who was erased, nothing is lost of anybody else, and whatever happens at the
//! same time happens before or after.

use super::outbox::{Bus, due, relayed_by};
use super::postgres::{OnPostgres, begin, patient, sessions_as};
use super::resources::feedback;
use super::world::{World as _, answer, stored};
use futures_util::future::{join, join_all};
use handlers::adapters::outbound::TimeOrderedIds;
use handlers::adapters::outbound::postgres::Postgres;
use handlers::application::{PostedMessage, accept_message, delete_expired};
use handlers::domain::{
    AcceptedMessage, Claim, CustomerErased, Fingerprint, Metadata, Outcome, PrivacyRequest,
    PrivacyRequestKind, PrivacyRequestStatus, PseudonymKey, Rating, TenantId,
};
use handlers::ports::{
    AcceptError, CarryOutError, FindError, FinishError, HandoverStore as _, NewHandover, NewPrivacyRequest,
    PrivacyRequestOf, PrivacyStore, SaveTurnError,
};
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A world in which customers can be erased.
pub(crate) struct Stage {
    pub(crate) world: OnPostgres,
    key: PseudonymKey,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        Self {
            world: OnPostgres::start().await,
            key: PseudonymKey::new(&[7; 32]).unwrap(),
        }
    }

    /// The store in the hands of a function.
    pub(crate) fn as_function(&self, function: &str) -> Postgres {
        patient(&self.world.database, function)
    }

    pub(crate) fn about(&self, tenant: TenantId, customer: &str) -> NewPrivacyRequest {
        NewPrivacyRequest {
            of: PrivacyRequestOf {
                tenant_id: tenant,
                id: Uuid::now_v7().into(),
            },
            kind: PrivacyRequestKind::Erase,
            customer: customer.parse().unwrap(),
            pseudonym: self.key.pseudonym(tenant, customer),
            actor: self.key.pseudonym(tenant, "an-officer"),
        }
    }

    async fn ask(&self, tenant: TenantId, customer: &str) -> Result<PrivacyRequest, FindError> {
        self.as_function("request_erasure")
            .open(&self.about(tenant, customer))
            .await
    }

    pub(crate) async fn asked(&self, tenant: TenantId, customer: &str) -> PrivacyRequestOf {
        PrivacyRequestOf {
            tenant_id: tenant,
            id: self.ask(tenant, customer).await.unwrap().id,
        }
    }

    pub(crate) async fn erase(&self, of: PrivacyRequestOf) -> Result<(), CarryOutError> {
        self.as_function("erase_customer").erase(of).await
    }

    pub(crate) async fn finish(&self, of: PrivacyRequestOf) -> Result<(), FinishError> {
        self.as_function("finish_erasure").finish_erasure(of).await
    }

    pub(crate) async fn find(&self, of: PrivacyRequestOf) -> Result<PrivacyRequest, FindError> {
        PrivacyStore::find(&self.as_function("get_privacy_request"), of).await
    }

    /// Publishes whatever is due.
    pub(crate) async fn relay(&self, bus: &Bus, tenant: TenantId) {
        due(&self.world, tenant).await;
        relayed_by(&self.as_function("relay_outbox"), bus).await;
    }

    /// A customer says something, with a key, in their own name.
    async fn say(
        &self,
        tenant: TenantId,
        customer: &str,
        text: &str,
    ) -> Result<AcceptedMessage, AcceptError> {
        let posted = PostedMessage {
            tenant_id: tenant,
            customer: customer.parse().unwrap(),
            conversation_id: None,
            text: text.parse().unwrap(),
            locale: None,
            metadata: Metadata::default(),
            claim: Some(Claim {
                principal: customer.to_owned(),
                operation: "post_message",
                key: format!("key-{}", Uuid::now_v7()).parse().unwrap(),
                fingerprint: Fingerprint::of(&text),
            }),
            promised: false,
        };
        accept_message(self.world.messages(), &TimeOrderedIds, posted)
            .await
            .map(stored)
    }

    /// Everything that can be kept about a customer.
    pub(crate) async fn whole_story(&self, tenant: TenantId, customer: &str) -> AcceptedMessage {
        let said = self
            .say(tenant, customer, &format!("I am {customer}"))
            .await
            .unwrap();
        let answered = self.world.answer(&said, &format!("Welcome, {customer}")).await;
        let up = feedback(Rating::Up);
        self.world
            .given()
            .give(tenant, answered.answer.id, &up)
            .await
            .unwrap();
        let handover = NewHandover {
            tenant_id: tenant,
            id: said.id.handover(),
            conversation_id: said.conversation_id,
            reason: format!("{customer} wants a person").parse().unwrap(),
        };
        self.as_function("request_handover")
            .request(&handover)
            .await
            .unwrap();
        said
    }

    /// The schema's tables; one of partitions is one.
    pub(crate) async fn tables(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select relname::text from pg_class
              where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not relispartition",
        )
        .fetch_all(&self.world.owner)
        .await
        .unwrap()
    }

    /// Every row of the schema as text, with its table's name before it.
    async fn everything(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for table in self.tables().await {
            let of_table = AssertSqlSafe(format!("select '{table} ' || t::text from app.{table} t"));
            // The owner of a test's database is the server's superuser: no wall hides a row from it.
            let found: Vec<String> = sqlx::query_scalar(of_table)
                .fetch_all(&self.world.owner)
                .await
                .unwrap();
            rows.extend(found);
        }
        rows
    }

    /// Where one of these is to be found, but in the event that says what was erased.
    pub(crate) async fn mentions(&self, needles: &[String]) -> Vec<String> {
        let mut rows = self.everything().await;
        rows.retain(|row| {
            needles.iter().any(|needle| row.contains(needle)) && !row.contains(CustomerErased::NAME)
        });
        rows
    }

    pub(crate) async fn count(&self, tenant: TenantId, query: &'static str) -> i64 {
        let mut transaction = begin(&self.world.owner, tenant).await;
        sqlx::query_scalar(query)
            .bind(tenant.uuid())
            .fetch_one(&mut *transaction)
            .await
            .unwrap()
    }
}

/// What is found of a customer, wherever something is.
pub(crate) fn needles(customer: &str, said: &AcceptedMessage) -> Vec<String> {
    vec![
        customer.to_owned(),
        said.conversation_id.uuid().to_string(),
        said.id.uuid().to_string(),
        said.id.answer().uuid().to_string(),
    ]
}

#[tokio::test]
async fn nothing_is_left_of_who_was_erased_and_everything_of_everybody_else() {
    let stage = Stage::start().await;
    let (tenant, other) = (stage.world.tenant().await, stage.world.tenant().await);
    let gone = needles("customer-1041", &stage.whole_story(tenant, "customer-1041").await);
    let neighbour = needles("customer-1042", &stage.whole_story(tenant, "customer-1042").await);
    let namesake = stage.whole_story(other, "customer-1041").await;
    let spent = "select sum(requests)::bigint from app.usage_daily where tenant_id = $1";
    let before = stage.count(tenant, spent).await;
    // In each of these tables they are looked for, and were there.
    let found = stage.mentions(&gone).await;
    for table in [
        "conversations",
        "customers",
        "feedback",
        "handovers",
        "idempotency_keys",
        "messages",
        "outbox",
        "rate_limits",
        "runs",
    ] {
        let in_table = format!("{table} ");
        assert!(found.iter().any(|row| row.starts_with(&in_table)), "{table}");
    }
    let kept = (
        stage.mentions(&neighbour).await,
        stage.mentions(&needles("tenant", &namesake)[1..]).await,
    );

    let of = stage.asked(tenant, "customer-1041").await;
    assert_eq!(
        stage.find(of).await.unwrap().status,
        PrivacyRequestStatus::Pending
    );
    stage.erase(of).await.unwrap();
    stage.relay(&Bus::default(), tenant).await;
    stage.finish(of).await.unwrap();
    let ended = stage.find(of).await.unwrap();
    assert_eq!(ended.status, PrivacyRequestStatus::Completed);
    assert_eq!(
        ended.counts,
        [("conversations".to_owned(), 1), ("messages".to_owned(), 2)].into()
    );
    let left: Vec<String> = stage
        .mentions(&gone)
        .await
        .into_iter()
        .filter(|row| !row.contains(&other.uuid().to_string()))
        .collect();
    assert_eq!(left, [] as [String; 0]);
    let after = (
        stage.mentions(&neighbour).await,
        stage.mentions(&needles("tenant", &namesake)[1..]).await,
    );
    assert_eq!((after.0.len(), after.1.len()), (kept.0.len(), kept.1.len()));
    // What stays: sums in which there is nobody; that it happened; and who it was, for whoever has the key.
    assert_eq!(stage.count(tenant, spent).await, before);
    let pseudonym = stage.key.pseudonym(tenant, "customer-1041").to_string();
    let traces = stage.mentions(&[pseudonym]).await;
    for table in ["audit_log ", "erased_customers ", "privacy_requests "] {
        assert!(
            traces.iter().any(|row| row.starts_with(table)),
            "{table}: {traces:?}"
        );
    }
    let deeds = "select count(*) from app.audit_log where tenant_id = $1
                    and action in ('customer.erase_requested', 'customer.erased')";
    assert_eq!(stage.count(tenant, deeds).await, 2);
    // A second time there is nobody.
    assert_eq!(stage.ask(tenant, "customer-1041").await, Err(FindError::NotFound));
}

#[tokio::test]
async fn whoever_hears_of_an_erasure_has_heard_the_rest_before() {
    let stage = Stage::start().await;
    let tenant = stage.world.tenant().await;
    let said = stage.whole_story(tenant, "c-1").await;
    let of = stage.asked(tenant, "c-1").await;
    assert_eq!(
        stage.finish(of).await,
        Err(FinishError::CarryOut(CarryOutError::Unknown))
    );
    // Each step may be taken again, whether its first try was heard of or not.
    for _ in 0..2 {
        stage.erase(of).await.unwrap();
        assert_eq!(stage.finish(of).await, Err(FinishError::EventsWait));
    }
    let bus = Bus::default();
    stage.relay(&bus, tenant).await;
    let before: BTreeSet<String> = bus.names().into_iter().collect();
    assert_eq!(
        before,
        ["ConversationAnswered", "ConversationStateChanged"]
            .map(str::to_owned)
            .into()
    );
    for _ in 0..2 {
        stage.finish(of).await.unwrap();
        stage.erase(of).await.unwrap();
    }
    let events: Vec<CustomerErased> = stage.world.erasures(tenant).await;
    let [event] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(
        (
            event.conversation_ids.as_slice(),
            event.customer,
            event.privacy_request_id
        ),
        (
            [said.conversation_id].as_slice(),
            stage.key.pseudonym(tenant, "c-1"),
            of.id
        )
    );
    relayed_by(&stage.as_function("relay_outbox"), &bus).await;
    assert_eq!(bus.names().last().map(String::as_str), Some(CustomerErased::NAME));
    assert_eq!(bus.names().len(), 3);
}

#[tokio::test]
async fn a_request_is_one_until_it_has_ended() {
    let stage = Stage::start().await;
    let (tenant, stranger) = (stage.world.tenant().await, stage.world.tenant().await);
    stage.say(tenant, "c-1", "hello").await.unwrap();
    let store = stage.as_function("request_erasure");
    let asked =
        join_all((0..8).map(|_| async { store.open(&stage.about(tenant, "c-1")).await.unwrap().id })).await;
    assert!(asked.iter().all(|id| *id == asked[0]), "{asked:?}");
    let of = PrivacyRequestOf {
        tenant_id: tenant,
        id: asked[0],
    };
    let theirs = PrivacyRequestOf {
        tenant_id: stranger,
        ..of
    };
    assert_eq!(stage.find(theirs).await, Err(FindError::NotFound));
    assert_eq!(stage.erase(theirs).await, Err(CarryOutError::Unknown));
    assert_eq!(
        stage.finish(theirs).await,
        Err(FinishError::CarryOut(CarryOutError::Unknown))
    );
    assert_eq!(stage.ask(stranger, "c-1").await, Err(FindError::NotFound));
    // One that was given up is over, and may be made again.
    let give_up = stage.as_function("give_up_privacy_request");
    assert_eq!(give_up.give_up(theirs).await, Err(CarryOutError::Unknown));
    assert_eq!(
        stage.find(of).await.unwrap().status,
        PrivacyRequestStatus::Pending
    );
    for _ in 0..2 {
        assert_eq!(give_up.give_up(of).await, Ok(true));
    }
    assert_eq!(stage.find(of).await.unwrap().status, PrivacyRequestStatus::Failed);
    let again = stage.asked(tenant, "c-1").await;
    assert_ne!(again, of);
    stage.erase(again).await.unwrap();
    // Everything is deleted, though nobody may have heard of it: the rest is still to be done.
    assert_eq!(give_up.give_up(again).await, Ok(false));
    assert_eq!(
        stage.find(again).await.unwrap().status,
        PrivacyRequestStatus::Running
    );
    stage.finish(again).await.unwrap();
    assert_eq!(give_up.give_up(again).await, Ok(false));
    assert_eq!(
        stage.find(again).await.unwrap().status,
        PrivacyRequestStatus::Completed
    );
}

/// A message that is accepted is either erased whole, or is the first of a new customer; and nothing ends in an error that
/// no client could understand.
#[tokio::test]
async fn messages_that_race_an_erasure_come_before_or_after_it() {
    let stage = Stage::start().await;
    for _ in 0..6 {
        let tenant = stage.world.tenant().await;
        let first = stage.say(tenant, "c-1", "hello").await.unwrap();
        let of = stage.asked(tenant, "c-1").await;
        let conversation = Some(first.conversation_id);
        let messages = join_all((0..8).map(|number| {
            let conversation = conversation.filter(|_| number % 2 == 0);
            stage.world.say(tenant, conversation, "c-1", "and again")
        }));
        let (erased, accepted) = join(stage.erase(of), messages).await;
        erased.unwrap();
        for (number, accepted) in accepted.into_iter().enumerate() {
            match accepted {
                Ok(_) => {}
                Err(AcceptError::UnknownConversation) => assert_eq!(number % 2, 0),
                Err(other) => panic!("{number}: {other}"),
            }
        }
        let orphans = "select count(*) from app.messages m
                         left join app.conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
                         left join app.customers p on p.tenant_id = c.tenant_id and p.id = c.customer_id
                        where m.tenant_id = $1 and p.id is null";
        assert_eq!(stage.count(tenant, orphans).await, 0);
        let keys = "select count(*) from app.idempotency_keys k
                     where k.tenant_id = $1 and not exists (
                         select from app.messages m where m.tenant_id = k.tenant_id and m.id = k.message_id)";
        assert_eq!(stage.count(tenant, keys).await, 0);
        let first_row = sqlx::query_scalar::<_, i64>("select count(*) from app.conversations where id = $1")
            .bind(first.conversation_id.uuid())
            .fetch_one(&stage.world.owner)
            .await;
        assert_eq!(first_row.unwrap(), 0);
    }
}

/// Row 42 of the failure matrix: the model was thinking when the customer went.
#[tokio::test]
async fn an_answer_to_somebody_who_is_gone_is_dropped() {
    let stage = Stage::start().await;
    let tenant = stage.world.tenant().await;
    let said = stage.say(tenant, "c-1", "hello").await.unwrap();
    let of = stage.asked(tenant, "c-1").await;
    stage.erase(of).await.unwrap();
    let late = answer(&said, "Good evening", Outcome::Answered);
    assert_eq!(
        stage.world.turns().save(&late).await,
        Err(SaveTurnError::UnknownMessage)
    );
    stage.finish(of).await.unwrap();
    let rows = "select (select count(*) from app.messages where tenant_id = $1)
                     + (select count(*) from app.conversations where tenant_id = $1)
                     + (select count(*) from app.customers where tenant_id = $1)
                     + (select count(*) from app.usage_daily where tenant_id = $1)";
    assert_eq!(stage.count(tenant, rows).await, 0);
    assert_eq!(stage.world.outbox(tenant).await, []);
}

/// The customer was there when the message looked for them, and is not when its conversation is to be theirs.
#[tokio::test]
async fn a_customer_who_goes_while_a_message_comes_is_entered_anew() {
    let stage = Stage::start().await;
    let tenant = stage.world.tenant().await;
    stage.say(tenant, "c-1", "hello").await.unwrap();
    let mut goes = begin(&stage.world.owner, tenant).await;
    sqlx::query("delete from app.customers where tenant_id = $1")
        .bind(tenant.uuid())
        .execute(&mut *goes)
        .await
        .unwrap();
    let goes_when_waited_for = async {
        let waits = "select exists (select from pg_stat_activity where datname = current_database()
                        and usename = 'post_message' and wait_event_type = 'Lock')";
        while !sqlx::query_scalar::<_, bool>(waits)
            .fetch_one(&stage.world.owner)
            .await
            .unwrap()
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        goes.commit().await.unwrap();
    };
    let (said, ()) = join(
        stage.world.say(tenant, None, "c-1", "and again"),
        goes_when_waited_for,
    )
    .await;
    assert_eq!(said.unwrap().sequence, 1);
    assert_eq!(
        stage
            .count(tenant, "select count(*) from app.customers where tenant_id = $1")
            .await,
        1
    );
}

#[tokio::test]
async fn the_audit_log_is_only_added_to_and_kept_by_month() {
    let stage = Stage::start().await;
    let more: Vec<String> = sqlx::query_scalar(
        "select grantee || ' may ' || privilege_type || ' ' || table_name from information_schema.role_table_grants
          where table_schema = 'app' and table_name like 'audit\\_log%' and grantee <> grantor
            and (privilege_type <> 'INSERT' or table_name <> 'audit_log')",
    )
    .fetch_all(&stage.world.owner)
    .await
    .unwrap();
    assert_eq!(more, [] as [String; 0]);
    let tenant = stage.world.tenant().await;
    for (at, kept_in) in [
        ("2026-11-30T23:59:59Z", "audit_log_2026_11"),
        ("2026-12-01T00:00:00Z", "audit_log_2026_12"),
        ("2028-12-31T23:59:59Z", "audit_log_2028_12"),
        ("2029-01-01T00:00:00Z", "audit_log_other"),
    ] {
        let mut transaction = begin(&stage.world.owner, tenant).await;
        let table: String = sqlx::query_scalar(
            "insert into app.audit_log (tenant_id, id, at, actor, action, subject)
             values ($1, $2, $3::text::timestamptz, 'platform', 'test.kept', 'nobody')
             returning tableoid::regclass::text",
        )
        .bind(tenant.uuid())
        .bind(Uuid::now_v7())
        .bind(at)
        .fetch_one(&mut *transaction)
        .await
        .unwrap();
        assert_eq!(table, format!("app.{kept_in}"), "{at}");
    }
    // A function may add, in its own tenant's name, and look at nothing.
    let only = sessions_as(&stage.world.database, "erase_customer", 1);
    let looked = sqlx::query("select from app.audit_log").execute(&only).await;
    assert!(looked.unwrap_err().to_string().contains("permission denied"));
}

#[tokio::test]
async fn the_audit_log_has_room_for_a_year_to_come() {
    let stage = Stage::start().await;
    let owner = &stage.world.owner;
    let next = "select to_char(date_trunc('month', now() at time zone 'utc') + interval '1 month', '\"audit_log_\"YYYY_MM')";
    let next: String = sqlx::query_scalar(next).fetch_one(owner).await.unwrap();
    let drop = format!("drop table app.{next}");
    sqlx::query(sqlx::AssertSqlSafe(drop))
        .execute(owner)
        .await
        .unwrap();
    let job = Postgres::new(sessions_as(&stage.world.database, "delete_expired", 1));
    for _ in 0..2 {
        let until = Instant::now() + Duration::from_secs(60);
        delete_expired(&job, until).await.unwrap();
    }
    let walls = "select month.relrowsecurity and month.relforcerowsecurity and exists (
                     select from pg_policy where polrelid = month.oid and polname = 'tenant_only')
                   from pg_inherits
                   join pg_class month on month.oid = inhrelid
                  where inhparent = 'app.audit_log'::regclass and month.relname = $1";
    let walled: bool = sqlx::query_scalar(walls)
        .bind(&next)
        .fetch_one(owner)
        .await
        .unwrap();
    assert!(walled, "{next}");

    let tenant = stage.world.tenant().await;
    let mut transaction = begin(owner, tenant).await;
    let table: String = sqlx::query_scalar(
        "insert into app.audit_log (tenant_id, id, at, actor, action, subject)
         values ($1, $2, now() + interval '1 month', 'platform', 'test.kept', 'nobody')
         returning tableoid::regclass::text",
    )
    .bind(tenant.uuid())
    .bind(Uuid::now_v7())
    .fetch_one(&mut *transaction)
    .await
    .unwrap();
    assert_ne!(table, "app.audit_log_other");
}
