//! New ids that sort by the time they were made.

use uuid::Uuid;

use crate::ports::Ids;

/// UUIDs of version 7: rows made together lie together in an index.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeOrderedIds;

impl Ids for TimeOrderedIds {
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}
