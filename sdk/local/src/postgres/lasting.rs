//! A server in, the platform's own database on it out: it stays, and each function enters it in its own role.

use ferrovia_migrations::Migrations;
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions};

use super::{DatabaseError, Server, address::Address, template};

/// The database that every server has, to administer it from; nobody's own.
const MAINTENANCE: &str = "postgres";

/// A database that lasts. Dropping the value leaves it as it is.
#[derive(Clone, Debug)]
pub struct LastingDatabase {
    address: Address,
    server: Server,
    name: String,
}

impl LastingDatabase {
    /// The database that the server's URL names; if that is `postgres` or none, the database `name`, made if need be.
    ///
    /// # Errors
    /// [`DatabaseError`] if the server refuses.
    pub async fn on(server: &Server, name: &str) -> Result<Self, DatabaseError> {
        let refused = |step| {
            move |source| DatabaseError::Refused {
                step,
                database: name.to_owned(),
                source,
            }
        };
        let mut session = template::connect(server.address()).await?;
        let current: String = sqlx::query_scalar("select current_database()::text")
            .fetch_one(&mut session)
            .await
            .map_err(refused("look for"))?;
        if current != MAINTENANCE {
            return Ok(Self {
                address: server.address().clone(),
                server: server.clone(),
                name: current,
            });
        }
        template::lock(&mut session).await.map_err(refused("lock"))?;
        let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(name)
            .fetch_one(&mut session)
            .await
            .map_err(refused("look for"))?;
        if !exists {
            let statement = format!("create database \"{name}\" template template0");
            sqlx::raw_sql(AssertSqlSafe(statement))
                .execute(&mut session)
                .await
                .map_err(refused("create"))?;
        }
        session.close().await.map_err(refused("unlock"))?;
        Ok(Self {
            address: server.address().in_database(name),
            server: server.clone(),
            name: name.to_owned(),
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Brings it up to date, alone on the server: migrations, a role for each function, and the rights of its signature,
    /// no fewer and no more. What ran before has ended, so both halves of the work are done at once.
    ///
    /// # Errors
    /// [`DatabaseError`] if the server refuses.
    pub async fn set_up(&self, migrations: &Migrations) -> Result<(), DatabaseError> {
        let mut turn = template::connect(self.server.address()).await?;
        template::lock(&mut turn).await.map_err(self.refused("lock"))?;
        let mut session = template::connect(&self.address).await?;
        let migrated = match migrations.expand(&mut session).await {
            Ok(_) => migrations.contract(&mut session).await,
            failed @ Err(_) => failed,
        };
        migrated.map_err(|source| DatabaseError::Migrate {
            template: self.name.clone(),
            source: source.into(),
        })?;
        for role in migrations.users() {
            self.admit(&mut session, role).await?;
        }
        session.close().await.map_err(self.refused("leave"))?;
        turn.close().await.map_err(self.refused("unlock"))
    }

    /// A member of the role may enter as it. A superuser may in any case.
    async fn admit(&self, session: &mut PgConnection, role: &str) -> Result<(), DatabaseError> {
        let membership = format!(
            "do $$ begin if not (select rolsuper from pg_roles where rolname = current_user) \
             then grant \"{role}\" to current_user; end if; end $$;"
        );
        sqlx::raw_sql(AssertSqlSafe(membership))
            .execute(session)
            .await
            .map(drop)
            .map_err(self.refused("make the roles of"))
    }

    /// How its owner enters. Row-level security does not hold for a superuser.
    ///
    /// # Errors
    /// [`DatabaseError::Connect`] if the server's URL is one that sqlx cannot read.
    pub fn owner(&self) -> Result<PgConnectOptions, DatabaseError> {
        self.address.options().map_err(|source| DatabaseError::Connect {
            address: self.address.to_string(),
            source,
        })
    }

    /// How a function enters: with its role's rights and no others. The session is the owner's, so no role needs a
    /// password; on AWS the role itself logs in, by IAM.
    ///
    /// # Errors
    /// As [`Self::owner`].
    pub fn function(&self, role: &str) -> Result<PgConnectOptions, DatabaseError> {
        Ok(self.owner()?.options([("role", role)]))
    }

    fn refused(&self, step: &'static str) -> impl Fn(sqlx::Error) -> DatabaseError + use<> {
        let database = self.name.clone();
        move |source| DatabaseError::Refused {
            step,
            database: database.clone(),
            source,
        }
    }
}
