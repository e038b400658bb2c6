//! A secret's name in; the value that stands in a variable, out.

use async_trait::async_trait;
use ferrovia::model::environment;
use ferrovia::{Env, PortError, Secrets};
use secrecy::SecretString;

/// The secrets that stand in variables: `openai_api_key` in `OPENAI_API_KEY`.
pub struct SecretsInVariables(Env);

impl SecretsInVariables {
    /// The secrets in these surroundings' variables.
    #[must_use]
    pub const fn new(env: Env) -> Self {
        Self(env)
    }
}

#[async_trait]
impl Secrets for SecretsInVariables {
    async fn value(&self, name: &str) -> Result<SecretString, PortError> {
        let variable = environment::secret_value(name);
        let value = self.0.variable(&variable).map_err(|error| PortError::Refused {
            service: "the environment",
            detail: error.to_string(),
        })?;
        Ok(SecretString::from(value))
    }
}
