//! What was said, in memory.

use async_trait::async_trait;

use super::{Conversation, Memory};
use crate::domain::{
    ConversationId, Exchange, MessageId, MessageStatus, Metadata, Order, Range, Role, StoredMessage,
    TenantId, Utterance,
};
use crate::ports::{FindError, MessageReader};

#[async_trait]
impl MessageReader for Memory {
    async fn message(&self, tenant_id: TenantId, id: MessageId) -> Result<StoredMessage, FindError> {
        let state = self.lock();
        state.admit(tenant_id)?;
        state
            .conversations
            .iter()
            .filter(|((owner, _), _)| *owner == tenant_id)
            .find_map(|(_, conversation)| {
                let said = conversation.said().into_iter().find(|said| said.id == id)?;
                Some(StoredMessage {
                    said,
                    conversation_state: conversation.state,
                    answer: conversation.answers.get(&id).cloned(),
                })
            })
            .ok_or(FindError::NotFound)
    }

    async fn exchange(&self, tenant_id: TenantId, id: MessageId) -> Result<Exchange, FindError> {
        let message = self.message(tenant_id, id).await?;
        let state = self.lock();
        let conversation = state
            .conversations
            .get(&(tenant_id, message.said.conversation_id))
            .ok_or(FindError::NotFound)?;
        let mut replies = conversation.said();
        replies.retain(|said| said.in_reply_to == Some(id));
        Ok(Exchange { message, replies })
    }

    async fn said(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        range: Range<u32>,
    ) -> Result<Vec<Utterance>, FindError> {
        let state = self.lock();
        state.admit(tenant_id)?;
        let conversation = state
            .conversations
            .get(&(tenant_id, conversation_id))
            .ok_or(FindError::NotFound)?;
        let is_after = |sequence: u32| match (range.after, range.order) {
            (None, Order::Asc | Order::Desc) => true,
            (Some(after), Order::Asc) => sequence > after,
            (Some(after), Order::Desc) => sequence < after,
        };
        let mut said = conversation.said();
        said.retain(|said| is_after(said.sequence));
        if range.order == Order::Desc {
            said.reverse();
        }
        said.truncate(range.limit);
        Ok(said)
    }
}

impl Conversation {
    /// Everything that was said, in its order.
    pub(super) fn said(&self) -> Vec<Utterance> {
        let questions = self.questions.values().map(|question| Utterance {
            id: question.id,
            conversation_id: question.conversation_id,
            sequence: question.sequence,
            role: Role::Customer,
            status: self
                .statuses
                .get(&question.id)
                .copied()
                .unwrap_or(MessageStatus::Processing),
            in_reply_to: None,
            text: question.text.clone(),
            metadata: self.noted.get(&question.id).cloned().unwrap_or_default(),
            created_at: question.created_at,
        });
        let answers = self.answers.values().map(|answer| Utterance {
            id: answer.id,
            conversation_id: answer.conversation_id,
            sequence: answer.sequence,
            role: Role::Assistant,
            status: answer.reply.outcome.status(),
            in_reply_to: Some(answer.in_reply_to),
            text: answer.reply.text.clone(),
            metadata: Metadata::default(),
            created_at: answer.created_at,
        });
        let replies = self.replies.values().map(|reply| Utterance {
            id: reply.id,
            conversation_id: reply.conversation_id,
            sequence: reply.sequence,
            role: Role::Agent,
            status: MessageStatus::Completed,
            in_reply_to: reply.in_reply_to,
            text: reply.text.clone(),
            metadata: Metadata::default(),
            created_at: reply.created_at,
        });
        let mut said: Vec<_> = questions.chain(answers).chain(replies).collect();
        said.sort_by_key(|said| said.sequence);
        said
    }
}
