//! `POST /v1/handovers/{id}/accept`: an agent in, the hand-over that is theirs now out.

use super::handover::{AgentError, HandoverPath, HandoverView, agent};
use crate::adapters::resources::{Handovers, Tenants};
use crate::ports::HandoverStore;
use ferrovia::{Capability, Json, Port, Read, Request, Update, handler};

/// Hand-overs, to be taken.
#[derive(Capability)]
pub struct WaitingHandovers {
    tenants: Read<Tenants>,
    handovers: Update<Handovers>,
    store: Port<dyn HandoverStore>,
}

/// Gives a hand-over to the agent who asks. Of several who ask at once, one gets it; whoever has it may ask again.
#[handler(
    route = "POST /v1/handovers/{id}/accept",
    scopes = ["agent"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn accept_handover(
    request: Request<(), HandoverPath>,
    handovers: WaitingHandovers,
) -> Result<Json<HandoverView>, AgentError> {
    let (of, agent) = agent(request.caller.as_ref(), &request.path)?;
    Ok(Json(handovers.store.accept(of, &agent).await?.into()))
}
