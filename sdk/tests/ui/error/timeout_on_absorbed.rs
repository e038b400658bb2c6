//! A time-out of another enum.

use ferrovia::HandlerError;

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("the store is slow")]
    Slow,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error(transparent)]
    #[timeout]
    Store(#[from] StoreError),
}

fn main() {}
