//! Connections with limits: nothing waits for the database longer than a customer would.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

/// How long a call waits for a connection, new or free.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(1);

/// How long the server works on one statement, and on a lock that it waits for.
pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(3);

/// A pool of at most `max_connections` (one is right for a Lambda, which serves one request at a time). It
/// connects when it is first used, so a start does not fail because the database is away.
#[must_use]
pub fn pool(options: PgConnectOptions, max_connections: u32) -> PgPool {
    let milliseconds = STATEMENT_TIMEOUT.as_millis().to_string();
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A ping before each use costs a round trip; a connection that died is found by the first statement,
        // and the transaction is tried again on another.
        .test_before_acquire(false)
        .connect_lazy_with(options.options([("statement_timeout", milliseconds.as_str())]))
}
