//! The environment in, a PostgreSQL server out; a template in, a database of one's own out.
//!
//! A server is found in this order:
//!
//! 1. `DATABASE_URL`: a server that runs already, by a role that may create databases. Wrong is an error.
//! 2. Docker, through Testcontainers: the image `FERROVIA_POSTGRES_IMAGE`, else `postgres:16-alpine`.
//! 3. The machine's own `initdb` and `postgres`, in `PATH` or where packages put them; never as root.
//!
//! `FERROVIA_POSTGRES=url|docker|binaries` forces one of the three: what fails is then an error, not a
//! reason to go on. [`Server::origin`] says which it was.
//!
//! What was started ends with the process that started it, however that process ends, and leaves no data
//! behind, unless a folder was given to keep it in ([`Server::in_folder`]).

mod account;
mod address;
mod binaries;
mod cluster;
mod database;
#[cfg(feature = "testcontainers")]
mod docker;
mod error;
mod find;
mod keeper;
mod kept;
mod lasting;
mod leftovers;
mod orphan;
mod place;
mod server;
mod template;
mod watchdog;

pub use database::Database;
pub use error::{DatabaseError, FindError};
pub use find::{Find, Source};
pub use lasting::LastingDatabase;
pub use server::{Origin, Server};
pub use template::Template;
