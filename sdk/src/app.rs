//! `App`: the list of everything that exists, at build time and at run time.

use crate::handler::{self, Failure, Handler, Invocation, Reply};
use crate::resource::{Kind, OfKind};
use crate::{AcquireError, Env, Event, Resource, TokenVerifier, Workflow, http_handler};
use bytes::Bytes;
use ferrovia_model as model;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

type Invoked = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send>>;

/// One handler, its types erased.
struct Entry {
    check: fn(&Env) -> Result<(), AcquireError>,
    invoke: fn(Arc<Env>, Invocation) -> Invoked,
}

/// Everything that exists. There is no hidden registry: what is not listed is not deployed.
#[derive(Default)]
pub struct App {
    model: model::App,
    /// Each as its function stands in the model.
    handlers: Vec<Entry>,
}

impl App {
    /// An app whose physical names begin with `name`.
    #[must_use]
    #[track_caller]
    pub fn new(name: &str, description: &str) -> Self {
        let place = std::panic::Location::caller();
        let model = model::App {
            source: model::Source::new(place.file(), place.line()),
            name: name.to_owned(),
            description: description.to_owned(),
            ..model::App::default()
        };
        Self {
            model,
            handlers: Vec::new(),
        }
    }

    /// Lists a resource.
    #[must_use]
    pub fn resource<R: Resource>(mut self) -> Self {
        R::Kind::declare::<R>(&mut self.model);
        self.model.let_routes_verify_tokens();
        self
    }

    /// Lists an event.
    #[must_use]
    pub fn event<E: Event>(mut self) -> Self {
        let detail = handler::payload::<E>(&mut self.model.shapes);
        self.model.events.push(model::Event {
            name: E::NAME.to_owned(),
            description: E::DESCRIPTION.to_owned(),
            source: E::source(),
            bus: E::Bus::NAME.to_owned(),
            origin: E::ORIGIN.to_owned(),
            detail,
        });
        self
    }

    /// Lists a handler.
    #[must_use]
    pub fn handler<H: Handler>(mut self) -> Self {
        let function = H::describe(&mut self.model.shapes);
        self.model.functions.push(function);
        self.model.let_routes_verify_tokens();
        self.handlers.push(Entry {
            check: |env| H::acquire(env).map(drop),
            invoke: |env, invocation| Box::pin(async move { handler::invoke::<H>(&env, invocation).await }),
        });
        self
    }

    /// Lists a workflow.
    #[must_use]
    pub fn workflow<W: Workflow>(mut self) -> Self {
        let workflow = W::describe(&mut self.model.shapes);
        self.model.workflows.push(workflow);
        self
    }

    /// The app as plain data.
    #[must_use]
    pub fn model(self) -> model::App {
        self.model
    }

    /// A look at the app as plain data.
    #[must_use]
    pub const fn as_model(&self) -> &model::App {
        &self.model
    }

    /// The handler called `name`, or known to AWS by it, ready to be invoked. All its capabilities are acquired once, so
    /// that a missing variable or adapter is found before the first event.
    ///
    /// # Errors
    /// [`StartError`] if there is no such handler or it lacks something.
    pub fn start(&self, name: &str, env: Env) -> Result<Running, StartError> {
        let functions = self.model.functions.iter();
        let mut listed = functions.zip(&self.handlers);
        let (function, entry) = listed
            .find(|(function, _)| function.is_known_as(name))
            .ok_or_else(|| StartError::Unknown {
                name: name.to_owned(),
                known: self
                    .model
                    .functions
                    .iter()
                    .map(|function| function.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })?;
        (entry.check)(&env)?;
        Ok(Running {
            env: Arc::new(env),
            invoke: entry.invoke,
            route: function.route.clone(),
            successor: self.successor(function),
            trigger: function.trigger.clone(),
            declared: function
                .errors
                .iter()
                .filter(|error| error.response.is_some())
                .map(|error| error.name.clone())
                .collect(),
        })
    }
}

impl App {
    /// The path of the route that comes after the function's own.
    fn successor(&self, function: &model::Function) -> Option<String> {
        let retirement = function.route.as_ref()?.deprecated.as_ref()?;
        let successor = self.model.function(&retirement.successor)?;
        Some(successor.route.as_ref()?.path.clone())
    }
}

/// Why a handler cannot be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The app has no such handler.
    #[error("there is no handler `{name}`; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A capability cannot be had.
    #[error(transparent)]
    Acquire(#[from] AcquireError),
    /// Its route takes tokens, and nobody would verify them.
    #[error(
        "its route has scopes, and nothing verifies tokens: list a resource of kind `KeySet` and a handler that refreshes it, \
         or bind a `TokenVerifier`"
    )]
    Unverified,
}

/// A handler that can be invoked any number of times.
pub struct Running {
    env: Arc<Env>,
    invoke: fn(Arc<Env>, Invocation) -> Invoked,
    route: Option<model::Route>,
    /// The path of the route that comes after a deprecated one.
    successor: Option<String>,
    trigger: Option<model::Trigger>,
    /// The errors that declare a problem, by name.
    declared: BTreeSet<String>,
}

impl Running {
    /// Invokes the handler once.
    ///
    /// # Errors
    /// The failure that Lambda is told. A handler with a route answers problems instead.
    pub async fn invoke(&self, mut invocation: Invocation) -> Result<Reply, Failure> {
        let identified = match &mut invocation {
            Invocation::Http(request) => {
                Some((http_handler::identify(request), request.uri().path().to_owned()))
            }
            Invocation::Value(_) => None,
        };
        let reply = match self.verified(&mut invocation).await {
            Ok(()) => (self.invoke)(Arc::clone(&self.env), invocation).await?,
            Err(response) => Reply::Http(*response),
        };
        Ok(match (reply, identified) {
            (Reply::Http(response), Some((id, path))) => Reply::Http(http_handler::finish(
                response,
                id,
                &path,
                self.route.as_ref(),
                self.successor.as_deref(),
            )),
            (reply, _) => reply,
        })
    }

    /// Verifies the token of a request that needs one, if there is a verifier.
    async fn verified(&self, invocation: &mut Invocation) -> Result<(), Box<http::Response<Bytes>>> {
        let Invocation::Http(request) = invocation else {
            return Ok(());
        };
        let protected = self.route.as_ref().is_some_and(|route| !route.scopes.is_empty());
        match self.env.adapter::<dyn TokenVerifier>() {
            Ok(verifier) if protected => http_handler::verify(request, &*verifier).await,
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// The route, if it has one.
    #[must_use]
    pub const fn route(&self) -> Option<&model::Route> {
        self.route.as_ref()
    }

    /// What starts it by itself, if something does.
    #[must_use]
    pub const fn trigger(&self) -> Option<&model::Trigger> {
        self.trigger.as_ref()
    }

    /// What a stranger may be told of a failure: the message of an error that declares a problem. `None` of any other,
    /// which the log says.
    #[must_use]
    pub fn told<'a>(&self, failure: &'a Failure) -> Option<&'a str> {
        self.declared
            .contains(&failure.name)
            .then_some(failure.message.as_str())
    }
}
