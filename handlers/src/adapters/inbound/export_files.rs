//! The files of exports in a bucket.

use crate::adapters::resources::Exports;
use crate::domain::{EXPORT_LINK_LIFETIME, export_key};
use crate::ports::{ExportEraser, ExportFilesError, ExportLinks, ExportWriter, PrivacyRequestOf};
use async_trait::async_trait;
use ferrovia::{Capability, Erase, PortError, Read, Write};

/// What a browser that follows a link takes every file for: both are JSON, and neither is to be shown.
const CONTENT_TYPE: &str = "application/octet-stream";

/// Files that are written, and taken away again if nobody wants them any more.
#[derive(Capability)]
pub struct WritableExports {
    write: Write<Exports>,
    erase: Erase<Exports>,
}

#[async_trait]
impl ExportWriter for WritableExports {
    async fn write(
        &self,
        of: PrivacyRequestOf,
        name: &str,
        content: Vec<u8>,
    ) -> Result<(), ExportFilesError> {
        let key = key(of, name);
        let put = self.write.put(&key, CONTENT_TYPE, content.into());
        put.await.map_err(failure)
    }
}

#[async_trait]
impl ExportEraser for WritableExports {
    async fn delete(&self, of: PrivacyRequestOf, name: &str) -> Result<(), ExportFilesError> {
        ExportEraser::delete(&self.erase, of, name).await
    }
}

#[async_trait]
impl ExportEraser for Erase<Exports> {
    async fn delete(&self, of: PrivacyRequestOf, name: &str) -> Result<(), ExportFilesError> {
        let eraser = &**self;
        eraser.delete(&key(of, name)).await.map_err(failure)
    }
}

#[async_trait]
impl ExportLinks for Read<Exports> {
    async fn link(&self, of: PrivacyRequestOf, name: &str) -> Result<String, ExportFilesError> {
        let reader = &**self;
        reader
            .link(&key(of, name), EXPORT_LINK_LIFETIME)
            .await
            .map_err(failure)
    }
}

fn key(of: PrivacyRequestOf, name: &str) -> String {
    export_key(of.tenant_id, of.id, name)
}

fn failure(error: PortError) -> ExportFilesError {
    tracing::error!(%error, "the bucket of exports failed");
    match error {
        PortError::Throttled { .. } | PortError::TimedOut { .. } | PortError::Unavailable { .. } => {
            ExportFilesError::Unavailable
        }
        PortError::Refused { .. } | PortError::Partial { .. } | PortError::Encoding(_) => {
            ExportFilesError::Refused
        }
    }
}
