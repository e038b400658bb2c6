//! One test's own database.

use sqlx::{AssertSqlSafe, Connection, PgPool, postgres::PgPoolOptions};

use super::{DatabaseError, Server, address::Address, leftovers, template::connect};

/// Enough for a test's races; many tests share the server's 200 sessions.
const SESSIONS: u32 = 8;

/// A database of one's own. Dropped with the value, whoever is still connected to it.
#[derive(Debug)]
pub struct Database {
    name: String,
    address: Address,
    server: Server,
}

impl Database {
    pub(super) async fn copy(server: &Server, template: &str) -> Result<Self, DatabaseError> {
        let mut session = connect(server.address()).await?;
        let name = leftovers::new_database();
        let refused = |source| DatabaseError::Refused {
            step: "copy a template to",
            database: name.clone(),
            source,
        };
        let statement = format!("create database {name} template {template}");
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut session)
            .await
            .map_err(refused)?;
        let address = server.address().in_database(&name);
        // From here on it is dropped, whatever happens.
        let database = Self {
            name,
            address,
            server: server.clone(),
        };
        session.close().await.map_err(|source| DatabaseError::Refused {
            step: "leave the server after making",
            database: database.name.clone(),
            source,
        })?;
        Ok(database)
    }

    /// Its name on the server.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL as its owner: the superuser, unless `DATABASE_URL` names a lesser role. Row-level security
    /// does not hold for a superuser.
    #[must_use]
    pub fn url(&self) -> &str {
        self.address.url()
    }

    /// Its URL as another role, which must be able to log in with this password.
    ///
    /// Roles belong to the server, so give them their passwords in the template's migrations, which run
    /// alone: two tests that alter one role at once fail.
    #[must_use]
    pub fn url_as(&self, role: &str, password: &str) -> String {
        self.address.as_role(role, password).url().to_owned()
    }

    /// Sessions as its owner.
    ///
    /// # Errors
    /// When none can be opened.
    pub async fn pool(&self) -> Result<PgPool, DatabaseError> {
        pool(&self.address).await
    }

    /// Sessions as another role: see [`Database::url_as`].
    ///
    /// # Errors
    /// When none can be opened.
    pub async fn pool_as(&self, role: &str, password: &str) -> Result<PgPool, DatabaseError> {
        pool(&self.address.as_role(role, password)).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.drop_database(&self.name);
    }
}

async fn pool(address: &Address) -> Result<PgPool, DatabaseError> {
    let failed = |source| DatabaseError::Connect {
        address: address.to_string(),
        source,
    };
    let options = address.options().map_err(failed)?;
    PgPoolOptions::new()
        .max_connections(SESSIONS)
        .connect_with(options)
        .await
        .map_err(failed)
}
