//! Ferrovia's ports on a laptop: what stands in for API Gateway, Lambda, Step Functions, EventBridge, SQS, S3, a
//! language model and RDS, in one process.
//!
//! [`Api`] serves an app's routes, [`Functions`] invokes its handlers, [`Workflows`] runs the state machine documents
//! that codegen emitted, [`EventBuses`] and [`QueuesInMemory`] take what is sent, [`BucketsInFolder`] keeps objects,
//! [`ConfigurationFiles`] has what operators say,
//! [`Schedules`] starts what the clock starts, [`ModelStub`] answers where no model
//! is at hand, [`Issuer`] signs tokens for development. A binary puts them together and binds the team's own ports.
//!
//! [`postgres`] finds or starts a PostgreSQL.
//! A test asks for a database and gets one of its own, copied from a template that was migrated once:
//!
//! ```
//! use ferrovia_local::postgres::{Server, Template};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! const SCHEMA: &str = "create table messages (id uuid primary key, text text not null)";
//!
//! // The second argument names the migrations: when it changes, a new template is made.
//! let template = Template::new("messages", SCHEMA, |pool| async move {
//!     sqlx::raw_sql(SCHEMA).execute(&pool).await?;
//!     Ok::<_, sqlx::Error>(())
//! });
//!
//! let server = Server::shared().await?; // found or started once for this process
//! let database = server.database(&template).await?; // this test's own, dropped with the value
//! let pool = database.pool().await?;
//! let stored: i64 = sqlx::query_scalar("select count(*) from messages").fetch_one(&pool).await?;
//! assert_eq!(stored, 0);
//! # Ok(())
//! # }
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(example())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing has to be running. [`postgres::Find`] says where the server comes from, and in which order.

mod api;
mod buckets;
mod configurations;
mod console;
mod event_bus;
mod functions;
mod gauges;
mod issuer;
mod model_stub;
pub mod postgres;
mod queues;
mod schedules;
mod secrets;
mod shutdown;
mod workflows;

pub use api::{Admission, Api};
pub use buckets::{BucketsInFolder, Links};
pub use configurations::{ConfigurationError, ConfigurationFiles};
pub use console::Console;
pub use event_bus::EventBuses;
pub use ferrovia_tokens::{KeysInBucket, Verifier};
pub use functions::{FunctionError, Functions, Misconfigured};
pub use gauges::GaugesOnConsole;
pub use issuer::{Grant, ISSUER, Issuer, KeyError, SCOPE_PREFIX, TokenError};
pub use model_stub::{Completion, Message, ModelStub, STUB_HEADER, STUB_MODEL, Script};
pub use queues::QueuesInMemory;
pub use schedules::Schedules;
pub use secrets::SecretsInVariables;
pub use shutdown::Shutdown;
pub use workflows::{DocumentError, Documents, Workflows};

/// The account that ARNs and events name on a laptop.
const ACCOUNT: &str = "000000000000";

/// The region that they name.
const REGION: &str = "local";
