//! Files in, what they say as configurations out.

use async_trait::async_trait;
use ferrovia::model::App;
use ferrovia::{Configurations, Fits, Shape};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Configurations whose documents stand in files. A file is read each time it is asked for, so an edit counts at once; while
/// what it says does not fit, the last that did stays in use, as on AWS. A configuration without a file has no document.
#[derive(Debug, Default)]
pub struct ConfigurationFiles {
    files: BTreeMap<String, PathBuf>,
    known: Mutex<BTreeMap<String, Value>>,
}

/// Why a file is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// The app has none of that name.
    #[error("there is no configuration `{name}`, but {known}")]
    Name {
        /// The name that was given.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// It cannot be read.
    #[error("the configuration in `{path}` cannot be read: {cause}")]
    File {
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// What is in it is no such document.
    #[error("what is in `{path}` is no document of the configuration `{name}`: {reason}")]
    Document {
        /// The configuration.
        name: String,
        /// Where.
        path: PathBuf,
        /// What is wrong, and at which line or member.
        reason: String,
    },
}

impl ConfigurationFiles {
    /// The files by the names of the app's configurations.
    ///
    /// # Errors
    /// [`ConfigurationError::Name`] if the app has no such configuration.
    pub fn new(app: &App, files: BTreeMap<String, PathBuf>) -> Result<Self, ConfigurationError> {
        match files.keys().find(|name| app.configuration(name).is_none()) {
            None => Ok(Self {
                files,
                known: Mutex::default(),
            }),
            Some(name) => {
                let known = app.configurations.iter().map(|it| format!("`{}`", it.name));
                Err(ConfigurationError::Name {
                    name: name.clone(),
                    known: known.collect::<Vec<_>>().join(", "),
                })
            }
        }
    }

    /// Whether the configuration's file, if it has one, says a `T`.
    ///
    /// # Errors
    /// [`ConfigurationError`].
    pub fn check<T: Shape>(&self, name: &str) -> Result<(), ConfigurationError> {
        let fits = |document: &Value| {
            T::deserialize(document)
                .map(drop)
                .map_err(|error| error.to_string())
        };
        match self.files.get(name) {
            Some(path) => read(name, path, &fits).map(drop),
            None => Ok(()),
        }
    }
}

fn read(name: &str, path: &Path, fits: Fits<'_>) -> Result<Value, ConfigurationError> {
    let text = std::fs::read_to_string(path).map_err(|cause| ConfigurationError::File {
        path: path.to_owned(),
        cause,
    })?;
    let document = serde_json::from_str(&text).map_err(|error| error.to_string());
    document
        .and_then(|document| fits(&document).map(|()| document))
        .map_err(|reason| ConfigurationError::Document {
            name: name.to_owned(),
            path: path.to_owned(),
            reason,
        })
}

#[async_trait]
impl Configurations for ConfigurationFiles {
    async fn newest(&self, configuration: &str, fits: Fits<'_>) -> Option<Value> {
        let path = self.files.get(configuration)?;
        let said = read(configuration, path, fits);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match said {
            Ok(document) => {
                known.insert(configuration.to_owned(), document);
            }
            Err(error) => tracing::warn!(%error, "a configuration stays as it was"),
        }
        known.get(configuration).cloned()
    }
}
