//! A command in, its exit code out: runs it with `DATABASE_URL` set to a PostgreSQL that lives as long.
//!
//! ```sh
//! with-postgres cargo nextest run                   # one server for many test processes
//! with-postgres --data .data psql                   # the same data the next time
//! FERROVIA_POSTGRES=docker with-postgres cargo test # from Docker, or not at all
//! ```

use std::{
    ffi::OsString,
    os::unix::process::ExitStatusExt,
    process::{Command, ExitCode, ExitStatus},
};

use ferrovia_local::postgres::Server;

const USAGE: &str = "usage: with-postgres [--data FOLDER] COMMAND [ARGUMENT…]";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let mut first = arguments.next();
    let mut data = None;
    if first.as_deref().is_some_and(|argument| argument == "--data") {
        (data, first) = (arguments.next(), arguments.next());
    }
    let Some(program) = first else {
        return fail(USAGE, 2);
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("with-postgres: {error}"), 1),
    };
    let server = match runtime.block_on(find(data)) {
        Ok(server) => server,
        Err(error) => return fail(&format!("with-postgres: {error:?}"), 1),
    };
    eprintln!("with-postgres: {}", server.origin());
    let mut command = Command::new(&program);
    // What was forced on us has been obeyed: the command is to take our server, not to look for one again.
    command
        .args(arguments)
        .env("DATABASE_URL", server.url())
        .env("FERROVIA_POSTGRES", "url");
    match command.status() {
        Ok(status) => code(status),
        Err(error) => fail(&format!("with-postgres: `{}`: {error}", program.display()), 127),
    }
}

async fn find(data: Option<OsString>) -> Result<Server, ferrovia_local::postgres::FindError> {
    match data {
        Some(folder) => Server::in_folder(folder).await,
        None => Server::find().await,
    }
}

/// As a shell has it: the command's own, or 128 and the signal that ended it.
fn code(status: ExitStatus) -> ExitCode {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(code)
}
