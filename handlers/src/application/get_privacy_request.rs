//! Which privacy request in; how far it has come, and where what it brought can be read, out.

use crate::domain::{ExportFile, MANIFEST, PrivacyRequest};
use crate::ports::{ExportFilesError, ExportLinks, ExportStore, FindError, PrivacyRequestOf, PrivacyStore};

/// A request, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPrivacyRequest {
    /// The request.
    pub request: PrivacyRequest,
    /// Of an export, as long as it is kept.
    pub export: Option<LinkedExport>,
}

/// An export that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedExport {
    /// Where the manifest is.
    pub manifest: String,
    /// The files, and where each is.
    pub files: Vec<(ExportFile, String)>,
}

/// Why a request is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GetPrivacyRequestError {
    /// It cannot be had.
    #[error(transparent)]
    Find(#[from] FindError),
    /// Nobody can be let in to its files.
    #[error(transparent)]
    Files(#[from] ExportFilesError),
}

/// Finds a request and makes links to what it has exported.
///
/// # Errors
/// [`GetPrivacyRequestError`].
pub async fn get_privacy_request(
    store: &dyn PrivacyStore,
    exports: &dyn ExportStore,
    links: &dyn ExportLinks,
    of: PrivacyRequestOf,
) -> Result<FoundPrivacyRequest, GetPrivacyRequestError> {
    let request = store.find(of).await?;
    let mut files = Vec::new();
    for file in exports.files(of).await? {
        let link = links.link(of, &file.name()).await?;
        files.push((file, link));
    }
    let export = if files.is_empty() {
        None
    } else {
        let manifest = links.link(of, MANIFEST).await?;
        Some(LinkedExport { manifest, files })
    };
    Ok(FoundPrivacyRequest { request, export })
}
