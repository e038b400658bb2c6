//! The trait behind `#[handler]`: what a signature says, and how to call it.

mod invocation;

pub use invocation::{Failure, Invocation, Reply};
pub(crate) use invocation::{invoke, payload_error};

use crate::http_handler::Parts;
use crate::task_token::{Awaited, Nothing};
use crate::{AcquireError, Env, HandlerError, ProblemResponse, Shape};
use ferrovia_model::{self as model, Parameter, Payload, Shapes, Source};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;
use std::future::Future;

/// A typed async function, deployed as one Lambda function. `#[handler]` makes one of an empty enum that has the
/// function's name, so that lists read `.handler::<classify_intent>()`; the function stays as it was.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    note = "put `#[ferrovia::handler]` on the async function"
)]
pub trait Handler: 'static {
    /// The function's name.
    const NAME: &'static str;
    /// The first parameter.
    type Input: Input;
    /// What the function answers.
    type Answer: Output;
    /// What success results in: the answer, or, if the handler waits, what its token is answered with.
    type Output: Output;
    /// How it fails.
    type Error: HandlerError;
    /// What it waits for: nothing, `()`, or the answer to a [`TaskToken`](crate::TaskToken).
    type Token: Awaited;
    /// The other parameters, as a tuple.
    type Capabilities: Send + 'static;

    /// What the signature says besides its types.
    fn signature() -> Signature;

    /// Takes hold of the capabilities.
    ///
    /// # Errors
    /// [`AcquireError`] if a variable or an adapter is missing.
    fn acquire(env: &Env) -> Result<Self::Capabilities, AcquireError>;

    /// Calls the function.
    fn call(
        input: Self::Input,
        token: Self::Token,
        capabilities: Self::Capabilities,
    ) -> impl Future<Output = Result<Self::Answer, Self::Error>> + Send;

    /// The handler as data.
    #[must_use]
    fn describe(shapes: &mut Shapes) -> model::Function
    where
        Self: Sized,
    {
        let Signature {
            description,
            source,
            timeout_seconds,
            memory_mb,
            parameters,
            route,
            wait,
            was,
            trigger,
        } = Self::signature();
        let parts = Self::Input::parts(shapes);
        model::Function {
            name: Self::NAME.to_owned(),
            was: was.iter().map(|name| (*name).to_owned()).collect(),
            description: description.to_owned(),
            source,
            timeout_seconds,
            memory_mb,
            input: Self::Input::payload(shapes),
            output: Self::Output::payload(shapes),
            errors: Self::Error::variants(shapes),
            parameters,
            route: route.map(|route| model::Route {
                path_parameters: parts.path,
                query: parts.query,
                headers: parts.headers,
                body: parts.body,
                responses: Self::Output::responses(shapes),
                ..route
            }),
            wait,
            trigger,
        }
    }
}

/// What `#[handler]` implements: the function as it stands. Every such function is a [`Handler`]; that the two are apart
/// is why each mistake in a signature is one error, at the type that is mistaken.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    note = "put `#[ferrovia::handler]` on the async function"
)]
pub trait HandlerFn: 'static {
    /// The function's name.
    const NAME: &'static str;
    /// The first parameter.
    type Input: Input;
    /// What it answers.
    type Answer: Outcome<Ok: Output, Err: HandlerError>;
    /// What it waits for.
    type Token: Awaited;
    /// The other parameters, as a tuple.
    type Capabilities: Send + 'static;

    /// What the signature says besides its types.
    fn signature() -> Signature;

    /// Takes hold of the capabilities.
    ///
    /// # Errors
    /// [`AcquireError`] if a variable or an adapter is missing.
    fn acquire(env: &Env) -> Result<Self::Capabilities, AcquireError>;

    /// Calls the function.
    fn call(
        input: Self::Input,
        token: Self::Token,
        capabilities: Self::Capabilities,
    ) -> impl Future<Output = Self::Answer> + Send;
}

#[diagnostic::do_not_recommend]
impl<F: HandlerFn> Handler for F {
    const NAME: &'static str = F::NAME;
    type Input = F::Input;
    type Answer = <F::Answer as Outcome>::Ok;
    type Output = <F::Token as Awaited>::Of<<F::Answer as Outcome>::Ok>;
    type Error = <F::Answer as Outcome>::Err;
    type Token = F::Token;
    type Capabilities = F::Capabilities;

    fn signature() -> Signature {
        F::signature()
    }

    fn acquire(env: &Env) -> Result<Self::Capabilities, AcquireError> {
        F::acquire(env)
    }

    async fn call(
        input: Self::Input,
        token: Self::Token,
        capabilities: Self::Capabilities,
    ) -> Result<Self::Answer, Self::Error> {
        F::call(input, token, capabilities).await.into_result()
    }
}

/// A `Result`, whatever alias it is spelled by.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Result`",
    label = "a handler answers a `Result`",
    note = "write `-> Result<Output, Error>`; a handler that cannot fail has an error enum without variants"
)]
pub trait Outcome {
    /// What success holds.
    type Ok;
    /// What failure holds.
    type Err;

    /// The `Result` itself.
    ///
    /// # Errors
    /// Its own.
    fn into_result(self) -> Result<Self::Ok, Self::Err>;
}

impl<T, E> Outcome for Result<T, E> {
    type Ok = T;
    type Err = E;

    fn into_result(self) -> Self {
        self
    }
}

/// Compiles if `H`, which has a route, takes a request.
#[track_caller]
pub const fn input_with_route<H: Handler>() {
    assert!(
        <H::Input as Input>::BY_ROUTE,
        "a handler with a `route` takes a `ferrovia::Request<Body, Path, Query, Headers>`"
    );
}

