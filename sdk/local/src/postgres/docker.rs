//! An image in, a container with a server out; and its end.

use std::{path::Path, time::Duration};

use sqlx::{Connection, PgConnection};
use testcontainers::{
    ContainerAsync, ImageExt,
    bollard::models::PortBinding,
    core::{IntoContainerPort, Mount, WaitFor},
    runners::AsyncRunner,
};
use testcontainers_modules::postgres::Postgres;
use uuid::Uuid;

use super::{FindError, address::Address, place::end, watchdog::Watchdog};

/// `$1` is the container's name. It may be in the making when we are killed, hence more than one try. A
/// machine may have Docker's socket without its command.
const CLEAN_UP: &str = r#"
[ "$told" = removed ] && exit
for try in 1 2 3; do
    docker rm --force --volumes "$1" || curl --silent --request DELETE \
        --unix-socket "${DOCKER_HOST:-/var/run/docker.sock}" "http://docker/containers/$1?force=true&v=true"
    sleep 1
done
"#;
const PORT: u16 = 5432;
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
    pub(crate) async fn start(image: &str, kept: Option<&Path>) -> Result<(Self, Address), FindError> {
        let failed = |cause: String| FindError::Docker { image: image.to_owned(), cause };
        let name = format!("ferrovia-postgres-{}", Uuid::now_v7().simple());
        // First the watchdog: there must be no moment in which a container has none.
        let watchdog = Watchdog::start(CLEAN_UP, [&name], None).map_err(|error| failed(error.to_string()))?;
        let password = Uuid::new_v4().simple().to_string();
        let (repository, tag) = split(image);
        let mut request = Postgres::default()
            .with_password(&password)
            .with_name(repository)
            .with_tag(tag)
            .with_container_name(&name)
            // Its messages differ between a first and a later start, so we ask the server itself.
            .with_ready_conditions(vec![WaitFor::Nothing])
            // Not on every interface, as Testcontainers would have it.
            .with_host_config_modifier(|host| {
                let binding = PortBinding { host_ip: Some("127.0.0.1".to_owned()), host_port: None };
                host.publish_all_ports = Some(false);
                host.port_bindings = Some([(format!("{PORT}/tcp"), Some(vec![binding]))].into());
            });
        let mut settings = vec!["-c", "max_connections=200"];
        match kept {
            None => settings.extend(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]),
            Some(folder) => request = request.with_mount(volume(folder, image).map_err(failed)?),
        }
        let container = request.with_cmd(settings).start().await.map_err(|error| failed(error.to_string()))?;
        let started = Self { container, watchdog };
        let address = started.address(&password).await.map_err(failed)?;
        match started.ready(&address).await {
            Ok(()) => Ok((started, address)),
            Err(cause) => {
                started.remove().await;
                Err(failed(cause))
            }
        }
    }
}
