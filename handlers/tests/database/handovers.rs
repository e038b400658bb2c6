//! What every store promises of hand-overs.

use ferrovia::TaskTokenValue;
use futures_util::future::join_all;
use handlers::application::get_exchange;
use handlers::domain::{
    AcceptedMessage, ConversationState, Handover, HandoverOutcome, HandoverRefusal, HandoverStatus,
    MessageId, Outcome, TenantId,
};
use handlers::ports::{
    AccessError, Completion, HandoverError, HandoverOf, HandoverPage, NewHandover, NewReply, ReplyError,
    RequestHandoverError, SaveTurnError, SavedReply,
};
use uuid::Uuid;

use super::world::{World, answer};

const OVER: HandoverError = HandoverError::Refused(HandoverRefusal::Over);
const TAKEN: HandoverError = HandoverError::Refused(HandoverRefusal::Taken);
const NOT_ACCEPTED: HandoverError = HandoverError::Refused(HandoverRefusal::NotAccepted);

fn new(message: &AcceptedMessage) -> NewHandover {
    NewHandover {
        tenant_id: message.tenant_id,
        id: Uuid::now_v7().into(),
        conversation_id: message.conversation_id,
        reason: "The parcel is lost.".parse().unwrap(),
    }
}

/// A conversation is handed over.
async fn request(world: &dyn World, message: &AcceptedMessage) -> (Handover, HandoverOf) {
    let store = world.handovers("request_handover");
    let handover = store.request(&new(message)).await.unwrap();
    let of = HandoverOf {
        tenant_id: message.tenant_id,
        id: handover.id,
    };
    (handover, of)
}

async fn accept(world: &dyn World, of: HandoverOf, agent: &str) -> Result<Handover, HandoverError> {
    world
        .handovers("accept_handover")
        .accept(of, &agent.parse().unwrap())
        .await
}

fn reply(of: HandoverOf, agent: &str) -> NewReply {
    NewReply {
        of,
        agent: agent.parse().unwrap(),
        message_id: Uuid::now_v7().into(),
        text: "I am looking for it.".parse().unwrap(),
    }
}

async fn complete(
    world: &dyn World,
    of: HandoverOf,
    agent: &str,
    outcome: HandoverOutcome,
) -> Result<(Handover, Option<TaskTokenValue>), HandoverError> {
    let completion = Completion {
        of,
        agent: agent.parse().unwrap(),
        outcome,
        note: Some("Found it.".parse().unwrap()),
    };
    let completed = world.handovers("complete_handover").complete(&completion).await?;
    Ok((completed.handover, completed.token))
}

async fn end(world: &dyn World, of: HandoverOf) -> Result<Handover, HandoverError> {
    world.handovers("end_handover").end(of).await
}

/// The states that the tenant's conversations went through.
async fn states(world: &dyn World, tenant: TenantId) -> Vec<(ConversationState, ConversationState)> {
    let changes = world.changes(tenant).await;
    changes
        .into_iter()
        .map(|change| (change.from, change.to))
        .collect()
}

/// What can be done with a conversation's hand-over.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Request,
    Accept,
    Complete(HandoverOutcome),
    End,
}

