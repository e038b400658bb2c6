//! What every store promises, whatever it is made of.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use handlers::application::load_history;
use handlers::domain::{
    Bearer, ConversationAnswered, ConversationId, ConversationState, CustomerId, ExternalId,
    MAX_HISTORY_BYTES, MAX_HISTORY_TURNS, MessageId, MessageText, Metadata, Outcome, Tenant, Turn,
};
use handlers::ports::{AcceptError, ConversationChoice, NewMessage, Recollection, SaveTurnError};
use uuid::Uuid;

use super::hostile;
pub(crate) use super::resources::*;
use super::world::{World, answer, new_client, stored};

pub(crate) async fn sequences_count_from_one(world: &dyn World) {
    let tenant = world.tenant().await;
    let first = world.say(tenant, None, "c-1", "one").await.unwrap();
    let reply = world.answer(&first, "two").await;
    let third = world
        .say(tenant, Some(first.conversation_id), "c-1", "three")
        .await
        .unwrap();
    let elsewhere = world.say(tenant, None, "c-1", "one again").await.unwrap();
    assert_eq!([first.sequence, reply.answer.sequence, third.sequence], [1, 2, 3]);
    assert_eq!(elsewhere.sequence, 1);
    assert_ne!(elsewhere.conversation_id, first.conversation_id);
    assert_eq!(first.conversation_state, ConversationState::Open);
    assert_eq!(first.text.as_str(), "one");
    assert_eq!(first.locale.unwrap().as_str(), "pt-BR");
    assert!(first.created_at <= third.created_at);
}

pub(crate) async fn racing_messages_get_sequences_without_a_gap(world: &dyn World) {
    let tenant = world.tenant().await;
    let first = world.say(tenant, None, "c-1", "first").await.unwrap();
    let racing = (0..19).map(|_| world.say(tenant, Some(first.conversation_id), "c-1", "at once"));
    let sequences: BTreeSet<u32> = join_all(racing)
        .await
        .into_iter()
        .map(|said| said.unwrap().sequence)
        .collect();
    assert_eq!(sequences, (2..=20).collect());
}

pub(crate) async fn racing_conversations_of_a_new_customer_are_all_opened(world: &dyn World) {
    let tenant = world.tenant().await;
    let opened = join_all((0..8).map(|_| world.say(tenant, None, "new here", "hello"))).await;
    let conversations: BTreeSet<_> = opened
        .into_iter()
        .map(|said| said.unwrap().conversation_id)
        .collect();
    assert_eq!(conversations.len(), 8);
    // One customer has them all: whoever is somebody else is not let in.
    for conversation in conversations {
        assert_eq!(
            world
                .say(tenant, Some(conversation), "new here", "again")
                .await
                .unwrap()
                .sequence,
            2
        );
    }
}

pub(crate) async fn a_message_sent_again_is_the_same_message(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = NewMessage {
        tenant_id: tenant,
        id: MessageId::from(Uuid::now_v7()),
        conversation: ConversationChoice::New(ConversationId::from(Uuid::now_v7())),
        customer: "c-1".parse::<ExternalId>().unwrap(),
        new_customer_id: CustomerId::from(Uuid::now_v7()),
        text: "hello?".parse().unwrap(),
        locale: None,
        metadata: Metadata::default(),
        claim: None,
        promised: false,
    };
    let accept = async || stored(world.messages().accept(&message).await.unwrap());
    let accepted: Vec<_> = join_all((0..6).map(|_| accept())).await;
    let first = accepted[0].clone();
    assert_eq!(first.sequence, 1);
    for again in accepted {
        assert_eq!(again, first);
    }
    let next = world
        .say(tenant, Some(first.conversation_id), "c-1", "next")
        .await
        .unwrap();
    assert_eq!(next.sequence, 2);
    assert_eq!(accept().await, first);
}

pub(crate) async fn only_active_tenants_are_served(world: &dyn World) {
    let nobody = Uuid::now_v7().into();
    assert_eq!(
        world.say(nobody, None, "c-1", "hello").await,
        Err(AcceptError::UnknownTenant)
    );
    let tenant = world.tenant().await;
    world.suspend(tenant).await;
    assert_eq!(
        world.say(tenant, None, "c-1", "hello").await,
        Err(AcceptError::TenantSuspended)
    );
}

