//! Hand-overs: who has which conversation.
//!
//! What changes a conversation locks it first and reads the hand-over after that, in a statement of its own: so whatever
//! else wants to change either is done before, or waits.

mod complete;
mod end;
mod queue;
mod reply;
mod request;
mod row;

use async_trait::async_trait;
use ferrovia::TaskTokenValue;

use super::Postgres;
use super::transaction::commit;
use crate::domain::{AgentId, Handover};
use crate::ports::{
    Completed, Completion, HandoverError, HandoverOf, HandoverPage, HandoverStore, NewHandover, NewReply,
    ReplyError, RequestHandoverError, SavedReply,
};

#[async_trait]
impl HandoverStore for Postgres {
    async fn request(&self, handover: &NewHandover) -> Result<Handover, RequestHandoverError> {
        commit(self, handover).await
    }

    async fn find(&self, of: HandoverOf) -> Result<Handover, HandoverError> {
        commit(self, &queue::Find(of)).await
    }

    async fn list(&self, page: &HandoverPage) -> Result<Vec<Handover>, HandoverError> {
        commit(self, page).await
    }

    async fn keep_token(&self, of: HandoverOf, token: &TaskTokenValue) -> Result<(), HandoverError> {
        commit(self, &queue::KeepToken { of, token }).await
    }

    async fn accept(&self, of: HandoverOf, agent: &AgentId) -> Result<Handover, HandoverError> {
        commit(self, &queue::Accept { of, agent }).await
    }

    async fn reply(&self, reply: &NewReply) -> Result<SavedReply, ReplyError> {
        commit(self, reply).await
    }

    async fn complete(&self, completion: &Completion) -> Result<Completed, HandoverError> {
        commit(self, completion).await
    }

    async fn end(&self, of: HandoverOf) -> Result<Handover, HandoverError> {
        commit(self, &end::End(of)).await
    }
}
