//! A base URL in; where a model is served, and in which dialect, out.

use reqwest::Url;

use super::OPENAI_BASE_URL;
use super::dialect::{Dialect, Place};

/// The server's address is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// It is no absolute HTTP address.
    #[error(
        "`{0}` is not the address of a chat-completions server: expected something like `{OPENAI_BASE_URL}`"
    )]
    NotHttp(String),
    /// What follows `#` names no dialect.
    #[error("`{base_url}` ends with no dialect: after `#` may come {}", known())]
    UnknownDialect {
        /// The address.
        base_url: String,
    },
    /// Azure wants to be told which version of its protocol is spoken.
    #[error(
        "`{0}` names no version of the protocol: expected something like \
         `https://NAME.openai.azure.com?api-version=2024-10-21#azure`"
    )]
    NoVersion(String),
}

fn known() -> String {
    Dialect::ALL
        .map(|dialect| format!("`{}`", dialect.name))
        .join(", ")
}

/// Where one model is served, and how one speaks there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) url: Url,
    pub(super) dialect: Dialect,
}

impl Address {
    /// Where `model` is served under `base_url`.
    ///
    /// # Errors
    /// [`BaseUrlError`].
    pub(super) fn of(base_url: &str, model: &str) -> Result<Self, BaseUrlError> {
        let not_http = || BaseUrlError::NotHttp(base_url.to_owned());
        let url = Url::parse(base_url).ok();
        let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
        let mut url = url.filter(is_http).ok_or_else(not_http)?;
        let dialect = url.fragment().map_or(Some(Dialect::OPENAI), Dialect::named);
        let dialect = dialect.ok_or_else(|| BaseUrlError::UnknownDialect {
            base_url: base_url.to_owned(),
        })?;
        url.set_fragment(None);
        let is_versioned = url.query_pairs().any(|(name, _)| name == "api-version");
        let mut path = url.path_segments_mut().map_err(|()| not_http())?;
        path.pop_if_empty();
        match dialect.place {
            Place::Root => {}
            Place::Deployment if is_versioned => {
                path.extend(["openai", "deployments", model]);
            }
            Place::Deployment => return Err(BaseUrlError::NoVersion(base_url.to_owned())),
        }
        path.extend(["chat", "completions"]);
        drop(path);
        Ok(Self { url, dialect })
    }
}
