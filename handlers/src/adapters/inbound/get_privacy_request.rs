//! `GET /v1/privacy-requests/{id}`: how far a request has come, and where what it brought can be read.

use super::access_problem::{AccessProblem, FindProblem, tenant_of};
use super::get_message::PollHeaders;
use super::privacy_request::PrivacyRequestView;
use crate::adapters::resources::{Exports, PrivacyExportFiles, PrivacyRequests, Tenants};
use crate::application::{self, GetPrivacyRequestError};
use crate::domain::PrivacyRequestId;
use crate::ports::{ExportFilesError, ExportStore, PrivacyRequestOf, PrivacyStore};
use ferrovia::{Capability, Json, Port, Read, Request, WithHeaders, data, handler};

/// Which request.
#[data]
pub struct PrivacyRequestPath {
    /// Its id.
    pub id: PrivacyRequestId,
}

/// Privacy requests, to be read.
#[derive(Capability)]
pub struct ReadablePrivacyRequests {
    tenants: Read<Tenants>,
    requests: Read<PrivacyRequests>,
    files: Read<PrivacyExportFiles>,
    store: Port<dyn PrivacyStore>,
    exports: Port<dyn ExportStore>,
}

impl From<GetPrivacyRequestError> for FindProblem {
    fn from(error: GetPrivacyRequestError) -> Self {
        match error {
            GetPrivacyRequestError::Find(error) => error.into(),
            GetPrivacyRequestError::Files(ExportFilesError::Unavailable) => {
                Self::Access(AccessProblem::Unavailable)
            }
            GetPrivacyRequestError::Files(ExportFilesError::Refused) => Self::Access(AccessProblem::Defect),
        }
    }
}

/// Answers how far a request to export or to erase a customer has come. Of an export that is completed, it says where the
/// files can be read for the next 15 minutes.
#[handler(
    route = "GET /v1/privacy-requests/{id}",
    scopes = ["privacy"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_privacy_request(
    request: Request<(), PrivacyRequestPath>,
    requests: ReadablePrivacyRequests,
    exports: Read<Exports>,
) -> Result<WithHeaders<Json<PrivacyRequestView>, PollHeaders>, FindProblem> {
    let of = PrivacyRequestOf {
        tenant_id: tenant_of(request.caller.as_ref())?,
        id: request.path.id,
    };
    let found = application::get_privacy_request(&*requests.store, &*requests.exports, &exports, of).await?;
    Ok(WithHeaders {
        headers: PollHeaders {
            retry_after: (!found.request.status.is_over()).then_some(5),
        },
        answer: Json(found.into()),
    })
}
