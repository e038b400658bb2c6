//! The whole platform on a laptop, in one process: `cargo run -p handlers --bin local`.

mod command_line;
mod database;
mod language_models;
mod mistake;
mod platform;
mod script;
mod tenants;

use clap::Parser;
use command_line::{Command, CommandLine, Serve, Token};
use database::PlatformDatabase;
use ferrovia_local::{Grant, Issuer, Shutdown};
use mimalloc::MiMalloc;
use mistake::Mistake;
use platform::{Facts, Platform};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// A quarter of the processor time of an answer went to the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What a mistake in the configuration ends with; so does one in the command line.
const MISCONFIGURED: u8 = 2;

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    log();
    match run(command_line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(mistake) => {
            eprintln!("error: {mistake}");
            if let Some(help) = mistake.help() {
                eprintln!("  help: {help}");
            }
            ExitCode::from(MISCONFIGURED)
        }
    }
}

fn run(command_line: CommandLine) -> Result<(), Mistake> {
    let data = match command_line.data {
        Some(folder) => folder,
        None => repository().join(".data").join("local"),
    };
    let data = std::path::absolute(&data).map_err(|cause| Mistake::Folder { path: data, cause })?;
    std::fs::create_dir_all(&data).map_err(|cause| Mistake::Folder {
        path: data.clone(),
        cause,
    })?;
    let issuer = Issuer::in_folder(&data)?;
    let usual = Token::usual();
    if let Some(Command::Token(token)) = command_line.command {
        print(&token.signed(&issuer)?);
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Mistake::Machine {
            what: "threads",
            cause,
        })?;
    let database = runtime.block_on(serve(&command_line.serve, &data, issuer, &usual))?;
    // What still runs in the background holds no one up.
    runtime.shutdown_background();
    // Waits until the server that was started has ended.
    drop(database);
    Ok(())
}

/// Serves until the end is called for. What comes back is the database, which is not to end inside the runtime.
async fn serve(
    serve: &Serve,
    data: &Path,
    issuer: Issuer,
    usual: &Token,
) -> Result<Option<PlatformDatabase>, Mistake> {
    let token = usual.signed(&issuer)?;
    let tenant = tenants::claims(&usual.tenant)?;
    let shutdown = Shutdown::on_signals().map_err(|cause| Mistake::Machine {
        what: "signals",
        cause,
    })?;
    let stack = match &serve.stack {
        Some(folder) => folder.clone(),
        None => PathBuf::from(from_here(&repository().join("terraform").join("stack"))),
    };
    let platform = tokio::select! {
        platform = Platform::open(serve, data, &stack, issuer, tenant) => platform?,
        // Whoever starts it may also think better of it.
        () = shutdown.wait() => return Ok(None),
    };
    print(&greeting(&platform.facts, data, &token));
    let database = platform.serve(&shutdown).await?;
    print("ending");
    database.close().await;
    Ok(Some(database))
}

impl Token {
    /// What `local token` says without arguments.
    fn usual() -> Self {
        Self {
            tenant: "acme".to_owned(),
            subject: "c-1041".to_owned(),
            scope: "messages:write messages:read".to_owned(),
            minutes: 720,
        }
    }

    fn signed(&self, issuer: &Issuer) -> Result<String, Mistake> {
        let scopes: Vec<String> = self.scope.split_whitespace().map(str::to_owned).collect();
        let grant = Grant {
            subject: &self.subject,
            scopes: &scopes,
            claims: tenants::claims(&self.tenant)?,
            lifetime: Duration::from_secs(60 * u64::from(self.minutes)),
        };
        // Claims of strings and numbers are always JSON.
        Ok(issuer.token(grant).unwrap_or_default())
    }
}

/// The repository that this was built in, if it is still there; else where we are.
fn repository() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    match built {
        Some(root) if root.is_dir() => root.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

fn greeting(facts: &Facts, data: &Path, token: &str) -> String {
    let Facts {
        address,
        database,
        workflows,
        model,
    } = facts;
    let data = from_here(data);
    let program = std::env::args().next().unwrap_or_else(|| "local".to_owned());
    format!(
        "listening on http://{address}

  database   {database}
  workflows  {workflows}
  model      {model}
  events     are printed here
  data       {data}

Post a message:

  curl -i http://{address}/v1/messages \\
    -H 'Authorization: Bearer {token}' \\
    -H 'Content-Type: application/json' \\
    -H \"Idempotency-Key: $(date +%s)\" \\
    -d '{{\"customer_id\":\"c-1041\",\"content\":\"Where is my order 88213?\"}}'

Another token:

  {program} token --data {data} --tenant acme --subject c-1041 --scope \"messages:write messages:read\"

Ctrl-C ends it.
"
    )
}

/// A path as one would type it here.
pub(crate) fn from_here(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(here).unwrap_or(path);
    path.display().to_string()
}

/// Standard output may be closed; that ends nothing.
fn print(text: &str) {
    let mut output = std::io::stdout();
    let _ = writeln!(output, "{text}").and_then(|()| output.flush());
}

/// On standard error: what goes wrong, or what `LOG_LEVEL` asks for, of our own crates.
fn log() {
    let level = std::env::var("LOG_LEVEL").unwrap_or_else(|_| "warn".to_owned());
    let filter = EnvFilter::new(format!(
        "warn,local={level},handlers={level},ferrovia={level},ferrovia_local={level}"
    ));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
