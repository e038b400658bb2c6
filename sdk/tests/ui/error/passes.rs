//! Everything that an error may look like.

use ferrovia::{Absorb, HandlerError, data};

#[data]
#[derive(Default)]
struct Version(u32);

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    /// Someone was faster.
    #[error("there is a newer version")]
    #[retry(max_attempts = 3, interval = "1s", rate = 1.5, max_delay = "10s")]
    #[problem(status = 409, slug = "conflict", title = "Someone was faster")]
    Conflict { id: String, version: Version },
    #[error("wait")]
    #[problem(status = 429, type = "https://iana.org/assignments/http-problem-types#quota-exceeded", title = "Too much")]
    TooMuch {
        #[retry_after]
        after: u32,
        #[headers]
        version: Version,
        #[member = "violated-policies"]
        policies: Vec<String>,
    },
    #[error("version {0:?} is gone")]
    Gone(Version),
    #[error("the store is closed")]
    Closed,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("nobody asks")]
    Nobody,
}

fn main() {
    let _ = AskError::absorb(StoreError::Gone(Version::default()));
    let _ = AskError::from(StoreError::Closed);
    let _ = AskError::Nobody;
    let _ = StoreError::Conflict {
        id: String::new(),
        version: Version(1),
    };
}
