//! The stores in memory: the same promises as the database's, for use-case tests and quick trials.

mod conversations;
mod feedback;
mod flags;
mod handovers;
mod messages;
mod usage;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};

use crate::domain::{
    AcceptedMessage, AgentMessage, AgentReplied, Answer, Bearer, Claim, ClientId, ConversationAnswered,
    ConversationId, ConversationState, ConversationStateChanged, EventId, ExternalId, Feedback, Flag,
    FlagSetting, HandoverExpired, HandoverId, MessageId, MessageStatus, MessageText, Metadata, NewAnswer,
    Outcome, Tenant, TenantId, TenantSettings, Timestamp, Turn,
};
use crate::ports::{
    AcceptError, Acceptance, AccessError, AnsweredEvents, ConversationChoice, FindTenantError, HistoryStore,
    KeyError, LoadHistoryError, MessageStore, NewMessage, PublishError, PublishedEvents, Recollection,
    SaveTurnError, SavedTurn, StoreFault, TenantDirectory, TurnStore,
};

mod keys;
mod limits;

use keys::{Key, Keys};
use limits::Limits;
pub use limits::Usage;

/// One process's tenants, conversations and events.
#[derive(Debug, Default)]
pub struct Memory(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether each tenant may use the platform.
    tenants: BTreeMap<TenantId, bool>,
    settings: BTreeMap<TenantId, TenantSettings>,
    keys: Keys,
    limits: Limits,
    clients: BTreeMap<ClientId, TenantId>,
    conversations: BTreeMap<(TenantId, ConversationId), Conversation>,
    handovers: BTreeMap<(TenantId, HandoverId), handovers::Kept>,
    feedback: BTreeMap<(TenantId, MessageId), Feedback>,
    flags: BTreeMap<(TenantId, Flag), FlagSetting>,
    outbox: Vec<ConversationAnswered>,
    changes: Vec<ConversationStateChanged>,
    replied: Vec<AgentReplied>,
    expired: Vec<HandoverExpired>,
    published: Vec<ConversationAnswered>,
}

#[derive(Debug)]
struct Conversation {
    customer: ExternalId,
    state: ConversationState,
    resolved_at: Option<Timestamp>,
    last_sequence: u32,
    version: u32,
    metadata: Metadata,
    created_at: Timestamp,
    updated_at: Timestamp,
    questions: BTreeMap<MessageId, AcceptedMessage>,
    answers: BTreeMap<MessageId, Answer>,
    /// What is noted about each of `questions`.
    noted: BTreeMap<MessageId, Metadata>,
    /// How far each of `questions` has come.
    statuses: BTreeMap<MessageId, MessageStatus>,
    replies: BTreeMap<MessageId, AgentMessage>,
}

impl Memory {
    /// Lets a tenant use the platform, or stops it.
    pub fn set_tenant(&self, id: TenantId, active: bool) {
        self.lock().tenants.insert(id, active);
    }

    /// Agrees on limits with a tenant.
    pub fn set_settings(&self, id: TenantId, settings: TenantSettings) {
        self.lock().settings.insert(id, settings);
    }

    /// Lets time pass for a tenant's keys and limits.
    pub fn age(&self, tenant_id: TenantId, by: TimeDelta) {
        let mut state = self.lock();
        state.keys.age(tenant_id, by);
        state.limits.age(tenant_id, by);
    }

    /// What a tenant's answers took until now, by model.
    #[must_use]
    pub fn usage(&self, tenant_id: TenantId) -> Vec<(String, Usage)> {
        let usage = self.lock().limits.usage(tenant_id).into_iter();
        usage.map(|((_, model), usage)| (model, usage)).collect()
    }

    /// Lets a program act for a tenant.
    pub fn set_client(&self, id: ClientId, tenant_id: TenantId) {
        self.lock().clients.insert(id, tenant_id);
    }

    /// Hands a conversation over to a person.
    pub fn hand_over(&self, tenant_id: TenantId, id: ConversationId) {
        if let Some(conversation) = self.lock().conversations.get_mut(&(tenant_id, id)) {
            conversation.state = ConversationState::WaitingHuman;
        }
    }

