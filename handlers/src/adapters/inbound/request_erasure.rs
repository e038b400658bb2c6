//! `DELETE /v1/customers/{external_id}`: a customer in, the request that erases them out.

use super::privacy_request::{
    CustomerPath, NewPrivacyRequests, PrivacyProblem, PrivacyRequestView, accepted, asked,
};
use crate::adapters::resources::PseudonymKey;
use crate::application;
use crate::domain::PrivacyRequestKind;
use crate::ports::Ids;
use crate::workflows::carry_out_privacy_request::carry_out_privacy_request;
use ferrovia::{Accepted, Launch, Port, Read, Request, handler};

/// Erases a customer: their conversations with all that was said, made and thought of it. Sums of usage stay, in which
/// there is nobody, and that somebody was erased. What they write afterwards is a new customer's.
#[handler(
    route = "DELETE /v1/customers/{external_id}",
    scopes = ["privacy"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn request_erasure(
    request: Request<(), CustomerPath>,
    requests: NewPrivacyRequests,
    ids: Port<dyn Ids>,
    key: Read<PseudonymKey>,
    work: Launch<carry_out_privacy_request>,
) -> Result<Accepted<PrivacyRequestView>, PrivacyProblem> {
    let asked = asked(request, PrivacyRequestKind::Erase, &*ids)?;
    let request = application::request_privacy(&*requests.store, &key, &work, asked).await?;
    Ok(accepted(request))
}
