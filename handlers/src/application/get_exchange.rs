//! A message's id in, the message and every reply to it out.

use crate::domain::{Exchange, MessageId, TenantId};
use crate::ports::{FindError, MessageReader};

/// One message of the tenant's, whoever wrote it, and everything that was said in reply to it.
///
/// # Errors
/// [`FindError`].
pub async fn get_exchange(
    messages: &dyn MessageReader,
    tenant_id: TenantId,
    id: MessageId,
) -> Result<Exchange, FindError> {
    messages.exchange(tenant_id, id).await
}
