//! Days in, what the tenant's answers took on them out.

use crate::domain::{TenantId, Usage, UsageGroup, UsagePeriod};
use crate::ports::{AccessError, UsageReader};

/// What the tenant's answers took and cost.
///
/// # Errors
/// [`AccessError`].
pub async fn get_usage(
    usage: &dyn UsageReader,
    tenant_id: TenantId,
    period: UsagePeriod,
    group: UsageGroup,
) -> Result<Vec<Usage>, AccessError> {
    usage.usage(tenant_id, period, group).await
}
