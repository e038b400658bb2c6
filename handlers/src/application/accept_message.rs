//! A customer's message in, the same message safely stored out.

use crate::domain::{
    Claim, ConversationId, CustomerId, ExternalId, Locale, MessageId, MessageText, Metadata, TenantId,
};
use crate::ports::{AcceptError, Acceptance, ConversationChoice, Ids, MessageStore, NewMessage};

/// What a client posts, once its parts are valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedMessage {
    /// The tenant, from the caller's token.
    pub tenant_id: TenantId,
    /// Who wrote it.
    pub customer: ExternalId,
    /// The conversation to go on with; a new one if absent.
    pub conversation_id: Option<ConversationId>,
    /// What the customer wrote.
    pub text: MessageText,
    /// The language to answer in.
    pub locale: Option<Locale>,
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// The request's key.
    pub claim: Option<Claim>,
    /// Whether the client will not wait for the answer.
    pub promised: bool,
}

/// Stores a message before anything else is done with it: what a customer said is never lost to a model's
/// failure. Whoever sends it again with the same key stores nothing more.
///
/// # Errors
/// [`AcceptError`]; nothing is stored then.
pub async fn accept_message(
    store: &dyn MessageStore,
    ids: &dyn Ids,
    posted: PostedMessage,
) -> Result<Acceptance, AcceptError> {
    let conversation = posted.conversation_id.map_or_else(
        || ConversationChoice::New(ConversationId::from(ids.next())),
        ConversationChoice::Existing,
    );
    let message = NewMessage {
        tenant_id: posted.tenant_id,
        id: MessageId::from(ids.next()),
        conversation,
        customer: posted.customer,
        new_customer_id: CustomerId::from(ids.next()),
        text: posted.text,
        locale: posted.locale,
        metadata: posted.metadata,
        claim: posted.claim,
        promised: posted.promised,
    };
    store.accept(&message).await
}
