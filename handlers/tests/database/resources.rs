//! The part of the contract that is about what clients read and change.

use chrono::TimeDelta;
use handlers::adapters::outbound::TimeOrderedIds;
use handlers::application::{
    ListConversationsError, ListMessagesError, PageRequest, create_conversation, get_exchange, get_usage,
    list_conversations, list_messages, reopen_conversation, resolve_conversation,
};
use handlers::domain::{
    Conversation, ConversationFilter, ConversationId, ConversationState, ConversationStateChanged,
    ForeignCursor, MessageId, MessageStatus, Metadata, NewFeedback, Order, Outcome, Rating, Role, TenantId,
    Usage, UsageGroup, UsagePeriod,
};
use handlers::ports::{AccessError, AnnotateError, FeedbackError, FindError, SettleError};
use uuid::Uuid;

use super::world::{World, answer};

const SUSPENDED: FindError = FindError::Access(AccessError::TenantSuspended);

fn pairs(pairs: &[(&str, &str)]) -> Metadata {
    let pairs = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Metadata::try_from(pairs.collect::<std::collections::BTreeMap<_, _>>()).unwrap()
}

fn page(limit: u8, order: Order) -> PageRequest {
    PageRequest {
        limit: limit.try_into().unwrap(),
        after: None,
        order,
    }
}

pub(crate) fn feedback(rating: Rating) -> NewFeedback {
    NewFeedback {
        rating,
        reasons: Default::default(),
        comment: None,
    }
}

async fn open(world: &dyn World, tenant: TenantId, customer: &str) -> Conversation {
    let customer = customer.parse().unwrap();
    create_conversation(
        world.opened(),
        &TimeOrderedIds,
        tenant,
        customer,
        pairs(&[("page", "/orders")]),
    )
    .await
    .unwrap()
}

pub(crate) async fn a_message_is_found_as_it_stands(world: &dyn World) {
    let tenant = world.tenant().await;
    let asked = world.say(tenant, None, "c-1", "where is it?").await.unwrap();
    let waiting = world.message().message(tenant, asked.id).await.unwrap();
    assert_eq!(waiting.said.status, MessageStatus::Processing);
    assert_eq!(
        (waiting.said.text.as_str(), waiting.said.sequence),
        ("where is it?", 1)
    );
    assert_eq!((waiting.said.role, waiting.answer), (Role::Customer, None));

    let saved = world.answer(&asked, "on its way").await.answer;
    let found = world.message().message(tenant, asked.id).await.unwrap();
    assert_eq!(found.said.status, MessageStatus::Completed);
    assert_eq!(found.answer.as_ref(), Some(&saved));
    assert_eq!(found.conversation_state, ConversationState::Open);
    let exchange = get_exchange(world.message(), tenant, asked.id).await.unwrap();
    assert_eq!(exchange.message, found);
    assert_eq!(
        exchange.replies.iter().map(|reply| reply.id).collect::<Vec<_>>(),
        [saved.id]
    );
    // The answer is a message too.
    let found = world.message().message(tenant, saved.id).await.unwrap();
    assert_eq!(
        (found.said.role, found.said.in_reply_to),
        (Role::Assistant, Some(asked.id))
    );
    assert_eq!((found.said.text, found.answer), (saved.reply.text, None));

    let refused = world.say(tenant, None, "c-1", "something bad").await.unwrap();
    world
        .turns()
        .save(&answer(&refused, "no", Outcome::Refused))
        .await
        .unwrap();
    let found = world
        .message()
        .message(tenant, refused.id.answer())
        .await
        .unwrap();
    assert_eq!(found.said.status, MessageStatus::Refused);
}

pub(crate) async fn what_was_said_is_listed_in_pages(world: &dyn World) {
    let tenant = world.tenant().await;
    let mut conversation = None;
    for number in 0..4 {
        let said = world
            .say(tenant, conversation, "c-1", &format!("{number}"))
            .await
            .unwrap();
        world.answer(&said, "yes").await;
        conversation = Some(said.conversation_id);
    }
    let conversation = conversation.unwrap();
    let cases: [(Order, u8, &[&[u32]]); 4] = [
        (Order::Asc, 3, &[&[1, 2, 3], &[4, 5, 6], &[7, 8]]),
        (Order::Desc, 3, &[&[8, 7, 6], &[5, 4, 3], &[2, 1]]),
        // The last page may be full.
        (Order::Asc, 4, &[&[1, 2, 3, 4], &[5, 6, 7, 8]]),
        (Order::Desc, 100, &[&[8, 7, 6, 5, 4, 3, 2, 1]]),
    ];
    for (order, limit, expected) in cases {
        let mut request = page(limit, order);
        for (number, sequences) in expected.iter().enumerate() {
            let page = list_messages(world.said(), tenant, conversation, request)
                .await
                .unwrap();
            let found: Vec<u32> = page.items.iter().map(|said| said.sequence).collect();
            assert_eq!(found, *sequences, "{order:?} {limit}");
            assert_eq!(
                page.next.is_none(),
                number + 1 == expected.len(),
                "{order:?} {limit}"
            );
            request.after = page.next;
        }
    }
    let empty = open(world, tenant, "c-1").await;
    let page = list_messages(world.said(), tenant, empty.id, page(1, Order::Asc))
        .await
        .unwrap();
    assert_eq!((page.items, page.next), (Vec::new(), None));
}

