//! An app and its surroundings in; one of its handlers, answering Lambda's events, out.
//!
//! One binary holds every handler. `_HANDLER`, which Lambda sets from the function's configuration, chooses one.

use crate::api_gateway;
use crate::cognito;
use crate::database::Database;
use crate::event_bridge;
use crate::migrator;
use crate::tokens;
use crate::variables;
use ferrovia::model::{self, Trigger};
use ferrovia::{AcquireError, App, Env, Failure, Invocation, Reply, Running, StartError, TokenClaims};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use lambda_runtime_api_client::{PooledClient, body::Body};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// What Lambda sets, and the runtime's client cannot do without.
const RUNTIME: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
];

/// The variable that chooses the handler.
const HANDLER: &str = "_HANDLER";

/// Why a function cannot start: everything that is wrong with its configuration, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured {
    handler: String,
    mistakes: Vec<StartError>,
}

impl Misconfigured {
    /// What is wrong.
    #[must_use]
    pub fn mistakes(&self) -> &[StartError] {
        &self.mistakes
    }

    /// Tells whoever started the process: on standard error, and through the runtime's API as a failed init, so that
    /// the invocation that caused the start fails with this message.
    pub async fn report(&self) {
        eprintln!("error: {self}");
        if let Err(error) = self.report_to_lambda().await {
            tracing::error!(%error, "the failed init could not be reported");
        }
    }

