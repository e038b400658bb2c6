//! A time-out that carries something.

use ferrovia::HandlerError;

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error("nobody took it in {hours} hours")]
    #[timeout]
    TimedOut { hours: u32 },
}

fn main() {}