pub(crate) async fn conversations_are_listed_in_pages(world: &dyn World) {
    let tenant = world.tenant().await;
    let mut ids = Vec::new();
    for customer in ["c-1", "c-2", "c-1", "c-2", "c-1"] {
        ids.push(open(world, tenant, customer).await.id);
    }
    resolve_conversation(world.resolved(), tenant, ids[2])
        .await
        .unwrap();
    open(world, world.tenant().await, "c-1").await;
    let of = |state, customer: Option<&str>| ConversationFilter {
        state,
        customer: customer.map(|customer| customer.parse().unwrap()),
    };
    let (open, resolved) = (Some(ConversationState::Open), Some(ConversationState::Resolved));
    let cases: [(ConversationFilter, Order, &[&[usize]]); 8] = [
        (of(None, None), Order::Asc, &[&[0, 1], &[2, 3], &[4]]),
        (of(None, None), Order::Desc, &[&[4, 3], &[2, 1], &[0]]),
        (of(open, None), Order::Asc, &[&[0, 1], &[3, 4]]),
        (of(resolved, None), Order::Asc, &[&[2]]),
        (of(None, Some("c-1")), Order::Desc, &[&[4, 2], &[0]]),
        (of(open, Some("c-1")), Order::Desc, &[&[4, 0]]),
        (of(None, Some("nobody")), Order::Asc, &[&[]]),
        (
            of(Some(ConversationState::WaitingHuman), None),
            Order::Asc,
            &[&[]],
        ),
    ];
    for (filter, order, expected) in cases {
        let mut request = page(2, order);
        for (number, positions) in expected.iter().enumerate() {
            let page = list_conversations(world.conversations(), tenant, &filter, request)
                .await
                .unwrap();
            let found: Vec<ConversationId> = page.items.iter().map(|found| found.id).collect();
            let wanted: Vec<ConversationId> = positions.iter().map(|position| ids[*position]).collect();
            assert_eq!(found, wanted, "{filter:?} {order:?}");
            assert_eq!(
                page.next.is_none(),
                number + 1 == expected.len(),
                "{filter:?} {order:?}"
            );
            request.after = page.next;
        }
    }
}

pub(crate) async fn a_cursor_is_good_for_its_own_list(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    for tenant in [tenant, other] {
        open(world, tenant, "c-1").await;
        open(world, tenant, "c-1").await;
    }
    let said = world.say(tenant, None, "c-1", "hello").await.unwrap();
    world.answer(&said, "hello").await;
    let all = ConversationFilter::default();
    let list = async |tenant, filter: &ConversationFilter, request| {
        list_conversations(world.conversations(), tenant, filter, request).await
    };
    let after = list(tenant, &all, page(1, Order::Asc)).await.unwrap().next;
    let next = |order| PageRequest {
        after,
        ..page(1, order)
    };
    assert!(list(tenant, &all, next(Order::Asc)).await.is_ok());
    let filtered = |customer: &str| ConversationFilter {
        customer: Some(customer.parse().unwrap()),
        ..all.clone()
    };
    let cases = [
        ("another tenant's", other, all.clone(), next(Order::Asc)),
        ("another order's", tenant, all.clone(), next(Order::Desc)),
        ("another filter's", tenant, filtered("c-1"), next(Order::Asc)),
        (
            "a filter that looks like none",
            tenant,
            filtered("any"),
            next(Order::Asc),
        ),
    ];
    for (case, tenant, filter, request) in cases {
        let listed = list(tenant, &filter, request).await;
        assert_eq!(
            listed,
            Err(ListConversationsError::Cursor(ForeignCursor)),
            "{case}"
        );
    }
    let listed = list_messages(world.said(), tenant, said.conversation_id, next(Order::Asc)).await;
    assert_eq!(listed, Err(ListMessagesError::Cursor(ForeignCursor)));
    let text = after.unwrap().to_string();
    for position in [0, 31, 32, 63] {
        let mut forged = text.clone().into_bytes();
        forged[position] = if forged[position] == b'0' { b'1' } else { b'0' };
        let after = Some(String::from_utf8(forged).unwrap().parse().unwrap());
        let listed = list(
            tenant,
            &all,
            PageRequest {
                after,
                ..page(1, Order::Asc)
            },
        )
        .await;
        assert_eq!(
            listed,
            Err(ListConversationsError::Cursor(ForeignCursor)),
            "{position}"
        );
    }
}

