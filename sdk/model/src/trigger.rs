//! What of AWS's asks a handler by itself, without a route and without a workflow.

use serde::{Deserialize, Serialize};

/// A question that a service of AWS puts to one handler of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Amazon Cognito is about to issue a token: what else shall the access token say?
    PreTokenGeneration,
}

impl Trigger {
    /// Its name, as authors write it: `pre_token_generation`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreTokenGeneration => "pre_token_generation",
        }
    }

    /// How long the service waits for the answer, in seconds, before it asks again or gives up.
    ///
    /// Cognito waits five, and that cannot be changed:
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html>.
    #[must_use]
    pub const fn longest_seconds(self) -> u32 {
        match self {
            Self::PreTokenGeneration => 5,
        }
    }
}
