//! The stores over PostgreSQL. One transaction a call, in the name of a tenant or, where that is what is looked for, of a
//! program, so row-level security holds.
//!
//! The rights that the statements need are in the signatures of the handlers that use a store; the tests run each store
//! with exactly those.

mod accept;
mod admission;
mod conversation_changes;
mod conversation_state;
mod conversations;
mod directory;
mod fault;
mod feedback;
mod flags;
mod handovers;
mod idle;
mod keys;
mod messages;
mod open;
mod outbox;
mod pool;
mod privacy;
mod readiness;
mod relay;
mod retention;
mod save;
mod sweep;
mod transaction;
mod turns;
mod usage;

use std::time::Duration;

use sqlx::PgPool;

pub use pool::{ACQUIRE_TIMEOUT, STATEMENT_TIMEOUT, pool};

/// How long one try of a transaction may take, even if the network swallows the answers: a little longer than the
/// server allows itself for a statement.
pub const ATTEMPT_TIMEOUT: Duration = STATEMENT_TIMEOUT.saturating_add(Duration::from_secs(1));

/// The stores. Cheap to clone: clones share the connections.
#[derive(Clone, Debug)]
pub struct Postgres {
    pool: PgPool,
    attempt_timeout: Duration,
}

impl Postgres {
    /// The stores in the database behind `pool`, which [`pool()`] makes with the right limits.
    #[must_use]
    pub const fn new(pool: PgPool) -> Self {
        Self {
            pool,
            attempt_timeout: ATTEMPT_TIMEOUT,
        }
    }

    /// The same stores with another limit than [`ATTEMPT_TIMEOUT`].
    #[must_use]
    pub const fn with_attempt_timeout(mut self, attempt_timeout: Duration) -> Self {
        self.attempt_timeout = attempt_timeout;
        self
    }
}
