//! Secrets, whose values never pass through Terraform.

use super::{Kind, Resource};
use crate::{PortError, Secrets};
use ferrovia_model::{self as model, App};
use std::sync::Arc;

/// A secret in Secrets Manager. Verb: `Read`.
#[derive(Debug, Default)]
pub struct Secret;

impl Kind for Secret {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        app.secrets.push(model::Secret {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
        });
    }
}

/// Reads one secret.
#[derive(Clone)]
pub struct SecretReader {
    pub(crate) secrets: Arc<dyn Secrets>,
    pub(crate) name: &'static str,
}

impl SecretReader {
    /// The current value. Adapters cache it; it is not to be logged.
    ///
    /// # Errors
    /// [`PortError`] if the store cannot be reached or refuses.
    pub async fn value(&self) -> Result<secrecy::SecretString, PortError> {
        self.secrets.value(self.name).await
    }
}
