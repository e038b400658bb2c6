//! What happens on the platform in, lines for a person out.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the platform tells what happens. Cheap to clone: clones write to the same place, one whole entry at a time.
#[derive(Clone)]
pub struct Console(Arc<Mutex<dyn Write + Send>>);

impl Console {
    /// Tells it on standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self::to(std::io::stdout())
    }

    /// Tells it there.
    #[must_use]
    pub fn to(output: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(output)))
    }

    /// One entry: a line, or several that belong together.
    pub fn print(&self, entry: impl fmt::Display) {
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody listens any more: that is no reason to stop serving.
        let _ = writeln!(output, "{entry}").and_then(|()| output.flush());
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Console")
    }
}