pub(crate) async fn a_conversation_changes_state_as_the_table_says(world: &dyn World) {
    use ConversationState::{Open, Resolved, WaitingHuman};
    use Deed::{Accept, Complete, End, Request};
    use HandoverOutcome::{BackToAssistant, Resolved as Settled};
    // What was done before, what is done, whether it works, and the conversation's state then.
    let table: &[(&[Deed], Deed, bool, ConversationState)] = &[
        (&[], Request, true, WaitingHuman),
        (&[Request], Request, true, WaitingHuman),
        (&[Request], Accept, true, WaitingHuman),
        (&[Request], Complete(Settled), false, WaitingHuman),
        (&[Request], Complete(BackToAssistant), false, WaitingHuman),
        (&[Request], End, true, Open),
        (&[Request, Accept], Request, true, WaitingHuman),
        (&[Request, Accept], Accept, true, WaitingHuman),
        (&[Request, Accept], Complete(Settled), true, Resolved),
        (&[Request, Accept], Complete(BackToAssistant), true, Open),
        (&[Request, Accept], End, true, Open),
        (&[Request, End], Accept, false, Open),
        (&[Request, End], Complete(Settled), false, Open),
        (&[Request, End], End, true, Open),
        (
            &[Request, Accept, Complete(BackToAssistant)],
            Request,
            true,
            WaitingHuman,
        ),
        (&[Request, Accept, Complete(BackToAssistant)], Accept, false, Open),
        (
            &[Request, Accept, Complete(BackToAssistant)],
            Complete(BackToAssistant),
            true,
            Open,
        ),
        (
            &[Request, Accept, Complete(BackToAssistant)],
            Complete(Settled),
            false,
            Open,
        ),
        (&[Request, Accept, Complete(BackToAssistant)], End, true, Open),
        (&[Request, Accept, Complete(Settled)], Request, false, Resolved),
        (
            &[Request, Accept, Complete(Settled)],
            Complete(Settled),
            true,
            Resolved,
        ),
        (
            &[Request, Accept, Complete(Settled)],
            Complete(BackToAssistant),
            false,
            Resolved,
        ),
        (&[Request, Accept, Complete(Settled)], End, true, Resolved),
    ];
    for (before, deed, works, expected) in table {
        let tenant = world.tenant().await;
        let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
        let mut id = Uuid::nil().into();
        let mut done = true;
        for deed in before.iter().chain([deed]) {
            let of = HandoverOf {
                tenant_id: tenant,
                id,
            };
            done = match deed {
                Request => {
                    let asked = world.handovers("request_handover").request(&new(&message)).await;
                    id = asked.as_ref().map_or(id, |handover| handover.id);
                    asked.is_ok()
                }
                Accept => accept(world, of, "ada").await.is_ok(),
                Complete(outcome) => complete(world, of, "ada", *outcome).await.is_ok(),
                End => end(world, of).await.is_ok(),
            };
        }
        let state = states(world, tenant).await.last().map_or(Open, |(_, to)| *to);
        assert_eq!((done, state), (*works, *expected), "{before:?}, then {deed:?}");
        let versions: Vec<u32> = world
            .changes(tenant)
            .await
            .iter()
            .map(|change| change.version)
            .collect();
        assert!(
            versions.is_sorted_by(|one, other| one < other),
            "{before:?}: {versions:?}"
        );
    }
}

pub(crate) async fn a_handover_is_asked_for_once(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let racing = [(); 8].map(|()| new(&message));
    let asked = join_all(racing.iter().map(|new| world.handovers("escalate").request(new))).await;
    let first = asked[0].clone().unwrap();
    assert_eq!(first.status, HandoverStatus::Waiting);
    assert_eq!(first.reason.as_str(), "The parcel is lost.");
    for again in asked {
        assert_eq!(again.unwrap(), first);
    }
    assert_eq!(states(world, tenant).await.len(), 1);
    // The same id is the same hand-over, even when it has ended.
    let of = HandoverOf {
        tenant_id: tenant,
        id: first.id,
    };
    let ended = end(world, of).await.unwrap();
    let again = NewHandover {
        id: first.id,
        ..new(&message)
    };
    assert_eq!(world.handovers("escalate").request(&again).await.unwrap(), ended);
}

pub(crate) async fn one_of_many_agents_gets_a_handover(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let (_, of) = request(world, &message).await;
    let agents: Vec<String> = (0..10).map(|number| format!("agent-{number}")).collect();
    let answers = join_all(agents.iter().map(|agent| accept(world, of, agent))).await;
    let accepted: Vec<&Handover> = answers.iter().flatten().collect();
    let [accepted] = accepted[..] else {
        unreachable!("not one agent has it: {answers:?}");
    };
    assert!(
        answers
            .iter()
            .all(|answer| *answer == Err(TAKEN) || answer.as_ref() == Ok(accepted))
    );
    let holder = accepted.assignee.clone().unwrap();
    assert_eq!(
        accept(world, of, holder.as_str()).await.unwrap(),
        *accepted,
        "it is theirs"
    );
}

