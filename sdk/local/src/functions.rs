//! An app in; its handlers, invoked as Lambda invokes them, out.

use ferrovia::model::Function as Signature;
use ferrovia::{App, Env, Failure, Invocation, Reply, Running, StartError};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// What a function's caller is told when it fails: Lambda's error type, and its error document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionError {
    /// What `Retry` and `Catch` match.
    pub error: String,
    /// JSON with `errorType` and `errorMessage`.
    pub cause: String,
}

impl FunctionError {
    fn new(error: &str, message: &str) -> Self {
        Self {
            error: error.to_owned(),
            cause: json!({ "errorType": error, "errorMessage": message }).to_string(),
        }
    }
}

/// Functions that cannot start, each with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured(Vec<(String, StartError)>);

impl fmt::Display for Misconfigured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (function, mistake)) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(
                formatter,
                "{separator}the function `{function}` cannot start: {mistake}"
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Misconfigured {}

/// How long Lambda waits before each further try.
const RETRIES: [Duration; 2] = [Duration::from_mins(1), Duration::from_mins(2)];

struct Function {
    running: Arc<Running>,
    timeout: Duration,
}

/// Every function of an app, started. Each invocation is a task of its own: as in Lambda it goes on when its caller
/// has gone, and ends by the function's own timeout.
pub struct Functions {
    functions: BTreeMap<String, Function>,
    /// Where invocations run, whoever asks for them: connections belong to the runtime that opened them.
    runtime: Handle,
}

impl Functions {
    /// Starts all functions, each in its own surroundings, to run in `runtime`.
    ///
    /// # Errors
    /// [`Misconfigured`] with every function that cannot start.
    pub fn start(
        app: &App,
        runtime: Handle,
        surroundings: impl Fn(&Signature) -> Env,
    ) -> Result<Self, Misconfigured> {
        let mut mistaken = Vec::new();
        let mut functions = BTreeMap::new();
        for signature in &app.as_model().functions {
            match app.start(&signature.name, surroundings(signature)) {
                Ok(running) => {
                    let timeout = Duration::from_secs(signature.timeout_seconds.into());
                    let running = Arc::new(running);
                    functions.insert(signature.name.clone(), Function { running, timeout });
                }
                Err(mistake) => mistaken.push((signature.name.clone(), mistake)),
            }
        }
        if mistaken.is_empty() {
            Ok(Self { functions, runtime })
        } else {
            Err(Misconfigured(mistaken))
        }
    }

    /// Invokes a function with a value.
    ///
    /// # Errors
    /// What Lambda's caller is told.
    pub async fn invoke(&self, name: &str, payload: Value) -> Result<Value, FunctionError> {
        match self.reply(name, Invocation::Value(payload)).await? {
            Reply::Value(value) => Ok(value),
            Reply::Http(response) => Ok(json!({ "statusCode": response.status().as_u16() })),
        }
    }

    /// Has a function invoked with a value, as Lambda does where nobody waits: a failure is tried again after a minute and
    /// after two more; what fails then is told to the log, where Lambda has dead letters.
    pub fn start_asynchronously(self: &Arc<Self>, name: &str, payload: Value) {
        let (functions, name) = (Arc::clone(self), name.to_owned());
        self.runtime.spawn(async move {
            for pause in RETRIES.map(Some).into_iter().chain([None]) {
                let (Err(failed), pause) = (functions.invoke(&name, payload.clone()).await, pause) else {
                    return;
                };
                match pause {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => tracing::error!(function = name, error = failed.error, "given up: a dead letter"),
                }
            }
        });
    }

    /// Invokes a function with a request.
    ///
    /// # Errors
    /// What API Gateway is told when there is no response.
    pub async fn request(
        &self,
        name: &str,
        request: http::Request<bytes::Bytes>,
    ) -> Result<http::Response<bytes::Bytes>, FunctionError> {
        match self.reply(name, Invocation::Http(Box::new(request))).await? {
            Reply::Http(response) => {
                if response.status().is_server_error()
                    && let Some(failure) = response.extensions().get::<Failure>()
                {
                    let (error, message) = (&failure.name, &failure.message);
                    tracing::error!(function = name, error, message, "the request failed");
                }
                Ok(response)
            }
            Reply::Value(_) => Err(FunctionError::new(
                "InvalidOutput",
                "the function gave no response",
            )),
        }
    }

    async fn reply(&self, name: &str, invocation: Invocation) -> Result<Reply, FunctionError> {
        let Some(function) = self.functions.get(name) else {
            return Err(FunctionError::new(
                "Lambda.ResourceNotFoundException",
                &format!("there is no function `{name}`"),
            ));
        };
        let (running, timeout) = (Arc::clone(&function.running), function.timeout);
        let invoked = self
            .runtime
            .spawn(async move { tokio::time::timeout(timeout, running.invoke(invocation)).await });
        let failed = match invoked.await {
            Ok(Ok(Ok(reply))) => return Ok(reply),
            Ok(Ok(Err(failure))) => FunctionError::new(&failure.name, &failure.text()),
            Ok(Err(_)) => {
                let message = format!("Task timed out after {:.2} seconds", timeout.as_secs_f64());
                FunctionError::new("Sandbox.Timedout", &message)
            }
            Err(_) => FunctionError::new("Runtime.ExitError", "the function ended without an answer"),
        };
        tracing::warn!(
            function = name,
            error = failed.error,
            cause = failed.cause,
            "the function failed"
        );
        Err(failed)
    }
}
