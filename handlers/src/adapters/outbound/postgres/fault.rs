//! What the database says in, what a port says out.

use std::error::Error as StdError;
use std::str::FromStr;

use sqlx::Error;

use crate::ports::StoreFault;

/// Somebody changed the same rows at the same time. 23505, a duplicate key, is one of these: ids are made so
/// that only the same work brings the same id, and looking again finds it done. So is 23503, a missing row that another
/// belongs to: it was there a moment ago, and whoever looks again finds its customer erased.
const CONTENDED: [&str; 5] = ["40001", "40P01", "55P03", "23505", "23503"];

/// The server took longer than `statement_timeout`.
const STATEMENT_TIMED_OUT: &str = "57014";

/// Not now: connections broken (08) or too many (53), the server going down or starting (57P), and, after a
/// failover, a server that became read-only under an old connection (25006).
const UNAVAILABLE: [&str; 4] = ["08", "53", "57P", "25006"];

/// Whether the same transaction may succeed if it is tried again at once.
pub(super) fn is_passing(error: &Error) -> bool {
    match sqlstate(error) {
        Some(code) => CONTENDED.contains(&code.as_str()) || is_unavailable(&code),
        // Not a pool that is exhausted: whoever waited a second for a connection has waited enough.
        None => matches!(error, Error::Io(_)),
    }
}

/// Whether the connection must not be used again.
pub(super) fn spoils_connection(error: &Error) -> bool {
    sqlstate(error).is_none_or(|code| is_unavailable(&code))
}

/// The port's word for `error`; the details go to the log. The message of an error may quote a row, so of
/// that only the code and the names are kept.
pub(super) fn fault(error: &Error) -> StoreFault {
    let fault = match sqlstate(error) {
        Some(code) if CONTENDED.contains(&code.as_str()) => StoreFault::Contended,
        Some(code) if code == STATEMENT_TIMED_OUT => StoreFault::TimedOut,
        Some(code) if is_unavailable(&code) => StoreFault::Unavailable,
        Some(_) => StoreFault::Defect,
        None if matches!(
            error,
            Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed
        ) =>
        {
            StoreFault::Unavailable
        }
        None => StoreFault::Defect,
    };
    let database = error.as_database_error();
    tracing::error!(
        %fault,
        sqlstate = sqlstate(error),
        table = database.and_then(|error| error.table()),
        constraint = database.and_then(|error| error.constraint()),
        error = database.is_none().then(|| error.to_string()),
        "the database failed"
    );
    fault
}

/// A text of the database's as the domain's type. That it does not fit is a defect: what was stored was
/// valid.
pub(super) fn decode<T>(text: &str) -> Result<T, Error>
where
    T: FromStr,
    T::Err: StdError + Send + Sync + 'static,
{
    text.parse().map_err(|error| Error::Decode(Box::new(error)))
}

/// A number of the database's, which has no unsigned ones.
pub(super) fn unsigned(number: i64) -> Result<u32, Error> {
    u32::try_from(number).map_err(|error| Error::Decode(Box::new(error)))
}

/// A number for one of the database's `int` columns.
pub(super) fn signed(number: u32) -> Result<i32, Error> {
    i32::try_from(number).map_err(|error| Error::Encode(Box::new(error)))
}

fn sqlstate(error: &Error) -> Option<String> {
    error.as_database_error()?.code().map(|code| code.into_owned())
}

fn is_unavailable(code: &str) -> bool {
    UNAVAILABLE.iter().any(|class| code.starts_with(class))
}