pub(crate) async fn a_conversation_belongs_to_one_customer_of_one_tenant(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let conversation = world
        .say(tenant, None, "c-1", "mine")
        .await
        .unwrap()
        .conversation_id;
    let nowhere = ConversationId::from(Uuid::now_v7());
    for (tenant, conversation, customer) in [
        (tenant, conversation, "c-2"),
        (other, conversation, "c-1"),
        (tenant, nowhere, "c-1"),
    ] {
        let said = world.say(tenant, Some(conversation), customer, "let me in").await;
        assert_eq!(
            said,
            Err(AcceptError::UnknownConversation),
            "{tenant} {conversation} {customer}"
        );
    }
    assert_eq!(
        world
            .say(tenant, Some(conversation), "c-1", "still mine")
            .await
            .unwrap()
            .sequence,
        2
    );
}

pub(crate) async fn a_resolved_conversation_reopens_for_seven_days(world: &dyn World) {
    let tenant = world.tenant().await;
    let conversation = world
        .say(tenant, None, "c-1", "thanks")
        .await
        .unwrap()
        .conversation_id;
    world.resolve(tenant, conversation, TimeDelta::days(6)).await;
    let again = world
        .say(tenant, Some(conversation), "c-1", "one more thing")
        .await
        .unwrap();
    assert_eq!(
        (again.sequence, again.conversation_state),
        (2, ConversationState::Open)
    );
    world.resolve(tenant, conversation, TimeDelta::days(8)).await;
    let late = world.say(tenant, Some(conversation), "c-1", "too late").await;
    assert_eq!(late, Err(AcceptError::ConversationClosed));
    // What was refused left no trace.
    world.resolve(tenant, conversation, TimeDelta::zero()).await;
    assert_eq!(
        world
            .say(tenant, Some(conversation), "c-1", "in time")
            .await
            .unwrap()
            .sequence,
        3
    );
}

pub(crate) async fn a_history_is_whole_turns_before_the_message(world: &dyn World) {
    let tenant = world.tenant().await;
    let first = world.say(tenant, None, "c-1", "question 1").await.unwrap();
    let conversation = first.conversation_id;
    world.answer(&first, "answer 1").await;
    let refused = world
        .say(tenant, Some(conversation), "c-1", "something bad")
        .await
        .unwrap();
    world
        .turns()
        .save(&answer(&refused, "no", Outcome::Refused))
        .await
        .unwrap();
    // Two questions at once: their answers come after both.
    let second = world
        .say(tenant, Some(conversation), "c-1", "question 2")
        .await
        .unwrap();
    let third = world
        .say(tenant, Some(conversation), "c-1", "question 3")
        .await
        .unwrap();
    world.answer(&third, "answer 3").await;
    world.answer(&second, "answer 2").await;
    let last = world
        .say(tenant, Some(conversation), "c-1", "question 4")
        .await
        .unwrap();

    let turns = |numbers: &[u8]| -> Vec<Turn> {
        let turn = |number: &u8| Turn {
            question: format!("question {number}").parse().unwrap(),
            answer: format!("answer {number}").parse().unwrap(),
        };
        numbers.iter().map(turn).collect()
    };
    let cases = [
        ("the first message", first.sequence, 20, vec![]),
        ("before any answer to the two", third.sequence, 20, turns(&[1])),
        (
            "the last message, newest first",
            last.sequence,
            20,
            turns(&[2, 3, 1]),
        ),
        ("limited", last.sequence, 2, turns(&[2, 3])),
    ];
    for (case, before, limit, expected) in cases {
        let found = world
            .history()
            .recollect(tenant, conversation, before, limit)
            .await
            .unwrap();
        assert_eq!(found.turns, expected, "{case}");
    }
    let nowhere = ConversationId::from(Uuid::now_v7());
    assert_eq!(
        world.history().recollect(tenant, nowhere, 9, 20).await,
        Ok(Recollection::default())
    );
}

