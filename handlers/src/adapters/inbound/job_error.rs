//! Why a job that nobody waits for was not done. It is done the next time.

use crate::ports::StoreFault;
use ferrovia::HandlerError;

/// Why a job was not done, or not to its end. The clock, or its event, starts it again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum JobError {
    /// The database, or what the job starts, is away, slow or contended.
    #[error("not all that was to be done could be done right now")]
    Unavailable,
    /// The database refuses what we send.
    #[error("the database refuses what the job asks")]
    Defect,
}

impl From<StoreFault> for JobError {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended => Self::Unavailable,
            StoreFault::Defect => Self::Defect,
        }
    }
}
