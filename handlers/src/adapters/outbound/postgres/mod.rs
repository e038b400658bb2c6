//! The stores over PostgreSQL. One transaction a call, in the tenant's name, so row-level security holds.
//!
//! The rights that the statements here need, table by table (the handlers' signatures ask for them):
//!
//! | port | `app.tenants` | `app.customers` | `app.conversations` | `app.messages` | `app.runs` | `app.outbox` |
//! |---|---|---|---|---|---|---|
//! | [`MessageStore`](crate::ports::MessageStore) | Read | Read, Append | Write | Read, Append | | |
//! | [`HistoryStore`](crate::ports::HistoryStore) | | | | Read | | |
//! | [`TurnStore`](crate::ports::TurnStore) | | | Write | Write | Read, Append | Append |

mod accept;
mod fault;
mod pool;
mod save;
mod transaction;
mod turns;

use sqlx::PgPool;

pub use pool::{ACQUIRE_TIMEOUT, STATEMENT_TIMEOUT, pool};

/// The stores. Cheap to clone: clones share the connections.
#[derive(Clone, Debug)]
pub struct Postgres {
    pool: PgPool,
}

impl Postgres {
    /// The stores in the database behind `pool`, which [`pool()`] makes with the right limits.
    #[must_use]
    pub const fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}
