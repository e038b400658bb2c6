//! The command: reads `handlers::app()` or a model, writes, checks, explains and compares.

mod disk;
mod revision;

use clap::{Parser, Subcommand};
use codegen::cost;
use codegen::deploy::{self, Mistake as Undeployable, Module};
use codegen::diff::{self, Changes, Severity};
use codegen::terraform::ENVIRONMENTS;
use codegen::values::{self, Mistake};
use codegen::{environments, explain, files::Files, lock, prompts};
use disk::Difference;
use ferrovia_model::{App, CheckedApp, Problems};
use owo_colors::{OwoColorize, Stream};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Derives infrastructure from the handlers' signatures: writes terraform/stack and environments.
///
/// Exit codes: 0 done; 1 something generated is stale; 2 the command line is wrong; 3 the app has problems, or an
/// environment's values have; 4 a file, or git, cannot be read or written; 5 `diff` found what breaks somebody.
#[derive(Parser)]
#[command(name = "codegen", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Fails if a generated file is missing, stale or orphaned, or an environment's values do not fit
    Check,
    /// Names for each permission the parameter, file and line that asks for it
    Explain {
        /// One handler; all of them without
        handler: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Says what a change does: to permissions, contracts, functions, cost, and what is deployed
    ///
    /// OLD and NEW are git revisions, whose `terraform/stack/contracts/app.json` is read, or files: such a lock file, or
    /// what `codegen model` prints. Exit code 5 if somebody who relied on OLD breaks, 0 otherwise.
    Diff {
        /// What was: `HEAD~1`, `origin/main`, `old.json`
        old: String,
        /// What is; the signatures as they are compiled now without
        new: Option<String>,
        /// As Markdown for one comment on a pull request
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Prints what each environment costs a month while nobody uses it, as a table
    Cost,
    /// Prints the app as JSON
    Model,
    /// Generates from a model's JSON, without recompiling
    Render {
        /// The model
        #[arg(long)]
        model: PathBuf,
        /// Where to write
        #[arg(long)]
        out: PathBuf,
    },
}

/// Why the command stops.
enum Stop {
    Stale(usize),
    Usage(String),
    Problems(Problems),
    ProblemsOf(String, Problems),
    Values(Vec<Mistake>),
    Undeployable(Vec<Undeployable>),
    Prompts(Vec<prompts::Mistake>),
    Io(io::Error),
    Breaking,
}

impl Stop {
    const fn code(&self) -> u8 {
        match self {
            Self::Stale(_) => 1,
            Self::Usage(_) => 2,
            Self::Problems(_)
            | Self::ProblemsOf(..)
            | Self::Values(_)
            | Self::Undeployable(_)
            | Self::Prompts(_) => 3,
            Self::Io(_) => 4,
            Self::Breaking => 5,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale(count) => {
                let files = if *count == 1 {
                    "file differs"
                } else {
                    "files differ"
                };
                write!(
                    f,
                    "error: {count} generated {files} from the signatures\n  help: run `cargo run -p codegen` and commit what it changes"
                )
            }
            Self::Usage(message) => write!(f, "error: {message}"),
            Self::Problems(problems) => problems.fmt(f),
            Self::ProblemsOf(what, problems) => write!(
                f,
                "{problems}\nerror: the app of `{what}` has problems\n  help: this version of codegen finds them; compare a model that has none"
            ),
            Self::Values(mistakes) => {
                for mistake in mistakes {
                    writeln!(f, "{mistake}\n")?;
                }
                write!(f, "{} in terraform.tfvars", counted(mistakes.len(), "mistake"))
            }
            Self::Undeployable(mistakes) => {
                for mistake in mistakes {
                    writeln!(f, "{mistake}\n")?;
                }
                write!(f, "{} in terraform/modules", counted(mistakes.len(), "mistake"))
            }
            Self::Prompts(mistakes) => {
                for mistake in mistakes {
                    writeln!(f, "{mistake}\n")?;
                }
                write!(f, "{} in {}", counted(mistakes.len(), "mistake"), prompts::FOLDER)
            }
            Self::Io(error) => write!(f, "error: {error}"),
            Self::Breaking => write!(f, "this breaks somebody who relies on what was"),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Problems> for Stop {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that closes the pipe early (`| head`) has what it wanted.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("{}", stop.if_supports_color(Stream::Stderr, |text| text.red()));
            ExitCode::from(stop.code())
        }
    }
}

fn run(command: Option<Command>) -> Result<(), Stop> {
    let app = || handlers::app().model();
    match command {
        None => {
            let (root, app) = (root()?, app().check()?);
            let mut files = generate(&root, &app)?;
            files.extend("", locked_prompts(&root)?);
            write(&root, &files, &app)
        }
        Some(Command::Check) => {
            let (root, app) = (root()?, app().check()?);
            let mut files = generate(&root, &app)?;
            files.extend("", locked_prompts(&root)?);
            check(&root, &files, &app)
        }
        Some(Command::Explain { handler, json }) => explain(&app().check()?, handler.as_deref(), json),
        Some(Command::Diff {
            old,
            new,
            markdown,
            json,
        }) => {
            let root = root()?;
            let old = checked(&old, revision::read(&root, &old)?)?;
            let new = match new {
                Some(new) => checked(&new, revision::read(&root, &new)?)?,
                None => app().check()?,
            };
            let changes = diff::changes(&old, &new, &today());
            compare(&changes, markdown, json)
        }
        Some(Command::Cost) => cost(&root()?, &app().check()?),
        Some(Command::Model) => {
            let text = codegen::json::text(&app());
            Ok(io::stdout().write_all(text.as_bytes())?)
        }
        Some(Command::Render { model, out }) => {
            let app = read(&model)?.check()?;
            write(&out, &generate(&root()?, &app)?, &app)
        }
    }
}

fn read(model: &Path) -> Result<App, Stop> {
    let text = std::fs::read_to_string(model)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", model.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| Stop::Usage(format!("{} is not a model: {error}", model.display())))
}

fn checked(what: &str, app: App) -> Result<CheckedApp, Stop> {
    app.check()
        .map_err(|problems| Stop::ProblemsOf(what.to_owned(), problems))
}

/// `YYYY-MM-DD`, in UTC.
fn today() -> String {
    chrono::Utc::now().format("%F").to_string()
}

/// The workspace: where cargo says this crate is, or above the current folder.
fn root() -> Result<PathBuf, Stop> {
    if let Some(manifest) = std::env::var_os("CARGO_MANIFEST_DIR")
        && let Some(root) = Path::new(&manifest).parent()
    {
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir()?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("codegen").is_dir() && folder.join("handlers").is_dir());
    root.map(Path::to_owned).ok_or_else(|| {
        Stop::Usage(
            "this is not a Ferrovia workspace\n  help: run it inside one, by `cargo run -p codegen`"
                .to_owned(),
        )
    })
}

/// Everything that is generated: what follows from the app, and what follows from the modules that its stack calls.
fn generate(modules: &Path, app: &CheckedApp) -> Result<Files, Stop> {
    let mut files = codegen::emit(app);
    let mut types = BTreeMap::new();
    let undeployable = |mistake| Stop::Undeployable(vec![mistake]);
    let mut stack = Module::default();
    for (path, text) in files
        .iter()
        .filter(|(path, _)| path.starts_with("terraform/stack/") && path.ends_with(".tf"))
    {
        stack.read(path, text).map_err(undeployable)?;
    }
    types.extend(stack.types);
    let (mut called, mut read) = (stack.calls, BTreeSet::new());
    while let Some(name) = called.pop_first() {
        let mut module = Module::default();
        for (path, text) in disk::terraform(modules, &format!("terraform/modules/{name}"))? {
            module.read(&path, &text).map_err(undeployable)?;
        }
        read.insert(name);
        called.extend(module.calls.into_iter().filter(|called| !read.contains(called)));
        types.extend(module.types);
    }
    let roles = deploy::Roles::of(&types).map_err(Stop::Undeployable)?;
    files.extend("terraform/bootstrap", deploy::emit(app, &roles));
    Ok(files)
}

/// The prompts' lock file: what it says of the versions that it has, and a line for each new one.
fn locked_prompts(root: &Path) -> Result<Files, Stop> {
    let compiled: Vec<prompts::Compiled> = handlers::domain::prompts()
        .map(|prompt| prompts::Compiled {
            name: prompt.name,
            version: prompt.version,
            sha256: prompt.sha256,
        })
        .collect();
    let locked = disk::text(root, prompts::LOCK)?;
    let there = disk::below(root, prompts::FOLDER)?;
    let text = prompts::lock(&compiled, locked.as_deref(), &there).map_err(Stop::Prompts)?;
    let mut files = Files::default();
    files.insert(prompts::LOCK, text);
    Ok(files)
}

fn write(root: &Path, files: &Files, app: &CheckedApp) -> Result<(), Stop> {
    let differences = disk::differences(root, files)?;
    let contracts = contracts(root, app);
    disk::write(root, files, &differences)?;
    let mut values = Files::default();
    values.extend("environments", environments::values(app));
    let scaffolded = disk::scaffold(root, &values)?;
    for (path, difference) in &differences {
        match difference {
            Difference::Missing => report("created", path),
            Difference::Stale => report("updated", path),
            Difference::Orphaned => report("removed", path),
        }
    }
    for path in &scaffolded {
        report("created", &format!("{path} (yours to edit)"));
    }
    contracts
        .iter()
        .for_each(|(word, contract)| report(word, contract));
    let changed = differences.len() + scaffolded.len();
    eprintln!(
        "{}, {}: {}, {changed} changed",
        counted(app.functions.len(), "function"),
        counted(app.workflows.len(), "workflow"),
        counted(files.iter().count(), "file"),
    );
    check_values(root, app)
}

/// What becomes of each contract that differs from the one on disk, so that nobody changes one unknowingly. Without a lock
/// file on disk, or with one that this version cannot read, there is nothing to compare with.
fn contracts(root: &Path, app: &CheckedApp) -> Vec<(&'static str, String)> {
    let locked = std::fs::read_to_string(root.join(lock::PATH)).ok();
    let old = locked.and_then(|text| lock::read(&text).ok()?.check().ok());
    let Some(old) = old else {
        return Vec::new();
    };
    let changes = diff::changes(&old, app, &today());
    let line = |contract: &diff::Contract| (contract.judgement.word(), contract.to_string());
    changes.contracts.iter().map(line).collect()
}

fn compare(changes: &Changes, markdown: bool, json: bool) -> Result<(), Stop> {
    let text = if json {
        codegen::json::text(changes)
    } else if markdown {
        changes.markdown()
    } else {
        changes.text(is_terminal())
    };
    io::stdout().write_all(text.as_bytes())?;
    match changes.severity {
        Severity::Breaking => Err(Stop::Breaking),
        Severity::Harmless | Severity::Caution => Ok(()),
    }
}

fn is_terminal() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// What the team wrote beside what codegen wrote. Codegen leaves it alone, and says what it lacks.
fn check_values(root: &Path, app: &CheckedApp) -> Result<(), Stop> {
    let mut mistakes = Vec::new();
    for environment in ENVIRONMENTS {
        let text = disk::text(root, &values::path(environment))?;
        mistakes.extend(values::mistakes(app, environment, text.as_deref()));
    }
    if mistakes.is_empty() {
        return Ok(());
    }
    Err(Stop::Values(mistakes))
}

fn cost(root: &Path, app: &CheckedApp) -> Result<(), Stop> {
    check_values(root, app)?;
    let text = |environment| disk::text(root, &values::path(environment)).map(Option::unwrap_or_default);
    let values: Vec<String> = ENVIRONMENTS.into_iter().map(text).collect::<io::Result<_>>()?;
    Ok(io::stdout().write_all(cost::table(app, &values).as_bytes())?)
}

fn check(root: &Path, files: &Files, app: &CheckedApp) -> Result<(), Stop> {
    let differences = disk::differences(root, files)?;
    for (path, difference) in &differences {
        report(difference.word(), path);
    }
    if differences.is_empty() {
        eprintln!(
            "{} generated files are as the signatures say",
            files.iter().count()
        );
        return check_values(root, app);
    }
    Err(Stop::Stale(differences.len()))
}

fn explain(app: &CheckedApp, handler: Option<&str>, json: bool) -> Result<(), Stop> {
    let report = explain::report(app, handler).map_err(|error| Stop::Usage(error.to_string()))?;
    let text = if json {
        codegen::json::text(&report)
    } else {
        report.text(is_terminal())
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// `1 workflow`, `2 workflows`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// One line on the terminal's side channel, so that piped output stays data.
fn report(word: &str, path: &str) {
    eprintln!(
        "{:>9} {path}",
        word.if_supports_color(Stream::Stderr, |word| word.cyan())
    );
}
