//! A folder with a kept cluster in; the server that still runs there, though nobody holds it any more, ended.
//!
//! Usually the watchdog ends a server whose process was killed. If the watchdog was killed too, the server goes on, and
//! no other can start in its folder. The folder's lock is ours, so nobody needs that server.

use std::{
    fs, io,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use sqlx::{Connection, PgConnection};

use super::{FindError, address::Address, place::failed};

/// A server on this machine answers at once, or is none.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two looks at whether it has ended.
const PAUSE: Duration = Duration::from_millis(50);
/// Together a minute: it may have much to write.
const LOOKS: usize = 1_200;

/// Ends the server that runs in `data`, if there is one. What only looks like one, such as the file that a crash left
/// behind, is left to PostgreSQL, which knows better.
pub(crate) async fn end(data: &Path, password: &str) -> Result<(), FindError> {
    let file = data.join("postmaster.pid");
    let Some((id, port)) = fs::read_to_string(&file).ok().as_deref().and_then(parse) else {
        return Ok(());
    };
    if !runs_in(data, port, password).await {
        return Ok(());
    }
    tracing::info!(id, "ending a server that an earlier process left behind");
    interrupt(id).map_err(|cause| failed("end the server that was left behind in", data, cause))?;
    for _ in 0..LOOKS {
        if !file.exists() {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    let cause = io::Error::from(io::ErrorKind::TimedOut);
    Err(failed("end the server that was left behind in", data, cause))
}

/// The process's id and its port: the first and the fourth line.
fn parse(text: &str) -> Option<(u32, u16)> {
    let mut lines = text.lines().map(str::trim);
    Some((lines.next()?.parse().ok()?, lines.nth(2)?.parse().ok()?))
}

/// Whether what listens on `port` takes our password and has its data here. The id alone could be another's by now.
async fn runs_in(data: &Path, port: u16, password: &str) -> bool {
    let Ok(options) = Address::superuser("127.0.0.1", port, password)
        .and_then(|address| address.options().map_err(|error| error.to_string()))
    else {
        return false;
    };
    let asked = tokio::time::timeout(PATIENCE, async {
        let mut session = PgConnection::connect_with(&options).await?;
        sqlx::query_scalar::<_, String>("select current_setting('data_directory')")
            .fetch_one(&mut session)
            .await
    });
    let same = |folder: &String| {
        let real = |path: &Path| fs::canonicalize(path).ok();
        real(Path::new(folder)).is_some_and(|folder| Some(folder) == real(data))
    };
    matches!(asked.await, Ok(Ok(folder)) if same(&folder))
}

/// "End the sessions, write everything, stop."
fn interrupt(id: u32) -> io::Result<()> {
    let status = Command::new("kill")
        .args(["-s", "INT", &id.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other("`kill` failed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_tells_process_and_port() {
        let check = |text, expected| assert_eq!(parse(text), expected, "{text:?}");
        check(
            "4711\n/data\n1795371293\n5433\n/run\n127.0.0.1\n  5432001  1\nready\n",
            Some((4711, 5433)),
        );
        check("4711\n/data\n", None);
        check("", None);
    }
}
