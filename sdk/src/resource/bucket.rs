//! Buckets of objects.

use super::{Kind, Resource};
use crate::{Buckets, PortError};
use bytes::Bytes;
use ferrovia_model::{self as model, App};
use std::sync::Arc;
use std::time::Duration;

/// An S3 bucket whose objects go by themselves: `#[resource(name = "exports", kind = Bucket, definition =
/// Bucket::expiring_after_days(7))]`. Verbs: `Read` (and hand out links), `Write`, `Erase`.
#[derive(Debug)]
pub struct Bucket {
    expires_after_days: u32,
}

impl Bucket {
    /// A bucket whose objects S3 deletes after so many days, at least 1. What is to stay belongs into a database.
    #[must_use]
    pub const fn expiring_after_days(days: u32) -> Self {
        Self {
            expires_after_days: days,
        }
    }
}

impl Kind for Bucket {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        app.buckets.push(model::Bucket {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            expires_after_days: R::definition().expires_after_days,
            token_keys: false,
        });
    }
}

/// The objects of one bucket.
#[derive(Clone)]
pub(crate) struct Objects {
    pub(crate) buckets: Arc<dyn Buckets>,
    pub(crate) name: &'static str,
}

/// Reads a bucket's objects, and hands out links to them.
#[derive(Clone)]
pub struct ObjectReader(pub(crate) Objects);

impl ObjectReader {
    /// An object's content; `None` if there is no such object.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, PortError> {
        self.0.buckets.get(self.0.name, key).await
    }

    /// A URL by which anybody can read the object until `lifetime` is over, at most as long as the function's own
    /// credentials last. Whether there is such an object is seen by who follows it.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn link(&self, key: &str, lifetime: Duration) -> Result<String, PortError> {
        self.0.buckets.link(self.0.name, key, lifetime).await
    }
}

/// Puts objects into a bucket.
#[derive(Clone)]
pub struct ObjectWriter(pub(crate) Objects);

impl ObjectWriter {
    /// Puts an object there, in the place of one with this key if there is one. `content_type` is what a browser takes it
    /// for.
    ///
    /// # Errors
    /// [`PortError`]; what was there is there still.
    pub async fn put(&self, key: &str, content_type: &str, content: Bytes) -> Result<(), PortError> {
        self.0.buckets.put(self.0.name, key, content_type, content).await
    }
}

/// Deletes a bucket's objects.
#[derive(Clone)]
pub struct ObjectEraser(pub(crate) Objects);

impl ObjectEraser {
    /// Deletes an object, for good: no version of it is kept. One that is not there is deleted, too.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn delete(&self, key: &str) -> Result<(), PortError> {
        self.0.buckets.delete(self.0.name, key).await
    }
}
