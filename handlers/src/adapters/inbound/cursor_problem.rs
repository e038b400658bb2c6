//! A cursor that is good for another list, as each list says it.

use crate::domain::ForeignCursor;
use ferrovia::HandlerError;

/// Why there is no page of a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum CursorProblem {
    /// The cursor is not one of this list.
    #[error("`after` is no cursor of this list: pass a page's `next_cursor` with the same filter and order")]
    #[problem(
        status = 400,
        slug = "validation",
        title = "The request is not valid",
        pointer = "/query/after"
    )]
    Foreign,
}

impl From<ForeignCursor> for CursorProblem {
    fn from(_: ForeignCursor) -> Self {
        Self::Foreign
    }
}
