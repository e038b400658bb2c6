//! Where the files of exports are kept.

use async_trait::async_trait;

use super::PrivacyRequestOf;

/// Writes files of exports.
#[async_trait]
pub trait ExportWriter: Send + Sync {
    /// Writes a file, in the place of what it had written before under that name.
    ///
    /// # Errors
    /// [`ExportFilesError`].
    async fn write(&self, of: PrivacyRequestOf, name: &str, content: Vec<u8>)
    -> Result<(), ExportFilesError>;
}

/// Deletes files of exports.
#[async_trait]
pub trait ExportEraser: Send + Sync {
    /// Deletes a file, if there is one.
    ///
    /// # Errors
    /// [`ExportFilesError`].
    async fn delete(&self, of: PrivacyRequestOf, name: &str) -> Result<(), ExportFilesError>;
}

/// Lets people in whom nothing else lets in.
#[async_trait]
pub trait ExportLinks: Send + Sync {
    /// A URL by which anybody can read a file for [`EXPORT_LINK_LIFETIME`](crate::domain::EXPORT_LINK_LIFETIME).
    ///
    /// # Errors
    /// [`ExportFilesError`].
    async fn link(&self, of: PrivacyRequestOf, name: &str) -> Result<String, ExportFilesError>;
}

/// Why nothing is done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportFilesError {
    /// Later it may work.
    #[error("the files of exports cannot be reached")]
    Unavailable,
    /// It never works: a defect of ours.
    #[error("the files of exports are refused")]
    Refused,
}
