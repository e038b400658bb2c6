//! A customer, and what is to be done with what is kept about them, in; a request that is being carried out, out.

use crate::domain::{ExternalId, PrivacyRequest, PrivacyRequestKind};
use crate::ports::{
    FindError, NewPrivacyRequest, PrivacyRequestOf, PrivacyStore, PrivacyWork, Pseudonyms, PseudonymsError,
    WaitError,
};

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPrivacy {
    /// The tenant, and the id that the request gets if it is new.
    pub of: PrivacyRequestOf,
    /// What is to be done.
    pub kind: PrivacyRequestKind,
    /// With whose things.
    pub customer: ExternalId,
    /// Who asks: the token's subject.
    pub actor: String,
}

/// Why nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestPrivacyError {
    /// Who it is about, or who asks, could not be named.
    #[error(transparent)]
    Pseudonyms(#[from] PseudonymsError),
    /// The request was not kept.
    #[error(transparent)]
    Find(#[from] FindError),
    /// It was, but nobody carries it out yet: asked for again, it is the same request.
    #[error(transparent)]
    Work(#[from] WaitError),
}

/// Keeps a request and begins to carry it out. The request first: were the work begun and the request lost, nobody could
/// tell what became of it.
///
/// # Errors
/// [`RequestPrivacyError`].
pub async fn request_privacy(
    store: &dyn PrivacyStore,
    pseudonyms: &dyn Pseudonyms,
    work: &dyn PrivacyWork,
    asked: AskedPrivacy,
) -> Result<PrivacyRequest, RequestPrivacyError> {
    let names = [asked.customer.as_str(), asked.actor.as_str()];
    let [pseudonym, actor] = pseudonyms.of(asked.of.tenant_id, names).await?;
    let request = NewPrivacyRequest {
        of: asked.of,
        kind: asked.kind,
        customer: asked.customer,
        pseudonym,
        actor,
    };
    let request = store.open(&request).await?;
    let (tenant_id, id) = (asked.of.tenant_id, request.id);
    work.begin(PrivacyRequestOf { tenant_id, id }).await?;
    Ok(request)
}
