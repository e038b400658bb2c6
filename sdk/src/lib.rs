//! Typed handlers, from whose signatures AWS serverless infrastructure is derived.
//!
//! A handler is an async function. Its first parameter is its input; every other parameter is a
//! [`Capability`]: a verb on a noun. What the signature does not name, the handler cannot touch, so the
//! signature *is* the permission.
//!
//! ```
//! use ferrovia::{data, handler, App, Env, HandlerError, Invoke, LanguageModel, Resource};
//!
//! /// Decides what the customer wants.
//! #[derive(Resource)]
//! #[resource(name = "intent", kind = LanguageModel, definition = LanguageModel::any_of([
//!     LanguageModel::bedrock("amazon.nova-lite-v1:0"),
//! ]))]
//! pub struct IntentModel;
//!
//! #[data]
//! pub struct Question {
//!     text: String,
//! }
//!
//! #[data]
//! pub struct Intent {
//!     wants_human: bool,
//! }
//!
//! #[derive(Debug, thiserror::Error, HandlerError)]
//! pub enum ModelError {
//!     /// The model is busy.
//!     #[error("the model is busy")]
//!     #[retry(max_attempts = 2, interval = "1s")]
//!     Busy,
//! }
//!
//! /// Classifies one question.
//! #[handler(timeout = "20s", memory_mb = 256)]
//! pub async fn classify_intent(question: Question, _model: Invoke<IntentModel>) -> Result<Intent, ModelError> {
//!     Ok(Intent { wants_human: question.text.contains("human") })
//! }
//!
//! let app = App::new("desk", "A help desk.").resource::<IntentModel>().handler::<classify_intent>().model();
//! assert_eq!(app.functions[0].parameters[0].ty, "Invoke<IntentModel>");
//! # let _ = Env::default();
//! ```

// The macros name the SDK by absolute paths, here too.
extern crate self as ferrovia;

mod app;
mod capability;
mod env;
mod error;
mod event;
mod handler;
mod http_handler;
pub mod language_model;
mod migration;
mod port;
mod prompt;
mod resource;
mod scheduled;
mod shape;
mod task_token;
mod token;
mod token_request;
mod workflow;

pub use app::{App, Running, StartError};
pub use capability::{
    Append, Capability, Erase, Invoke, Launch, Migrate, Outcome, Port, Publish, Read, Refresh, Report, Send,
    Start, Update, Write,
};
pub use env::{AcquireError, Env};
pub use error::{Absorb, ErrorEnvelope, HandlerError, ProblemResponse};
pub use event::Event;
pub use ferrovia_macros::{
    Capability, Event, HandlerError, Prompts, Resource, Shape, data, handler, workflow,
};
pub use handler::{Failure, Handler, Input, Invocation, Output, Reply};
pub use http_handler::{
    Accepted, Answer, Caller, Claims, Created, ETag, ETagError, Either, Headers, IfMatch, Json, NoContent,
    Parameters, PreconditionFailed, Request, UnauthenticatedCaller, WithHeaders,
};
pub use migration::{DatabaseMigrator, MigrateError, MigrateRequest, Migrated, Phase};
pub use port::{
    Buckets, Configurations, EventPublisher, ExecutionOutcome, Fits, Gauges, LanguageModels, Migrator,
    PortError, Queues, Secrets, TaskTokens, TokenError, WorkflowStarter,
};
pub use prompt::{Prompt, PromptFile, PromptPiece, PromptVariable, Prompts, TooLong, ValueTooLong};
pub use resource::{
    Bucket, Configuration, ConfigurationReader, Database, EventBus, Gauge, GaugeReporter, KeyRefresher,
    KeySet, Kind, LanguageModel, Measure, ObjectEraser, ObjectReader, ObjectWriter, Queue, Resource, Secret,
    SecretReader, Table,
};
pub use scheduled::Scheduled;
pub use shape::Shape;
pub use task_token::{Complete, TaskToken, TaskTokenValue, WaitingStep};
pub use token::{TokenRefused, TokenVerifier};
pub use token_request::{TokenClaims, TokenOccasion, TokenRequest, TokenSubject};
pub use workflow::{Step, Steps, Workflow};

/// The vocabulary as plain data.
pub use ferrovia_model as model;

/// What the macros' output names. Not for authors.
#[doc(hidden)]
pub mod __private {
    pub use crate::handler::{
        HandlerFn, Outcome, Signature, input_with_route, input_without_route, output_of_waiting,
        output_with_route, output_without_route,
    };
    pub use crate::resource::{DefinedByDefault, OfKind};
    pub use crate::scheduled::{input_of_event, input_of_schedule, output_of_asynchronous};
    pub use crate::token_request::{input_of_pre_token_generation, output_of_pre_token_generation};
    /// What `#[derive(HandlerError)]` calls.
    pub mod error {
        pub use crate::error::{Data, Message, Seconds, Unknown, members};
    }
    /// What `#[derive(Shape)]` calls.
    pub mod shape {
        pub use crate::shape::{MayBeAbsent, default_field, field, generic, may_be_absent};
    }
    pub use schemars;
    pub use serde;
    pub use serde_json;
    /// What `#[workflow]` calls.
    pub mod workflow {
        pub use crate::workflow::{
            Constant, Named, Outline, Probe, Unshaped, absorbing, add, constant, contains, dispatch, failing,
            failure, is_empty, items, join_2, join_3, join_4, join_5, join_6, join_7, join_8, len, map,
            multiply, name, names, negate, owned, range, range_inclusive, sleep, subtract, text, widened,
        };
    }
}