pub(crate) async fn an_agents_reply_answers_what_waited(world: &dyn World) {
    let tenant = world.tenant().await;
    let first = world.say(tenant, None, "c-1", "question 1").await.unwrap();
    let (_, of) = request(world, &first).await;
    let second = world
        .say(tenant, Some(first.conversation_id), "c-1", "question 2")
        .await
        .unwrap();
    assert_eq!(second.conversation_state, ConversationState::WaitingHuman);
    let store = world.handovers("reply_to_customer");
    let words = reply(of, "ada");
    assert_eq!(store.reply(&words).await, Err(NOT_ACCEPTED.into()));
    accept(world, of, "ada").await.unwrap();
    assert_eq!(store.reply(&reply(of, "bob")).await, Err(TAKEN.into()));
    let stored = store.reply(&words).await.unwrap();
    let said = stored.message;
    assert!(stored.first);
    assert_eq!((said.sequence, said.in_reply_to), (3, Some(second.id)));
    let again = Ok(SavedReply {
        message: said.clone(),
        first: false,
    });
    assert_eq!(store.reply(&words).await, again, "once more is the same");
    let otherwise = NewReply {
        text: "I have found it.".parse().unwrap(),
        ..words.clone()
    };
    assert_eq!(store.reply(&otherwise).await, Err(ReplyError::SaidOtherwise));
    complete(world, of, "ada", HandoverOutcome::BackToAssistant)
        .await
        .unwrap();
    assert_eq!(store.reply(&reply(of, "ada")).await, Err(OVER.into()));
    assert_eq!(store.reply(&words).await, again, "what is said is said");
    let next = world
        .say(tenant, Some(first.conversation_id), "c-1", "question 3")
        .await
        .unwrap();
    assert_eq!(next.sequence, 4);
    let history = world
        .history()
        .recollect(tenant, first.conversation_id, next.sequence, 20)
        .await
        .unwrap();
    let turns: Vec<_> = history
        .turns
        .iter()
        .map(|turn| (turn.question.as_str(), turn.answer.as_str()))
        .collect();
    assert_eq!(turns, [("question 2", "I am looking for it.")]);
    // Of the two that waited, the newer has the reply.
    let replies = async |id| -> Vec<(u32, MessageId)> {
        let exchange = get_exchange(world.message(), tenant, id).await.unwrap();
        let replies = exchange.replies.into_iter();
        replies.map(|reply| (reply.sequence, reply.id)).collect()
    };
    assert_eq!(replies(first.id).await, []);
    assert_eq!(replies(second.id).await, [(3, said.id)]);
    let (replied, _) = world.handover_events(tenant).await;
    let replied: Vec<(MessageId, u32)> = replied
        .iter()
        .map(|event| (event.message_id, event.sequence))
        .collect();
    assert_eq!(replied, [(said.id, 3)]);
}

