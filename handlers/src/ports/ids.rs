//! Makes new ids.

use uuid::Uuid;

/// Where new ids come from. Ids that follow from another id do not come from here: see
/// [`MessageId::answer`](crate::domain::MessageId::answer).
pub trait Ids: Send + Sync {
    /// An id that nobody has.
    fn next(&self) -> Uuid;
}