pub(crate) async fn a_history_is_the_newest_that_fits(world: &dyn World) {
    let tenant = world.tenant().await;
    let mut conversation = None;
    for number in 0..25 {
        // Four bytes a character, and six in JSON for some: the worst that a customer can do.
        let text = format!("{number} {}{}", "\u{1}".repeat(500), "𝕏".repeat(3000));
        let said = world.say(tenant, conversation, "c-1", &text).await.unwrap();
        world.answer(&said, &format!("answer {number}")).await;
        conversation = Some(said.conversation_id);
    }
    let history = load_history(world.history(), tenant, conversation.unwrap(), 51)
        .await
        .unwrap()
        .history;
    let bytes = serde_json::to_vec(&history).unwrap().len();
    assert!(bytes <= MAX_HISTORY_BYTES + 64, "{bytes} bytes");
    let numbers: Vec<&str> = history.turns.iter().map(|turn| turn.answer.as_str()).collect();
    assert_eq!(
        numbers,
        [
            "answer 19",
            "answer 20",
            "answer 21",
            "answer 22",
            "answer 23",
            "answer 24"
        ]
    );

    let mut conversation = None;
    for number in 0..25 {
        let said = world.say(tenant, conversation, "c-1", "short").await.unwrap();
        world.answer(&said, &format!("answer {number}")).await;
        conversation = Some(said.conversation_id);
    }
    let history = load_history(world.history(), tenant, conversation.unwrap(), 51)
        .await
        .unwrap()
        .history;
    assert_eq!(history.turns.len(), MAX_HISTORY_TURNS);
    assert_eq!(history.turns[0].answer.as_str(), "answer 5");
}

pub(crate) async fn an_answer_saved_twice_is_the_first(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "where is it?").await.unwrap();
    let new = answer(&message, "on its way", Outcome::Answered);
    let first = world.turns().save(&new).await.unwrap();
    assert!(first.first);
    assert_eq!(first.answer, new.clone().stored(2, first.answer.created_at));
    assert_eq!(first.answer.id, message.id.answer());

    let mut other = answer(&message, "somewhere", Outcome::Refused);
    other.reply.usage = None;
    let second = world.turns().save(&other).await.unwrap();
    assert!(!second.first);
    assert_eq!(second.answer, first.answer);

    assert_eq!(
        world.outbox(tenant).await,
        [ConversationAnswered::of(tenant, &first.answer)]
    );
    let next = world
        .say(tenant, Some(message.conversation_id), "c-1", "thanks")
        .await
        .unwrap();
    assert_eq!(next.sequence, 3, "the second save took no sequence");

    let mut bare = answer(&next, "no trouble", Outcome::Refused);
    bare.reply.usage = None;
    bare.reply.model = None;
    let stored = world.turns().save(&bare).await.unwrap();
    assert_eq!(world.turns().save(&bare).await.unwrap().answer, stored.answer);
    assert_eq!(world.outbox(tenant).await.len(), 2);
}

pub(crate) async fn racing_saves_store_one_answer(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "where is it?").await.unwrap();
    let answers: Vec<_> = (0..8)
        .map(|number| answer(&message, &format!("answer {number}"), Outcome::Answered))
        .collect();
    let saved = join_all(answers.iter().map(|answer| world.turns().save(answer))).await;
    let saved: Vec<_> = saved.into_iter().map(Result::unwrap).collect();
    assert_eq!(saved.iter().filter(|saved| saved.first).count(), 1);
    assert!(saved.iter().all(|other| other.answer == saved[0].answer));
    assert_eq!(
        world.outbox(tenant).await,
        [ConversationAnswered::of(tenant, &saved[0].answer)]
    );
}

pub(crate) async fn only_questions_are_answered(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let elsewhere = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let good = answer(&message, "hello", Outcome::Answered);
    let mut cases = vec![good.clone(), good.clone(), good.clone()];
    cases[0].message_id = MessageId::from(Uuid::now_v7());
    cases[1].conversation_id = elsewhere.conversation_id;
    cases[2].tenant_id = other;
    world.turns().save(&good).await.unwrap();
    let mut answering_the_answer = good.clone();
    answering_the_answer.message_id = message.id.answer();
    cases.push(answering_the_answer);
    for case in cases {
        assert_eq!(
            world.turns().save(&case).await,
            Err(SaveTurnError::UnknownMessage),
            "{case:?}"
        );
    }
    assert_eq!(
        (world.outbox(tenant).await.len(), world.outbox(other).await.len()),
        (1, 0)
    );
}