pub(crate) async fn a_completed_handover_stays_so(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let (_, of) = request(world, &message).await;
    let waits = world.handovers("wait_for_agent");
    let tokens = ["first", "second"].map(TaskTokenValue::new);
    for token in &tokens {
        waits.keep_token(of, token).await.unwrap();
    }
    accept(world, of, "ada").await.unwrap();
    let resolved = HandoverOutcome::Resolved;
    assert_eq!(complete(world, of, "bob", resolved).await, Err(TAKEN));
    let (ended, token) = complete(world, of, "ada", resolved).await.unwrap();
    assert_eq!(token.as_ref(), Some(&tokens[1]), "the step's newest token");
    assert_eq!(
        (ended.status, ended.outcome),
        (HandoverStatus::Completed, Some(resolved))
    );
    assert_eq!(ended.note.as_ref().unwrap().as_str(), "Found it.");
    assert_eq!(
        complete(world, of, "ada", resolved).await.unwrap(),
        (ended.clone(), token)
    );
    let other = HandoverOutcome::BackToAssistant;
    assert_eq!(complete(world, of, "ada", other).await, Err(OVER));
    assert_eq!(
        waits.keep_token(of, &tokens[0]).await,
        Err(OVER),
        "there is nothing to wait for"
    );
    // The step's time is over, or it was told: either way the hand-over stays what it is, without a token.
    assert_eq!(end(world, of).await.unwrap(), ended);
    assert_eq!(complete(world, of, "ada", resolved).await.unwrap(), (ended, None));
    let (_, expired) = world.handover_events(tenant).await;
    assert_eq!(expired, []);
}

pub(crate) async fn a_handover_expires_once_and_gives_back_what_waited(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let (_, of) = request(world, &message).await;
    accept(world, of, "ada").await.unwrap();
    let ended = join_all((0..4).map(|_| end(world, of))).await;
    for ended in ended {
        assert_eq!(ended.unwrap().status, HandoverStatus::Expired);
    }
    assert_eq!(
        complete(world, of, "ada", HandoverOutcome::Resolved).await,
        Err(OVER)
    );
    assert_eq!(accept(world, of, "ada").await, Err(OVER));
    let (_, expired) = world.handover_events(tenant).await;
    let expired: Vec<_> = expired.iter().map(|event| event.handover_id).collect();
    assert_eq!(expired, [of.id]);
    assert_eq!(
        states(world, tenant).await,
        [
            (ConversationState::Open, ConversationState::WaitingHuman),
            (ConversationState::WaitingHuman, ConversationState::Open),
        ]
    );
    // Nobody has answered it: the assistant still may.
    assert!(world.answer(&message, "here I am").await.first);
}

pub(crate) async fn what_a_person_was_given_no_model_answers(world: &dyn World) {
    let tenant = world.tenant().await;
    let answered = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let stored = world.answer(&answered, "good evening").await;
    let message = world
        .say(tenant, Some(answered.conversation_id), "c-1", "where is it?")
        .await
        .unwrap();
    let late = answer(&message, "I do not know", Outcome::Answered);
    let refused = async |when: &str| {
        let saved = world.turns().save(&late).await;
        assert_eq!(saved, Err(SaveTurnError::HeldByHuman), "{when}");
    };
    let (_, of) = request(world, &message).await;
    refused("it waits for an agent").await;
    accept(world, of, "ada").await.unwrap();
    refused("an agent has it").await;
    let store = world.handovers("reply_to_customer");
    store.reply(&reply(of, "ada")).await.unwrap();
    refused("an agent has answered it").await;
    complete(world, of, "ada", HandoverOutcome::BackToAssistant)
        .await
        .unwrap();
    refused("the assistant has the conversation again, and not this question").await;
    assert_eq!(world.outbox(tenant).await.len(), 1, "of the first answer");
    let again = world.answer(&answered, "anything else").await;
    assert_eq!(
        (again.first, again.answer),
        (false, stored.answer),
        "what is answered stays so"
    );
    let next = world
        .say(tenant, Some(answered.conversation_id), "c-1", "thanks")
        .await
        .unwrap();
    assert_eq!(next.sequence, 5, "what was refused took no sequence");
    assert!(world.answer(&next, "you are welcome").await.first);
}

