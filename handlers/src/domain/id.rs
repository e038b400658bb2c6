//! Ids: a UUID inside and in the database, `prefix_<uuid>` on every wire.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::wire::wire_string;

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {kind}: expected `{prefix}` followed by a UUID in lower case with hyphens")]
pub struct IdError {
    /// What was expected, with its article: `a conversation id`.
    kind: &'static str,
    prefix: &'static str,
}

/// One kind of id. Each is its own type, so that a message's id cannot stand where a conversation's belongs.
macro_rules! id {
    ($(#[$doc:meta])* $type:ident, $prefix:literal, $kind:literal, $description:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Uuid);

        impl $type {
            /// As the database holds it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $type {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!($prefix, "{}"), self.0.as_hyphenated())
            }
        }

        impl FromStr for $type {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(text, $prefix).map(Self).ok_or(IdError { kind: $kind, prefix: $prefix })
            }
        }

        wire_string!($type, $description, {
            "pattern": concat!("^", $prefix, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
        });
    };
}

/// The UUID behind `prefix`, if `text` is spelled in the one way that [`fmt::Display`] writes.
fn parse(text: &str, prefix: &str) -> Option<Uuid> {
    let spelled = text.strip_prefix(prefix)?;
    let uuid = Uuid::try_parse(spelled).ok()?;
    // `Uuid` also reads braces, URNs and capitals: then one id would have several names in caches, logs and
    // paths.
    let canonical = *uuid.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()) == *spelled;
    canonical.then_some(uuid)
}

id!(
    /// A company that uses the platform. Every row belongs to exactly one.
    TenantId, "tenant_", "a tenant id", "A tenant: `tenant_` and a UUID."
);
id!(
    /// A tenant's customer, as the platform names them. The tenant's own name for them is
    /// [`ExternalId`](super::ExternalId).
    CustomerId, "cust_", "a customer id", "A customer: `cust_` and a UUID."
);
id!(
    /// One conversation of one customer.
    ConversationId, "conv_", "a conversation id", "A conversation: `conv_` and a UUID."
);
id!(
    /// One message, whoever wrote it.
    MessageId, "msg_", "a message id", "A message: `msg_` and a UUID."
);
id!(
    /// The record of how one answer came to be.
    RunId, "run_", "a run id", "A run: `run_` and a UUID."
);
id!(
    /// One event. Consumers drop a second event of the same id.
    EventId, "evt_", "an event id", "An event: `evt_` and a UUID."
);
id!(
    /// What a customer wants done with what is kept about them.
    PrivacyRequestId, "priv_", "a privacy request's id", "A privacy request: `priv_` and a UUID."
);
id!(
    /// One hand-over of a conversation to a person.
    HandoverId, "hand_", "a hand-over id", "A hand-over: `hand_` and a UUID."
);

/// What follows from a customer's message is named by it (UUID version 5): whoever does the work again, does
/// it to the same rows.
impl MessageId {
    /// The answer to this message.
    #[must_use]
    pub fn answer(self) -> Self {
        Self(self.derive("answer"))
    }

    /// The run that answered this message.
    #[must_use]
    pub fn run(self) -> RunId {
        RunId(self.derive("run"))
    }

    /// The event that says this message is answered.
    #[must_use]
    pub fn event(self) -> EventId {
        EventId(self.derive("event"))
    }

    /// The event that this message was given up, if it is.
    #[must_use]
    pub fn failed(self) -> EventId {
        EventId(self.derive("failed"))
    }

    /// The hand-over that this message leads to, if it does.
    #[must_use]
    pub fn handover(self) -> HandoverId {
        HandoverId(self.derive("handover"))
    }

    fn derive(self, what: &str) -> Uuid {
        Uuid::new_v5(&self.0, what.as_bytes())
    }
}

impl ConversationId {
    /// The event that says what state the conversation came into with this version.
    #[must_use]
    pub fn state_changed(self, version: u32) -> EventId {
        EventId(Uuid::new_v5(&self.0, format!("state {version}").as_bytes()))
    }
}

impl HandoverId {
    /// The event that says this hand-over has expired.
    #[must_use]
    pub fn expired(self) -> EventId {
        EventId(Uuid::new_v5(&self.0, b"expired"))
    }
}

impl PrivacyRequestId {
    /// What the audit log calls that this export was completed.
    #[must_use]
    pub fn exported(self) -> Uuid {
        Uuid::new_v5(&self.0, b"exported")
    }

    /// The event that says what this request has erased: the first, the second, and so on.
    #[must_use]
    pub fn erased(self, part: usize) -> EventId {
        EventId(Uuid::new_v5(&self.0, format!("erased {part}").as_bytes()))
    }
}
