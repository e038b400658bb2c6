//! The database's variables in, a pool of one connection out, which logs in by IAM where they say so.
//!
//! **What the function's package must hold.** RDS and Aurora show certificates of Amazon's own root CAs, which no
//! public trust store has. With IAM authentication, and for the master user, the server is always verified in full (chain and host name), so the
//! bundle of those CAs (`global-bundle.pem`, from AWS's trust store for RDS) lies in the package as `rds-ca.pem`; the
//! variable `DATABASE_CA` names another place. The public roots are trusted besides, for RDS Proxy.

use crate::failure::{refused, unavailable};
use aws_config::SdkConfig;
use aws_sdk_rds::auth_token::{AuthTokenGenerator, Config};
use aws_smithy_async::time::SharedTimeSource;
pub(crate) use ferrovia::model::environment::DATABASE_MASTER;
use ferrovia::model::environment::{
    CONNECTIONS_PER_INSTANCE, DATABASE_AUTHENTICATION, DATABASE_URL, secret_arn,
};
use ferrovia::{AcquireError, Env, PortError};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

const SERVICE: &str = "the database";

/// Where the CA bundle lies, if not in the function's package.
pub const DATABASE_CA: &str = "DATABASE_CA";

/// The CA bundle in the function's package.
const PACKAGED_CA: &str = "rds-ca.pem";

/// How long a handler waits for the connection, and so for a new one to be made.
const ACQUIRE: Duration = Duration::from_secs(1);

/// The longest that the server works on one statement.
const STATEMENT_TIMEOUT: &str = "3s";

/// How long a token opens connections: RDS allows no more than 15 minutes.
const TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// A token this old is replaced. What remains is more than the longest invocation needs to connect.
const TOKEN_RENEWAL: Duration = Duration::from_secs(10 * 60);

/// How the database is reached: what the variables say.
struct Settings {
    options: PgConnectOptions,
    authentication: Authentication,
}

/// How whoever reaches it proves who they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Authentication {
    /// By what the URL says.
    Password,
    /// As the URL's user, by a token.
    Iam,
    /// As the master user, by the secret that RDS keeps.
    Secret,
}

/// What is wrong with the variables of a function that uses tables, if anything.
pub(crate) fn mistake(env: &Env) -> Option<AcquireError> {
    user(env).err()
}

/// What is wrong with the variables of the function that migrates, if anything.
pub(crate) fn master_mistake(env: &Env) -> Option<AcquireError> {
    master(env).err()
}

/// The database's address, and whether the master user's name and password are in the secret. A migration may take
/// longer than a function's statements.
pub(crate) fn master(env: &Env) -> Result<(PgConnectOptions, bool), AcquireError> {
    let Settings {
        options,
        authentication,
    } = settings(env)?;
    match authentication {
        Authentication::Password => Ok((options, false)),
        Authentication::Secret => env
            .variable(&secret_arn(DATABASE_MASTER))
            .map(|_| (options, true)),
        Authentication::Iam => Err(unusable(
            env,
            "whoever migrates logs in by `secret` or `password`",
        )),
    }
}

/// As [`settings`], for a function that uses tables: the master user is for migrations alone.
fn user(env: &Env) -> Result<Settings, AcquireError> {
    let mut settings = settings(env)?;
    if settings.authentication == Authentication::Secret {
        return Err(unusable(env, "it is `password` or `iam`"));
    }
    settings.options = settings
        .options
        .options([("statement_timeout", STATEMENT_TIMEOUT)]);
    Ok(settings)
}

fn unusable(env: &Env, reason: &str) -> AcquireError {
    AcquireError::Value {
        name: DATABASE_AUTHENTICATION.to_owned(),
        value: env
            .optional(DATABASE_AUTHENTICATION)
            .unwrap_or_default()
            .to_owned(),
        reason: reason.to_owned(),
    }
}

fn settings(env: &Env) -> Result<Settings, AcquireError> {
    let url = env.variable(DATABASE_URL)?;
    let options: PgConnectOptions = Some(url)
        .filter(|url| url.starts_with("postgres://") || url.starts_with("postgresql://"))
        .and_then(|url| url.parse().ok())
        .ok_or_else(|| AcquireError::Value {
            name: DATABASE_URL.to_owned(),
            // It may hold a password.
            value: "(hidden)".to_owned(),
            reason: "it is no URL of the form `postgres://user@host:port/database`".to_owned(),
        })?;
    let authentication = match env.optional(DATABASE_AUTHENTICATION) {
        None | Some("password") => Authentication::Password,
        Some("iam") => Authentication::Iam,
        Some("secret") => Authentication::Secret,
        Some(_) => return Err(unusable(env, "it is `password`, `iam` or `secret`")),
    };
    let options = match authentication {
        Authentication::Password => options,
        Authentication::Iam | Authentication::Secret => options
            .ssl_mode(PgSslMode::VerifyFull)
            .ssl_root_cert(certificate_authorities(env)?),
    };
    Ok(Settings {
        options,
        authentication,
    })
}

