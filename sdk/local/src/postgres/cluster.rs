//! An installation in, a running server of our own out; and its end.

use std::{
    fs::{self, File},
    io,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Stdio},
    time::Duration,
};

use sqlx::{Connection, PgConnection};

use super::{
    FindError,
    address::Address,
    binaries::Binaries,
    kept::Kept,
    orphan,
    place::{Place, end, failed},
    watchdog::Watchdog,
};

/// `$told` is the process id of `postgres`, `$1` its data, `$2` the signal, `$3` the folder to remove.
const CLEAN_UP: &str = r#"
if [ -n "$told" ] && kill -s "$2" "$told" 2>/dev/null; then
    tries=0
    while [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$told" ] && [ "$tries" -lt 1200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
fi
tries=0
until rm -rf -- "$3" 2>/dev/null || [ "$tries" -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
"#;
/// Another process may take the port between our looking for a free one and `postgres` opening it.
const PORTS_TO_TRY: usize = 5;
/// Between two looks at whether it is up.
const PAUSE: Duration = Duration::from_millis(15);
/// Far beyond any start that will still succeed.
const LOOKS: usize = 8_000;
/// Speed over safety, for data that nobody keeps.
pub(crate) const CARELESS: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// A server of our own. Dropped, or with the process gone, it ends, and its data too unless they are kept.
#[derive(Debug)]
pub(crate) struct Cluster {
    place: Place,
    postgres: Option<Child>,
    watchdog: Option<Watchdog>,
}

impl Cluster {
    /// Starts a server, with its data in `kept` if there is such a folder.
    pub(crate) async fn start(
        binaries: &Binaries,
        kept: Option<&Kept>,
    ) -> Result<(Self, Address), FindError> {
        let place = Place::make(binaries, kept)?;
        // INT: end the sessions, write everything, stop. QUIT: stop.
        let signal = if place.kept { "INT" } else { "QUIT" };
        let arguments = [place.data.as_os_str(), signal.as_ref(), place.run.as_os_str()];
        let lock = kept.map(Kept::lock).transpose()?;
        let watchdog = Watchdog::start(CLEAN_UP, arguments, lock)
            .map_err(|cause| failed("watch over", &place.run, cause))?;
        let mut cluster = Self {
            place,
            postgres: None,
            watchdog: Some(watchdog),
        };
        if cluster.place.kept {
            orphan::end(&cluster.place.data, &cluster.place.password).await?;
        }
        cluster.place.fill(binaries)?;

        let not_up = |output| FindError::Postgres {
            version: binaries.version.clone(),
            output,
        };
        let mut output = String::new();
        for _ in 0..PORTS_TO_TRY {
            let port =
                free_port().map_err(|cause| failed("find a port on", Path::new("127.0.0.1"), cause))?;
            let address = Address::superuser("127.0.0.1", port, &cluster.place.password).map_err(not_up)?;
            cluster.launch(binaries, port)?;
            match cluster.ready(&address).await {
                Ok(()) => return Ok((cluster, address)),
                Err(said) => output = said,
            }
            if !output.contains("Address already in use") {
                break;
            }
        }
        Err(not_up(output))
    }

    /// Starts `postgres` and tells the watchdog.
    fn launch(&mut self, binaries: &Binaries, port: u16) -> Result<(), FindError> {
        let Place { run, data, kept, .. } = &self.place;
        let log = run.join("log");
        let (out, err) = File::create(&log)
            .and_then(|out| Ok((out.try_clone()?, out)))
            .map_err(|cause| failed("write", &log, cause))?;
        let program = binaries.folder.join("postgres");
        let mut command = self.place.command(&program);
        command.arg("-D").arg(data).arg("-p").arg(port.to_string());
        let socket = if fits_a_socket(run) {
            run.display().to_string()
        } else {
            String::new()
        };
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("unix_socket_directories={socket}"),
            "max_connections=200".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
        ];
        let careless = if *kept { &[][..] } else { &CARELESS[..] };
        for setting in settings
            .iter()
            .map(String::as_str)
            .chain(careless.iter().copied())
        {
            command.arg("-c").arg(setting);
        }
        let postgres = command
            // A group of its own: a Ctrl-C is ours to act on, and the sessions that run are to end first.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|cause| failed("run", &program, cause))?;
        let id = postgres.id().to_string();
        self.postgres = Some(postgres);
        self.tell(&id)
            .map_err(|cause| failed("watch over", &program, cause))
    }

    /// Waits until it answers; the error is what it said before it ended.
    async fn ready(&mut self, address: &Address) -> Result<(), String> {
        let options = address.options().map_err(|error| error.to_string())?;
        for _ in 0..LOOKS {
            match PgConnection::connect_with(&options).await {
                Ok(session) => {
                    let _ = session.close().await;
                    return Ok(());
                }
                // 57P03: it is up, and not ready yet.
                Err(sqlx::Error::Database(error)) if error.code().as_deref() != Some("57P03") => {
                    return Err(error.to_string());
                }
                Err(_) => {}
            }
            if self
                .postgres
                .as_mut()
                .is_some_and(|postgres| postgres.try_wait().is_ok_and(|s| s.is_some()))
            {
                // Its number may soon be another's.
                self.postgres = None;
                let _ = self.tell("");
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(end(
            &fs::read_to_string(self.place.run.join("log")).unwrap_or_default()
        ))
    }

    fn tell(&mut self, line: &str) -> io::Result<()> {
        self.watchdog
            .as_mut()
            .map_or(Ok(()), |watchdog| watchdog.tell(line))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // First the watchdog, which ends `postgres`; then that can be waited for.
        drop(self.watchdog.take());
        if let Some(mut postgres) = self.postgres.take() {
            let _ = postgres.wait();
        }
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A socket's path has at most 107 bytes on Linux, 103 on macOS; the name in it has up to 15.
fn fits_a_socket(folder: &Path) -> bool {
    folder.as_os_str().len() <= 85
}
