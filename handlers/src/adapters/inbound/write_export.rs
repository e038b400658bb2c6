//! Export in, some more of its files out.

use super::erase_customer::{PendingPrivacyRequest, PrivacyWorkError};
use super::export_files::WritableExports;
use crate::adapters::resources::{
    AuditLog, Conversations, Customers, Feedback, Handovers, Messages, PrivacyExportFiles, PrivacyRequests,
    Runs,
};
use crate::application;
use crate::ports::ExportStore;
use ferrovia::{Append, Capability, Port, Read, Update, handler};

/// Everything that an export is made of, and how far it has come.
#[derive(Capability)]
pub struct ExportableCustomers {
    customers: Read<Customers>,
    conversations: Read<Conversations>,
    messages: Read<Messages>,
    runs: Read<Runs>,
    feedback: Read<Feedback>,
    handovers: Read<Handovers>,
    requests: Update<PrivacyRequests>,
    written: Read<PrivacyExportFiles>,
    files: Append<PrivacyExportFiles>,
    audit: Append<AuditLog>,
    store: Port<dyn ExportStore>,
}

/// Writes the next files of an export; whether that was all.
#[handler(timeout = "60s", memory_mb = 512)]
pub async fn write_export(
    pending: PendingPrivacyRequest,
    customers: ExportableCustomers,
    exports: WritableExports,
) -> Result<bool, PrivacyWorkError> {
    Ok(application::write_export(&*customers.store, &exports, pending.into()).await?)
}
