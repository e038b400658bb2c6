//! Where to look for a server, and the looking.

use std::{env, fmt, path::PathBuf, str::FromStr, time::Duration};

use sqlx::{Connection, PgConnection, Row};

use super::{
    FindError, Origin, Server,
    address::Address,
    binaries::{self, Binaries, OLDEST},
    cluster::Cluster,
    keeper::Held,
    kept::Kept,
};

/// The image to start when nobody names one.
const IMAGE: &str = "postgres:16-alpine";
/// A server that is up says so at once; one that is not there may never say anything.
const PATIENCE: Duration = Duration::from_secs(10);

/// One of the places that a server comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A server that runs already, named by `DATABASE_URL`.
    Url,
    /// A container, through Testcontainers.
    Docker,
    /// The machine's own `initdb` and `postgres`.
    Binaries,
}

impl FromStr for Source {
    type Err = FindError;

    fn from_str(text: &str) -> Result<Self, FindError> {
        match text {
            "url" => Ok(Self::Url),
            "docker" => Ok(Self::Docker),
            "binaries" => Ok(Self::Binaries),
            other => Err(FindError::UnknownSource {
                value: other.to_owned(),
            }),
        }
    }
}

/// Where to look. [`Find::from_env`] is the usual one; change a field for another.
#[derive(Clone)]
pub struct Find {
    /// A server that runs already, by a role that may create databases. Looked at first.
    pub database_url: Option<String>,
    /// The image that Docker is asked for, second.
    pub image: String,
    /// The folders that may hold `initdb` and `postgres`, looked at last, in this order.
    pub binaries: Vec<PathBuf>,
    /// Look nowhere else, and fail where that fails.
    pub only: Option<Source>,
    /// Keep the data of a server that is started in this folder, and find it there again. Without one, data
    /// is written carelessly (no `fsync`) and removed with the server.
    pub data: Option<PathBuf>,
}

impl Find {
    /// As the environment says: `DATABASE_URL`, `FERROVIA_POSTGRES_IMAGE`, `FERROVIA_POSTGRES`, `PATH`.
    ///
    /// # Errors
    /// When `FERROVIA_POSTGRES` is none of `url`, `docker` and `binaries`.
    pub fn from_env() -> Result<Self, FindError> {
        Ok(Self {
            database_url: variable("DATABASE_URL"),
            image: variable("FERROVIA_POSTGRES_IMAGE").unwrap_or_else(|| IMAGE.to_owned()),
            binaries: binaries::folders(env::var_os("PATH").as_deref()),
            only: variable("FERROVIA_POSTGRES")
                .map(|value| value.parse())
                .transpose()?,
            data: None,
        })
    }

    /// Finds or starts the server.
    ///
    /// # Errors
    /// When `DATABASE_URL` is set and wrong, when the one source that was asked for fails, or when all do.
    pub async fn server(self) -> Result<Server, FindError> {
        Server::start(self).await
    }

    /// Looks, in the thread that will keep what is found.
    pub(super) async fn look(&self) -> Result<(Origin, Address, Held), FindError> {
        match (self.only, &self.database_url) {
            (Some(Source::Url), None) => Err(FindError::UrlNotSet),
            (Some(Source::Url) | None, Some(url)) => running(url).await,
            (Some(Source::Docker), _) => self.container(self.kept().await?.as_ref()).await,
            (Some(Source::Binaries), _) => self.cluster(self.kept().await?.as_ref()).await,
            (None, None) => {
                let kept = self.kept().await?;
                let docker = match self.container(kept.as_ref()).await {
                    Ok(found) => return Ok(found),
                    Err(error) => error,
                };
                tracing::info!(reason = %docker, "no PostgreSQL from Docker; trying the machine's own binaries");
                self.cluster(kept.as_ref())
                    .await
                    .map_err(|binaries| FindError::Nothing {
                        docker: Box::new(docker),
                        binaries: Box::new(binaries),
                    })
            }
        }
    }

    #[cfg(feature = "testcontainers")]
    async fn container(&self, kept: Option<&Kept>) -> Result<(Origin, Address, Held), FindError> {
        let (container, address) = super::docker::Container::start(&self.image, kept).await?;
        Ok((
            Origin::Docker {
                image: self.image.clone(),
            },
            address,
            Held::Container(Box::new(container)),
        ))
    }

    #[cfg(not(feature = "testcontainers"))]
    #[expect(clippy::unused_async, reason = "the same door as with Docker built in")]
    async fn container(&self, _: Option<&Kept>) -> Result<(Origin, Address, Held), FindError> {
        Err(FindError::DockerLeftOut)
    }

    async fn kept(&self) -> Result<Option<Kept>, FindError> {
        match &self.data {
            None => Ok(None),
            Some(folder) => Kept::open(folder).await.map(Some),
        }
    }

    async fn cluster(&self, kept: Option<&Kept>) -> Result<(Origin, Address, Held), FindError> {
        let binaries = Binaries::first(&self.binaries)?;
        let (cluster, address) = Cluster::start(&binaries, kept).await?;
        Ok((
            Origin::Binaries {
                version: binaries.version,
            },
            address,
            Held::Cluster(cluster),
        ))
    }
}

/// A server that runs already, once it has let us in.
async fn running(url: &str) -> Result<(Origin, Address, Held), FindError> {
    let address = Address::parse(url).map_err(|cause| FindError::UrlMalformed { cause })?;
    let options = address.options().map_err(|error| FindError::UrlMalformed {
        cause: error.to_string(),
    })?;
    let unreachable = |cause: String| FindError::UrlUnreachable {
        address: address.to_string(),
        cause,
    };
    let asked = tokio::time::timeout(PATIENCE, async {
        let mut session = PgConnection::connect_with(&options).await?;
        let row = sqlx::query(
            "select rolname::text, rolsuper or rolcreatedb, current_setting('server_version'), \
             current_setting('server_version_num')::int / 10000 from pg_roles where rolname = current_user",
        )
        .fetch_one(&mut session)
        .await?;
        let answer: (String, bool, String, i32) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        session.close().await?;
        Ok::<_, sqlx::Error>(answer)
    });
    let (role, may_create, version, major) = match asked.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return Err(unreachable(error.to_string())),
        Err(_) => return Err(unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
    };
    if u32::try_from(major).is_ok_and(|major| major < OLDEST) {
        return Err(FindError::TooOld { version });
    }
    if !may_create {
        return Err(FindError::MayNotCreateDatabases { role });
    }
    Ok((Origin::DatabaseUrl, address, Held::Nothing))
}

/// Without the URL, which holds a password.
impl fmt::Debug for Find {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            database_url,
            image,
            binaries,
            only,
            data,
        } = self;
        formatter
            .debug_struct("Find")
            .field("database_url", &database_url.as_ref().map(|_| "…"))
            .field("image", image)
            .field("binaries", binaries)
            .field("only", only)
            .field("data", data)
            .finish()
    }
}

/// A variable that is set to something.
fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?.to_string_lossy().into_owned();
    (!value.is_empty()).then_some(value)
}
