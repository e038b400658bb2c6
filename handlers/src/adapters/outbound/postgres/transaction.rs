//! Work in, committed work out: in somebody's name, in bounded time, and again if others were in the way.

use std::time::Duration;

use async_trait::async_trait;
use backon::{ExponentialBuilder, Retryable as _};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::Postgres;
use super::fault::{fault, is_passing, spoils_connection};
use crate::domain::{ClientId, TenantId};
use crate::ports::StoreFault;

/// How often a transaction is tried.
const ATTEMPTS: usize = 3;

/// What is to be done in one transaction. It may be done several times, so it says the same each time.
#[async_trait]
pub(super) trait Work: Sync {
    /// What comes of it.
    type Output: Send;
    /// Why it may be refused.
    type Refusal: Send + From<StoreFault>;

    /// In whose name.
    fn name(&self) -> Name<'_>;

    /// Does it. What it changed is rolled back if it stops.
    async fn run(&self, connection: &mut PgConnection) -> Result<Self::Output, Stop<Self::Refusal>>;
}

/// In whose name a transaction is. Row-level security shows their rows and no others.
pub(super) enum Name<'a> {
    /// A tenant: its own.
    Tenant(TenantId),
    /// Nobody but the user who logged in, to whom a policy of its own opens what it is to see.
    User,
    /// A program: the one that says whose it is.
    Client(&'a ClientId),
}

/// Why a transaction was not committed.
#[derive(Debug)]
pub(super) enum Stop<R> {
    /// The rules forbid it.
    Refused(R),
    /// The database failed.
    Failed(sqlx::Error),
    /// It took too long; what the database made of it is not known.
    TimedOut,
}

impl<R> From<sqlx::Error> for Stop<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}

/// Runs `work` and commits it. If the connection breaks while it commits, the work is done again: whoever
/// writes [`Work`] sees to it that the second time finds the first.
pub(super) async fn commit<W: Work>(store: &Postgres, work: &W) -> Result<W::Output, W::Refusal> {
    let pauses = ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(Duration::from_millis(20))
        .with_max_delay(Duration::from_millis(200))
        .with_max_times(ATTEMPTS - 1);
    let done = (|| attempt(store, work))
        .retry(pauses)
        .when(|stop| match stop {
            Stop::Failed(error) => is_passing(error),
            Stop::Refused(_) | Stop::TimedOut => false,
        })
        .await;
    done.map_err(|stop| match stop {
        Stop::Refused(refusal) => refusal,
        Stop::Failed(error) => fault(&error).into(),
        Stop::TimedOut => StoreFault::TimedOut.into(),
    })
}

async fn attempt<W: Work>(store: &Postgres, work: &W) -> Result<W::Output, Stop<W::Refusal>> {
    let mut connection = store.pool.acquire().await?;
    let done = tokio::time::timeout(store.attempt_timeout, once(&mut connection, work))
        .await
        .unwrap_or(Err(Stop::TimedOut));
    if let Err(Stop::TimedOut) = done {
        connection.close_on_drop();
    } else if let Err(Stop::Failed(error)) = &done
        && spoils_connection(error)
    {
        connection.close_on_drop();
    }
    done
}

async fn once<W: Work>(connection: &mut PgConnection, work: &W) -> Result<W::Output, Stop<W::Refusal>> {
    let mut transaction = connection.begin_with(begin(&work.name())).await?;
    let output = work.run(&mut transaction).await?;
    transaction.commit().await?;
    Ok(output)
}

/// Begins a transaction in somebody's name, in one round trip.
fn begin(name: &Name<'_>) -> AssertSqlSafe<String> {
    // Neither a UUID nor a `ClientId` has a character that ends the string.
    AssertSqlSafe(match name {
        Name::User => "begin".to_owned(),
        Name::Tenant(tenant) => format!("begin; set local app.tenant_id = '{}'", tenant.uuid()),
        Name::Client(client) => format!("begin; set local app.client_id = '{client}'"),
    })
}

/// Says in whose name the rest of the transaction is.
pub(super) async fn enter(connection: &mut PgConnection, name: &Name<'_>) -> Result<(), sqlx::Error> {
    let (statement, value) = match name {
        Name::Tenant(tenant) => (
            "select set_config('app.tenant_id', $1, true)",
            tenant.uuid().to_string(),
        ),
        Name::User => return Ok(()),
        Name::Client(client) => ("select set_config('app.client_id', $1, true)", client.to_string()),
    };
    sqlx::query(statement).bind(value).execute(connection).await?;
    Ok(())
}