    /// Ends a conversation, as of `at`.
    pub fn resolve(&self, tenant_id: TenantId, id: ConversationId, at: Timestamp) {
        if let Some(conversation) = self.lock().conversations.get_mut(&(tenant_id, id)) {
            conversation.state = ConversationState::Resolved;
            conversation.resolved_at = Some(at);
        }
    }

    /// The events that saved turns left behind for `tenant_id`, and that nobody published yet.
    #[must_use]
    pub fn outbox(&self, tenant_id: TenantId) -> Vec<ConversationAnswered> {
        self.lock()
            .outbox
            .iter()
            .filter(|event| event.tenant_id == tenant_id)
            .cloned()
            .collect()
    }

    /// The events that changes of state left behind for `tenant_id`.
    #[must_use]
    pub fn changes(&self, tenant_id: TenantId) -> Vec<ConversationStateChanged> {
        let of_tenant = |event: &&ConversationStateChanged| event.tenant_id == tenant_id;
        self.lock().changes.iter().filter(of_tenant).cloned().collect()
    }

    /// The events that were published.
    #[must_use]
    pub fn published(&self) -> Vec<ConversationAnswered> {
        self.lock().published.clone()
    }

    /// A caller that panicked while it held the lock left whole values behind: nothing is changed before all
    /// checks have passed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TenantDirectory for Memory {
    async fn tenant_of(&self, bearer: &Bearer) -> Result<Option<Tenant>, FindTenantError> {
        let state = self.lock();
        let id = match bearer {
            Bearer::Member(tenant) => Some(*tenant),
            Bearer::Program(client) => state.clients.get(client).copied(),
        };
        let tenant = |id| {
            state
                .tenants
                .get(&id)
                .map(|active| Tenant { id, active: *active })
        };
        Ok(id.and_then(tenant))
    }
}

#[async_trait]
impl MessageStore for Memory {
    async fn accept(&self, message: &NewMessage) -> Result<Acceptance, AcceptError> {
        let mut state = self.lock();
        match state.tenants.get(&message.tenant_id) {
            None => return Err(AcceptError::UnknownTenant),
            Some(false) => return Err(AcceptError::TenantSuspended),
            Some(true) => {}
        }
        if let Some(claim) = &message.claim
            && let Some(key) = state.keys.find(message.tenant_id, claim).map(|key| key.clone())
        {
            let settings = state.settings(message.tenant_id);
            return state.earlier(message, claim, &key, settings.server_timing);
        }
        let conversation = (message.tenant_id, message.conversation.id());
        match (state.conversations.get(&conversation), message.conversation) {
            (Some(conversation), _) => conversation.would_accept(message).map(drop)?,
            (None, ConversationChoice::Existing(_)) => return Err(AcceptError::UnknownConversation),
            (None, ConversationChoice::New(_)) => {}
        }
        let settings = state.settings(message.tenant_id);
        let limits = state
            .limits
            .take(message.tenant_id, &message.customer, &settings)?;
        let (accepted, changed) = state
            .conversations
            .entry(conversation)
            .or_insert_with(|| Conversation::of(message.customer.clone(), Metadata::default()))
            .accept(message)?;
        state.changes.extend(changed);
        if let Some(claim) = &message.claim {
            let state_said = accepted.conversation_state;
            let promised = message.promised || !state_said.is_answered_by_assistant();
            state
                .keys
                .claim(message.tenant_id, claim, accepted.id, state_said, promised);
        }
        Ok(Acceptance::Stored {
            message: accepted,
            limits,
            server_timing: settings.server_timing,
        })
    }

    async fn promise(&self, message: &AcceptedMessage, claim: &Claim) -> Result<Option<Answer>, KeyError> {
        let mut state = self.lock();
        let answer = state.answer(message);
        if answer.is_none()
            && let Some(key) = state.keys.find(message.tenant_id, claim)
        {
            key.promised = true;
        }
        Ok(answer)
    }

    async fn release(&self, message: &AcceptedMessage, claim: &Claim) -> Result<(), KeyError> {
        if let Some(key) = self.lock().keys.find(message.tenant_id, claim) {
            Keys::release(key);
        }
        Ok(())
    }
}

