//! `GET /v1/privacy-requests/{id}`: how far a request has come.

use super::access_problem::{FindProblem, tenant_of};
use super::get_message::PollHeaders;
use super::privacy_request::PrivacyRequestView;
use crate::adapters::resources::{PrivacyRequests, Tenants};
use crate::domain::PrivacyRequestId;
use crate::ports::{PrivacyRequestOf, PrivacyStore};
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
    store: Port<dyn PrivacyStore>,
}

/// Answers how far a request to export or to erase a customer has come.
#[handler(
    route = "GET /v1/privacy-requests/{id}",
    scopes = ["privacy"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_privacy_request(
    request: Request<(), PrivacyRequestPath>,
    requests: ReadablePrivacyRequests,
) -> Result<WithHeaders<Json<PrivacyRequestView>, PollHeaders>, FindProblem> {
    let of = PrivacyRequestOf {
        tenant_id: tenant_of(request.caller.as_ref())?,
        id: request.path.id,
    };
    let request = requests.store.find(of).await?;
    Ok(WithHeaders {
        headers: PollHeaders {
            retry_after: (!request.status.is_over()).then_some(5),
        },
        answer: Json(request.into()),
    })
}
