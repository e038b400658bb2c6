//! A server that was found, and the databases on it.

use std::{
    collections::BTreeMap,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use super::{Database, DatabaseError, Find, FindError, Template, address::Address, keeper::Keeper};

/// The one of this process.
static SHARED: OnceCell<Result<Server, FindError>> = OnceCell::const_new();

/// Where a server came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It ran already: `DATABASE_URL` names it.
    DatabaseUrl,
    /// A container was started.
    Docker {
        /// From this image.
        image: String,
    },
    /// The machine's own programs were started.
    Binaries {
        /// Of this version, such as `15.18`.
        version: String,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DatabaseUrl => write!(formatter, "the server that `DATABASE_URL` names"),
            Self::Docker { image } => write!(formatter, "a container of `{image}`"),
            Self::Binaries { version } => write!(formatter, "this machine's PostgreSQL {version}"),
        }
    }
}

/// A PostgreSQL server. One that was started ends when the last clone and the last [`Database`] are gone, or
/// with the process.
#[derive(Clone, Debug)]
pub struct Server {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    origin: Origin,
    address: Address,
    /// The templates this process has seen to, by the database's name.
    templates: Mutex<BTreeMap<String, Arc<OnceCell<()>>>>,
    keeper: Keeper,
}

impl Server {
    /// Finds or starts a server, as the environment says: see [`Find`].
    ///
    /// # Errors
    /// As [`Find::from_env`] and [`Find::server`].
    pub async fn find() -> Result<Self, FindError> {
        Find::from_env()?.server().await
    }

    /// Like [`Server::find`], but what is started keeps its data in this folder, and finds it there again.
    ///
    /// # Errors
    /// As [`Server::find`]; also when another process runs the server of that folder.
    pub async fn in_folder(folder: impl Into<PathBuf>) -> Result<Self, FindError> {
        Find {
            data: Some(folder.into()),
            ..Find::from_env()?
        }
        .server()
        .await
    }

    /// The server of this process: found by whoever asks first, for all, until the process ends.
    ///
    /// # Errors
    /// As [`Server::find`]; the same error for all.
    pub async fn shared() -> Result<&'static Self, &'static FindError> {
        SHARED.get_or_init(Self::find).await.as_ref()
    }

    /// Where it came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.inner.origin
    }

    /// The URL of the database to administer it from, with the password of a role that may create databases.
    #[must_use]
    pub fn url(&self) -> &str {
        self.inner.address.url()
    }

    /// A new database with what the template's migrations made. They run once on this server, whoever asks:
    /// any number of tests, in any number of processes.
    ///
    /// # Errors
    /// When the migrations fail, or the server refuses.
    pub async fn database(&self, template: &Template) -> Result<Database, DatabaseError> {
        let name = template.database();
        loop {
            let seen_to = Arc::clone(self.templates().entry(name.to_owned()).or_default());
            let cached = seen_to.initialized();
            seen_to
                .get_or_try_init(|| template.make(&self.inner.address))
                .await?;
            match Database::copy(self, name).await {
                // 3D000: there is no such template any more, so another process has found it old.
                Err(DatabaseError::Refused {
                    source: sqlx::Error::Database(error),
                    ..
                }) if cached && error.code().as_deref() == Some("3D000") => {
                    self.templates().remove(name);
                }
                done => return done,
            }
        }
    }

    pub(super) async fn start(find: Find) -> Result<Self, FindError> {
        let (keeper, origin, address) = Keeper::start(find).await?;
        tracing::debug!(%origin, %address, "PostgreSQL found");
        Ok(Self {
            inner: Arc::new(Inner {
                origin,
                address,
                templates: Mutex::default(),
                keeper,
            }),
        })
    }

    pub(super) fn address(&self) -> &Address {
        &self.inner.address
    }

    pub(super) fn drop_database(&self, name: &str) {
        self.inner.keeper.drop_database(name);
    }

    fn templates(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<OnceCell<()>>>> {
        self.inner
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