pub(crate) async fn handovers_are_listed_in_order(world: &dyn World) {
    let tenant = world.tenant().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
        ids.push(request(world, &message).await.1);
    }
    accept(world, ids[1], "ada").await.unwrap();
    end(world, ids[2]).await.unwrap();
    let list = async |status, after: Option<usize>, limit| {
        let page = HandoverPage {
            tenant_id: tenant,
            status,
            after: after.map(|index: usize| ids[index].id),
            limit,
        };
        let found = world.handovers("list_handovers").list(&page).await.unwrap();
        let place = |handover: &Handover| ids.iter().position(|of| of.id == handover.id).unwrap();
        found.iter().map(place).collect::<Vec<usize>>()
    };
    let waiting = Some(HandoverStatus::Waiting);
    assert_eq!(list(None, None, 10).await, [0, 1, 2, 3, 4]);
    assert_eq!(list(None, Some(0), 2).await, [1, 2]);
    assert_eq!(list(waiting, None, 10).await, [0, 3, 4]);
    assert_eq!(list(waiting, Some(0), 1).await, [3]);
    assert_eq!(list(waiting, Some(2), 10).await, [3, 4]);
    assert_eq!(list(Some(HandoverStatus::Accepted), None, 10).await, [1]);
    assert_eq!(list(None, Some(4), 10).await, [] as [usize; 0]);
}

pub(crate) async fn handovers_of_other_tenants_do_not_exist(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let message = world.say(tenant, None, "c-1", "hello").await.unwrap();
    let (mine, of) = request(world, &message).await;
    let foreign = HandoverOf {
        tenant_id: other,
        id: of.id,
    };
    let unknown = Err(HandoverError::Unknown);
    let token = TaskTokenValue::new("mine");
    assert_eq!(world.handovers("get_handover").find(foreign).await, unknown);
    assert_eq!(accept(world, foreign, "ada").await, unknown);
    assert_eq!(end(world, foreign).await, unknown);
    let replied = world
        .handovers("reply_to_customer")
        .reply(&reply(foreign, "ada"))
        .await;
    assert_eq!(replied, Err(HandoverError::Unknown.into()));
    let completed = complete(world, foreign, "ada", HandoverOutcome::Resolved).await;
    assert_eq!(completed, Err(HandoverError::Unknown));
    let kept = world
        .handovers("wait_for_agent")
        .keep_token(foreign, &token)
        .await;
    assert_eq!(kept, Err(HandoverError::Unknown));
    let asked = NewHandover {
        tenant_id: other,
        ..new(&message)
    };
    let asked = world.handovers("request_handover").request(&asked).await;
    assert_eq!(asked, Err(RequestHandoverError::UnknownConversation));
    assert_eq!(world.handovers("get_handover").find(of).await, Ok(mine));
}

pub(crate) async fn a_suspended_tenants_agents_are_refused_and_its_waits_end(world: &dyn World) {
    let tenant = world.tenant().await;
    let message = world.say(tenant, None, "c-1", "Is anybody there?").await.unwrap();
    let (_, of) = request(world, &message).await;
    world.suspend(tenant).await;
    let suspended = || HandoverError::from(AccessError::TenantSuspended);
    assert_eq!(world.handovers("get_handover").find(of).await, Err(suspended()));
    assert_eq!(accept(world, of, "ada").await, Err(suspended()));
    let replied = world
        .handovers("reply_to_customer")
        .reply(&reply(of, "ada"))
        .await;
    assert_eq!(replied, Err(suspended().into()));
    let completed = complete(world, of, "ada", HandoverOutcome::Resolved).await;
    assert_eq!(completed, Err(suspended()));
    let page = HandoverPage {
        tenant_id: tenant,
        status: None,
        after: None,
        limit: 10,
    };
    assert_eq!(
        world.handovers("list_handovers").list(&page).await,
        Err(suspended())
    );
    let asked = world.handovers("request_handover").request(&new(&message)).await;
    assert_eq!(asked, Err(AccessError::TenantSuspended.into()));

    let token = TaskTokenValue::new("mine");
    assert_eq!(
        world.handovers("wait_for_agent").keep_token(of, &token).await,
        Ok(())
    );
    assert_eq!(end(world, of).await.unwrap().status, HandoverStatus::Expired);
}