/// Compiles if `H`, which has no route, takes a value.
#[track_caller]
pub const fn input_without_route<H: Handler>() {
    assert!(
        !<H::Input as Input>::BY_ROUTE,
        "a `Request` comes through a route: add `route = \"POST /v1/messages\"` to `#[handler]`"
    );
}

/// Compiles if `H`, which has a route, gives an HTTP answer.
#[track_caller]
pub const fn output_with_route<H: Handler>() {
    assert!(
        <H::Answer as Output>::BY_ROUTE,
        "a handler with a `route` answers `Json<T>`, `Created<T>`, `Accepted<T>`, `NoContent`, these `WithHeaders`, or `Either` of them"
    );
}

/// Compiles if `H`, which has no route, answers a value.
#[track_caller]
pub const fn output_without_route<H: Handler>() {
    assert!(
        !<H::Answer as Output>::BY_ROUTE,
        "an HTTP answer goes through a route: add `route = \"POST /v1/messages\"` to `#[handler]`"
    );
}

/// Compiles if a handler that waits, and answers `A`, answers nothing itself.
pub const fn output_of_waiting<A: Nothing>() {}

/// What `#[handler]` reads from the tokens: everything that is not a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// The doc comment.
    pub description: &'static str,
    /// Where the function is.
    pub source: Source,
    /// Lambda's timeout.
    pub timeout_seconds: u32,
    /// Lambda's memory.
    pub memory_mb: u32,
    /// The capabilities.
    pub parameters: Vec<Parameter>,
    /// The route without its types.
    pub route: Option<model::Route>,
    /// How long its token may be answered.
    pub wait: Option<model::Wait>,
    /// What the function was called before, newest first.
    pub was: &'static [&'static str],
    /// What starts it by itself.
    pub trigger: Option<model::Trigger>,
}

/// What can be a handler's first parameter: a value that travels, or an HTTP [`Request`](crate::Request).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler's input",
    label = "the first parameter is the input",
    note = "put `#[ferrovia::data]` on its definition and on its parts; a handler without input takes `_: ()` first",
    note = "with `route = …` the input is `ferrovia::Request<Body, Path, Query, Headers>`"
)]
pub trait Input: Sized + Send + 'static {
    /// Whether it comes through a route: an HTTP request, not a value.
    const BY_ROUTE: bool;

    /// Shape and schema.
    fn payload(shapes: &mut Shapes) -> Payload;

    /// The parts of an HTTP request; empty for a value.
    #[must_use]
    fn parts(_shapes: &mut Shapes) -> Parts {
        Parts::default()
    }

    /// Reads it from an invocation.
    ///
    /// # Errors
    /// The reply to give instead, or the failure.
    fn decode(invocation: Invocation, signature: &Signature) -> Result<Self, Box<Result<Reply, Failure>>>;
}

/// What a handler can answer: a value that travels, or an HTTP [`Answer`](crate::Answer).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler's output",
    label = "this cannot be written as JSON",
    note = "put `#[ferrovia::data]` on its definition and on its parts",
    note = "with `route = …` the output is `Json<T>`, `Created<T>`, `Accepted<T>`, `NoContent`, these `WithHeaders`, or `Either` of them"
)]
pub trait Output: Sized + Send + 'static {
    /// Whether it goes through a route: an HTTP answer, not a value.
    const BY_ROUTE: bool;

    /// Shape and schema.
    fn payload(shapes: &mut Shapes) -> Payload;

    /// The HTTP responses; empty for a value.
    #[must_use]
    fn responses(_shapes: &mut Shapes) -> Vec<model::Response> {
        Vec::new()
    }

    /// Writes it.
    ///
    /// # Errors
    /// The failure, if it is not JSON.
    fn encode(self) -> Result<Reply, Failure>;

    /// What becomes of an error: Lambda's failure, or a problem that an API client can read.
    ///
    /// # Errors
    /// The failure.
    fn refuse(
        failure: Failure,
        response: Option<ProblemResponse>,
        request_id: &str,
    ) -> Result<Reply, Failure>;
}

#[diagnostic::do_not_recommend]
impl<T: Shape> Input for T {
    const BY_ROUTE: bool = false;

    fn payload(shapes: &mut Shapes) -> Payload {
        payload::<T>(shapes)
    }

    fn decode(invocation: Invocation, _: &Signature) -> Result<Self, Box<Result<Reply, Failure>>> {
        let refuse = |message: String| Box::new(Err(payload_error(message)));
        match invocation {
            Invocation::Value(value) => serde_path_to_error::deserialize(value)
                .map_err(|error| refuse(format!("at `{}`: {}", error.path(), error.inner()))),
            Invocation::Http(_) => Err(refuse("this function has no HTTP route".to_owned())),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Shape> Output for T {
    const BY_ROUTE: bool = false;

    fn payload(shapes: &mut Shapes) -> Payload {
        payload::<T>(shapes)
    }

    fn encode(self) -> Result<Reply, Failure> {
        encode(&self).map(Reply::Value)
    }

    fn refuse(failure: Failure, _: Option<ProblemResponse>, _: &str) -> Result<Reply, Failure> {
        Err(failure)
    }
}

/// Shape and JSON Schema of a type.
pub(crate) fn payload<T: Shape>(shapes: &mut Shapes) -> Payload {
    Payload {
        ty: T::shape(shapes),
        schema: schema::<T>(),
    }
}

/// JSON Schema 2020-12 of a type, self-contained.
pub(crate) fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// A value as JSON.
pub(crate) fn encode<T: serde::Serialize>(value: &T) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| Failure {
        name: "InvalidOutput".to_owned(),
        message: error.to_string(),
        data: Value::Null,
    })
}
