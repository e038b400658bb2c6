//! What every store promises of requests that are sent again, and of those that come too often.

use chrono::TimeDelta;
use futures_util::future::join_all;
use handlers::adapters::outbound::{TimeOrderedIds, Usage};
use handlers::application::{PostedMessage, accept_message, promise_answer, release_key};
use handlers::domain::{
    AcceptedMessage, Claim, ConversationId, ConversationState, Fingerprint, Limit, Metadata, Outcome, Policy,
    QuotaExceeded, Remaining, TenantId, TenantSettings,
};
use handlers::ports::{AcceptError, Acceptance};
use serde_json::json;
use uuid::Uuid;

use super::world::{World, answer, roomy, stored};

/// A request with a key.
fn asks(tenant: TenantId, key: &str, text: &str) -> PostedMessage {
    PostedMessage {
        tenant_id: tenant,
        customer: "c-1".parse().unwrap(),
        conversation_id: None,
        text: text.parse().unwrap(),
        locale: Some("pt-BR".parse().unwrap()),
        metadata: Metadata::default(),
        claim: Some(Claim {
            principal: "somebody".to_owned(),
            operation: "post_message",
            key: key.parse().unwrap(),
            fingerprint: Fingerprint::of(&json!({ "text": text })),
        }),
        promised: false,
    }
}

async fn send(world: &dyn World, posted: &PostedMessage) -> Result<Acceptance, AcceptError> {
    accept_message(world.messages(), &TimeOrderedIds, posted.clone()).await
}

async fn first(world: &dyn World, posted: &PostedMessage) -> AcceptedMessage {
    stored(send(world, posted).await.unwrap())
}

/// A request with a key, in a conversation of its own, that is not answered.
pub(crate) async fn claim(world: &dyn World, tenant: TenantId) {
    first(world, &asks(tenant, "k-1", "hello")).await;
}

pub(crate) async fn a_key_makes_one_message(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let request = asks(tenant, "k-1", "hello");
    let message = first(world, &request).await;
    assert_eq!(send(world, &request).await, Err(AcceptError::KeyInProgress));
    let saved = world.answer(&message, "hello yourself").await;
    let replayed = Ok(Acceptance::Replayed {
        message: message.clone(),
        answer: Some(saved.answer),
    });
    assert_eq!(send(world, &request).await, replayed);
    // Nobody has to wait for the lease, or comes into reach of another answer.
    world.age(tenant, TimeDelta::hours(23)).await;
    assert_eq!(send(world, &request).await, replayed);
    assert_eq!(
        send(world, &asks(tenant, "k-1", "something else")).await,
        Err(AcceptError::KeyReused)
    );
    // Each of these is another request.
    let mut others = [
        asks(tenant, "k-2", "hello"),
        request.clone(),
        asks(other, "k-1", "hello"),
    ];
    others[1].claim.as_mut().unwrap().principal = "somebody else".to_owned();
    for request in others {
        let another = first(world, &request).await;
        assert_ne!(another.id, message.id);
        assert_ne!(another.conversation_id, message.conversation_id);
    }
    // A day later it is a new one.
    world.age(tenant, TimeDelta::hours(2)).await;
    let next_day = first(world, &asks(tenant, "k-1", "something else")).await;
    assert_ne!(next_day.id, message.id);
    assert_eq!(send(world, &request).await, Err(AcceptError::KeyReused));
}

pub(crate) async fn racing_requests_with_one_key_make_one_message(world: &dyn World) {
    let tenant = world.tenant().await;
    let opening = world.say(tenant, None, "c-1", "first").await.unwrap();
    let mut request = asks(tenant, "k-1", "hello");
    request.conversation_id = Some(opening.conversation_id);
    let sent = join_all((0..100).map(|_| send(world, &request))).await;
    let mut messages = Vec::new();
    for sent in sent {
        match sent {
            Ok(Acceptance::Stored { message, .. }) => messages.push(message),
            sent => assert_eq!(sent, Err(AcceptError::KeyInProgress)),
        }
    }
    let [message] = messages.as_slice() else {
        panic!("{} messages", messages.len())
    };
    let saved = world.answer(message, "hello yourself").await;
    assert_eq!((message.sequence, saved.answer.sequence), (2, 3));
    for sent in join_all((0..100).map(|_| send(world, &request))).await {
        let replayed = Acceptance::Replayed {
            message: message.clone(),
            answer: Some(saved.answer.clone()),
        };
        assert_eq!(sent, Ok(replayed));
    }
}

