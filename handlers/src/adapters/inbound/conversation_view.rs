//! Conversations as clients see them.

use crate::domain::{
    Conversation, ConversationId, ConversationState, Cursor, ExternalId, Metadata, Page, Timestamp,
};
use ferrovia::{ETag, Json, WithHeaders, data};

/// A conversation.
#[data]
pub struct ConversationDetails {
    /// Its id.
    pub id: ConversationId,
    /// Always `conversation`.
    pub object: String,
    /// The customer, by the tenant's own name for them.
    pub customer_id: ExternalId,
    /// Who holds it.
    pub state: ConversationState,
    /// How many messages it has: the sequence of the newest.
    pub last_sequence: u32,
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// When it was made (RFC 3339).
    pub created_at: Timestamp,
    /// When it last changed (RFC 3339).
    pub updated_at: Timestamp,
    /// When it was resolved (RFC 3339), if it is.
    pub resolved_at: Option<Timestamp>,
}

/// Which version of a conversation an answer shows.
#[data]
pub struct VersionHeaders {
    /// Its version: what a change asks for in `If-Match`.
    pub etag: ETag,
}

/// A conversation and its version.
pub type VersionedConversation = WithHeaders<Json<ConversationDetails>, VersionHeaders>;

/// A page of the tenant's conversations.
#[data]
pub struct ConversationList {
    /// Always `list`.
    pub object: String,
    /// The conversations, in the order that was asked for.
    pub data: Vec<ConversationDetails>,
    /// Whether there are more.
    pub has_more: bool,
    /// Where the next page begins: pass it as `after`.
    pub next_cursor: Option<Cursor>,
}

/// The path of one conversation.
#[data]
pub struct ConversationPath {
    /// The conversation's id.
    pub id: ConversationId,
}

impl VersionHeaders {
    pub(super) fn of(conversation: &Conversation) -> Self {
        Self {
            etag: u64::from(conversation.version).into(),
        }
    }
}

/// As an answer shows it.
pub(super) fn versioned(conversation: Conversation) -> VersionedConversation {
    WithHeaders {
        headers: VersionHeaders::of(&conversation),
        answer: Json(conversation.into()),
    }
}

impl From<Conversation> for ConversationDetails {
    fn from(conversation: Conversation) -> Self {
        Self {
            id: conversation.id,
            object: "conversation".to_owned(),
            customer_id: conversation.customer,
            state: conversation.state,
            last_sequence: conversation.last_sequence,
            metadata: conversation.metadata,
            created_at: conversation.created_at,
            updated_at: conversation.updated_at,
            resolved_at: conversation.resolved_at,
        }
    }
}

impl From<Page<Conversation>> for ConversationList {
    fn from(page: Page<Conversation>) -> Self {
        Self {
            object: "list".to_owned(),
            data: page.items.into_iter().map(Into::into).collect(),
            has_more: page.next.is_some(),
            next_cursor: page.next,
        }
    }
}
