//! Two names for a time-out.

use ferrovia::HandlerError;

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error("nobody took it in time")]
    #[timeout]
    TimedOut,
    #[error("nobody was there")]
    #[timeout]
    Deserted,
}

fn main() {}
