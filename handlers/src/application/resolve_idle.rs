//! Idle conversations in, settled ones out.

use std::time::Instant;

use crate::ports::{IdleConversations, StoreFault};

/// How many are looked up at once.
const BATCH: u32 = 100;

/// Settles conversations in which nothing has happened for long, one by one, until there is none left or it is `until`: how
/// many.
///
/// # Errors
/// [`StoreFault`]; those settled so far stay settled.
pub async fn resolve_idle(store: &dyn IdleConversations, until: Instant) -> Result<u32, StoreFault> {
    let mut settled = 0;
    while Instant::now() < until {
        let idle = store.idle(BATCH).await?;
        if idle.is_empty() {
            break;
        }
        for (tenant, conversation) in idle {
            settled += u32::from(store.settle(tenant, conversation).await?);
        }
    }
    Ok(settled)
}
