//! Steps that wait for somebody: the token that is handed out, and the capability that answers it.

use crate::handler::{Failure, payload_error};
use crate::{
    AcquireError, Capability, Env, Handler, HandlerError, Invocation, Output, PortError, Shape, Step,
    TaskTokens, TokenError,
};
use ferrovia_model::{Grant, Shapes, Type};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The token of a task that waits, as it is stored and passed on: whoever has it, and the right to, answers for the
/// step. Its text is up to 2,048 characters that mean something to Step Functions alone; it is not printed.
///
/// ```
/// let token = ferrovia::TaskTokenValue::new("AQCEAAAAKgAA");
/// assert_eq!(token.as_str(), "AQCEAAAAKgAA");
/// assert_eq!(format!("{token:?}"), "TaskTokenValue(…)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskTokenValue(String);

impl TaskTokenValue {
    /// A token that was stored.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its text, to be stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TaskTokenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaskTokenValue(…)")
    }
}

impl JsonSchema for TaskTokenValue {
    fn schema_name() -> Cow<'static, str> {
        "TaskTokenValue".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl Shape for TaskTokenValue {
    fn shape(_: &mut Shapes) -> Type {
        Type::String
    }
}

/// What makes a handler a *waiting step*: its second parameter, with `wait = "3d"` in `#[handler(…)]`.
///
/// The handler keeps the token where somebody will find it, and answers `()`. The workflow that called it goes on when
/// a handler with [`Complete`] answers the token: for the workflow, the step results in `Outcome`.
///
/// ```
/// use ferrovia::{Complete, HandlerError, TaskToken, TaskTokenValue, data, handler, workflow};
///
/// #[data]
/// pub struct HandOver {
///     conversation: String,
/// }
///
/// /// What the agent made of it.
/// #[data]
/// pub struct Handled {
///     note: String,
/// }
///
/// #[derive(Debug, thiserror::Error, HandlerError)]
/// pub enum HandOverError {
///     /// No agent took it in time.
///     #[error("no agent took it in time")]
///     #[timeout]
///     TimedOut,
/// }
///
/// /// Puts a conversation into the agents' queue, and waits for one of them.
/// #[handler(wait = "3d", heartbeat = "1h")]
/// pub async fn hand_over(request: HandOver, token: TaskToken<Handled>) -> Result<(), HandOverError> {
///     let _stored = (request.conversation, token.value().as_str());
///     Ok(())
/// }
///
/// /// The agent is done.
/// #[handler]
/// pub async fn close(token: TaskTokenValue, handing_over: Complete<hand_over>) -> Result<(), HandOverError> {
///     let answered = handing_over.succeed(&token, &Handled { note: "done".to_owned() }).await;
///     answered.map_err(|_| HandOverError::TimedOut)
/// }
///
/// /// Lets a person answer.
/// #[workflow(kind = "standard", timeout = "7d")]
/// pub async fn escalate(request: HandOver) -> Result<String, HandOverError> {
///     match hand_over(request).await {
///         Ok(handled) => Ok(handled.note),
///         Err(HandOverError::TimedOut) => Ok("nobody was there"),
///     }
/// }
/// ```
///
/// Only a standard workflow can wait, and for longer than the step does: `App::check` sees to both, and to it that some
/// handler has `Complete`.
///
/// The wait ends, besides, when the handler fails, when an answer is a failure ([`Complete::fail`]), and when it has
/// lasted too long: `wait` in all, or `heartbeat` since the last [`Complete::heartbeat`]. A workflow sees the end of its
/// time as the variant of the handler's error that has `#[timeout]`; without one, the workflow ends. An answer that
/// comes later is refused with [`TokenError::Closed`].
///
/// A retried step hands out a new token each time; the former one is closed.
pub struct TaskToken<O> {
    value: TaskTokenValue,
    outcome: PhantomData<fn() -> O>,
}

impl<O> TaskToken<O> {
    /// A token, for a test that calls the handler.
    #[must_use]
    pub fn new(value: TaskTokenValue) -> Self {
        Self {
            value,
            outcome: PhantomData,
        }
    }

    /// The token, to be stored.
    #[must_use]
    pub fn value(&self) -> &TaskTokenValue {
        &self.value
    }

    /// The token, to be stored.
    #[must_use]
    pub fn into_value(self) -> TaskTokenValue {
        self.value
    }
}

impl<O> fmt::Debug for TaskToken<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaskToken(…)")
    }
}

