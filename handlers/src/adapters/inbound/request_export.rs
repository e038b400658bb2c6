//! `POST /v1/customers/{external_id}/export`: a customer in, the request that makes a copy of what is kept about them out.

use super::privacy_request::{
    CustomerPath, NewPrivacyRequests, PrivacyProblem, PrivacyRequestView, accepted, asked,
};
use crate::adapters::resources::PseudonymKey;
use crate::application;
use crate::domain::PrivacyRequestKind;
use crate::ports::Ids;
use crate::workflows::export_customer::export_customer;
use ferrovia::{Accepted, Launch, Port, Read, Request, handler};

/// Makes a copy of everything that is kept about a customer: conversations, messages, feedback, how answers came to be
/// (without prompts), hand-overs and privacy requests, as files of JSON lines with a manifest. The request says where they
/// can be read once it is completed; after 7 days they are deleted.
#[handler(
    route = "POST /v1/customers/{external_id}/export",
    scopes = ["privacy"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn request_export(
    request: Request<(), CustomerPath>,
    requests: NewPrivacyRequests,
    ids: Port<dyn Ids>,
    key: Read<PseudonymKey>,
    work: Launch<export_customer>,
) -> Result<Accepted<PrivacyRequestView>, PrivacyProblem> {
    let asked = asked(request, PrivacyRequestKind::Export, &*ids)?;
    let request = application::request_privacy(&*requests.store, &key, &work, asked).await?;
    Ok(accepted(request))
}
