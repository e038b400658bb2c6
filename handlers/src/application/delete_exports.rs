//! An erasure in, no copy of what is erased out.

use super::WriteExportError;
use crate::domain::names_of_export;
use crate::ports::{ExportEraser, ExportStore, PrivacyRequestOf};

/// Deletes the exports of a customer who is erased.
///
/// # Errors
/// [`WriteExportError`]; called again, it goes on.
pub async fn delete_exports(
    store: &dyn ExportStore,
    objects: &dyn ExportEraser,
    erasure: PrivacyRequestOf,
) -> Result<(), WriteExportError> {
    for export in store.of_erased(erasure).await? {
        let of = PrivacyRequestOf {
            id: export.id,
            ..erasure
        };
        for name in names_of_export(&export.files) {
            objects.delete(of, &name).await?;
        }
        store.forget(of).await?;
    }
    Ok(())
}
