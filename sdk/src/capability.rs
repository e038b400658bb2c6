//! Verbs: what a signature may ask for, and the only way to hold it.

use crate::language_model::ChatModel;
use crate::resource::{
    Bucket, Configuration, ConfigurationReader, Database, Gauge, GaugeReporter, KeyRefresher, KeySet,
    LanguageModel, ObjectEraser, ObjectReader, ObjectWriter, Objects, OfKind, Queue, Resource, Secret,
    SecretReader, Table,
};
use crate::{
    AcquireError, Buckets, Configurations, Env, Event, EventPublisher, ExecutionOutcome, Gauges,
    HandlerError, LanguageModels, PortError, Queues, Secrets, Shape, Workflow, WorkflowStarter,
};
use ferrovia_model::{Candidate, Grant, environment};
use std::any::Any;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

/// A permission that is also the thing permitted.
///
/// Compose several with `#[derive(Capability)]` on a struct of them: that is how one transaction over several
/// tables, or a team's own port, is named once and used in many signatures.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a capability",
    label = "a handler's parameters after the first are capabilities",
    note = "ask for a verb on a noun, such as `Read<Messages>` or `Publish<ConversationAnswered>`",
    note = "a handler takes one input, its first parameter: put two inputs into one struct",
    note = "a struct of capabilities is one with `#[derive(ferrovia::Capability)]`"
)]
pub trait Capability: Sized + std::marker::Send {
    /// What it permits. Build time: data, nothing else.
    fn grants() -> Vec<Grant>;

    /// Takes hold of it. Run time: the only way.
    ///
    /// # Errors
    /// [`AcquireError`] if a variable or an adapter is missing.
    fn acquire(env: &Env) -> Result<Self, AcquireError>;
}

/// Declares a verb on resources: the capability `$verb<T>`, and the trait `$trait` of the kinds that have it.
macro_rules! verb {
    ($(#[$doc:meta])* $verb:ident, $trait:ident, $message:literal, $note:literal) => {
        #[doc = concat!("Kinds of resource with the verb `", stringify!($verb), "`.")]
        #[diagnostic::on_unimplemented(message = $message, label = "this kind of resource has no such verb", note = $note)]
        pub trait $trait: crate::resource::Kind {
            /// What the capability is at run time.
            type Handle: std::marker::Send + Sync + 'static;

            /// What the verb permits on the resource called `name`.
            fn grant(name: &str) -> Grant;

            /// Takes hold of the handle.
            ///
            /// # Errors
            /// [`AcquireError`] if a variable or an adapter is missing.
            fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<Self::Handle, AcquireError>;
        }

        $(#[$doc])*
        // Without a bound: what the kind lacks is said once, where a capability is asked for.
        pub struct $verb<R> {
            handle: Held,
            resource: PhantomData<fn() -> R>,
        }

        impl<R: Resource> Capability for $verb<R>
        where
            R::Kind: $trait,
        {
            fn grants() -> Vec<Grant> {
                vec![<R::Kind as $trait>::grant(R::NAME)]
            }

            fn acquire(env: &Env) -> Result<Self, AcquireError> {
                Ok(Self {
                    handle: Held::new(<R::Kind as $trait>::acquire::<R>(env)?),
                    resource: PhantomData,
                })
            }
        }

        impl<R: Resource> Deref for $verb<R>
        where
            R::Kind: $trait,
        {
            type Target = <R::Kind as $trait>::Handle;

            fn deref(&self) -> &Self::Target {
                self.handle.get()
            }
        }
    };
}

/// A handle, its type erased so that a capability's type stands by itself.
struct Held(Arc<dyn Any + std::marker::Send + Sync>);

impl Held {
    fn new<H: std::marker::Send + Sync + 'static>(handle: H) -> Self {
        Self(Arc::new(handle))
    }

    fn get<H: 'static>(&self) -> &H {
        match self.0.downcast_ref() {
            Some(handle) => handle,
            // Each verb makes and reads its handle by one type, the kind's.
            None => unreachable!("a capability holds its own handle"),
        }
    }
}

