//! Keeps how far exports have come, and reads what goes into them.

use async_trait::async_trait;

use super::{CarryOutError, FindError, PrivacyRequestOf};
use crate::domain::{ExportFile, ExportedRow, PrivacyCounts, PrivacyRequestId, RowKey, Section};

/// Keeps how far exports have come, and reads what goes into them. Each call is one transaction.
#[async_trait]
pub trait ExportStore: Send + Sync {
    /// The files that are written, in order, of an export that is from now on being carried out; `None` if it has ended.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn resume(&self, of: PrivacyRequestOf) -> Result<Option<Vec<ExportFile>>, CarryOutError>;

    /// The next rows of a section, a page at most; none behind the last.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn rows(
        &self,
        of: PrivacyRequestOf,
        section: Section,
        after: Option<RowKey>,
    ) -> Result<Vec<ExportedRow>, CarryOutError>;

    /// Keeps that a file is written; `false` if the export has ended meanwhile.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn keep(&self, of: PrivacyRequestOf, file: &ExportFile) -> Result<bool, CarryOutError>;

    /// Ends an export that is whole; `false` if it has ended otherwise meanwhile.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn complete(&self, of: PrivacyRequestOf, counts: &PrivacyCounts) -> Result<bool, CarryOutError>;

    /// The files of an export that is completed; none once they are deleted.
    ///
    /// # Errors
    /// [`FindError`].
    async fn files(&self, of: PrivacyRequestOf) -> Result<Vec<ExportFile>, FindError>;

    /// The exports of the customer whom this request has erased.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn of_erased(&self, of: PrivacyRequestOf) -> Result<Vec<ErasedExport>, CarryOutError>;

    /// Forgets the files of an export, which are deleted.
    ///
    /// # Errors
    /// [`CarryOutError`].
    async fn forget(&self, of: PrivacyRequestOf) -> Result<(), CarryOutError>;
}

/// An export of somebody who is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedExport {
    /// The request for it.
    pub id: PrivacyRequestId,
    /// What is written of it.
    pub files: Vec<ExportFile>,
}
