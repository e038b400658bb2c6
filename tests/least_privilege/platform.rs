//! The platform's functions as Lambda runs them, each with its own role's credentials, in an account that judges.

use crate::account::{Account, access_key};
use crate::database::FrontDoor;
use crate::stack::{Choices, Stack, physical};
use crate::support;
use ferrovia::Env;
use ferrovia_aws::lambda::Function;
use ferrovia_local::postgres::{Database, Server};
use handlers::adapters::outbound::postgres::Postgres;
use handlers::domain::TenantId;
use serde_json::Value;
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::NamedTempFile;
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;
use wiremock::MockServer;

/// Roles belong to the whole server, and a login changes the role's password: one platform at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Everything that the functions find.
pub(crate) struct Platform {
    pub(crate) account: Arc<Account>,
    pub(crate) stack: Stack,
    /// Dropped with the value.
    _database: Database,
    /// Sessions of the tables' owner.
    pub(crate) owner: PgPool,
    endpoint: MockServer,
    _alone: MutexGuard<'static, ()>,
    certificates: NamedTempFile,
}

impl Platform {
    /// Starts it; every role has the policy that codegen wrote.
    pub(crate) async fn start() -> Self {
        let alone = ALONE.lock().await;
        ferrovia_aws::config::install_tls_provider();
        let server = Server::shared().await.unwrap();
        let database = server.database(&support::template()).await.unwrap();
        let owner = database.pool().await.unwrap();
        let account = Account::new(crate::runs::execution);
        let door = FrontDoor::open(Arc::clone(&account), owner.clone()).await;
        let certificates = NamedTempFile::new().unwrap();
        std::fs::write(certificates.path(), &door.certificate).unwrap();
        let stack = Stack::read(&Choices {
            database_port: door.port,
            database_name: database.name().to_owned(),
        });
        let platform = Self {
            endpoint: account.serve().await,
            _alone: alone,
            account,
            stack,
            _database: database,
            owner,
            certificates,
        };
        platform.put_generated_policies();
        platform
    }

    /// Gives each function's role what codegen wrote.
    pub(crate) fn put_generated_policies(&self) {
        for (name, function) in &self.stack.functions {
            self.account.put_policy(&physical(name), function.policy.clone());
        }
    }

    /// A new tenant.
    pub(crate) async fn tenant(&self) -> TenantId {
        let id = Uuid::now_v7();
        let mut transaction = self.owner.begin().await.unwrap();
        sqlx::query("select set_config('app.tenant_id', $1, true)")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await
            .unwrap();
        sqlx::query(
            "insert into app.tenants (id, slug, name) values ($1, left(md5($1::text), 20), 'A tenant')",
        )
        .bind(id)
        .execute(&mut *transaction)
        .await
        .unwrap();
        transaction.commit().await.unwrap();
        TenantId::from(id)
    }

    /// The stores in the owner's hands, for setting the stage.
    pub(crate) fn stores(&self) -> Postgres {
        Postgres::new(self.owner.clone())
    }

    /// What a function finds around it: the variables that Terraform gives it (but for `choices`), Lambda's own, and
    /// the credentials of its role.
    fn env(&self, name: &str, choices: &[(String, String)]) -> Env {
        let mut variables: BTreeMap<String, String> = self.stack.functions[name].variables.clone();
        let full_name = physical(name);
        let runtime = [
            ("_HANDLER", name),
            ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9"),
            ("AWS_LAMBDA_FUNCTION_NAME", &full_name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "7"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_REGION", crate::stack::REGION),
            ("AWS_ACCESS_KEY_ID", &access_key(&full_name)),
            ("AWS_SECRET_ACCESS_KEY", "dummy"),
            ("AWS_ENDPOINT_URL", &self.endpoint.uri()),
            ("DATABASE_CA", &self.certificates.path().to_string_lossy()),
            ("OPENAI_BASE_URL", &format!("{}/v1", self.endpoint.uri())),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        variables.extend(runtime);
        variables.extend(choices.iter().cloned());
        Env::new(variables)
    }

    /// A session of the function's own database user.
    pub(crate) async fn session(&self, name: &str) -> PgPool {
        let env = self.env(name, &[]);
        let database = ferrovia_aws::Database::open(&env, &ferrovia_aws::config::load(&env).await).unwrap();
        database.refresh().await.unwrap();
        database.pool().clone()
    }

    /// Invokes a function as its machine or its route does, with a cold start.
    pub(crate) async fn invoke(
        &self,
        name: &str,
        choices: &[(String, String)],
        event: Value,
    ) -> Result<Value, String> {
        let env = self.env(name, choices);
        let function: Function = handlers::lambda::start(&handlers::app(), env)
            .await
            .map_err(|misconfigured| misconfigured.to_string())?;
        function
            .answer(event)
            .await
            .map_err(|failure| format!("{}: {}", failure.error_type, failure.error_message))
    }
}
