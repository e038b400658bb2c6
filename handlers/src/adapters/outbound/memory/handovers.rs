//! Hand-overs in memory.

use async_trait::async_trait;
use chrono::Utc;
use ferrovia::TaskTokenValue;

use super::{Conversation, Memory, State};
use crate::domain::{
    AgentId, AgentMessage, AgentReplied, ConversationId, ConversationState, ConversationStateChanged,
    Handover, HandoverChange, HandoverExpired, HandoverRefusal, HandoverStatus, MessageStatus, TenantId,
};
use crate::ports::{
    Completed, Completion, HandoverError, HandoverOf, HandoverPage, HandoverStore, NewHandover, NewReply,
    ReplyError, RequestHandoverError, SavedReply,
};

/// A hand-over, and the token of the step that waits for its end.
#[derive(Debug)]
pub(super) struct Kept {
    handover: Handover,
    token: Option<TaskTokenValue>,
}

impl Memory {
    /// The events about hand-overs that were left behind for `tenant_id`: what agents said, and what expired.
    #[must_use]
    pub fn handover_events(&self, tenant_id: TenantId) -> (Vec<AgentReplied>, Vec<HandoverExpired>) {
        let state = self.lock();
        let replied = state.replied.iter().filter(|event| event.tenant_id == tenant_id);
        let expired = state.expired.iter().filter(|event| event.tenant_id == tenant_id);
        (replied.copied().collect(), expired.copied().collect())
    }
}

impl State {
    fn kept(&mut self, of: HandoverOf) -> Result<&mut Kept, HandoverError> {
        self.handovers
            .get_mut(&(of.tenant_id, of.id))
            .ok_or(HandoverError::Unknown)
    }

    fn held(&mut self, tenant_id: TenantId, id: ConversationId) -> Result<&mut Conversation, HandoverError> {
        self.conversations
            .get_mut(&(tenant_id, id))
            .ok_or(HandoverError::Unknown)
    }

    /// Brings a conversation into another state; what waits in it gets another status.
    fn move_on(
        &mut self,
        (tenant_id, id): (TenantId, ConversationId),
        to: ConversationState,
        (was, is): (MessageStatus, MessageStatus),
    ) -> Result<(), HandoverError> {
        let conversation = self.held(tenant_id, id)?;
        let from = std::mem::replace(&mut conversation.state, to);
        conversation.change();
        conversation.resolved_at = (to == ConversationState::Resolved).then(|| Utc::now().into());
        conversation.restate(was, is);
        let event = ConversationStateChanged::of(tenant_id, id, (from, to), conversation.version);
        self.changes.push(event);
        Ok(())
    }
}

impl Conversation {
    fn restate(&mut self, was: MessageStatus, is: MessageStatus) {
        for status in self.statuses.values_mut().filter(|status| **status == was) {
            *status = is;
        }
    }
}

#[async_trait]
impl HandoverStore for Memory {
    async fn request(&self, new: &NewHandover) -> Result<Handover, RequestHandoverError> {
        let mut state = self.lock();
        state.admit(new.tenant_id)?;
        let key = (new.tenant_id, new.conversation_id);
        let conversation = state
            .conversations
            .get(&key)
            .ok_or(RequestHandoverError::UnknownConversation)?;
        let to = conversation.state.after_handover(HandoverChange::Requested);
        let of_conversation = state.handovers.iter().filter(|((tenant, _), kept)| {
            *tenant == new.tenant_id && kept.handover.conversation_id == new.conversation_id
        });
        let mut known = of_conversation.map(|(_, kept)| &kept.handover);
        if let Some(known) = known.find(|known| known.id == new.id || known.status.is_live()) {
            return Ok(known.clone());
        }
        let to = to.ok_or(RequestHandoverError::ConversationResolved)?;
        let waiting = (MessageStatus::Processing, MessageStatus::QueuedForHuman);
        state
            .move_on(key, to, waiting)
            .map_err(|_| RequestHandoverError::UnknownConversation)?;
        let handover = Handover {
            id: new.id,
            conversation_id: new.conversation_id,
            status: HandoverStatus::Waiting,
            reason: new.reason.clone(),
            assignee: None,
            outcome: None,
            note: None,
            requested_at: Utc::now().into(),
            accepted_at: None,
            ended_at: None,
        };
        let kept = Kept {
            handover: handover.clone(),
            token: None,
        };
        state.handovers.insert((new.tenant_id, new.id), kept);
        Ok(handover)
    }

    async fn find(&self, of: HandoverOf) -> Result<Handover, HandoverError> {
        let mut state = self.lock();
        state.admit(of.tenant_id)?;
        Ok(state.kept(of)?.handover.clone())
    }

