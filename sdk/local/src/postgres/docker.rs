//! An image in, a container with a server out; and its end.

use std::{fmt, fs, path::PathBuf, time::Duration};

use sqlx::{Connection, PgConnection};
use testcontainers::{
    ContainerAsync, ImageExt,
    core::{IntoContainerPort, Mount, WaitFor},
    runners::AsyncRunner,
};
use testcontainers_modules::postgres::Postgres;
use uuid::Uuid;

use super::{
    FindError,
    address::Address,
    cluster::CARELESS,
    kept::{Kept, new_password, password_in},
    place::{end, failed},
    watchdog::Watchdog,
};

/// `$1` is the container's name, `$told` whether it is removed already, or has failed to start. It may be in
/// the making when we are killed, hence more than one try. A machine may have Docker's socket without its
/// command.
const CLEAN_UP: &str = r#"
[ "$told" = removed ] && exit
socket=${DOCKER_HOST#unix://}
for try in 1 2 3; do
    [ "$(docker rm --force --volumes "$1")" = "$1" ] && exit
    curl --silent --fail --request DELETE --unix-socket "${socket:-/var/run/docker.sock}" \
        "http://docker/containers/$1?force=true&v=true" && exit
    [ "$told" = failed ] && exit
    sleep 1
done
"#;
const PORT: u16 = 5432;
/// Where a kept folder is in the container.
const KEPT: &str = "/var/lib/ferrovia";
/// Between two looks at whether it is up.
const PAUSE: Duration = Duration::from_millis(50);
/// Far beyond any start that will still succeed.
const LOOKS: usize = 2_400;

/// A container of ours. It is removed when asked, or when the process is gone.
pub(crate) struct Container {
    container: ContainerAsync<Postgres>,
    watchdog: Watchdog,
}

impl Container {
    /// Starts the image, with its data in `kept` if there is such a folder.
    pub(crate) async fn start(image: &str, kept: Option<&Kept>) -> Result<(Self, Address), FindError> {
        let failed = |cause: String| FindError::Docker {
            image: image.to_owned(),
            cause,
        };
        let name = format!("ferrovia-postgres-{}", Uuid::now_v7().simple());
        // First the watchdog: there must be no moment in which a container has none.
        let lock = kept.map(Kept::lock).transpose()?;
        let mut watchdog =
            Watchdog::start(CLEAN_UP, [&name], lock).map_err(|error| failed(error.to_string()))?;
        let volume = kept.map(|kept| Volume::make(kept, image)).transpose()?;
        let password = volume
            .as_ref()
            .map_or_else(new_password, |volume| volume.password.clone());
        let (repository, tag) = split(image);
        let mut request = Postgres::default()
            .with_password(&password)
            .with_name(repository)
            .with_tag(tag)
            .with_container_name(&name)
            // Its messages differ between a first and a later start, so we ask the server itself.
            .with_ready_conditions(vec![WaitFor::Nothing]);
        let mut settings = vec!["-c", "max_connections=200", "-c", "timezone=UTC"];
        match &volume {
            None => settings.extend(CARELESS.iter().flat_map(|setting| ["-c", setting])),
            Some(volume) => {
                // A folder of its own in the container: the image's differs between major versions.
                let mount = Mount::bind_mount(volume.folder.display().to_string(), KEPT);
                request = request
                    .with_mount(mount)
                    .with_env_var("PGDATA", format!("{KEPT}/data"));
            }
        }
        let container = match request.with_cmd(settings).start().await {
            Ok(container) => container,
            Err(error) => {
                // If it cannot be told, it tries for longer.
                let _ = watchdog.tell("failed");
                return Err(failed(error.to_string()));
            }
        };
        let started = Self { container, watchdog };
        match started.ready(&password).await {
            Ok(address) => Ok((started, address)),
            Err(cause) => {
                started.remove().await;
                Err(failed(cause))
            }
        }
    }

    /// Removes it, with its volumes.
    pub(crate) async fn remove(mut self) {
        match self.container.rm().await {
            // If it cannot be told, it looks for the container in vain.
            Ok(()) => drop(self.watchdog.tell("removed")),
            Err(error) => tracing::warn!(%error, "a container could not be removed"),
        }
    }

    /// Waits until it answers; the error is what it said before it ended.
    async fn ready(&self, password: &str) -> Result<Address, String> {
        let host = self
            .container
            .get_host()
            .await
            .map_err(|error| error.to_string())?
            .to_string();
        let port = self
            .container
            .get_host_port_ipv4(PORT.tcp())
            .await
            .map_err(|error| error.to_string())?;
        // The port is that of IPv4, and the name may lead to IPv6.
        let host = if host == "localhost" { "127.0.0.1" } else { &host };
        let address = Address::superuser(host, port, password)?;
        let options = address.options().map_err(|error| error.to_string())?;
        for _ in 0..LOOKS {
            if let Ok(session) = PgConnection::connect_with(&options).await {
                let _ = session.close().await;
                return Ok(address);
            }
            if !self
                .container
                .is_running()
                .await
                .map_err(|error| error.to_string())?
            {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        let said = self.container.stderr_to_vec().await.unwrap_or_default();
        Err(format!(
            "the container is not ready: {}",
            end(&String::from_utf8_lossy(&said))
        ))
    }
}

impl fmt::Debug for Container {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Container")
            .field(&self.container.id())
            .finish()
    }
}

/// A kept folder, as a container sees it.
struct Volume {
    folder: PathBuf,
    password: String,
}

impl Volume {
    /// One for each image: clusters of different builds do not sort alike.
    fn make(kept: &Kept, image: &str) -> Result<Self, FindError> {
        let name: String = image
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let folder = kept.folder.join(format!("docker-{name}"));
        fs::create_dir_all(&folder).map_err(|cause| failed("make the folder", &folder, cause))?;
        let password = password_in(&kept.folder.join(format!("docker-{name}.password")))?;
        Ok(Self { folder, password })
    }
}

/// `repository:tag`, where the repository may have a port, and the tag may be a digest.
fn split(image: &str) -> (&str, &str) {
    match image.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        Some(_) | None => (image, "latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_repository_and_a_tag() {
        let check = |image, repository, tag| assert_eq!(split(image), (repository, tag));
        check("postgres:16-alpine", "postgres", "16-alpine");
        check("postgres", "postgres", "latest");
        check(
            "registry:5000/team/postgres",
            "registry:5000/team/postgres",
            "latest",
        );
        check("registry:5000/postgres:17", "registry:5000/postgres", "17");
        check("postgres@sha256:0a1b", "postgres@sha256", "0a1b");
    }
}
