//! `PUT /v1/flags/{key}`: what the tenant says of a feature flag.

use super::access_problem::{AccessProblem, FindProblem, tenant_of};
use super::flag_view::FlagView;
use super::{ChangeHeaders, VersionHeaders};
use crate::adapters::resources::{Flags, Tenants};
use crate::application;
use crate::domain::{Flag, FlagKey, Percentage};
use crate::ports::{FlagStore, SetFlagError};
use ferrovia::{Capability, HandlerError, Json, Port, Read, Request, WithHeaders, Write, data, handler};

/// What the tenant says.
#[data]
#[serde(deny_unknown_fields)]
pub struct PutFlag {
    /// In how many of a hundred conversations it is to be on; left out, that is the platform's to say.
    pub percentage: Option<Percentage>,
}

/// The path of one flag.
#[data]
pub struct FlagPath {
    /// The flag's key.
    pub key: FlagKey,
}

/// Feature flags, to be set.
#[derive(Capability)]
pub struct SettableFlags {
    tenants: Read<Tenants>,
    flags: Write<Flags>,
    store: Port<dyn FlagStore>,
}

/// Why a flag is not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum FlagProblem {
    /// It is no longer the version that the client read.
    #[error("the flag has changed since it was read: read it again")]
    #[problem(
        status = 412,
        slug = "precondition-failed",
        title = "The resource has changed"
    )]
    Changed,
    /// There is no such flag, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindProblem),
}

impl From<SetFlagError> for FlagProblem {
    fn from(error: SetFlagError) -> Self {
        match error {
            SetFlagError::Changed => Self::Changed,
            SetFlagError::Access(error) => Self::Find(AccessProblem::from(error).into()),
        }
    }
}

/// Sets in how many conversations a feature flag is on, in the place of what the tenant said before.
#[handler(
    route = "PUT /v1/flags/{key}",
    scopes = ["admin"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn put_flag(
    request: Request<PutFlag, FlagPath, (), ChangeHeaders>,
    flags: SettableFlags,
) -> Result<WithHeaders<Json<FlagView>, VersionHeaders>, FlagProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    let flag: Flag = request.path.key.flag().ok_or(FindProblem::NotFound)?;
    let expected = request.headers.versions();
    let percentage = request.body.percentage;
    let set = application::set_flag(&*flags.store, tenant_id, flag, percentage, expected.as_deref()).await?;
    Ok(WithHeaders {
        headers: VersionHeaders {
            etag: u64::from(set.version).into(),
        },
        answer: Json(set.into()),
    })
}
