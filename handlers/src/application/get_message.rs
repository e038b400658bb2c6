//! A message's id in, the message as it stands now out.

use crate::domain::{MessageId, StoredMessage, TenantId};
use crate::ports::{FindError, MessageReader};

/// A message and, once there is one, its answer.
///
/// # Errors
/// [`FindError`].
pub async fn get_message(
    messages: &dyn MessageReader,
    tenant_id: TenantId,
    id: MessageId,
) -> Result<StoredMessage, FindError> {
    messages.message(tenant_id, id).await
}
