//! Where a cluster of our own lies: its folders, its owner, its password; and `initdb`, which fills it.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    FindError,
    account::{self, Account},
    binaries::Binaries,
    kept::{Kept, new_password, password_in, write_secret},
};

/// Letters behave as letters in every language; `C` where the machine knows no better.
const LOCALES: [&str; 3] = ["C.UTF-8", "en_US.UTF-8", "C"];

/// The folders of one cluster.
#[derive(Debug)]
pub(crate) struct Place {
    /// Socket and log; removed with the server.
    pub(crate) run: PathBuf,
    pub(crate) data: PathBuf,
    /// Whether the data outlive the server.
    pub(crate) kept: bool,
    account: Option<Account>,
    /// The superuser's.
    pub(crate) password: String,
}

impl Place {
    /// Makes `run`, and names the place of the data: in it, or in `kept`.
    pub(crate) fn make(binaries: &Binaries, kept: Option<&Kept>) -> Result<Self, FindError> {
        let run = tempfile::Builder::new()
            .prefix("ferrovia-postgres-")
            .tempdir()
            .map_err(|cause| failed("make a folder in", &std::env::temp_dir(), cause))?
            .keep();
        let owner = fs::metadata(&run)
            .map_err(|cause| failed("look at", &run, cause))?
            .uid();
        let account = Account::instead_of(owner)?;
        give(&run, account)?;
        let (data, password) = match kept {
            None => (run.join("data"), new_password()),
            Some(Kept { folder, .. }) => {
                if !can_enter(account, folder)? {
                    return Err(FindError::Closed {
                        folder: folder.clone(),
                    });
                }
                // A cluster belongs to one major version.
                let name = format!("postgres-{}", binaries.major);
                (
                    folder.join(&name),
                    password_in(&folder.join(format!("{name}.password")))?,
                )
            }
        };
        Ok(Self {
            run,
            data,
            kept: kept.is_some(),
            account,
            password,
        })
    }

    /// Finds the kept cluster, or makes one: beside its place, then moved there, so that what is in its
    /// place is whole.
    pub(crate) fn fill(&self, binaries: &Binaries) -> Result<(), FindError> {
        if self.kept && self.data.exists() {
            return Ok(());
        }
        let parent = self.data.parent().unwrap_or(&self.data);
        let unfinished = parent.join("initdb");
        let mut output = String::new();
        for locale in LOCALES {
            // Someone may have been killed here before, or failed just now.
            if unfinished.exists() {
                fs::remove_dir_all(&unfinished).map_err(|cause| failed("remove", &unfinished, cause))?;
            }
            fs::create_dir(&unfinished).map_err(|cause| failed("make the folder", &unfinished, cause))?;
            give(&unfinished, self.account)?;
            let Err(said) = self.initdb(binaries, &unfinished, locale)? else {
                return fs::rename(&unfinished, &self.data)
                    .map_err(|cause| failed("move the cluster to", &self.data, cause));
            };
            output = said;
            if !output.contains("locale") {
                break;
            }
        }
        Err(FindError::Initdb {
            version: binaries.version.clone(),
            output,
        })
    }

    /// The inner error is what `initdb` printed.
    fn initdb(
        &self,
        binaries: &Binaries,
        data: &Path,
        locale: &str,
    ) -> Result<Result<(), String>, FindError> {
        let password_file = self.run.join("password");
        write_secret(&password_file, &self.password)?;
        give(&password_file, self.account)?;
        let program = binaries.folder.join("initdb");
        let mut command = self.command(&program);
        command.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"]);
        command
            .arg(format!("--locale={locale}"))
            .arg("--pwfile")
            .arg(&password_file)
            .arg("--pgdata")
            .arg(data);
        if !self.kept {
            command.arg("--no-sync");
        }
        let output = command.output().map_err(|cause| failed("run", &program, cause))?;
        fs::remove_file(&password_file).map_err(|cause| failed("remove", &password_file, cause))?;
        Ok(if output.status.success() {
            Ok(())
        } else {
            Err(end(&String::from_utf8_lossy(&output.stderr)))
        })
    }

    /// A program of the cluster's account, with nothing of our environment, whose `PG…` would mislead it.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = account::command(program, self.account);
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command
    }
}

/// Asks the account itself, since groups and access lists have a say too.
fn can_enter(account: Option<Account>, folder: &Path) -> Result<bool, FindError> {
    if account.is_none() {
        return Ok(true);
    }
    let status = account::command("test", account).arg("-x").arg(folder).status();
    status
        .map(|status| status.success())
        .map_err(|cause| failed("look at", folder, cause))
}

fn give(path: &Path, account: Option<Account>) -> Result<(), FindError> {
    account.map_or(Ok(()), |Account { uid, gid }| {
        chown(path, Some(uid), Some(gid)).map_err(|cause| failed("give away", path, cause))
    })
}

pub(crate) fn failed(step: &'static str, path: &Path, cause: io::Error) -> FindError {
    FindError::Machine {
        step,
        path: path.to_path_buf(),
        cause,
    }
}

/// The last lines of an output, as one.
pub(crate) fn end(output: &str) -> String {
    let lines: Vec<&str> = output
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines[lines.len().saturating_sub(6)..].join("; ")
}
