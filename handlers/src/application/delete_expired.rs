//! What has expired in, nothing out.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::domain::Expiring;
use crate::ports::{Retention, StoreFault};

/// Deletes what has expired, batch by batch, until there is none left or it is `until`: how many of each.
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
    Ok(deleted)
}