/// What a handler waits for after it has answered: nothing, `()`, or the answer to its [`TaskToken`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a task token",
    label = "a handler with `wait` takes its token second",
    note = "put `token: TaskToken<Outcome>` behind the input, where `Outcome` is what the step results in",
    note = "remove `wait` if the handler's own answer is what the step results in"
)]
pub trait Awaited: Sized + Send + 'static {
    /// What comes of a step whose function answers `A`.
    type Of<A: Output>: Output;

    /// The token that came with an input, and the input.
    ///
    /// # Errors
    /// The failure, if none came.
    fn take(invocation: Invocation) -> Result<(Self, Invocation), Failure>;
}

impl Awaited for () {
    type Of<A: Output> = A;

    fn take(invocation: Invocation) -> Result<(Self, Invocation), Failure> {
        Ok(((), invocation))
    }
}

/// What a waiting step is invoked with.
#[derive(Deserialize)]
struct Handed {
    input: Value,
    task_token: TaskTokenValue,
}

impl<O: Shape> Awaited for TaskToken<O> {
    type Of<A: Output> = O;

    fn take(invocation: Invocation) -> Result<(Self, Invocation), Failure> {
        let refuse = |reason: &str| {
            payload_error(format!(
                "a waiting step is given `input` and `task_token`: {reason}"
            ))
        };
        match invocation {
            // What is wrong with it may quote the token.
            Invocation::Value(value) => match serde_json::from_value(value) {
                Ok(Handed { input, task_token }) => Ok((Self::new(task_token), Invocation::Value(input))),
                Err(_) => Err(refuse("call it from a workflow")),
            },
            Invocation::Http(_) => Err(refuse("it has no HTTP route")),
        }
    }
}

/// The outcomes whose tokens may stand where capabilities do: none. So whoever misplaces one is told its place.
#[diagnostic::on_unimplemented(
    message = "no `TaskToken<{Self}>` comes here",
    label = "a token is the second parameter of a handler with `wait`, and nothing else",
    note = "say how long the step waits, `#[handler(wait = \"3d\")]`, and put its one token behind the input"
)]
pub trait Misplaced {}

impl<O: Misplaced> Capability for TaskToken<O> {
    fn grants() -> Vec<Grant> {
        Vec::new()
    }

    fn acquire(_: &Env) -> Result<Self, AcquireError> {
        Err(AcquireError::Unbound("TaskToken"))
    }
}

/// What a handler that waits answers itself.
#[diagnostic::on_unimplemented(
    message = "a handler that waits answers `()`, not `{Self}`",
    label = "nobody would see this",
    note = "what the step results in is the `Outcome` of its `TaskToken<Outcome>`: whoever completes it says so"
)]
pub trait Nothing {}

impl Nothing for () {}

/// A handler that waits: one whose second parameter is a [`TaskToken`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a waiting step",
    label = "this hands out no token that could be answered",
    note = "a waiting step is a `#[ferrovia::handler(wait = \"3d\")]` whose second parameter is a `TaskToken<Outcome>`"
)]
pub trait WaitingStep: Step {}

#[diagnostic::do_not_recommend]
impl<H: Step + Handler<Token = TaskToken<<H as Handler>::Output>>> WaitingStep for H {}

/// May answer for the waiting step `H`: with its outcome, or with one of its errors.
pub struct Complete<H> {
    tokens: Arc<dyn TaskTokens>,
    step: PhantomData<fn(H)>,
}

impl<H: WaitingStep> Capability for Complete<H> {
    fn grants() -> Vec<Grant> {
        vec![Grant::CompleteStep(H::NAME.to_owned())]
    }

    fn acquire(env: &Env) -> Result<Self, AcquireError> {
        Ok(Self {
            tokens: env.adapter::<dyn TaskTokens>()?,
            step: PhantomData,
        })
    }
}

impl<H: WaitingStep> Complete<H> {
    /// Lets the workflow go on with `outcome`.
    ///
    /// # Errors
    /// [`TokenError::Closed`] if the step was answered before or waits no longer.
    pub async fn succeed(&self, token: &TaskTokenValue, outcome: &H::Output) -> Result<(), TokenError> {
        let outcome =
            serde_json::to_value(outcome).map_err(|error| PortError::Encoding(error.to_string()))?;
        self.tokens.succeed(token, outcome).await
    }

    /// Lets the step fail, as if the handler itself had failed so: it is retried or caught.
    ///
    /// # Errors
    /// [`TokenError::Closed`] if the step was answered before or waits no longer.
    pub async fn fail(&self, token: &TaskTokenValue, error: &H::Error) -> Result<(), TokenError> {
        self.tokens.fail(token, error.wire()).await
    }

    /// Says that somebody is at it, so that the step waits another `heartbeat`; never longer than `wait` in all.
    ///
    /// # Errors
    /// [`TokenError::Closed`] if the step was answered before or waits no longer.
    pub async fn heartbeat(&self, token: &TaskTokenValue) -> Result<(), TokenError> {
        self.tokens.heartbeat(token).await
    }
}
