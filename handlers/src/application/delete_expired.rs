//! What has expired in, nothing out, and room for what is to come.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::domain::Expiring;
use crate::ports::{Retention, StoreFault};

/// Deletes what has expired, batch by batch, until there is none left or it is `until`: how many of each. Last, the audit
/// log's coming months get their place.
///
/// # Errors
/// [`StoreFault`]; what was deleted so far is gone.
pub async fn delete_expired(
    store: &dyn Retention,
    until: Instant,
) -> Result<BTreeMap<Expiring, u64>, StoreFault> {
    let mut deleted = BTreeMap::new();
    for what in Expiring::ALL {
        while Instant::now() < until {
            let count = store.delete(what).await?;
            *deleted.entry(what).or_default() += count;
            if count < u64::from(what.batch()) {
                break;
            }
        }
    }
    let months = store.add_audit_months().await?;
    if months > 0 {
        tracing::info!(months, "the audit log has room for more months");
    }
    Ok(deleted)
}