pub(crate) async fn a_conversation_can_begin_without_a_message(world: &dyn World) {
    let tenant = world.tenant().await;
    let made = open(world, tenant, "c-1").await;
    assert_eq!(
        (made.state, made.version, made.last_sequence),
        (ConversationState::Open, 1, 0)
    );
    assert_eq!(made.metadata, pairs(&[("page", "/orders")]));
    assert_eq!(
        world.conversation().conversation(tenant, made.id).await,
        Ok(made.clone())
    );
    // Its customer is who says something in it, and nobody else.
    let said = world.say(tenant, Some(made.id), "c-1", "hello").await.unwrap();
    assert_eq!(said.sequence, 1);
    let found = world.conversation().conversation(tenant, made.id).await.unwrap();
    assert_eq!((found.last_sequence, found.version), (1, 2));
    assert!(world.say(tenant, Some(made.id), "c-2", "hello").await.is_err());
    // A customer who is known already is not entered again.
    assert_eq!(open(world, tenant, "c-1").await.customer, made.customer);
}

pub(crate) async fn a_change_of_state_is_told_once(world: &dyn World) {
    use ConversationState::{Open, Resolved};
    let tenant = world.tenant().await;
    let id = open(world, tenant, "c-1").await.id;
    let resolve = async || resolve_conversation(world.resolved(), tenant, id).await.unwrap();
    let reopen = async || reopen_conversation(world.reopened(), tenant, id).await.unwrap();
    // What is so already stays so, and is no news.
    assert_eq!(reopen().await.version, 1);
    let resolved = resolve().await;
    assert_eq!(
        (resolved.state, resolved.version, resolved.resolved_at.is_some()),
        (Resolved, 2, true)
    );
    assert_eq!(resolve().await, resolved);
    let reopened = reopen().await;
    assert_eq!(
        (reopened.state, reopened.version, reopened.resolved_at),
        (Open, 3, None)
    );
    assert_eq!(reopen().await, reopened);
    let told = [
        ConversationStateChanged::of(tenant, id, (Open, Resolved), 2),
        ConversationStateChanged::of(tenant, id, (Resolved, Open), 3),
    ];
    assert_eq!(world.changes(tenant).await, told);

    world.resolve(tenant, id, TimeDelta::days(6)).await;
    assert_eq!(reopen().await.state, Open);
    world.resolve(tenant, id, TimeDelta::days(8)).await;
    let late = reopen_conversation(world.reopened(), tenant, id).await;
    assert_eq!(late, Err(SettleError::Closed));
    // It is settled all the same.
    assert_eq!(resolve().await.state, Resolved);
    assert_eq!(world.changes(tenant).await.len(), 3);
}

pub(crate) async fn racing_changes_of_state_are_one(world: &dyn World) {
    let tenant = world.tenant().await;
    let id = open(world, tenant, "c-1").await.id;
    let racing = (0..8).map(|_| resolve_conversation(world.resolved(), tenant, id));
    let resolved: Vec<_> = futures_util::future::join_all(racing).await;
    assert!(
        resolved
            .iter()
            .all(|found| *found == resolved[0] && found.is_ok()),
        "{resolved:?}"
    );
    assert_eq!(world.changes(tenant).await.len(), 1);
}

