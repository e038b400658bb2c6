//! `GET /v1/handovers/{id}`: a hand-over.

use super::handover::{AgentError, HandoverPath, HandoverView, agent};
use crate::adapters::resources::{Handovers, Tenants};
use crate::ports::HandoverStore;
use ferrovia::{Capability, Json, Port, Read, Request, handler};

/// Hand-overs, to be read.
#[derive(Capability)]
pub struct ReadableHandovers {
    tenants: Read<Tenants>,
    handovers: Read<Handovers>,
    pub(super) store: Port<dyn HandoverStore>,
}

/// Answers how far a hand-over has come.
#[handler(
    route = "GET /v1/handovers/{id}",
    scopes = ["agent"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_handover(
    request: Request<(), HandoverPath>,
    handovers: ReadableHandovers,
) -> Result<Json<HandoverView>, AgentError> {
    let (of, _) = agent(request.caller.as_ref(), &request.path)?;
    Ok(Json(handovers.store.find(of).await?.into()))
}
