//! A piece of a list: what every list's use case does around its store.

use uuid::Uuid;

use crate::domain::{Cursor, ForeignCursor, ListName, Order, Page, PageSize, Range};

/// How a client asks for a piece of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// How many items at most.
    pub limit: PageSize,
    /// Where the piece before ended.
    pub after: Option<Cursor>,
    /// What stands first.
    pub order: Order,
}

impl PageRequest {
    /// What the store is asked for: one item more than the page holds, which tells whether there is another page.
    pub(super) fn range<P>(
        self,
        list: &ListName,
        position: impl FnOnce(Uuid) -> Option<P>,
    ) -> Result<Range<P>, ForeignCursor> {
        let after = match self.after {
            None => None,
            Some(cursor) => Some(position(cursor.position(list)?).ok_or(ForeignCursor)?),
        };
        Ok(Range {
            after,
            limit: self.limit.get() + 1,
            order: self.order,
        })
    }

    /// The page, of what the store found.
    pub(super) fn page<T>(
        self,
        list: &ListName,
        mut items: Vec<T>,
        position: impl Fn(&T) -> Uuid,
    ) -> Page<T> {
        let more = items.len() > self.limit.get();
        items.truncate(self.limit.get());
        let last = items.last().filter(|_| more);
        let next = last.map(|last| Cursor::of(list, position(last)));
        Page { items, next }
    }
}
