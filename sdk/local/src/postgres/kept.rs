//! The folder in which a server's data outlive it, and the lock that gives it to one server at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use uuid::Uuid;

use super::{FindError, place::failed};

/// A server that was just left by its process is still writing. Together, 5 s.
const LOOKS: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// A folder that is ours as long as the lock, or a copy of it, is open.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) folder: PathBuf,
    lock: File,
}

impl Kept {
    /// Makes the folder if need be, and waits for a server that is just ending in it.
    pub(crate) async fn open(folder: &Path) -> Result<Self, FindError> {
        let folder = std::path::absolute(folder).map_err(|cause| failed("find the folder", folder, cause))?;
        fs::create_dir_all(&folder).map_err(|cause| failed("make the folder", &folder, cause))?;
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(|cause| failed("write", &path, cause))?;
        for _ in 0..LOOKS {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { folder, lock }),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::Error(cause)) => return Err(failed("lock", &path, cause)),
            }
        }
        Err(FindError::InUse { folder })
    }

    /// A copy of the lock, for the watchdog: the folder is free when all copies are closed.
    pub(crate) fn lock(&self) -> Result<File, FindError> {
        self.lock
            .try_clone()
            .map_err(|cause| failed("lock", &self.folder, cause))
    }
}

/// The superuser's password, for a server that was started just now.
pub(crate) fn new_password() -> String {
    Uuid::new_v4().simple().to_string()
}

/// The password of a server that was started before: read from this file, or written there the first time.
pub(crate) fn password_in(path: &Path) -> Result<String, FindError> {
    match fs::read_to_string(path) {
        Ok(password) => Ok(password),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let password = new_password();
            write_secret(path, &password)?;
            Ok(password)
        }
        Err(cause) => Err(failed("read", path, cause)),
    }
}

/// Writes a new file that nobody else can read.
pub(crate) fn write_secret(path: &Path, secret: &str) -> Result<(), FindError> {
    let opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    opened
        .and_then(|mut file| file.write_all(secret.as_bytes()))
        .map_err(|cause| failed("write", path, cause))
}
