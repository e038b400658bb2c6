//! An export in, some more of its files out.

use crate::domain::{ExportDraft, ExportFile, ExportManifest, MANIFEST, Section};
use crate::ports::{
    CarryOutError, ExportEraser, ExportFilesError, ExportStore, ExportWriter, PrivacyRequestOf,
};

/// How many files are written at a time: what is written in one call fits into a minute.
const FILES_AT_A_TIME: usize = 8;

/// Why an export does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteExportError {
    /// What goes into it, or how far it has come, cannot be had.
    #[error(transparent)]
    Store(#[from] CarryOutError),
    /// A file cannot be written.
    #[error(transparent)]
    Files(#[from] ExportFilesError),
}

/// Writes the next files of an export, and at last its manifest; whether it has ended. Stopped anywhere and called again, it
/// goes on behind the last file that was kept.
///
/// An export that ends meanwhile, because its customer is erased, leaves no file that is not known.
///
/// # Errors
/// [`WriteExportError`].
pub async fn write_export<F: ExportWriter + ExportEraser>(
    store: &dyn ExportStore,
    objects: &F,
    of: PrivacyRequestOf,
) -> Result<bool, WriteExportError> {
    let Some(mut files) = store.resume(of).await? else {
        return Ok(true);
    };
    for _ in 0..FILES_AT_A_TIME {
        let Some((file, content)) = next(store, of, files.last()).await? else {
            return end(store, objects, of, &files).await.map(|()| true);
        };
        objects.write(of, &file.name(), content).await?;
        if !store.keep(of, &file).await? {
            objects.delete(of, &file.name()).await?;
            return Ok(true);
        }
        files.push(file);
    }
    Ok(false)
}

/// The file behind `previous`: what is left of its section, or of the next that has anything.
async fn next(
    store: &dyn ExportStore,
    of: PrivacyRequestOf,
    previous: Option<&ExportFile>,
) -> Result<Option<(ExportFile, Vec<u8>)>, CarryOutError> {
    for section in Section::ALL {
        if previous.is_some_and(|file| section < file.section) {
            continue;
        }
        let before = previous.filter(|file| file.section == section);
        let mut draft = ExportDraft::new(section, before);
        while !draft.is_full() {
            let rows = store.rows(of, section, draft.last()).await?;
            if rows.is_empty() {
                break;
            }
            rows.iter().for_each(|row| draft.add(row));
        }
        if let Some(written) = draft.end() {
            return Ok(Some(written));
        }
    }
    Ok(None)
}

async fn end<F: ExportWriter + ExportEraser>(
    store: &dyn ExportStore,
    objects: &F,
    of: PrivacyRequestOf,
    files: &[ExportFile],
) -> Result<(), WriteExportError> {
    let manifest = ExportManifest::new(of.id, files);
    // Strings and numbers are always JSON.
    let content = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    objects.write(of, MANIFEST, content).await?;
    if !store.complete(of, manifest.counts()).await? {
        objects.delete(of, MANIFEST).await?;
    }
    Ok(())
}