fn taken_up(message: &AcceptedMessage) -> Result<Acceptance, AcceptError> {
    Ok(Acceptance::Resumed {
        message: message.clone(),
        server_timing: false,
    })
}

pub(crate) async fn whoever_is_not_heard_of_is_succeeded(world: &dyn World) {
    let tenant = world.tenant().await;
    let request = asks(tenant, "k-1", "hello");
    let message = first(world, &request).await;
    world.age(tenant, TimeDelta::seconds(40)).await;
    assert_eq!(send(world, &request).await, Err(AcceptError::KeyInProgress));
    world.age(tenant, TimeDelta::seconds(6)).await;
    let sent = join_all((0..8).map(|_| send(world, &request))).await;
    let (resumed, others): (Vec<_>, Vec<_>) = sent.into_iter().partition(|sent| sent == &taken_up(&message));
    assert_eq!((resumed.len(), others.len()), (1, 7));
    assert!(
        others
            .iter()
            .all(|other| other == &Err(AcceptError::KeyInProgress))
    );
    // Who has no answer to give says so, and nobody need wait.
    release_key(world.messages(), &message, request.claim.as_ref()).await;
    assert_eq!(
        send(world, &asks(tenant, "k-1", "something else")).await,
        Err(AcceptError::KeyReused)
    );
    assert_eq!(send(world, &request).await, taken_up(&message));
    assert_eq!(send(world, &request).await, Err(AcceptError::KeyInProgress));
}

pub(crate) async fn a_promise_stays_a_promise(world: &dyn World) {
    let tenant = world.tenant().await;
    let promised = async |request: &PostedMessage, message: &AcceptedMessage| {
        promise_answer(world.messages(), message, request.claim.as_ref()).await
    };
    let told_later = |message: &AcceptedMessage| {
        Ok(Acceptance::Replayed {
            message: message.clone(),
            answer: None,
        })
    };
    // It took too long.
    let request = asks(tenant, "k-1", "hello");
    let message = first(world, &request).await;
    assert_eq!(promised(&request, &message).await, Ok(None));
    assert_eq!(send(world, &request).await, told_later(&message));
    world.answer(&message, "at last").await;
    assert_eq!(send(world, &request).await, told_later(&message));

    // The answer came while it was being given up.
    let request = asks(tenant, "k-2", "hello");
    let message = first(world, &request).await;
    let saved = world.answer(&message, "just in time").await;
    assert_eq!(promised(&request, &message).await, Ok(Some(saved.answer.clone())));
    let replayed = Acceptance::Replayed {
        message,
        answer: Some(saved.answer),
    };
    assert_eq!(send(world, &request).await, Ok(replayed));

    // It was asked for.
    let mut request = asks(tenant, "k-3", "hello");
    request.promised = true;
    let message = first(world, &request).await;
    assert_eq!(send(world, &request).await, told_later(&message));
    // And could not be kept: whoever asks again begins again.
    release_key(world.messages(), &message, request.claim.as_ref()).await;
    assert_eq!(send(world, &request).await, taken_up(&message));
    assert_eq!(send(world, &request).await, told_later(&message));

    // A person has the conversation.
    world.hand_over(tenant, message.conversation_id).await;
    let mut request = asks(tenant, "k-4", "is anybody there?");
    request.conversation_id = Some(message.conversation_id);
    let message = first(world, &request).await;
    assert_eq!(message.conversation_state, ConversationState::WaitingHuman);
    assert_eq!(send(world, &request).await, told_later(&message));

    // Without a key, nobody can ask again.
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    assert_eq!(promise_answer(world.messages(), &message, None).await, Ok(None));
}

