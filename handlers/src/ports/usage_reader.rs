//! Tells what answers took.

use async_trait::async_trait;

use super::AccessError;
use crate::domain::{TenantId, Usage, UsageGroup, UsagePeriod};

/// Sums what answers took and cost.
#[async_trait]
pub trait UsageReader: Send + Sync {
    /// The tenant's sums over `period`, by day and then by model, as far as `group` tells them apart. What nobody used has
    /// none.
    ///
    /// # Errors
    /// [`AccessError`].
    async fn usage(
        &self,
        tenant_id: TenantId,
        period: UsagePeriod,
        group: UsageGroup,
    ) -> Result<Vec<Usage>, AccessError>;
}