impl State {
    fn settings(&self, tenant_id: TenantId) -> TenantSettings {
        self.settings.get(&tenant_id).cloned().unwrap_or_default()
    }

    fn answer(&self, question: &AcceptedMessage) -> Option<Answer> {
        let conversation = (question.tenant_id, question.conversation_id);
        let answers = &self.conversations.get(&conversation)?.answers;
        answers.get(&question.id).cloned()
    }

    /// What the request that claimed the key first has come to.
    fn earlier(
        &mut self,
        message: &NewMessage,
        claim: &Claim,
        key: &Key,
        server_timing: bool,
    ) -> Result<Acceptance, AcceptError> {
        if key.fingerprint != claim.fingerprint {
            return Err(AcceptError::KeyReused);
        }
        let known = self
            .conversations
            .values()
            .find_map(|conversation| conversation.questions.get(&key.message_id))
            .ok_or(AcceptError::UnknownConversation)?;
        let known = AcceptedMessage {
            conversation_state: key.state,
            ..known.clone()
        };
        let answer = self.answer(&known);
        if known.id == message.id {
            return Ok(Acceptance::Stored {
                message: known,
                limits: Vec::new(),
                server_timing,
            });
        }
        if key.promised || answer.is_some() {
            return Ok(Acceptance::Replayed {
                message: known,
                answer: answer.filter(|_| !key.promised),
            });
        }
        if key.is_leased() {
            return Err(AcceptError::KeyInProgress);
        }
        if let Some(key) = self.keys.find(message.tenant_id, claim) {
            Keys::resume(key, message.promised);
        }
        Ok(Acceptance::Resumed {
            message: known,
            server_timing,
        })
    }
}

#[async_trait]
impl HistoryStore for Memory {
    async fn recollect(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        before: u32,
        limit: usize,
    ) -> Result<Recollection, LoadHistoryError> {
        let state = self.lock();
        let conversation = state.conversations.get(&(tenant_id, conversation_id));
        let turns = conversation.map(|conversation| conversation.turns_before(before));
        Ok(Recollection {
            turns: turns.into_iter().flatten().take(limit).collect(),
            rollouts: state.rollouts(tenant_id),
            policy: state.settings(tenant_id).answers,
        })
    }
}

#[async_trait]
impl TurnStore for Memory {
    async fn save(&self, new: &NewAnswer) -> Result<SavedTurn, SaveTurnError> {
        let mut state = self.lock();
        let key = (new.tenant_id, new.conversation_id);
        let conversation = state
            .conversations
            .get_mut(&key)
            .ok_or(SaveTurnError::UnknownMessage)?;
        let saved = conversation.save(new)?;
        if saved.first {
            state.limits.count(new);
            state
                .outbox
                .push(ConversationAnswered::of(new.tenant_id, &saved.answer));
        }
        Ok(saved)
    }
}

#[async_trait]
impl PublishedEvents for Memory {
    async fn mark(&self, tenant: TenantId, event: EventId) -> Result<(), StoreFault> {
        let mut state = self.lock();
        state
            .outbox
            .retain(|one| (one.tenant_id, one.event_id) != (tenant, event));
        Ok(())
    }
}

#[async_trait]
impl AnsweredEvents for Memory {
    async fn publish(&self, event: &ConversationAnswered) -> Result<(), PublishError> {
        self.lock().published.push(event.clone());
        Ok(())
    }
}

impl State {
    /// Refuses a tenant that is none of ours, or is suspended.
    fn admit(&self, tenant_id: TenantId) -> Result<(), AccessError> {
        match self.tenants.get(&tenant_id) {
            Some(true) => Ok(()),
            Some(false) => Err(AccessError::TenantSuspended),
            None => Err(AccessError::UnknownTenant),
        }
    }
}

impl Conversation {
    fn of(customer: ExternalId, metadata: Metadata) -> Self {
        let now = now();
        Self {
            customer,
            state: ConversationState::Open,
            resolved_at: None,
            last_sequence: 0,
            version: 1,
            metadata,
            created_at: now,
            updated_at: now,
            questions: BTreeMap::new(),
            answers: BTreeMap::new(),
            noted: BTreeMap::new(),
            statuses: BTreeMap::new(),
            replies: BTreeMap::new(),
        }
    }

