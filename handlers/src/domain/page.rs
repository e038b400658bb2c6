//! Lists in pieces: how many, in which order, and where the last piece ended.

use std::fmt;
use std::str::FromStr;

use ferrovia::data;
use uuid::Uuid;

use super::wire::wire_string;
use super::{ConversationId, ConversationState, ExternalId, HandoverStatus, TenantId};

/// How many items a piece of a list has at most: 1 to 100; 50 if nobody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8")]
pub struct PageSize(u8);

/// The number is not one of 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a number from 1 to 100")]
pub struct PageSizeError;

impl PageSize {
    /// As a number.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<u8> for PageSize {
    type Error = PageSizeError;

    fn try_from(number: u8) -> Result<Self, PageSizeError> {
        if (1..=100).contains(&number) {
            Ok(Self(number))
        } else {
            Err(PageSizeError)
        }
    }
}

impl ferrovia::Shape for PageSize {
    fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
        u8::shape(shapes)
    }
}

impl schemars::JsonSchema for PageSize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PageSize".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": 100 })
    }
}

/// What stands first in a list.
#[data]
#[derive(Copy, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The oldest.
    Asc,
    /// The newest.
    #[default]
    Desc,
}

impl Order {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Asc => "asc",
            Self::Desc => "desc",
        }
    }
}

/// Which conversations a list holds: all that each given part is true of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationFilter {
    /// Those in this state.
    pub state: Option<ConversationState>,
    /// Those of this customer.
    pub customer: Option<ExternalId>,
}

/// A list that a cursor belongs to: whose, of what, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListName {
    tenant_id: TenantId,
    name: String,
}

impl ListName {
    /// A tenant's conversations.
    #[must_use]
    pub fn conversations(tenant_id: TenantId, filter: &ConversationFilter, order: Order) -> Self {
        let state = filter.state.map_or("any", ConversationState::as_str);
        // The customer's name may hold anything, and so stands last.
        let customer = filter.customer.as_ref().map_or_else(
            || "any".to_owned(),
            |customer| format!("one {}", customer.as_str()),
        );
        Self {
            tenant_id,
            name: format!("conversations {} {state} {customer}", order.as_str()),
        }
    }

    /// A tenant's hand-overs.
    #[must_use]
    pub fn handovers(tenant_id: TenantId, status: Option<HandoverStatus>) -> Self {
        let status = status.map_or("any", HandoverStatus::as_str);
        Self {
            tenant_id,
            name: format!("handovers {status}"),
        }
    }

    /// What was said in a conversation.
    #[must_use]
    pub fn messages(tenant_id: TenantId, conversation_id: ConversationId, order: Order) -> Self {
        Self {
            tenant_id,
            name: format!("messages {} {conversation_id}", order.as_str()),
        }
    }

    fn seal(&self, position: Uuid) -> Uuid {
        let text = format!("cursor {} {}", position.simple(), self.name);
        Uuid::new_v5(&self.tenant_id.uuid(), text.as_bytes())
    }
}

/// Where a piece of a list ended: opaque to clients, and good for that list only.
///
/// Its seal is no signature: it finds mistakes and mix-ups. Whoever computes one gains nothing, since a position shows
/// rows of the caller's own tenant only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    position: Uuid,
    seal: Uuid,
}

/// The cursor was not given out for this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`after` is no cursor of this list: pass the `next_cursor` of the page before, with the same filters and order"
)]
pub struct ForeignCursor;

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor: expected the `next_cursor` of the page before")]
pub struct CursorError;

impl Cursor {
    /// The cursor of `list` after `position`.
    #[must_use]
    pub fn of(list: &ListName, position: Uuid) -> Self {
        Self {
            position,
            seal: list.seal(position),
        }
    }

    /// The position, if this is a cursor of `list`.
    ///
    /// # Errors
    /// [`ForeignCursor`] if it is another list's, or nobody's.
    pub fn position(self, list: &ListName) -> Result<Uuid, ForeignCursor> {
        (self.seal == list.seal(self.position))
            .then_some(self.position)
            .ok_or(ForeignCursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.position.simple(), self.seal.simple())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let half = |from: usize| -> Option<Uuid> {
            let digits = text.get(from..from + 32)?;
            let one_spelling = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            digits
                .bytes()
                .all(one_spelling)
                .then(|| Uuid::try_parse(digits).ok())?
        };
        match (text.len(), half(0), half(32)) {
            (64, Some(position), Some(seal)) => Ok(Self { position, seal }),
            (_, _, _) => Err(CursorError),
        }
    }
}

wire_string!(Cursor, "Where the page before ended: its `next_cursor`.", { "pattern": "^[0-9a-f]{64}$" });

/// A piece of a list that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range<P> {
    /// The item before the first; the list's beginning without one.
    pub after: Option<P>,
    /// How many items at most.
    pub limit: usize,
    /// What stands first.
    pub order: Order,
}

/// A piece of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where to go on; `None` at the list's end.
    pub next: Option<Cursor>,
}
