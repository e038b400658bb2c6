//! `GET /healthz`: whether the API answers at all.

use ferrovia::{HandlerError, Json, Request, data, handler};

/// How the platform is.
#[data]
pub struct Health {
    /// Always `ok`.
    pub status: String,
}

impl Health {
    pub(super) fn ok() -> Self {
        Self {
            status: "ok".to_owned(),
        }
    }
}

/// What can go wrong: nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum HealthProblem {}

/// Answers that the API answers. It asks for nothing else.
#[handler(route = "GET /healthz", public, timeout = "5s", memory_mb = 256)]
pub async fn healthz(_request: Request) -> Result<Json<Health>, HealthProblem> {
    Ok(Json(Health::ok()))
}