    async fn report_to_lambda(&self) -> Result<(), lambda_runtime::Error> {
        // Outside Lambda there is nobody to tell.
        if std::env::var_os(RUNTIME[0]).is_none() {
            return Ok(());
        }
        let diagnostic = Diagnostic {
            error_type: "Misconfigured".to_owned(),
            error_message: self.to_string(),
        };
        let request = http::Request::post("/2018-06-01/runtime/init/error")
            .header("content-type", "application/json")
            .header("lambda-runtime-function-error-type", &diagnostic.error_type)
            .body(Body::from(serde_json::to_vec(&diagnostic)?))?;
        PooledClient::builder().build().call(request).await?;
        Ok(())
    }
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the function `{}` cannot start: ", self.handler)?;
        for (position, mistake) in self.mistakes.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(formatter, "{separator}{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Misconfigured {}

/// What becomes of a token, in words for whoever asked for it; why, is in the log.
const UNTOLD: &str = "the token cannot be issued";

fn malformed(name: &str, what: &dyn fmt::Display) -> Failure {
    Failure {
        name: name.to_owned(),
        message: what.to_string(),
        data: Value::Null,
    }
}

/// The handler, started with what its signature asks for besides what the binary has bound.
fn surrounded(
    app: &App,
    handler: &str,
    function: Option<&model::Function>,
    env: Env,
) -> Result<Running, StartError> {
    let env = match function {
        Some(function) => {
            let env = migrator::bind(app.as_model(), function, env);
            tokens::bind(app.as_model(), function, env)?
        }
        None => env,
    };
    app.start(handler, env)
}

/// A handler that is ready for its first event.
pub struct Function {
    running: Running,
    database: Option<Arc<Database>>,
}

impl Function {
    /// Starts the handler that `_HANDLER` names, in surroundings to which the binary has bound its adapters.
    ///
    /// # Errors
    /// [`Misconfigured`] with every mistake.
    pub fn start(app: &App, env: Env) -> Result<Self, Misconfigured> {
        let handler = env.optional(HANDLER).unwrap_or("?").to_owned();
        let model = app.as_model();
        let function = model.functions.iter().find(|known| known.is_known_as(&handler));
        let missing = function.map(|function| variables::missing(model, function, &env));
        let mut mistakes: Vec<_> = RUNTIME
            .into_iter()
            .chain([HANDLER])
            .filter_map(|name| env.variable(name).err())
            .chain(missing.into_iter().flatten())
            .map(StartError::from)
            .collect();
        let database = env.adapter::<Database>().ok();
        match surrounded(app, &handler, function, env) {
            Ok(running) if mistakes.is_empty() => return Ok(Self { running, database }),
            // Adapters are not bound where their variables are missing, which is told already.
            Ok(_) => {}
            Err(StartError::Acquire(AcquireError::Unbound(_))) if !mistakes.is_empty() => {}
            Err(StartError::Unknown { .. }) if handler == "?" => {}
            Err(mistake) if mistakes.contains(&mistake) => {}
            Err(mistake) => mistakes.push(mistake),
        }
        Err(Misconfigured { handler, mistakes })
    }

    /// Answers events, one after the other, for as long as Lambda lets the process live.
    ///
    /// # Errors
    /// If the runtime's API cannot be reached any more.
    pub async fn serve(self) -> Result<(), lambda_runtime::Error> {
        let function = &self;
        lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
            function.answer(event.payload)
        }))
        .await
    }

    /// Answers one event.
    ///
    /// # Errors
    /// The handler's failure: its name is the Lambda error type, which `Retry` and `Catch` match, and its envelope is
    /// the message. What Cognito asks fails with a message that its client may read, since it does.
    pub async fn answer(&self, event: Value) -> Result<Value, Diagnostic> {
        if let Some(database) = &self.database
            && let Err(error) = database.refresh().await
        {
            // The connection that is open, or the last token, may still serve.
            tracing::warn!(%error, "the database's token could not be renewed");
        }
        let event = match self.running.trigger() {
            Some(Trigger::PreTokenGeneration) => return self.answer_cognito(event).await,
            Some(Trigger::Event(_)) => event_bridge::detail(event),
            // The schedule's own input is what the handler takes.
            Some(Trigger::Schedule(_)) | None => event,
        };
        match self.running.invoke(self.invocation(event)).await {
            Ok(Reply::Value(value)) => Ok(value),
            Ok(Reply::Http(response)) => {
                if response.status().is_server_error()
                    && let Some(failure) = response.extensions().get::<Failure>()
                {
                    // The client is told only what the signature declares; the operator finds the rest here.
                    tracing::error!(
                        error = failure.name,
                        message = failure.message,
                        "the request failed"
                    );
                }
                Ok(api_gateway::response(response))
            }
            Err(failure) => Err(Diagnostic {
                error_message: failure.text(),
                error_type: failure.name,
            }),
        }
    }

    /// Cognito hands the message of an error to whoever wants the token.
    async fn answer_cognito(&self, event: Value) -> Result<Value, Diagnostic> {
        let failure = match self.token_claims(&event).await {
            Ok(claims) => match cognito::answer(event, claims) {
                Ok(answer) => return Ok(answer),
                Err(error) => malformed("InvalidOutput", &error),
            },
            Err(failure) => failure,
        };
        let (error, message) = (&failure.name, &failure.message);
        let told = self.running.told(&failure);
        match told {
            Some(_) => tracing::info!(error, message, "no token is issued"),
            None => tracing::error!(error, message, "no token can be issued"),
        }
        Err(Diagnostic {
            error_message: told.unwrap_or(UNTOLD).to_owned(),
            error_type: failure.name,
        })
    }

    async fn token_claims(&self, event: &Value) -> Result<TokenClaims, Failure> {
        let request = cognito::token_request(event).map_err(|error| malformed("InvalidInput", &error))?;
        let request = serde_json::to_value(request).map_err(|error| malformed("InvalidInput", &error))?;
        match self.running.invoke(Invocation::Value(request)).await? {
            Reply::Value(claims) => {
                serde_json::from_value(claims).map_err(|error| malformed("InvalidOutput", &error))
            }
            Reply::Http(_) => Err(malformed("InvalidOutput", &"an HTTP answer")),
        }
    }

    fn invocation(&self, event: Value) -> Invocation {
        let is_request = event.pointer("/requestContext/http").is_some();
        match self.running.route() {
            Some(route) if is_request => match api_gateway::request(event, route) {
                Some(request) => Invocation::Http(Box::new(request)),
                // The handler answers that it is reached by its route only.
                None => Invocation::Value(Value::Null),
            },
            Some(_) | None => Invocation::Value(event),
        }
    }
}
