//! Configurations: documents that operators change while the code stays as it is.

use super::{Kind, Resource};
use crate::{Configurations, Shape, handler};
use ferrovia_model::{self as model, App};
use serde_json::Value;
use std::marker::PhantomData;
use std::sync::Arc;

/// A document `T` in AWS `AppConfig`, which operators change without a deployment of code: `#[resource(name =
/// "flag_defaults", kind = Configuration<FlagDefaults>)]`. `T::default()` holds where nobody has said anything else. Verb:
/// `Read`.
#[derive(Debug)]
pub struct Configuration<T>(PhantomData<fn() -> T>);

impl<T> Default for Configuration<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: Shape + Default> Kind for Configuration<T> {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        let document = handler::payload::<T>(&mut app.shapes);
        app.configurations.push(model::Configuration {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            document,
            // What has no form in JSON is refused where it is read, and is `null` here, which no validator takes.
            default: serde_json::to_value(T::default()).unwrap_or_default(),
        });
    }
}

/// Reads one configuration.
pub struct ConfigurationReader<T> {
    pub(crate) configurations: Arc<dyn Configurations>,
    pub(crate) name: &'static str,
    pub(crate) document: PhantomData<fn() -> T>,
}

impl<T: Shape + Default> ConfigurationReader<T> {
    /// The newest document that is a `T`, of which an instance hears within about a minute. It never fails: where the newest
    /// cannot be had, or is no `T`, the last one that this instance had stays in use, and where it never had one, as at a
    /// cold start while `AppConfig` cannot be reached, `T::default()` holds. Both are logged. So what `T::default()` says
    /// must be what the service can live with on its worst day.
    pub async fn document(&self) -> T {
        let fits = |document: &Value| {
            T::deserialize(document)
                .map(drop)
                .map_err(|error| error.to_string())
        };
        let document = self.configurations.newest(self.name, &fits).await;
        document
            .and_then(|document| T::deserialize(&document).ok())
            .unwrap_or_default()
    }
}