pub(crate) async fn feedback_is_on_answers_and_the_last_word_counts(world: &dyn World) {
    let tenant = world.tenant().await;
    let asked = world.say(tenant, None, "c-1", "where is it?").await.unwrap();
    let answered = world.answer(&asked, "on its way").await.answer.id;
    let full = NewFeedback {
        rating: Rating::Down,
        reasons: [
            handlers::domain::FeedbackReason::Wrong,
            handlers::domain::FeedbackReason::Slow,
        ]
        .into(),
        comment: Some("'; drop table app.feedback; --".parse().unwrap()),
    };
    let first = world.given().give(tenant, answered, &full).await.unwrap();
    assert_eq!((first.message_id, &first.given), (answered, &full));
    let second = world
        .given()
        .give(tenant, answered, &feedback(Rating::Up))
        .await
        .unwrap();
    assert_eq!(second.given, feedback(Rating::Up));
    assert_eq!(second.created_at, first.created_at);
    for _ in 0..2 {
        assert_eq!(world.withdrawn().withdraw(tenant, answered).await, Ok(()));
    }
    let again = world.given().give(tenant, answered, &full).await.unwrap();
    assert_eq!(again.created_at, again.updated_at);

    let question = asked.id;
    let given = world.given().give(tenant, question, &full).await;
    assert_eq!(given, Err(FeedbackError::NotAllowed));
    assert_eq!(
        world.withdrawn().withdraw(tenant, question).await,
        Err(FeedbackError::NotAllowed)
    );
}

/// Whatever one tenant asks of another's is not there, as what never was.
pub(crate) async fn nothing_of_another_tenant_is_there(world: &dyn World) {
    let (owner, other) = (world.tenant().await, world.tenant().await);
    let asked = world.say(owner, None, "c-1", "a secret").await.unwrap();
    let answered = world.answer(&asked, "another secret").await.answer.id;
    let mine = world.say(other, None, "c-1", "mine").await.unwrap();
    let (id, nowhere) = (asked.conversation_id, ConversationId::from(Uuid::now_v7()));
    for id in [id, nowhere] {
        check_conversation(world, other, id).await;
    }
    for message in [asked.id, answered, MessageId::from(Uuid::now_v7())] {
        assert_eq!(
            world.message().message(other, message).await,
            Err(FindError::NotFound)
        );
        let exchange = get_exchange(world.message(), other, message).await;
        assert_eq!(exchange, Err(FindError::NotFound));
        let given = world.given().give(other, message, &feedback(Rating::Up)).await;
        assert_eq!(given, Err(FindError::NotFound.into()));
        let withdrawn = world.withdrawn().withdraw(other, message).await;
        assert_eq!(withdrawn, Err(FindError::NotFound.into()));
    }
    let all = ConversationFilter::default();
    let listed = list_conversations(world.conversations(), other, &all, PageRequest::default())
        .await
        .unwrap();
    assert_eq!(
        listed.items.iter().map(|found| found.id).collect::<Vec<_>>(),
        [mine.conversation_id]
    );
    // Nor was anything changed by asking.
    let found = world.conversation().conversation(owner, id).await.unwrap();
    assert_eq!((found.state, found.version), (ConversationState::Open, 3));
    assert_eq!(
        (world.changes(owner).await, world.changes(other).await),
        (Vec::new(), Vec::new())
    );
}

async fn check_conversation(world: &dyn World, stranger: TenantId, id: ConversationId) {
    let found = world.conversation().conversation(stranger, id).await;
    assert_eq!(found, Err(FindError::NotFound));
    let listed = list_messages(world.said(), stranger, id, PageRequest::default()).await;
    assert_eq!(listed, Err(ListMessagesError::Find(FindError::NotFound)));
    let resolved = resolve_conversation(world.resolved(), stranger, id).await;
    assert_eq!(resolved, Err(FindError::NotFound.into()));
    let reopened = reopen_conversation(world.reopened(), stranger, id).await;
    assert_eq!(reopened, Err(FindError::NotFound.into()));
    let annotated = world
        .annotated()
        .annotate(stranger, id, &Metadata::default(), None)
        .await;
    assert_eq!(annotated, Err(FindError::NotFound.into()));
}

pub(crate) async fn resources_are_for_active_tenants(world: &dyn World) {
    let tenant = world.tenant().await;
    let asked = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let (id, answered) = (
        asked.conversation_id,
        world.answer(&asked, "hello").await.answer.id,
    );
    world.suspend(tenant).await;
    let stranger = TenantId::from(Uuid::now_v7());
    for (tenant, refusal) in [
        (tenant, SUSPENDED),
        (stranger, FindError::Access(AccessError::UnknownTenant)),
    ] {
        assert_eq!(world.message().message(tenant, asked.id).await, Err(refusal));
        let exchange = get_exchange(world.message(), tenant, asked.id).await;
        assert_eq!(exchange, Err(refusal));
        assert_eq!(world.conversation().conversation(tenant, id).await, Err(refusal));
        let listed = list_messages(world.said(), tenant, id, PageRequest::default()).await;
        assert_eq!(listed, Err(refusal.into()));
        let resolved = resolve_conversation(world.resolved(), tenant, id).await;
        assert_eq!(resolved, Err(refusal.into()));
        let reopened = reopen_conversation(world.reopened(), tenant, id).await;
        assert_eq!(reopened, Err(refusal.into()));
        let annotated = world
            .annotated()
            .annotate(tenant, id, &Metadata::default(), None)
            .await;
        assert_eq!(annotated, Err(refusal.into()));
        let given = world.given().give(tenant, answered, &feedback(Rating::Up)).await;
        assert_eq!(given, Err(refusal.into()));
        assert_eq!(
            world.withdrawn().withdraw(tenant, answered).await,
            Err(refusal.into())
        );
        let FindError::Access(refusal) = refusal else {
            unreachable!("both are about access")
        };
        let (all, first) = (ConversationFilter::default(), PageRequest::default());
        let listed = list_conversations(world.conversations(), tenant, &all, first).await;
        assert_eq!(listed, Err(refusal.into()));
        let customer = "c-1".parse().unwrap();
        let made = create_conversation(
            world.opened(),
            &TimeOrderedIds,
            tenant,
            customer,
            Metadata::default(),
        );
        assert_eq!(made.await, Err(refusal));
    }
}