pub(crate) async fn what_is_refused_claims_no_key(world: &dyn World) {
    let tenant = world.tenant().await;
    let closed = world.say(tenant, None, "c-1", "thanks").await.unwrap();
    world
        .resolve(tenant, closed.conversation_id, TimeDelta::days(8))
        .await;
    for (conversation, refusal) in [
        (
            ConversationId::from(Uuid::now_v7()),
            AcceptError::UnknownConversation,
        ),
        (closed.conversation_id, AcceptError::ConversationClosed),
    ] {
        let mut request = asks(tenant, "k-1", "hello");
        request.conversation_id = Some(conversation);
        assert_eq!(send(world, &request).await, Err(refusal.clone()));
        assert_eq!(send(world, &request).await, Err(refusal));
    }
    world
        .settle(tenant, limited(roomy().tenant_limit, hourly(1)))
        .await;
    first(world, &asks(tenant, "k-2", "the only one")).await;
    let denied = send(world, &asks(tenant, "k-1", "hello")).await;
    assert!(matches!(denied, Err(AcceptError::QuotaExceeded(_))), "{denied:?}");
    world.age(tenant, TimeDelta::hours(1)).await;
    first(world, &asks(tenant, "k-1", "something else")).await;
}

/// One an hour, and so many at once: nothing comes back while a test runs.
fn hourly(burst: u32) -> Limit {
    Limit {
        requests: 1,
        window_seconds: 3600,
        burst,
    }
}

fn limited(tenant_limit: Limit, customer_limit: Limit) -> TenantSettings {
    TenantSettings {
        tenant_limit,
        customer_limit,
        ..TenantSettings::default()
    }
}

fn exceeded(sent: Result<Acceptance, AcceptError>) -> QuotaExceeded {
    match sent {
        Err(AcceptError::QuotaExceeded(exceeded)) => exceeded,
        sent => panic!("{sent:?}"),
    }
}

pub(crate) async fn exactly_the_burst_passes(world: &dyn World) {
    for (policy, settings) in [
        (Policy::Customer, limited(hourly(50), hourly(10))),
        (Policy::Tenant, limited(hourly(10), hourly(50))),
    ] {
        let tenant = world.tenant().await;
        world.settle(tenant, settings).await;
        let requests: Vec<_> = (0..100)
            .map(|number| asks(tenant, &format!("k-{number}"), "hello"))
            .collect();
        let sent = join_all(requests.iter().map(|request| send(world, request))).await;
        let (passed, denied): (Vec<_>, Vec<_>) = sent.into_iter().partition(Result::is_ok);
        assert_eq!((passed.len(), denied.len()), (10, 90), "{policy:?}");
        for denied in denied {
            let exceeded = exceeded(denied);
            assert_eq!(exceeded.violated, policy);
            assert!(
                (3500..=3600).contains(&exceeded.retry_after_seconds()),
                "{exceeded:?}"
            );
        }
        // Who was not let in took nothing.
        world.age(tenant, TimeDelta::hours(1)).await;
        let sent = join_all(requests.iter().map(|request| send(world, request))).await;
        let stored = |sent: &Result<Acceptance, AcceptError>| matches!(sent, Ok(Acceptance::Stored { .. }));
        assert_eq!(sent.iter().filter(|sent| stored(sent)).count(), 1, "{policy:?}");
    }
}

