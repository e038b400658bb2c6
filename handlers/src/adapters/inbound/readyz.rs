//! `GET /readyz`: whether the platform can work.

use super::healthz::Health;
use crate::adapters::resources::Tenants;
use crate::application;
use crate::ports::{Readiness, StoreFault};
use ferrovia::{Capability, HandlerError, Json, Port, Read, Request, handler};

/// What the platform cannot work without.
#[derive(Capability)]
pub struct Needs {
    tenants: Read<Tenants>,
    store: Port<dyn Readiness>,
}

/// Why the platform cannot work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum ReadyProblem {
    /// The database does not answer in time, or not as it should.
    #[error("the database does not answer")]
    #[problem(
        status = 503,
        slug = "dependency-unavailable",
        title = "A part of the service is unavailable",
        retry_after = "1s"
    )]
    NotReady,
}

impl From<StoreFault> for ReadyProblem {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended | StoreFault::Defect => {
                Self::NotReady
            }
        }
    }
}

/// Answers whether the platform can work: the database answers within a second.
#[handler(route = "GET /readyz", public, timeout = "5s", memory_mb = 256)]
pub async fn readyz(_request: Request, needs: Needs) -> Result<Json<Health>, ReadyProblem> {
    application::check_readiness(&*needs.store).await?;
    Ok(Json(Health::ok()))
}
