//! Conversations in memory: read, made, changed.

use async_trait::async_trait;

use super::{Conversation, Memory, State, age, now};
use crate::domain::{
    self, ConversationFilter, ConversationId, ConversationState, ConversationStateChanged, Metadata, Order,
    Range, TenantId,
};
use crate::ports::{
    AccessError, AnnotateError, ConversationReader, ConversationStore, FindError, NewConversation,
    SettleError, StateChange,
};

#[async_trait]
impl ConversationReader for Memory {
    async fn conversation(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
    ) -> Result<domain::Conversation, FindError> {
        let state = self.lock();
        state.admit(tenant_id)?;
        let found = state.conversations.get(&(tenant_id, id));
        found
            .map(|conversation| conversation.as_found(id))
            .ok_or(FindError::NotFound)
    }

    async fn conversations(
        &self,
        tenant_id: TenantId,
        filter: &ConversationFilter,
        range: Range<ConversationId>,
    ) -> Result<Vec<domain::Conversation>, AccessError> {
        let state = self.lock();
        state.admit(tenant_id)?;
        let is_after = |id: ConversationId| match (range.after, range.order) {
            (None, Order::Asc | Order::Desc) => true,
            (Some(after), Order::Asc) => id > after,
            (Some(after), Order::Desc) => id < after,
        };
        let fits = |conversation: &domain::Conversation| {
            filter.state.is_none_or(|state| state == conversation.state)
                && filter
                    .customer
                    .as_ref()
                    .is_none_or(|customer| *customer == conversation.customer)
        };
        let mut found: Vec<_> = state
            .conversations
            .iter()
            .filter(|((owner, id), _)| *owner == tenant_id && is_after(*id))
            .map(|((_, id), conversation)| conversation.as_found(*id))
            .filter(fits)
            .collect();
        if range.order == Order::Desc {
            found.reverse();
        }
        found.truncate(range.limit);
        Ok(found)
    }
}

#[async_trait]
impl ConversationStore for Memory {
    async fn open(&self, new: &NewConversation) -> Result<domain::Conversation, AccessError> {
        let mut state = self.lock();
        state.admit(new.tenant_id)?;
        let conversation = state
            .conversations
            .entry((new.tenant_id, new.id))
            .or_insert_with(|| Conversation::of(new.customer.clone(), new.metadata.clone()));
        Ok(conversation.as_found(new.id))
    }

    async fn annotate(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
        metadata: &Metadata,
        expected: Option<&[u32]>,
    ) -> Result<domain::Conversation, AnnotateError> {
        let mut state = self.lock();
        let conversation = state.find(tenant_id, id)?;
        match expected {
            Some(expected) if !expected.contains(&conversation.version) => {
                let before = conversation.version.checked_sub(1);
                let is_done = before.is_some_and(|before| expected.contains(&before));
                if !is_done || conversation.metadata != *metadata {
                    return Err(AnnotateError::Changed);
                }
            }
            Some(_) | None => {
                conversation.metadata = metadata.clone();
                conversation.change();
            }
        }
        Ok(conversation.as_found(id))
    }

    async fn settle(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
        change: StateChange,
    ) -> Result<domain::Conversation, SettleError> {
        let mut state = self.lock();
        let conversation = state.find(tenant_id, id)?;
        let from = conversation.state;
        let resolved_for = conversation.resolved_at.map(|at| age(at, now()));
        let to = change.of(from, resolved_for)?;
        let mut event = None;
        if to != from {
            conversation.state = to;
            conversation.change();
            conversation.resolved_at = (to == ConversationState::Resolved).then(now);
            event = Some(ConversationStateChanged::of(
                tenant_id,
                id,
                (from, to),
                conversation.version,
            ));
        }
        let found = conversation.as_found(id);
        state.changes.extend(event);
        Ok(found)
    }
}

impl State {
    /// A conversation of a tenant that may change it.
    fn find(&mut self, tenant_id: TenantId, id: ConversationId) -> Result<&mut Conversation, FindError> {
        self.admit(tenant_id)?;
        self.conversations
            .get_mut(&(tenant_id, id))
            .ok_or(FindError::NotFound)
    }
}

impl Conversation {
    fn as_found(&self, id: ConversationId) -> domain::Conversation {
        domain::Conversation {
            id,
            customer: self.customer.clone(),
            state: self.state,
            version: self.version,
            last_sequence: self.last_sequence,
            metadata: self.metadata.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            resolved_at: self.resolved_at,
        }
    }
}
