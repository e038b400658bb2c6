//! A deployed environment's prefix in; what a deploy has to know and to do besides `terraform apply`, out.
//!
//! Each command is a function here, and the binary `release` prints what it answers as JSON. What they read is AWS, never
//! Terraform's state, so they also tell the truth about an environment that somebody has changed by hand.

mod aliases;
mod aws;
mod contract;
mod duration;
mod failure;
mod in_flight;
mod machine;
mod smoke;
mod snapshot;
mod watch;

pub use aliases::{Aliases, FunctionAlias, Move, Moves, aliases, shift_back};
pub use aws::Aws;
pub use contract::{Contracted, contract};
pub use duration::{InvalidDuration, duration};
pub use failure::Failure;
pub use in_flight::{InFlight, in_flight};
pub use smoke::{Smoke, Smoked, smoke};
pub use snapshot::{Snapshot, SnapshotRequest, snapshot};
pub use watch::{Watch, Watched, watch};

/// The alias through which machines are started and functions are called.
pub const LIVE: &str = "live";

/// Tells a person how it goes; the answer itself goes elsewhere.
pub type Progress<'a> = &'a (dyn Fn(&str) + Sync);
