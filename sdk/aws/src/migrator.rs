//! The migrator port on RDS: the database's master user, whose password RDS keeps in Secrets Manager, in; a database that
//! is as the app says out.
//!
//! The master user and no other. A user of the migrator's own would have to own every table and to make roles, so it
//! could do all that matters here; it would have to be made by the master, so the secret would be needed all the same;
//! and after a restore it would be as old as the backup. RDS changes the password every week, so it is read each time.
//! The price is the interface endpoint of Secrets Manager.

use crate::database::{self, DATABASE_MASTER};
use crate::failure::{refused, unavailable};
use async_trait::async_trait;
use ferrovia::model::{App, Function, Grant};
use ferrovia::{Env, Migrator, PortError, Secrets};
use ferrovia_migrations::{Login, Migrations, PostgresMigrator};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::postgres::PgConnectOptions;
use std::sync::Arc;

const SERVICE: &str = "the master's secret";

/// The way in of the master user.
struct Master {
    options: PgConnectOptions,
    /// Absent where `DATABASE_URL` says all, on a laptop and in tests.
    secrets: Option<Arc<dyn Secrets>>,
}

/// What RDS writes into the secret of a master user that it manages.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html>
#[derive(Deserialize)]
struct MasterUser {
    username: String,
    password: SecretString,
}

#[async_trait]
impl Login for Master {
    async fn options(&self) -> Result<PgConnectOptions, PortError> {
        let Some(secrets) = &self.secrets else {
            return Ok(self.options.clone());
        };
        let secret = secrets.value(DATABASE_MASTER).await?;
        // The text is not quoted: it holds the password.
        let user: MasterUser = serde_json::from_str(secret.expose_secret())
            .map_err(|_| refused(SERVICE, "it is no JSON object with `username` and `password`"))?;
        let options = self.options.clone().username(&user.username);
        Ok(options.password(user.password.expose_secret()))
    }
}

/// The surroundings of `function` with a migrator, if its signature asks for one and the variables are usable.
pub(crate) fn bind(app: &App, function: &Function, env: Env) -> Env {
    let migrations: Vec<Migrations> = databases(function)
        .filter_map(|database| Migrations::of(app, database))
        .collect();
    if migrations.is_empty() {
        return env;
    }
    match login(&env) {
        Ok(login) => env.bind::<dyn Migrator>(Arc::new(PostgresMigrator::new(migrations, login))),
        // `Function::start` tells what is missing.
        Err(_) => env,
    }
}

fn databases(function: &Function) -> impl Iterator<Item = &String> {
    function.grants().filter_map(|grant| match grant {
        Grant::MigrateDatabase(name) => Some(name),
        Grant::ReadTable(_)
        | Grant::AppendTable(_)
        | Grant::UpdateTable(_)
        | Grant::WriteTable(_)
        | Grant::EraseTable(_)
        | Grant::InvokeModel(_)
        | Grant::ReadSecret(_)
        | Grant::PublishEvent(_)
        | Grant::StartWorkflow(_)
        | Grant::LaunchWorkflow(_)
        | Grant::SendQueue(_)
        | Grant::ReadBucket(_)
        | Grant::WriteBucket(_)
        | Grant::EraseBucket(_)
        | Grant::VerifyTokens(_)
        | Grant::RefreshTokenKeys(_)
        | Grant::ReadConfiguration(_)
        | Grant::ReportGauge(_)
        | Grant::CompleteStep(_) => None,
    })
}

fn login(env: &Env) -> Result<Master, PortError> {
    let mistake = |error: ferrovia::AcquireError| unavailable(SERVICE, &error.to_string());
    let (options, by_secret) = database::master(env).map_err(mistake)?;
    let secrets = by_secret
        .then(|| env.adapter::<dyn Secrets>())
        .transpose()
        .map_err(mistake)?;
    Ok(Master { options, secrets })
}