pub(crate) async fn what_is_written_comes_back_as_written(world: &dyn World) {
    let tenant = world.tenant().await;
    // What is no message at all is refused at the edge, and cannot come back.
    let messages = hostile::texts()
        .into_iter()
        .filter(|text| text.parse::<MessageText>().is_ok());
    for text in messages {
        let message = world.say(tenant, None, "c-1", &text).await.unwrap();
        let saved = world.answer(&message, &text).await;
        let again = world.answer(&message, "another answer").await;
        let turns = world
            .history()
            .recollect(tenant, message.conversation_id, 3, 1)
            .await
            .unwrap()
            .turns;
        let seen = [
            &message.text,
            &saved.answer.reply.text,
            &again.answer.reply.text,
            &turns[0].question,
            &turns[0].answer,
        ];
        for seen in seen {
            assert_eq!(seen.as_str(), text);
        }
    }
    for customer in ["' or 1=1 --", "Ünï çødé", "c-1\u{202e}", &"x".repeat(128)] {
        let first = world.say(tenant, None, customer, "hello").await.unwrap();
        assert_eq!(
            world
                .say(tenant, Some(first.conversation_id), customer, "me")
                .await
                .unwrap()
                .sequence,
            2
        );
    }
}

pub(crate) async fn tenants_see_only_themselves(world: &dyn World) {
    let (a, b) = (world.tenant().await, world.tenant().await);
    let of_a = world.say(a, None, "c-1", "a's secret").await.unwrap();
    world.answer(&of_a, "a's answer").await;
    let of_b = world.say(b, None, "c-1", "b's secret").await.unwrap();
    world.answer(&of_b, "b's answer").await;
    let history = async |tenant, conversation| {
        world
            .history()
            .recollect(tenant, conversation, 9, 20)
            .await
            .unwrap()
            .turns
    };
    assert_eq!(
        history(a, of_a.conversation_id).await[0].answer.as_str(),
        "a's answer"
    );
    assert_eq!(history(a, of_b.conversation_id).await, []);
    assert_eq!(history(b, of_a.conversation_id).await, []);
    assert_eq!(world.outbox(a).await[0].message_id, of_a.id);
    assert_eq!(world.outbox(b).await.len(), 1);
}

pub(crate) async fn everybody_belongs_to_their_own_tenant(world: &dyn World) {
    let (one, other) = (world.tenant().await, world.tenant().await);
    let programs = [
        (world.client(one).await, one),
        (world.client(other).await, other),
        (world.client(one).await, one),
    ];
    let programs = programs.map(|(client, id)| (Bearer::Program(client), id));
    let members = [one, other].map(|id| (Bearer::Member(id), id));
    for (bearer, id) in programs.iter().chain(&members) {
        let found = world.directory().tenant_of(bearer).await;
        assert_eq!(
            found,
            Ok(Some(Tenant {
                id: *id,
                active: true
            })),
            "{bearer:?}"
        );
    }
    world.suspend(one).await;
    for (bearer, id) in programs.iter().chain(&members) {
        let active = *id == other;
        let found = world.directory().tenant_of(bearer).await;
        assert_eq!(found, Ok(Some(Tenant { id: *id, active })), "{bearer:?}");
    }
}

pub(crate) async fn strangers_belong_to_no_tenant(world: &dyn World) {
    let client = world.client(world.tenant().await).await;
    let nearly = client.as_str().to_uppercase();
    for stranger in [
        Bearer::Member(Uuid::now_v7().into()),
        Bearer::Program(new_client()),
        Bearer::Program(nearly.parse().unwrap()),
    ] {
        assert_eq!(
            world.directory().tenant_of(&stranger).await,
            Ok(None),
            "{stranger:?}"
        );
    }
}
