//! What the routes of privacy requests have in common: the view of one, who may make one, and why none is made.

use super::access_problem::{AccessProblem, tenant_of};
use super::erase_customer::PendingPrivacyRequest;
use crate::adapters::resources::{AuditLog, Customers, PrivacyRequests, PseudonymKey, Tenants};
use crate::application::{AskedPrivacy, FoundPrivacyRequest, LinkedExport, RequestPrivacyError};
use crate::domain::{
    self, ExportFile, ExternalId, PrivacyCounts, PrivacyRequest, PrivacyRequestId, PrivacyRequestKind,
    PrivacyRequestStatus, Pseudonym, TenantId, Timestamp,
};
use crate::ports::{
    FindError, Ids, PrivacyRequestOf, PrivacyStore, PrivacyWork, Pseudonyms, PseudonymsError, WaitError,
};
use async_trait::async_trait;
use ferrovia::{
    Accepted, Append, Caller, Capability, HandlerError, Launch, Port, PortError, Read, Request, Workflow,
    data,
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
    /// Where the copy can be read, once an export is completed and until it is deleted.
    pub export: Option<ExportView>,
}

/// A copy of everything about a customer. Whoever has a URL reads what it leads to, for 15 minutes: ask again for others.
#[data]
pub struct ExportView {
    /// Where the manifest is: JSON with the number of rows of each kind, and every file's length and SHA-256.
    pub manifest_url: String,
    /// The files, each of one kind of thing.
    pub files: Vec<ExportFileView>,
}

/// A file of an export: a JSON object a line (NDJSON).
#[data]
pub struct ExportFileView {
    /// Its name, as in the manifest.
    pub name: String,
    /// How many lines it has.
    pub rows: u32,
    /// How long it is, in bytes.
    pub bytes: u32,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// Where it can be read.
    pub url: String,
}

impl From<LinkedExport> for ExportView {
    fn from(export: LinkedExport) -> Self {
        let file = |(file, url): (ExportFile, String)| ExportFileView {
            name: file.name(),
            rows: file.rows,
            bytes: file.bytes,
            sha256: file.digest(),
            url,
        };
        Self {
            manifest_url: export.manifest,
            files: export.files.into_iter().map(file).collect(),
        }
    }
}

impl From<FoundPrivacyRequest> for PrivacyRequestView {
    fn from(FoundPrivacyRequest { request, export }: FoundPrivacyRequest) -> Self {
        Self {
            export: export.map(Into::into),
            ..request.into()
        }
    }
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
            export: None,
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
impl<W: Workflow<Input = PendingPrivacyRequest>> PrivacyWork for Launch<W> {
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