pub(crate) async fn usage_is_summed_by_day_and_model(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let today = chrono::Utc::now().date_naive();
    let day = |days| today + TimeDelta::days(days);
    for (tenant, model) in [
        (tenant, Some("b")),
        (tenant, Some("a")),
        (tenant, Some("a")),
        (tenant, None),
        (other, Some("a")),
    ] {
        let asked = world.say(tenant, None, "c-1", "hello").await.unwrap();
        let mut new = answer(&asked, "hello", Outcome::Answered);
        new.reply.model = model.map(str::to_owned);
        world.turns().save(&new).await.unwrap();
    }
    let sum = async |from, to, group| -> Vec<(bool, Option<String>, u64, u64, u64)> {
        let period = UsagePeriod::new(from, to).unwrap();
        let sums = get_usage(world.sums(), tenant, period, group).await.unwrap();
        let short = |sum: Usage| {
            (
                sum.day.is_some(),
                sum.model,
                sum.requests,
                sum.input_tokens,
                sum.output_tokens,
            )
        };
        sums.into_iter().map(short).collect()
    };
    let of = |day, model: &str, answers| (day, Some(model.to_owned()), answers, 812 * answers, 64 * answers);
    // The day may end while this runs.
    let (from, to) = (today, day(1));
    assert_eq!(
        sum(from, to, UsageGroup::Model).await,
        [of(false, "a", 2), of(false, "b", 1), of(false, "none", 1)]
    );
    let by_day = sum(from, to, UsageGroup::Day).await;
    assert_eq!(by_day.iter().map(|sum| sum.2).sum::<u64>(), 4);
    assert!(by_day.iter().all(|sum| sum.0 && sum.1.is_none()), "{by_day:?}");
    let both = sum(from, to, UsageGroup::DayAndModel).await;
    assert_eq!(both.iter().map(|sum| sum.2).sum::<u64>(), 4);
    assert!(both.iter().all(|sum| sum.0 && sum.1.is_some()), "{both:?}");
    assert_eq!(sum(day(-9), day(-1), UsageGroup::Day).await, []);
    assert_eq!(sum(day(2), day(9), UsageGroup::Model).await, []);
}

pub(crate) async fn notes_are_replaced_at_the_version_that_was_read(world: &dyn World) {
    let tenant = world.tenant().await;
    let made = open(world, tenant, "c-1").await;
    let annotate =
        async |notes: &Metadata, expected| world.annotated().annotate(tenant, made.id, notes, expected).await;
    let notes = pairs(&[("order", "88213"), ("naïve", "日本")]);
    let changed = annotate(&notes, Some(&[1])).await.unwrap();
    assert_eq!((&changed.metadata, changed.version), (&notes, 2));
    // The same change, sent again since its answer was lost, is done already.
    assert_eq!(annotate(&notes, Some(&[1])).await.unwrap(), changed);
    for stale in [&[][..], &[0], &[1], &[3, u32::MAX]] {
        let late = annotate(&pairs(&[("late", "yes")]), Some(stale)).await;
        assert_eq!(late, Err(AnnotateError::Changed), "{stale:?}");
    }
    // Whatever changes, the version says so.
    world.say(tenant, Some(made.id), "c-1", "hello").await.unwrap();
    assert_eq!(
        annotate(&Metadata::default(), Some(&[2])).await,
        Err(AnnotateError::Changed)
    );
    let cleared = annotate(&Metadata::default(), None).await.unwrap();
    assert_eq!((cleared.metadata, cleared.version), (Metadata::default(), 4));
}
