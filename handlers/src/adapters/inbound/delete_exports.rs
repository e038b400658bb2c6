//! Erasure in, no copy of what is erased out.

use super::erase_customer::{PendingPrivacyRequest, PrivacyWorkError};
use crate::adapters::resources::{Exports, PrivacyExportFiles, PrivacyRequests};
use crate::application;
use crate::ports::ExportStore;
use ferrovia::{Capability, Erase, Port, Read, handler};

/// What is written of exports, to be forgotten.
#[derive(Capability)]
pub struct ForgettableExports {
    requests: Read<PrivacyRequests>,
    written: Read<PrivacyExportFiles>,
    files: Erase<PrivacyExportFiles>,
    store: Port<dyn ExportStore>,
}

/// Deletes the copies that an erased customer had asked for.
#[handler(timeout = "60s", memory_mb = 256)]
pub async fn delete_exports(
    pending: PendingPrivacyRequest,
    written: ForgettableExports,
    exports: Erase<Exports>,
) -> Result<(), PrivacyWorkError> {
    Ok(application::delete_exports(&*written.store, &exports, pending.into()).await?)
}
