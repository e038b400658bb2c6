//! What can go wrong with any store, whatever it is asked to do.

/// A store could not do its work. Nothing was changed, or (after [`StoreFault::Unavailable`]) it is not known
/// whether it was; every port can be called again with the same ids. What the database said goes to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// It cannot be reached, is failing over, or has no connection to spare.
    #[error("the store cannot be reached")]
    Unavailable,
    /// It did not answer in time.
    #[error("the store did not answer in time")]
    TimedOut,
    /// Others changed the same rows at the same time, more often than we tried.
    #[error("the store is contended")]
    Contended,
    /// It refused what we sent, or holds what we cannot read: a defect of ours that no retry mends.
    #[error("the store refused the request, or holds something unreadable")]
    Defect,
}