fn certificate_authorities(env: &Env) -> Result<PathBuf, AcquireError> {
    let packaged = || {
        let root = env.optional("LAMBDA_TASK_ROOT")?;
        Some(PathBuf::from(root).join(PACKAGED_CA)).filter(|path| path.is_file())
    };
    match env.optional(DATABASE_CA) {
        Some(path) if PathBuf::from(path).is_file() => Ok(PathBuf::from(path)),
        Some(path) => Err(AcquireError::Value {
            name: DATABASE_CA.to_owned(),
            value: path.to_owned(),
            reason: "there is no such file".to_owned(),
        }),
        None => packaged().ok_or_else(|| AcquireError::Variable(DATABASE_CA.to_owned())),
    }
}

/// The platform's database, for as long as the process lives.
pub struct Database {
    pool: PgPool,
    options: PgConnectOptions,
    tokens: Option<Tokens>,
}

impl Database {
    /// The database of the variables `DATABASE_URL` and `DATABASE_AUTHENTICATION`: `password` (the default) takes the
    /// URL as it is, `iam` logs the URL's user in by tokens. Nothing is connected yet.
    ///
    /// # Errors
    /// [`AcquireError`] if a variable is missing or unusable.
    pub fn open(env: &Env, config: &SdkConfig) -> Result<Self, AcquireError> {
        let Settings {
            options,
            authentication,
        } = user(env)?;
        // No connection ends by age: such timers run in the background, and Lambda stops the background between two
        // events. A connection that died meanwhile is found by the ping before its use.
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS_PER_INSTANCE)
            .acquire_timeout(ACQUIRE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(true)
            .connect_lazy_with(options.clone());
        let tokens = (authentication == Authentication::Iam).then(|| {
            Tokens::new(
                config,
                options.get_host(),
                options.get_port(),
                options.get_username(),
            )
        });
        Ok(Self {
            pool,
            options,
            tokens,
        })
    }

    /// The pool.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Makes sure that a new connection could log in. It is called at the start of each invocation, and never from a
    /// background task: Lambda would stop it between two events, and the token with it. Connections that are open
    /// stay so, whatever becomes of the token they logged in with.
    ///
    /// # Errors
    /// [`PortError`] if there are no credentials to sign a token with.
    pub async fn refresh(&self) -> Result<(), PortError> {
        if let Some(tokens) = &self.tokens
            && let Some(token) = tokens.renewed().await?
        {
            self.pool
                .set_connect_options(self.options.clone().password(token.expose_secret()));
        }
        Ok(())
    }
}

/// Passwords for one user of one RDS database, each good for 15 minutes: signed URLs, made without a request.
pub struct Tokens {
    generator: Result<AuthTokenGenerator, String>,
    config: SdkConfig,
    clock: SharedTimeSource,
    made_at: Mutex<Option<SystemTime>>,
}

impl Tokens {
    /// Tokens for `user` at `host`:`port`. Region, credentials and clock are `config`'s.
    #[must_use]
    pub fn new(config: &SdkConfig, host: &str, port: u16, user: &str) -> Self {
        let generator = Config::builder()
            .hostname(host)
            .port(u64::from(port))
            .username(user)
            .expires_in(TOKEN_LIFETIME.as_secs())
            .build();
        Self {
            generator: generator
                .map(AuthTokenGenerator::new)
                .map_err(|error| error.to_string()),
            config: config.clone(),
            clock: config.time_source().unwrap_or_default(),
            made_at: Mutex::default(),
        }
    }

    /// A new token, if there was none yet or the last is near its end.
    ///
    /// # Errors
    /// [`PortError`] if there are no credentials to sign it with.
    pub async fn renewed(&self) -> Result<Option<SecretString>, PortError> {
        let generator = self.generator.as_ref().map_err(|error| refused(SERVICE, error))?;
        let mut made_at = self.made_at.lock().await;
        let now = self.clock.now();
        // A clock that was set back makes a token look as if it came from the future.
        let fresh = |made_at: SystemTime| now.duration_since(made_at).is_ok_and(|age| age < TOKEN_RENEWAL);
        if made_at.is_some_and(fresh) {
            return Ok(None);
        }
        let token = generator
            .auth_token(&self.config)
            .await
            .map_err(|_| unavailable(SERVICE, "no credentials to sign a token with"))?;
        *made_at = Some(now);
        Ok(Some(SecretString::from(token.to_string())))
    }
}