verb! {
    /// May read: rows of a table, a secret's value, a bucket's objects, or a configuration's document.
    Read, Readable, "a `{Self}` cannot be read", "tables, secrets, buckets and configurations can be read"
}
verb! {
    /// May add rows to a table, and no more.
    Append, Appendable, "a `{Self}` cannot be appended to", "tables can be appended to"
}
verb! {
    /// May read and change rows of a table, and add none.
    Update, Updatable, "a `{Self}` cannot be updated", "tables can be updated"
}
verb! {
    /// May read, add and change rows of a table, or put objects into a bucket.
    Write, Writable, "a `{Self}` cannot be written", "tables and buckets can be written"
}
verb! {
    /// May delete rows of a table, or a bucket's objects.
    Erase, Erasable, "a `{Self}` cannot be erased from", "tables and buckets can be erased from"
}
verb! {
    /// May call a language model. Derefs to the active models, in order of preference.
    Invoke, Invocable, "a `{Self}` cannot be invoked", "language models can be invoked"
}
verb! {
    /// May send to a queue.
    Send, Sendable, "a `{Self}` cannot be sent to", "queues can be sent to"
}
verb! {
    /// May report a gauge.
    Report, Reportable, "a `{Self}` cannot be reported", "gauges can be reported"
}
verb! {
    /// May ask the API's token issuer for its keys, and put them where tokens are verified.
    Refresh, Refreshable, "a `{Self}` cannot be refreshed", "key sets can be refreshed"
}
verb! {
    /// May apply a database's migrations, and every function's rights in it.
    Migrate, Migratable, "a `{Self}` cannot be migrated", "databases can be migrated"
}

/// The right to a table. What it is used through is a [`Port`]: the database enforces the right, since each
/// function is a database user of its own.
#[derive(Debug, Clone, Copy)]
pub struct TableRight(());

macro_rules! table_verb {
    ($trait:ident, $grant:ident) => {
        impl<D: OfKind<Database>> $trait for Table<D> {
            type Handle = TableRight;

            fn grant(name: &str) -> Grant {
                Grant::$grant(name.to_owned())
            }

            fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<TableRight, AcquireError> {
                env.variable(environment::DATABASE_URL)
                    .map(|_| TableRight(()))
            }
        }
    };
}

table_verb!(Readable, ReadTable);
table_verb!(Appendable, AppendTable);
table_verb!(Updatable, UpdateTable);
table_verb!(Writable, WriteTable);
table_verb!(Erasable, EraseTable);

impl Readable for Secret {
    type Handle = SecretReader;

