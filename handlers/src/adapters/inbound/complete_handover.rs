//! `POST /v1/handovers/{id}/complete`: an agent's last word in, the ended hand-over out.

use super::access_problem::AccessProblem;
use super::handover::{AgentError, HandoverPath, HandoverView, agent};
use super::wait_for_agent::{WaitForAgentError, wait_for_agent};
use crate::adapters::resources::{Conversations, Handovers, Messages, Outbox, Tenants};
use crate::application::{self, CompleteError};
use crate::domain::{HandoverOutcome, Remark};
use crate::ports::{Completion, HandoverAnswer, HandoverStore, WaitError};
use async_trait::async_trait;
use ferrovia::{
    Append, Capability, Complete, Json, Port, PortError, Read, Request, TaskTokenValue, TokenError, Update,
    data, handler,
};

/// How an agent ends a hand-over.
#[data]
#[serde(deny_unknown_fields)]
pub struct CompleteHandover {
    /// What they made of it.
    pub outcome: HandoverOutcome,
    /// What they note, for colleagues.
    pub note: Option<Remark>,
}

/// Hand-overs, to be ended.
#[derive(Capability)]
pub struct HeldHandovers {
    tenants: Read<Tenants>,
    conversations: Update<Conversations>,
    messages: Update<Messages>,
    handovers: Update<Handovers>,
    outbox: Append<Outbox>,
    store: Port<dyn HandoverStore>,
}

#[async_trait]
impl HandoverAnswer for Complete<wait_for_agent> {
    async fn answer(&self, token: &TaskTokenValue, outcome: HandoverOutcome) -> Result<(), WaitError> {
        let told = match outcome {
            HandoverOutcome::Resolved => self.succeed(token, &()).await,
            HandoverOutcome::BackToAssistant => self.fail(token, &WaitForAgentError::GivenBack).await,
        };
        match told {
            // Nobody waits any more: answered before, or given up. The store has decided already.
            Ok(()) | Err(TokenError::Closed | TokenError::Unknown) => Ok(()),
            Err(TokenError::Port(
                PortError::Throttled { .. } | PortError::TimedOut { .. } | PortError::Unavailable { .. },
            )) => Err(WaitError::Unavailable),
            Err(
                TokenError::Invalid
                | TokenError::Port(
                    PortError::Refused { .. } | PortError::Partial { .. } | PortError::Encoding(_),
                ),
            ) => Err(WaitError::Refused),
        }
    }
}

/// Ends a hand-over: the matter is settled, or the assistant goes on. Whoever has done so may do the same again.
#[handler(
    route = "POST /v1/handovers/{id}/complete",
    scopes = ["agent"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn complete_handover(
    request: Request<CompleteHandover, HandoverPath>,
    held: HeldHandovers,
    waiting: Complete<wait_for_agent>,
) -> Result<Json<HandoverView>, AgentError> {
    let (of, agent) = agent(request.caller.as_ref(), &request.path)?;
    let completion = Completion {
        of,
        agent,
        outcome: request.body.outcome,
        note: request.body.note,
    };
    match application::complete_handover(&*held.store, &waiting, &completion).await {
        Ok(handover) => Ok(Json(handover.into())),
        Err(CompleteError::Store(error)) => Err(error.into()),
        Err(CompleteError::Wait(WaitError::Unavailable)) => Err(AccessProblem::Unavailable.into()),
        Err(CompleteError::Wait(WaitError::Refused)) => Err(AccessProblem::Defect.into()),
    }
}
