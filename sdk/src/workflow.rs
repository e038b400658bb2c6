//! Workflows as async functions: what `#[workflow]` implements, and what runs its steps.

mod compute;
mod join;
mod map;
mod transcript;

pub use compute::{
    add, contains, is_empty, items, len, multiply, negate, range, range_inclusive, subtract, text, widened,
};
pub use join::{join_2, join_3, join_4, join_5, join_6, join_7, join_8};
pub use map::map;
pub use transcript::{Constant, Probe, Unshaped, constant, failing, failure, name, names, owned};

use crate::handler::payload;
use crate::{Absorb, Handler, HandlerError, Shape};
use ferrovia_model::workflow::Transcript;
use ferrovia_model::{self as model, Kind, Shapes, Source};
use std::future::{Future, ready};
use std::time::Duration;

/// An async function that is deployed as one state machine. `#[workflow]` implements it on an empty enum that has the
/// function's name, so that lists read `.workflow::<answer_message>()`.
///
/// The function itself becomes one that takes a [`Steps`] first: a test runs it with steps of its own.
///
/// What a workflow can say: `let`, also with patterns and `else`; `step(input).await?`;
/// `let (a, b) = join!(one(x), two(y))?`; `match step(input).await { Ok(…) => …, Err(Variant) => … }`; `if`, `match`
/// and `if let` on values; `==`, `<`, `&&`, `!`, `is_some()`; struct, tuple and enum literals, `vec![…]`,
/// constants; early `return`. A name may be read any number of times: values are cloned. What else is to be computed,
/// a step computes; the compiler says where.
///
/// ```
/// use ferrovia::{HandlerError, Step, Steps, data, handler, workflow};
///
/// #[data]
/// pub struct Greeting {
///     text: String,
/// }
///
/// #[derive(Debug, thiserror::Error, HandlerError)]
/// pub enum GreetError {
///     /// Nobody is there.
///     #[error("nobody is there")]
///     Absent,
/// }
///
/// /// Greets.
/// #[handler]
/// pub async fn greet(name: String) -> Result<Greeting, GreetError> {
///     Ok(Greeting { text: format!("Hello, {name}!") })
/// }
///
/// /// Greets, whoever it is.
/// #[workflow(kind = "express", timeout = "25s")]
/// pub async fn welcome(name: String) -> Result<String, GreetError> {
///     match greet(name).await {
///         Ok(greeting) => Ok(greeting.text),
///         Err(GreetError::Absent) => Ok("Welcome!"),
///     }
/// }
///
/// /// Nobody is ever there.
/// struct Deserted;
/// impl Steps for Deserted {
///     async fn dispatch<H: Step>(&self, _: H::Input) -> Result<H::Output, H::Error> {
///         Err(H::Error::from_wire("GreetError.Absent", &serde_json::Value::Null).expect("its name"))
///     }
/// }
///
/// let mut welcomed = std::pin::pin!(welcome(&Deserted, "Ada".to_owned()));
/// let context = &mut std::task::Context::from_waker(std::task::Waker::noop());
/// let answer = std::future::Future::poll(welcomed.as_mut(), context);
/// assert!(matches!(answer, std::task::Poll::Ready(Ok(text)) if text == "Welcome!"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a workflow",
    label = "this is deployed as no state machine",
    note = "put `#[ferrovia::workflow(kind = \"express\")]` on the async function"
)]
pub trait Workflow: 'static {
    /// The function's name.
    const NAME: &'static str;
    /// Express or Standard.
    const KIND: Kind;
    /// What it takes.
    type Input: Shape;
    /// What it answers.
    type Output: Shape;
    /// How it fails.
    type Error: HandlerError;

    /// What the function says besides its types.
    fn outline(shapes: &mut Shapes) -> Outline;

    /// Runs the function, its steps through `steps`.
    fn run<S: Steps>(
        steps: &S,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;

    /// The workflow as data.
    #[must_use]
    fn describe(shapes: &mut Shapes) -> model::Workflow
    where
        Self: Sized,
    {
        let Outline {
            description,
            source,
            timeout_seconds,
            body,
        } = Self::outline(shapes);
        model::Workflow {
            name: Self::NAME.to_owned(),
            description: description.to_owned(),
            source,
            kind: Self::KIND,
            timeout_seconds,
            input: payload::<Self::Input>(shapes),
            output: payload::<Self::Output>(shapes),
            errors: Self::Error::variants(shapes),
            body,
        }
    }
}

/// What `#[workflow]` reads from the tokens: everything that is not a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The doc comment.
    pub description: &'static str,
    /// Where the function is.
    pub source: Source,
    /// When an execution is given up.
    pub timeout_seconds: u32,
    /// Its body.
    pub body: Transcript,
}

/// A handler that a workflow can call: one without a route. Every such [`Handler`] is a step.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a step",
    label = "not a handler that takes and answers values",
    note = "a step is a `#[ferrovia::handler]` without a `route`"
)]
pub trait Step: Handler<Input: Shape, Output: Shape> {}

// Else an author would be told what a route's request lacks to be a value.
#[diagnostic::do_not_recommend]
impl<H: Handler<Input: Shape, Output: Shape>> Step for H {}

/// What can be called in a workflow's tokens: handlers, which may be steps, and workflows, which are refused as steps
/// where they are called, and need not be refused once more where their name is written down.
pub trait Named {
    /// The function's name.
    const NAME: &'static str;
}

impl<H: Handler> Named for H {
    const NAME: &'static str = <H as Handler>::NAME;
}

/// What runs a workflow's steps, when the workflow itself runs as Rust.
pub trait Steps: Sync {
    /// Runs one step.
    fn dispatch<H: Step>(&self, input: H::Input) -> impl Future<Output = Result<H::Output, H::Error>> + Send;

    /// Lets time pass: what `sleep` in a workflow becomes. It is whole seconds, and done when they are over, whatever
    /// clock that is by. Unless an implementation says otherwise no time passes, as suits a test.
    fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send {
        let _ = time;
        ready(())
    }
}

/// The longest pause of a machine.
const LONGEST: Duration = Duration::from_secs(99_999_999);

/// Lets time pass: what `sleep` in a workflow becomes.
///
/// # Panics
/// If a machine would not wait so long.
pub fn sleep<S: Steps>(steps: &S, time: Duration) -> impl Future<Output = ()> + Send {
    assert!(time <= LONGEST, "a pause of {time:?} is longer than {LONGEST:?}");
    steps.sleep(time)
}

/// Runs one step: what a call in a workflow becomes.
pub fn dispatch<H: Step, S: Steps>(
    steps: &S,
    input: H::Input,
) -> impl Future<Output = Result<H::Output, H::Error>> + Send {
    steps.dispatch::<H>(input)
}

/// A step whose error is taken into the workflow's.
///
/// # Errors
/// The step's, absorbed.
pub async fn absorbing<T, E, A: Absorb<E>>(step: impl Future<Output = Result<T, E>>) -> Result<T, A> {
    step.await.map_err(A::absorb)
}
