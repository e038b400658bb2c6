//! Functions as Lambda runs them, each with its own role's credentials, in an account that judges.

use crate::account::{Account, access_key};
use crate::stack::{REGION, Stack, physical};
use ferrovia::{App, Env};
use ferrovia_aws::lambda::Function;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use wiremock::MockServer;

/// The functions of an app.
pub(crate) struct Functions {
    app: App,
    pub(crate) account: Arc<Account>,
    pub(crate) stack: Stack,
    /// Variables that no stack sets: where the test's own servers are, and what they are to be trusted by.
    surroundings: BTreeMap<String, String>,
    endpoint: MockServer,
}

impl Functions {
    /// The app's functions; every role has the policy that codegen wrote.
    pub(crate) async fn deploy(app: App, account: Arc<Account>, stack: Stack) -> Self {
        ferrovia_aws::config::install_tls_provider();
        let endpoint = account.serve().await;
        let surroundings = [
            ("AWS_ENDPOINT_URL".to_owned(), endpoint.uri()),
            ("OPENAI_BASE_URL".to_owned(), format!("{}/v1", endpoint.uri())),
        ];
        let functions = Self {
            app,
            account,
            stack,
            surroundings: surroundings.into(),
            endpoint,
        };
        functions.put_generated_policies();
        functions
    }

    /// The same, and every function has this variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.surroundings.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Where everything outside the functions is.
    pub(crate) fn endpoint(&self) -> String {
        self.endpoint.uri()
    }

    /// Gives each role what codegen wrote for it.
    pub(crate) fn put_generated_policies(&self) {
        for (name, function) in &self.stack.functions {
            self.account.put_policy(&physical(name), function.policy.clone());
        }
    }

    /// What a function finds around it: the variables that Terraform gives it (but for `choices`), Lambda's own, and
    /// the credentials of its role.
    pub(crate) fn env(&self, name: &str, choices: &[(String, String)]) -> Env {
        let mut variables: BTreeMap<String, String> = self.stack.functions[name].variables.clone();
        let full_name = physical(name);
        let runtime = [
            ("_HANDLER", name),
            ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9"),
            ("AWS_LAMBDA_FUNCTION_NAME", &full_name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "7"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", &access_key(&full_name)),
            ("AWS_SECRET_ACCESS_KEY", "dummy"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        variables.extend(self.surroundings.clone());
        variables.extend(runtime);
        variables.extend(choices.iter().cloned());
        Env::new(variables)
    }

    /// Invokes a function as its machine or its route does, with a cold start.
    pub(crate) async fn invoke(
        &self,
        name: &str,
        choices: &[(String, String)],
        event: Value,
    ) -> Result<Value, String> {
        let env = self.env(name, choices);
        let function: Function = handlers::lambda::start(&self.app, env)
            .await
            .map_err(|misconfigured| misconfigured.to_string())?;
        function
            .answer(event)
            .await
            .map_err(|failure| format!("{}: {}", failure.error_type, failure.error_message))
    }
}
