//! What a customer may want done with what is kept about them.

use std::collections::BTreeMap;

use ferrovia::data;

use super::wire::names;
use super::{PrivacyRequestId, Pseudonym, Timestamp};

/// What is to be done.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyRequestKind {
    /// A copy is made of everything.
    Export,
    /// Everything is deleted.
    Erase,
}

names!(PrivacyRequestKind, "a privacy request's kind", {
    Export: "export",
    Erase: "erase",
});

/// How far a request has come.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyRequestStatus {
    /// It is to be carried out.
    Pending,
    /// It is being carried out. Of an erasure: everything is deleted, and the last events about it are published.
    Running,
    /// It is carried out.
    Completed,
    /// It was given up: ask again.
    Failed,
}

names!(PrivacyRequestStatus, "a privacy request's status", {
    Pending: "pending",
    Running: "running",
    Completed: "completed",
    Failed: "failed",
});

impl PrivacyRequestStatus {
    /// Whether it will not change any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Pending | Self::Running => false,
            Self::Completed | Self::Failed => true,
        }
    }
}

/// How many of each kind of thing: `{"conversations": 2, "messages": 7}`.
pub type PrivacyCounts = BTreeMap<String, u32>;

/// A request as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivacyRequest {
    /// Its id.
    pub id: PrivacyRequestId,
    /// What is to be done.
    pub kind: PrivacyRequestKind,
    /// How far it has come.
    pub status: PrivacyRequestStatus,
    /// Whose things.
    pub customer: Pseudonym,
    /// What was exported or erased, so far.
    pub counts: PrivacyCounts,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it was completed or given up.
    pub ended_at: Option<Timestamp>,
}
