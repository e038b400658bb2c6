//! Ferrovia's ports on a laptop. For now one thing: a PostgreSQL that is found or started.
//!
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

pub mod postgres;
