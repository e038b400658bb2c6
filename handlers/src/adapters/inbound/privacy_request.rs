//! What the routes of privacy requests have in common: the view of one, who may make one, and why none is made.

use super::access_problem::{AccessProblem, tenant_of};
use crate::adapters::resources::{AuditLog, Customers, PrivacyRequests, PseudonymKey, Tenants};
use crate::application::{AskedPrivacy, RequestPrivacyError};
use crate::domain::{
    self, ExternalId, PrivacyCounts, PrivacyRequest, PrivacyRequestId, PrivacyRequestKind,
    PrivacyRequestStatus, Pseudonym, TenantId, Timestamp,
};
use crate::ports::{
    FindError, Ids, PrivacyRequestOf, PrivacyStore, PrivacyWork, Pseudonyms, PseudonymsError, WaitError,
};
use crate::workflows::carry_out_privacy_request::carry_out_privacy_request;
use async_trait::async_trait;
use ferrovia::{
    Accepted, Append, Caller, Capability, HandlerError, Launch, Port, PortError, Read, Request, data,
};
use secrecy::ExposeSecret as _;

/// A request, and how far it has come.
#[data]
pub struct PrivacyRequestView {
    /// Its id.
    pub id: PrivacyRequestId,
    /// Always `privacy_request`.
    pub object: String,
    /// What is to be done.
    pub kind: PrivacyRequestKind,
    /// How far it has come.
    pub status: PrivacyRequestStatus,
    /// How much was exported or erased, by what it is: `conversations`, `messages`.
    pub counts: PrivacyCounts,
    /// When it was asked for (RFC 3339).
    pub requested_at: Timestamp,
    /// When it was completed or given up (RFC 3339).
    pub ended_at: Option<Timestamp>,
}

impl From<PrivacyRequest> for PrivacyRequestView {
    fn from(request: PrivacyRequest) -> Self {
        Self {
            id: request.id,
            object: "privacy_request".to_owned(),
            kind: request.kind,
            status: request.status,
            counts: request.counts,
            requested_at: request.requested_at,
            ended_at: request.ended_at,
        }
    }
}

/// Which customer.
#[data]
pub struct CustomerPath {
    /// What the tenant calls them.
    pub external_id: ExternalId,
}

/// Privacy requests, to be made.
#[derive(Capability)]
pub struct NewPrivacyRequests {
    tenants: Read<Tenants>,
    customers: Read<Customers>,
    known: Read<PrivacyRequests>,
    requests: Append<PrivacyRequests>,
    audit: Append<AuditLog>,
    pub(super) store: Port<dyn PrivacyStore>,
}

/// Why nothing is done about a customer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum PrivacyProblem {
    /// The tenant has no such customer.
    #[error("there is no such customer")]
    #[problem(status = 404, slug = "not-found", title = "There is no such resource")]
    UnknownCustomer,
    /// The request was made or not: asked for again, it is the same request.
    #[error("the request cannot be carried out right now: try again")]
    #[problem(
        status = 503,
        slug = "dependency-unavailable",
        title = "A part of the service is unavailable",
        retry_after = "1s"
    )]
    Unavailable,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessProblem),
}

impl From<RequestPrivacyError> for PrivacyProblem {
    fn from(error: RequestPrivacyError) -> Self {
        match error {
            RequestPrivacyError::Find(FindError::NotFound) => Self::UnknownCustomer,
            RequestPrivacyError::Find(FindError::Access(error)) => Self::Access(error.into()),
            RequestPrivacyError::Pseudonyms(PseudonymsError::Unavailable)
            | RequestPrivacyError::Work(WaitError::Unavailable) => Self::Unavailable,
            RequestPrivacyError::Pseudonyms(PseudonymsError::Defect)
            | RequestPrivacyError::Work(WaitError::Refused) => Self::Access(AccessProblem::Defect),
        }
    }
}

#[async_trait]
impl Pseudonyms for Read<PseudonymKey> {
    async fn of<'a>(&self, tenant: TenantId, names: [&'a str; 2]) -> Result<[Pseudonym; 2], PseudonymsError> {
        let secret = self.value().await.map_err(|error| {
            tracing::error!(%error, "the key of pseudonyms cannot be read");
            match error {
                PortError::Throttled { .. } | PortError::TimedOut { .. } | PortError::Unavailable { .. } => {
                    PseudonymsError::Unavailable
                }
                PortError::Refused { .. } | PortError::Partial { .. } | PortError::Encoding(_) => {
                    PseudonymsError::Defect
                }
            }
        })?;
        let key = domain::PseudonymKey::new(secret.expose_secret().as_bytes()).map_err(|error| {
            tracing::error!(%error, "the secret `pseudonym_key` is no key");
            PseudonymsError::Defect
        })?;
        Ok(names.map(|name| key.pseudonym(tenant, name)))
    }
}

#[async_trait]
impl PrivacyWork for Launch<carry_out_privacy_request> {
    async fn begin(&self, of: PrivacyRequestOf) -> Result<(), WaitError> {
        // By the request's name, and with nothing that could differ: however often it is begun, it is one execution.
        let begun = self.launch(&of.id.to_string(), &of.into()).await;
        begun.map(drop).map_err(|error| {
            tracing::error!(privacy_request_id = %of.id, %error, "the workflow could not be started");
            match error {
                PortError::Throttled { .. } | PortError::TimedOut { .. } | PortError::Unavailable { .. } => {
                    WaitError::Unavailable
                }
                PortError::Refused { .. } | PortError::Partial { .. } | PortError::Encoding(_) => {
                    WaitError::Refused
                }
            }
        })
    }
}

/// What a caller asks for.
///
/// # Errors
/// [`AccessProblem::UnknownTenant`].
pub(super) fn asked<B>(
    request: Request<B, CustomerPath>,
    kind: PrivacyRequestKind,
    ids: &dyn Ids,
) -> Result<AskedPrivacy, AccessProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let actor = request.caller.map(|Caller { subject, .. }| subject);
    Ok(AskedPrivacy {
        of: PrivacyRequestOf {
            tenant_id,
            id: ids.next().into(),
        },
        kind,
        customer: request.path.external_id,
        actor: actor.ok_or(AccessProblem::UnknownTenant)?,
    })
}

/// Where the request is to be found.
pub(super) fn accepted(request: PrivacyRequest) -> Accepted<PrivacyRequestView> {
    Accepted {
        location: format!("/v1/privacy-requests/{}", request.id),
        retry_after_seconds: 5,
        body: request.into(),
    }
}