    fn grant(name: &str) -> Grant {
        Grant::ReadSecret(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<SecretReader, AcquireError> {
        Ok(SecretReader {
            secrets: env.adapter::<dyn Secrets>()?,
            name: R::NAME,
        })
    }
}

impl<T: Shape + Default> Readable for Configuration<T> {
    type Handle = ConfigurationReader<T>;

    fn grant(name: &str) -> Grant {
        Grant::ReadConfiguration(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<ConfigurationReader<T>, AcquireError> {
        Ok(ConfigurationReader {
            configurations: env.adapter::<dyn Configurations>()?,
            name: R::NAME,
            document: PhantomData,
        })
    }
}

macro_rules! bucket_verb {
    ($trait:ident, $grant:ident, $handle:ident) => {
        impl $trait for Bucket {
            type Handle = $handle;

            fn grant(name: &str) -> Grant {
                Grant::$grant(name.to_owned())
            }

            fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<$handle, AcquireError> {
                Ok($handle(Objects {
                    buckets: env.adapter::<dyn Buckets>()?,
                    name: R::NAME,
                }))
            }
        }
    };
}

bucket_verb!(Readable, ReadBucket, ObjectReader);
bucket_verb!(Writable, WriteBucket, ObjectWriter);
bucket_verb!(Erasable, EraseBucket, ObjectEraser);

impl Reportable for Gauge {
    type Handle = GaugeReporter;

    fn grant(name: &str) -> Grant {
        Grant::ReportGauge(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<GaugeReporter, AcquireError> {
        Ok(GaugeReporter {
            gauges: env.adapter::<dyn Gauges>()?,
            name: R::NAME,
            unit: R::definition().unit(),
        })
    }
}

impl Refreshable for KeySet {
    type Handle = KeyRefresher;

    fn grant(name: &str) -> Grant {
        Grant::RefreshTokenKeys(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<KeyRefresher, AcquireError> {
        Ok(KeyRefresher {
            issuer: issuer(env)?.to_owned(),
            objects: Objects {
                buckets: env.adapter::<dyn Buckets>()?,
                name: R::NAME,
            },
        })
    }
}

/// The issuer of tokens. Keys that come in the clear are anybody's, unless they never leave the machine.
fn issuer(env: &Env) -> Result<&str, AcquireError> {
    let issuer = env.variable(environment::TOKEN_ISSUER)?;
    let uri = issuer.parse::<http::Uri>().ok();
    let trusted = uri.is_some_and(|uri| match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        (_, _) => false,
    });
    if trusted {
        return Ok(issuer);
    }
    Err(AcquireError::Value {
        name: environment::TOKEN_ISSUER.to_owned(),
        value: issuer.to_owned(),
        reason: "it is the https address of who issues the API's tokens, as their `iss` says".to_owned(),
    })
}

impl Invocable for LanguageModel {
    type Handle = Arc<[Arc<dyn ChatModel>]>;

    fn grant(name: &str) -> Grant {
        Grant::InvokeModel(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<Self::Handle, AcquireError> {
        let models = env.adapter::<dyn LanguageModels>()?;
        active(env, &environment::model(R::NAME), R::definition().candidates())?
            .iter()
            .map(|candidate| models.open(candidate))
            .collect()
    }
}

/// The candidates that the variable names, in its order; without it, the first.
fn active(env: &Env, variable: &str, candidates: &[Candidate]) -> Result<Vec<Candidate>, AcquireError> {
    let Some(value) = env.optional(variable) else {
        return Ok(candidates.iter().take(1).cloned().collect());
    };
    let find = |id: &str| {
        candidates
            .iter()
            .find(|candidate| candidate.id() == id)
            .cloned()
            .ok_or_else(|| AcquireError::Value {
                name: variable.to_owned(),
                value: value.to_owned(),
                reason: format!(
                    "`{id}` is not a candidate; choose from {}",
                    candidates
                        .iter()
                        .map(Candidate::id)
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            })
    };
    value.split(',').map(str::trim).map(find).collect()
}

/// Sends messages `M` to one queue.
pub struct QueueSender<M> {
    queues: Arc<dyn Queues>,
    name: &'static str,
    message: PhantomData<fn(M)>,
}

impl<M> Clone for QueueSender<M> {
    fn clone(&self) -> Self {
        Self {
            queues: Arc::clone(&self.queues),
            name: self.name,
            message: PhantomData,
        }
    }
}

impl<M: Shape> QueueSender<M> {
    /// Sends one message.
    ///
    /// # Errors
    /// [`PortError`] if it was not taken.
    pub async fn send(&self, message: &M) -> Result<(), PortError> {
        self.queues.send(self.name, encode(message)?).await
    }
}

impl<M: Shape> Sendable for Queue<M> {
    type Handle = QueueSender<M>;

    fn grant(name: &str) -> Grant {
        Grant::SendQueue(name.to_owned())
    }

    fn acquire<R: Resource<Kind = Self>>(env: &Env) -> Result<QueueSender<M>, AcquireError> {
        Ok(QueueSender {
            queues: env.adapter::<dyn Queues>()?,
            name: R::NAME,
            message: PhantomData,
        })
    }
}

/// May publish events of type `E` on their bus.
pub struct Publish<E> {
    publisher: Arc<dyn EventPublisher>,
    event: PhantomData<fn(E)>,
}

impl<E: Event> Capability for Publish<E> {
    fn grants() -> Vec<Grant> {
        vec![Grant::PublishEvent(E::NAME.to_owned())]
    }

    fn acquire(env: &Env) -> Result<Self, AcquireError> {
        Ok(Self {
            publisher: env.adapter::<dyn EventPublisher>()?,
            event: PhantomData,
        })
    }
}

impl<E: Event> Publish<E> {
    /// Publishes events, in any number.
    ///
    /// # Errors
    /// [`PortError::Partial`] names the events that were not taken; the others are published.
    pub async fn publish(&self, events: &[E]) -> Result<(), PortError> {
        let details = events.iter().map(encode).collect::<Result<_, _>>()?;
        self.publisher
            .publish(E::Bus::NAME, E::ORIGIN, E::NAME, details)
            .await
    }
}

/// May start workflow `W`.
pub struct Start<W> {
    starter: Arc<dyn WorkflowStarter>,
    workflow: PhantomData<fn(W)>,
}

impl<W: Workflow> Capability for Start<W> {
    fn grants() -> Vec<Grant> {
        vec![Grant::StartWorkflow(W::NAME.to_owned())]
    }

    fn acquire(env: &Env) -> Result<Self, AcquireError> {
        Ok(Self {
            starter: env.adapter::<dyn WorkflowStarter>()?,
            workflow: PhantomData,
        })
    }
}

/// What became of a workflow that was started.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<O, E> {
    /// It answered.
    Succeeded(O),
    /// It failed with one of its own errors.
    Failed(E),
    /// It failed with something that is no error of its own: a time-out, throttling, a defect.
    Broken {
        /// The error's name.
        error: String,
        /// Its cause.
        cause: String,
    },
    /// It goes on by itself.
    Started {
        /// The execution's ARN.
        execution: String,
    },
}

impl<W: Workflow> Start<W> {
    /// Starts the workflow: waits for an Express one, starts a Standard one. `execution` names the execution (1 to
    /// 80 characters without spaces or brackets).
    ///
    /// # Errors
    /// [`PortError`] if it could not be started.
    pub async fn start(
        &self,
        execution: &str,
        input: &W::Input,
    ) -> Result<Outcome<W::Output, W::Error>, PortError> {
        let broken = |error: &str, cause: String| Outcome::Broken {
            error: error.to_owned(),
            cause,
        };
        Ok(
            match self
                .starter
                .start(W::NAME, W::KIND, execution, encode(input)?)
                .await?
            {
                ExecutionOutcome::Succeeded(output) => match serde_json::from_value(output) {
                    Ok(output) => Outcome::Succeeded(output),
                    Err(error) => broken("InvalidOutput", error.to_string()),
                },
                ExecutionOutcome::Failed { error, cause } => {
                    let envelope = crate::ErrorEnvelope::parse(&error, &cause);
                    match W::Error::from_wire(&envelope.name, &envelope.data) {
                        Some(failure) => Outcome::Failed(failure),
                        None => broken(&error, cause),
                    }
                }
                ExecutionOutcome::TimedOut => broken("States.Timeout", String::new()),
                ExecutionOutcome::Started { execution } => Outcome::Started { execution },
            },
        )
    }
}

/// May start workflow `W`, Express or Standard, and go on.
pub struct Launch<W> {
    starter: Arc<dyn WorkflowStarter>,
    workflow: PhantomData<fn(W)>,
}

impl<W: Workflow> Capability for Launch<W> {
    fn grants() -> Vec<Grant> {
        vec![Grant::LaunchWorkflow(W::NAME.to_owned())]
    }

    fn acquire(env: &Env) -> Result<Self, AcquireError> {
        Ok(Self {
            starter: env.adapter::<dyn WorkflowStarter>()?,
            workflow: PhantomData,
        })
    }
}

impl<W: Workflow> Launch<W> {
    /// Starts the workflow and returns its execution's ARN. `execution` names the execution (1 to 80 characters without
    /// spaces or brackets): a Standard workflow runs once for a name, an Express one each time.
    ///
    /// # Errors
    /// [`PortError`] if it could not be started.
    pub async fn launch(&self, execution: &str, input: &W::Input) -> Result<String, PortError> {
        self.starter.launch(W::NAME, execution, encode(input)?).await
    }
}

/// The adapter that the binary bound for the team's own port `P`. It permits nothing: beside it in a composed
/// capability stand the rights that the adapter uses.
///
/// ```
/// use ferrovia::{Capability, Port};
///
/// pub trait Greeter: Send + Sync {
///     fn greet(&self, name: &str) -> String;
/// }
///
/// #[derive(Capability)]
/// pub struct Greeting {
///     greeter: Port<dyn Greeter>,
/// }
/// assert!(Greeting::grants().is_empty());
/// ```
pub struct Port<P: ?Sized>(Arc<P>);

impl<P: ?Sized + std::marker::Send + Sync + 'static> Capability for Port<P> {
    fn grants() -> Vec<Grant> {
        Vec::new()
    }

    fn acquire(env: &Env) -> Result<Self, AcquireError> {
        env.adapter::<P>().map(Self)
    }
}

impl<P: ?Sized> Deref for Port<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.0
    }
}

fn encode<T: Shape>(value: &T) -> Result<serde_json::Value, PortError> {
    serde_json::to_value(value).map_err(|error| PortError::Encoding(error.to_string()))
}
