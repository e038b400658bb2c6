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
/// # What a workflow can say
///
/// | Rust | its state |
/// |---|---|
/// | `step(input).await?` | Task; retried as the error says |
/// | `match step(input).await { Ok(…) => …, Err(E::Variant { … }) => … }` | a Catch for each arm |
/// | `let (a, b) = join!(one(x), two(y))?` | Parallel |
/// | `map!(list, limit = 5, async \|item\| { … Ok(answer) })?` | Map, at most 40 at a time |
/// | `sleep(Duration::from_secs(30)).await`, `from_mins`, `from_hours` | Wait |
/// | `if`, `match`, `if let`, `let … else` | Choice |
/// | `for item in list`, `for n in 0..count`, `0..=count` | a counter, a Choice, and an edge back to it |
/// | `#[at_most(100)] while condition`, `while let` | the same; after 100 rounds it ends, as Rust and as a machine |
/// | `break`, `continue`, also with a label; `return` | an edge |
/// | `let`, `let mut x = …; x = …; x += …` | none: the states before set variables |
/// | `Ok(value)`, `Err(E::Variant { by: ticket.owner })` | Succeed, Fail |
///
/// In expressions: `==`, `<`, `&&`, `!`, `is_some()`; struct, tuple and enum literals, `vec![…]`, constants;
/// `format!("{name} of {}", count)` of strings and integers; `.len()`, `.is_empty()` and `.contains(&item)` of lists;
/// `+`, `-`, `*` and widening `as` of integers of at most 32 bits. What else is to be computed, a step computes; the
/// compiler says where, and why.
///
/// * A name may be read any number of times: values are cloned. A `let` keeps what it was given, whatever is assigned to
///   a variable later.
/// * An integer that overflows ends the workflow: Rust panics, in release builds too, and the machine fails with
///   `States.QueryEvaluationError`. Neither is a value that could be caught. A `.len()` is a `usize`, with which a workflow
///   calculates in 32 bits; a literal takes the type of what it stands beside, and `let mut count: u32 = 0` says it where
///   nothing else does.
/// * The iterations of a `map!` read what is outside of them and set nothing there. `?` and `return` leave the iteration.
///   The first that fails fails the whole; the answers have the order of the list.
/// * An error whose data is computed has the first line of its doc comment as message in the machine, which cannot run
///   `Display`. Floats and 64-bit integers are refused in such data: JSONata writes 15 digits.
///
/// # What states are called
///
/// As the source says it, so that a name stays as long as its line does: a Task by its step, a Choice by its condition
/// (`if ticket.urgent`, `match find_ticket`), a loop by its head (`for id in batch.ids`, `while !done`), a Map likewise
/// (`map id in batch.ids`, its first state `input id`), a Wait `sleep 30 s`, an end `return` or `return Err(Name)`. Of
/// several that would be called the same, the second in the source is `… 2`; a name is cut at 80 characters. Variables
/// have the author's names, with `_2` where these meet.
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
///
/// Loops, pauses and lists:
///
/// ```
/// use ferrovia::{HandlerError, data, handler, workflow};
/// use std::time::Duration;
///
/// #[data]
/// pub struct Parcel {
///     number: String,
///     delivered: bool,
/// }
///
/// #[derive(Debug, thiserror::Error, HandlerError)]
/// pub enum PostError {
///     /// The post has lost it.
///     #[error("{number} is lost, {waited} hours after it was sent")]
///     Lost { number: String, waited: u32 },
/// }
///
/// /// Looks where a parcel is.
/// #[handler]
/// pub async fn find_parcel(number: String) -> Result<Parcel, PostError> {
///     Ok(Parcel { number, delivered: true })
/// }
///
/// /// Waits for a parcel.
/// #[workflow(kind = "standard", timeout = "3d")]
/// pub async fn await_parcel(number: String) -> Result<u32, PostError> {
///     let mut parcel = find_parcel(number).await?;
///     let mut waited: u32 = 0;
///     #[at_most(48)]
///     while !parcel.delivered {
///         sleep(Duration::from_hours(1)).await;
///         waited += 1;
///         parcel = find_parcel(number).await?;
///     }
///     if parcel.delivered { Ok(waited) } else { Err(PostError::Lost { number, waited }) }
/// }
///
/// /// Looks where several parcels are, five at a time.
/// #[workflow(kind = "express")]
/// pub async fn find_parcels(numbers: Vec<String>) -> Result<String, PostError> {
///     let parcels = map!(numbers, limit = 5, async |number| find_parcel(number).await)?;
///     let mut delivered: u32 = 0;
///     for parcel in parcels {
///         if parcel.delivered {
///             delivered += 1;
///         }
///     }
///     Ok(format!("{delivered} of {} are there", parcels.len()))
/// }
/// #
/// # let app = ferrovia::App::new("post", "").handler::<find_parcel>().workflow::<await_parcel>().workflow::<find_parcels>();
/// # assert!(app.model().check().is_ok());
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
            was,
            body,
        } = Self::outline(shapes);
        model::Workflow {
            name: Self::NAME.to_owned(),
            was: was.iter().map(|name| (*name).to_owned()).collect(),
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
    /// What the function was called before, newest first.
    pub was: &'static [&'static str],
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
