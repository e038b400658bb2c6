//! `GET /v1/flags`: the feature flags, and what the tenant says of them.

use super::access_problem::{AccessProblem, tenant_of};
use super::flag_view::FlagView;
use crate::adapters::resources::{Flags, Tenants};
use crate::application;
use crate::ports::FlagStore;
use ferrovia::{Capability, Json, Port, Read, Request, data, handler};

/// The feature flags.
#[data]
pub struct FlagList {
    /// Always `list`.
    pub object: String,
    /// All that there are, by key.
    pub data: Vec<FlagView>,
}

/// Feature flags, to be read.
#[derive(Capability)]
pub struct ReadableFlags {
    tenants: Read<Tenants>,
    flags: Read<Flags>,
    store: Port<dyn FlagStore>,
}

/// Lists the feature flags, with what the tenant says of each.
#[handler(
    route = "GET /v1/flags",
    scopes = ["admin"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn list_flags(request: Request, flags: ReadableFlags) -> Result<Json<FlagList>, AccessProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let settings = application::list_flags(&*flags.store, tenant_id).await?;
    Ok(Json(FlagList {
        object: "list".to_owned(),
        data: settings.into_iter().map(Into::into).collect(),
    }))
}
