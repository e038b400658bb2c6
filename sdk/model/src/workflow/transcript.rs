//! What an author's `async fn` says, untyped.

use serde::{Deserialize, Serialize};

/// Being written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transcript;
