//! Ctrl-C and SIGTERM in, one end for everybody out.

use std::future::Future;
use std::io;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Whether the process is to end. Clones hear of it together.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Listens for Ctrl-C (SIGINT) and SIGTERM from now on.
    ///
    /// # Errors
    /// If the operating system lets nobody listen.
    pub fn on_signals() -> io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            tell.send_replace(true);
            // The sender lives on, so that nobody takes its end for another signal.
            tell.closed().await;
        });
        Ok(Self(told))
    }

    /// Waits for the end.
    pub fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut told = self.0.clone();
        async move {
            // An error would say that there is nobody left to tell: the end too.
            let _ = told.wait_for(|ends| *ends).await;
        }
    }
}