    /// Whatever changes, the version says so.
    fn change(&mut self) {
        self.version += 1;
        self.updated_at = now();
    }

    /// The state after the message.
    fn would_accept(&self, message: &NewMessage) -> Result<ConversationState, AcceptError> {
        if self.customer != message.customer {
            return Err(AcceptError::UnknownConversation);
        }
        let resolved_for = self.resolved_at.map(|at| age(at, now()));
        self.state
            .after_customer_message(resolved_for)
            .map_err(|_| AcceptError::ConversationClosed)
    }

    /// The message, and the event if it takes the conversation up again.
    fn accept(
        &mut self,
        message: &NewMessage,
    ) -> Result<(AcceptedMessage, Option<ConversationStateChanged>), AcceptError> {
        if let Some(known) = self.questions.get(&message.id) {
            return Ok((known.clone(), None));
        }
        let from = self.state;
        self.state = self.would_accept(message)?;
        let now = now();
        self.resolved_at = None;
        self.last_sequence += 1;
        self.change();
        self.statuses
            .insert(message.id, MessageStatus::of_new(self.state));
        let accepted = AcceptedMessage {
            tenant_id: message.tenant_id,
            conversation_id: message.conversation.id(),
            conversation_state: self.state,
            id: message.id,
            sequence: self.last_sequence,
            text: message.text.clone(),
            locale: message.locale.clone(),
            created_at: now,
        };
        self.questions.insert(message.id, accepted.clone());
        self.noted.insert(message.id, message.metadata.clone());
        let (id, change) = (message.conversation.id(), (from, self.state));
        let changed = (from != self.state)
            .then(|| ConversationStateChanged::of(message.tenant_id, id, change, self.version));
        Ok((accepted, changed))
    }

    fn save(&mut self, new: &NewAnswer) -> Result<SavedTurn, SaveTurnError> {
        if !self.questions.contains_key(&new.message_id) {
            return Err(SaveTurnError::UnknownMessage);
        }
        if let Some(answer) = self.answers.get(&new.message_id) {
            return Ok(SavedTurn {
                answer: answer.clone(),
                first: false,
            });
        }
        let status = self.statuses.get_mut(&new.message_id);
        match status {
            Some(status) if status.awaits_assistant() => *status = MessageStatus::Completed,
            Some(_) | None => return Err(SaveTurnError::HeldByHuman),
        }
        self.last_sequence += 1;
        self.change();
        let answer = new.clone().stored(self.last_sequence, Utc::now().into());
        self.answers.insert(new.message_id, answer.clone());
        Ok(SavedTurn { answer, first: true })
    }

    fn turns_before(&self, before: u32) -> Vec<Turn> {
        let of_assistant = self
            .answers
            .values()
            .filter(|answer| answer.reply.outcome == Outcome::Answered)
            .map(|answer| (answer.sequence, Some(answer.in_reply_to), &answer.reply.text));
        let of_agents = self
            .replies
            .values()
            .map(|reply| (reply.sequence, reply.in_reply_to, &reply.text));
        let mut answers: Vec<_> = of_assistant
            .chain(of_agents)
            .filter(|(sequence, ..)| *sequence < before)
            .collect();
        answers.sort_by_key(|(sequence, ..)| std::cmp::Reverse(*sequence));
        let turn = |(_, question, answer): (u32, Option<MessageId>, &MessageText)| {
            Some(Turn {
                question: self.questions.get(&question?)?.text.clone(),
                answer: answer.clone(),
            })
        };
        answers.into_iter().filter_map(turn).collect()
    }
}

fn now() -> Timestamp {
    Utc::now().into()
}

/// How long ago `at` was; nothing if it is still to come.
fn age(at: Timestamp, now: Timestamp) -> Duration {
    (chrono::DateTime::from(now) - chrono::DateTime::from(at))
        .to_std()
        .unwrap_or_default()
}