pub(crate) async fn it_is_told_what_is_left(world: &dyn World) {
    let tenant = world.tenant().await;
    world.settle(tenant, limited(hourly(5), hourly(2))).await;
    let left = |acceptance: Acceptance| match acceptance {
        Acceptance::Stored { limits, .. } => limits
            .iter()
            .map(|limit| {
                assert_eq!((limit.requests, limit.window_seconds), (1, 3600));
                (limit.policy, limit.remaining)
            })
            .collect::<Vec<_>>(),
        other @ (Acceptance::Resumed { .. } | Acceptance::Replayed { .. }) => panic!("{other:?}"),
    };
    let request = asks(tenant, "k-1", "hello");
    assert_eq!(
        left(send(world, &request).await.unwrap()),
        [(Policy::Tenant, 4), (Policy::Customer, 1)]
    );
    // What was sent before is not counted again.
    for _ in 0..3 {
        assert_eq!(send(world, &request).await, Err(AcceptError::KeyInProgress));
    }
    assert_eq!(
        left(send(world, &asks(tenant, "k-2", "hello")).await.unwrap()),
        [(Policy::Tenant, 3), (Policy::Customer, 0)]
    );
    let denied = exceeded(send(world, &asks(tenant, "k-3", "hello")).await);
    assert_eq!(denied.violated, Policy::Customer);
    // Another customer has another limit, and what was denied was not taken from the tenant's.
    let mut other = asks(tenant, "k-3", "hello");
    other.customer = "c-2".parse().unwrap();
    assert_eq!(
        left(send(world, &other).await.unwrap()),
        [(Policy::Tenant, 2), (Policy::Customer, 1)]
    );
    // Nor is another tenant's.
    let elsewhere = world.tenant().await;
    world.settle(elsewhere, limited(hourly(5), hourly(2))).await;
    assert_eq!(
        left(send(world, &asks(elsewhere, "k-1", "hello")).await.unwrap()),
        [(Policy::Tenant, 4), (Policy::Customer, 1)]
    );
}

pub(crate) async fn what_answers_took_is_counted_and_limited(world: &dyn World) {
    let tenant = world.tenant().await;
    let settings = TenantSettings {
        daily_budget_micros: Some(1000),
        ..roomy()
    };
    world.settle(tenant, settings.clone()).await;
    // 812 tokens at $0.15 a million and 64 at $0.60: 160.2 millionths of a dollar.
    let cheap = |message: &AcceptedMessage| {
        let mut answer = answer(message, "hello", Outcome::Answered);
        answer.reply.model = Some("gpt-4o-mini-2024-07-18".to_owned());
        answer
    };
    let mut unknown = answer(
        &world.say(tenant, None, "c-1", "hello").await.unwrap(),
        "hello",
        Outcome::Refused,
    );
    unknown.reply.usage = None;
    unknown.reply.model = None;
    world.turns().save(&unknown).await.unwrap();
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(cheap(&world.say(tenant, None, "c-1", "hello").await.unwrap()));
    }
    // Saved twice, counted once.
    for answer in answers.iter().chain(&answers) {
        world.turns().save(answer).await.unwrap();
    }
    let took = |requests, input_tokens, output_tokens, cost_micros| Usage {
        requests,
        input_tokens,
        output_tokens,
        cost_micros,
    };
    assert_eq!(
        world.usage(tenant).await,
        [
            (
                "gpt-4o-mini-2024-07-18".to_owned(),
                took(6, 6 * 812, 6 * 64, 6 * 161)
            ),
            ("none".to_owned(), took(1, 0, 0, 0)),
        ]
    );
    // 966 are spent; one more, and nothing is left.
    let last = world.say(tenant, None, "c-1", "hello").await.unwrap();
    world.turns().save(&cheap(&last)).await.unwrap();
    let denied = exceeded(send(world, &asks(tenant, "k-1", "hello")).await);
    assert_eq!(denied.violated, Policy::Spend);
    let [
        Remaining {
            remaining: 0,
            reset_seconds,
            ..
        },
    ] = denied.limits.as_slice()
    else {
        panic!("{denied:?}")
    };
    assert!((0..=86_400).contains(reset_seconds), "{denied:?}");
    // Others have their own.
    let elsewhere = world.tenant().await;
    world.settle(elsewhere, settings).await;
    first(world, &asks(elsewhere, "k-1", "hello")).await;
}
