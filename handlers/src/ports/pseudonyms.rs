//! Names people so that nobody who reads the name knows them.

use async_trait::async_trait;

use crate::domain::{Pseudonym, TenantId};

/// Makes pseudonyms: the same for the same name at the same tenant, for as long as the key is the same.
#[async_trait]
pub trait Pseudonyms: Send + Sync {
    /// What each of `names` is called.
    ///
    /// # Errors
    /// [`PseudonymsError`].
    async fn of<'a>(&self, tenant: TenantId, names: [&'a str; 2]) -> Result<[Pseudonym; 2], PseudonymsError>;
}

/// Why nobody could be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PseudonymsError {
    /// The key cannot be had at the moment.
    #[error("the key cannot be reached")]
    Unavailable,
    /// There is no key, or none that is good enough.
    #[error("there is no usable key")]
    Defect,
}
