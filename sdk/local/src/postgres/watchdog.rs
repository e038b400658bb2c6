//! A shell that outlives us by a moment: when our end of its pipe closes, however we ended, it cleans up.
//!
//! Destructors do not run for statics, nor when a process is killed; a pipe's end is always seen.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Write},
    os::unix::process::CommandExt,
    process::{Child, ChildStdin, Command, Stdio},
};

const LISTEN: &str = "told=\nwhile read -r line; do told=$line; done\n";

/// Holds the pipe. Dropped, it lets the shell clean up and waits until it has.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Watchdog {
    /// Starts `script` with `arguments` as `$1`, `$2`, … It runs once the pipe has closed, and finds in
    /// `$told` the last line it was told. The lock stays closed until it is done.
    pub(crate) fn start<S: AsRef<OsStr>>(
        script: &str,
        arguments: impl IntoIterator<Item = S>,
        lock: Option<File>,
    ) -> io::Result<Self> {
        // A group of its own: a Ctrl-C or a test runner's kill of our group must not reach it.
        let mut shell = Command::new("sh")
            .args(["-c", &format!("{LISTEN}{script}"), "ferrovia-watchdog"])
            .args(arguments)
            .process_group(0)
            // It must keep no folder in use.
            .current_dir("/")
            .stdin(Stdio::piped())
            // Ours must not be held open: whoever reads our output waits for its end.
            .stdout(lock.map_or_else(Stdio::null, Stdio::from))
            .stderr(Stdio::null())
            .spawn()?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }

    /// Gives the script a line in place of the one before.
    pub(crate) fn tell(&mut self, line: &str) -> io::Result<()> {
        self.pipe
            .as_mut()
            .map_or(Ok(()), |pipe| pipe.write_all(format!("{line}\n").as_bytes()))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.pipe.take());
        // It has ended either way; there is nobody to tell that it could not be waited for.
        let _ = self.shell.wait();
    }
}
