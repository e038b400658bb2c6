//! An error with a type parameter.

use ferrovia::HandlerError;

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError<T> {
    #[error("it is {0}")]
    Busy(T),
}

fn main() {}