    async fn list(&self, page: &HandoverPage) -> Result<Vec<Handover>, HandoverError> {
        let state = self.lock();
        state.admit(page.tenant_id)?;
        let mut found: Vec<&Handover> = state
            .handovers
            .iter()
            .filter(|((tenant, _), _)| *tenant == page.tenant_id)
            .map(|(_, kept)| &kept.handover)
            .collect();
        found.sort_by_key(|handover| (handover.requested_at, handover.id));
        let first = match page.after {
            None => 0,
            Some(after) => match found.iter().position(|handover| handover.id == after) {
                Some(at) => at + 1,
                None => return Ok(Vec::new()),
            },
        };
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let fits = |handover: &&&Handover| page.status.is_none_or(|status| handover.status == status);
        Ok(found[first..]
            .iter()
            .filter(fits)
            .take(limit)
            .map(|handover| (*handover).clone())
            .collect())
    }

    async fn keep_token(&self, of: HandoverOf, token: &TaskTokenValue) -> Result<(), HandoverError> {
        let mut state = self.lock();
        let kept = state.kept(of)?;
        if !kept.handover.status.is_live() {
            return Err(HandoverRefusal::Over.into());
        }
        kept.token = Some(token.clone());
        Ok(())
    }

    async fn accept(&self, of: HandoverOf, agent: &AgentId) -> Result<Handover, HandoverError> {
        let mut state = self.lock();
        state.admit(of.tenant_id)?;
        let handover = &mut state.kept(of)?.handover;
        handover.may_be_accepted_by(agent)?;
        if handover.status == HandoverStatus::Waiting {
            handover.status = HandoverStatus::Accepted;
            handover.assignee = Some(agent.clone());
            handover.accepted_at = Some(Utc::now().into());
        }
        Ok(handover.clone())
    }

    async fn reply(&self, reply: &NewReply) -> Result<SavedReply, ReplyError> {
        let mut state = self.lock();
        state.admit(reply.of.tenant_id)?;
        let handover = &state.kept(reply.of)?.handover;
        let may_write = handover.is_held_by(&reply.agent);
        let id = handover.conversation_id;
        let conversation = state.held(reply.of.tenant_id, id)?;
        if let Some(known) = conversation.replies.get(&reply.message_id) {
            if known.text != reply.text {
                return Err(ReplyError::SaidOtherwise);
            }
            return Ok(SavedReply {
                message: known.clone(),
                first: false,
            });
        }
        may_write.map_err(HandoverError::from)?;
        let newest = conversation
            .questions
            .values()
            .max_by_key(|question| question.sequence);
        let in_reply_to = newest.map(|question| question.id);
        conversation.last_sequence += 1;
        conversation.change();
        conversation.restate(MessageStatus::QueuedForHuman, MessageStatus::Completed);
        let message = AgentMessage {
            id: reply.message_id,
            tenant_id: reply.of.tenant_id,
            conversation_id: id,
            handover_id: reply.of.id,
            sequence: conversation.last_sequence,
            in_reply_to,
            text: reply.text.clone(),
            created_at: Utc::now().into(),
        };
        conversation.replies.insert(message.id, message.clone());
        state.replied.push(AgentReplied::of(&message));
        Ok(SavedReply { message, first: true })
    }

    async fn complete(&self, completion: &Completion) -> Result<Completed, HandoverError> {
        let mut state = self.lock();
        state.admit(completion.of.tenant_id)?;
        let Kept { handover, token } = state.kept(completion.of)?;
        let token = token.clone();
        if handover.was_completed(&completion.agent, completion.outcome) {
            let handover = handover.clone();
            return Ok(Completed { handover, token });
        }
        handover.is_held_by(&completion.agent)?;
        let key = (completion.of.tenant_id, handover.conversation_id);
        let change = HandoverChange::Completed(completion.outcome);
        let from = state.held(key.0, key.1)?.state;
        let to = from.after_handover(change).ok_or(HandoverRefusal::Over)?;
        state.move_on(key, to, (MessageStatus::QueuedForHuman, MessageStatus::Completed))?;
        let handover = &mut state.kept(completion.of)?.handover;
        handover.status = HandoverStatus::Completed;
        handover.outcome = Some(completion.outcome);
        handover.note = completion.note.clone();
        handover.ended_at = Some(Utc::now().into());
        let handover = handover.clone();
        Ok(Completed { handover, token })
    }

    async fn end(&self, of: HandoverOf) -> Result<Handover, HandoverError> {
        let mut state = self.lock();
        let kept = state.kept(of)?;
        kept.token = None;
        let handover = kept.handover.clone();
        if handover.status.is_live() {
            let key = (of.tenant_id, handover.conversation_id);
            let from = state.held(key.0, key.1)?.state;
            if let Some(to) = from.after_handover(HandoverChange::Expired) {
                state.move_on(
                    key,
                    to,
                    (MessageStatus::QueuedForHuman, MessageStatus::Processing),
                )?;
            }
            state.expired.push(HandoverExpired::of(of.tenant_id, &handover));
            let handover = &mut state.kept(of)?.handover;
            handover.status = HandoverStatus::Expired;
            handover.ended_at = Some(Utc::now().into());
        }
        Ok(state.kept(of)?.handover.clone())
    }
}
