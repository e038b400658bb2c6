//! `PUT /v1/flags/{key}`: what the tenant says of a feature flag.

use super::access_problem::{AccessProblem, FindProblem, tenant_of};
use super::flag_view::FlagView;
use super::{ChangeHeaders, VersionHeaders};
use crate::adapters::resources::{Flags, Tenants};
use crate::application;
use crate::domain::{Flag, FlagKey, Rollout};
use crate::ports::{FlagStore, SetFlagError};
use ferrovia::{Capability, HandlerError, Json, Port, Read, Request, WithHeaders, Write, data, handler};

/// What the tenant says.
#[data]
#[serde(deny_unknown_fields)]
pub struct PutFlag {
    /// How many of a hundred conversations each variant is to get, 100 together: `{"0.1.0": 90, "0.2.0": 10}`. Left out, that is
    /// the platform's to say.
    pub rollout: Option<Rollout>,
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
    /// The flag has no such variant.
    #[error("the flag has no variant `{unknown}`: there are {known}")]
    #[problem(
        status = 422,
        slug = "unknown-variant",
        title = "The flag has no such variant"
    )]
    UnknownVariant {
        /// What was said.
        unknown: String,
        /// What there is.
        known: String,
    },
    /// There is no such flag, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindProblem),
}

impl From<SetFlagError> for FlagProblem {
    fn from(error: SetFlagError) -> Self {
        match error {
            SetFlagError::Changed => Self::Changed,
            SetFlagError::UnknownVariant { unknown, known } => Self::UnknownVariant {
                unknown,
                known: known.join(", "),
            },
            SetFlagError::Access(error) => Self::Find(AccessProblem::from(error).into()),
        }
    }
}

/// Sets how many conversations each variant of a feature flag gets, in the place of what the tenant said before.
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
    let rollout = request.body.rollout;
    let set = application::set_flag(&*flags.store, tenant_id, flag, rollout, expected.as_deref()).await?;
    Ok(WithHeaders {
        headers: VersionHeaders {
            etag: u64::from(set.version).into(),
        },
        answer: Json(set.into()),
    })
}
