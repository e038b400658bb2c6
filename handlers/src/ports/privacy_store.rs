//! Keeps what customers ask about what is kept about them, and does to the tables what they ask.

use async_trait::async_trait;

use super::{FindError, StoreFault};
use crate::domain::{
    CustomerErased, ExternalId, PrivacyRequest, PrivacyRequestId, PrivacyRequestKind, Pseudonym, TenantId,
};

/// Keeps privacy requests. Each call is one transaction, all or nothing, and can be repeated.
#[async_trait]
pub trait PrivacyStore: Send + Sync {
    /// Keeps a request, and in the audit log who made it. One of the same kind for the same customer that has not ended
    /// stays, and is returned.
    ///
    /// # Errors
    /// [`FindError::NotFound`]: the tenant has no such customer.
    async fn open(&self, request: &NewPrivacyRequest) -> Result<PrivacyRequest, FindError>;

    /// One request.
    ///
    /// # Errors
    /// [`FindError`].
    async fn find(&self, of: PrivacyRequestOf) -> Result<PrivacyRequest, FindError>;

    /// Deletes the customer with everything that is kept about them, and leaves that they were erased: in the audit log,
    /// as an erased customer, and as an event that nobody gets before those that came first. What others do meanwhile is
    /// done before, and erased, or after, and is then a new customer's.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn erase(&self, of: PrivacyRequestOf) -> Result<(), CarryOutError>;

    /// Deletes the published events about the erased customer, and lets the event of the erasure go.
    ///
    /// # Errors
    /// [`FinishError::EventsWait`]: some are not published yet, so nothing was changed.
    async fn finish_erasure(&self, of: PrivacyRequestOf) -> Result<(), FinishError>;

    /// Keeps a request called `id` to erase a customer again who was erased and is there nevertheless: a backup has brought
    /// them back. One for the same customer that has not ended stays, and is returned. `None`: they are not there.
    ///
    /// # Errors
    /// [`StoreFault`].
    async fn erase_again(
        &self,
        erased: &CustomerErased,
        id: PrivacyRequestId,
    ) -> Result<Option<PrivacyRequestOf>, StoreFault>;

    /// Gives the request up, unless it was carried out: of an erasure, unless everything is deleted. Whether it has failed.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn give_up(&self, of: PrivacyRequestOf) -> Result<bool, CarryOutError>;
}

/// A tenant's request, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivacyRequestOf {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The request.
    pub id: PrivacyRequestId,
}

/// A request that somebody makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPrivacyRequest {
    /// Whose it is, and its id.
    pub of: PrivacyRequestOf,
    /// What is to be done.
    pub kind: PrivacyRequestKind,
    /// With whose things, as the tenant calls them.
    pub customer: ExternalId,
    /// The same, as they are called from then on.
    pub pseudonym: Pseudonym,
    /// Who asks for it. It may be the customer: so not by name.
    pub actor: Pseudonym,
}

/// Why a request was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarryOutError {
    /// The tenant has no such request of that kind.
    #[error("the privacy request does not exist")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Why an erasure has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FinishError {
    /// Events about the customer are not published yet.
    #[error("events about the customer wait to be published")]
    EventsWait,
    /// It could not be carried out.
    #[error(transparent)]
    CarryOut(#[from] CarryOutError),
}

impl From<StoreFault> for FinishError {
    fn from(fault: StoreFault) -> Self {
        Self::CarryOut(fault.into())
    }
}
