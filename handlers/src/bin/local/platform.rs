//! A command line in, the platform, ready to be served, out.

use crate::command_line::Serve;
use crate::database::PlatformDatabase;
use crate::language_models::{Endpoint, OneEndpoint};
use crate::mistake::Mistake;
use crate::script::StubReplies;
use crate::tenants::Tenants;
use async_trait::async_trait;
use chrono::Utc;
use ferrovia::model::{Function, environment};
use ferrovia::{
    App, Buckets, Claims, Configurations, Env, EventPublisher, Gauges, Handler, LanguageModels, Migrator,
    Queues, Resource as _, Secrets, TaskTokens, TokenVerifier, WorkflowStarter,
};
use ferrovia_local::{
    Admission, Api, BucketsInFolder, ConfigurationFiles, Console, Documents, EventBuses, Functions,
    GaugesOnConsole, ISSUER, Issuer, KeysInBucket, ModelStub, QueuesInMemory, Schedules, SecretsInVariables,
    Shutdown, Verifier, Workflows,
};
use handlers::adapters::inbound::refresh_token_keys::refresh_token_keys;
use handlers::adapters::outbound::{
    CircuitsInMemory, GeneratedDocument, Guardrails, SystemClock, TimeOrderedIds,
};
use handlers::adapters::resources::{PlatformFlags, PseudonymKey, TokenKeys};
use handlers::domain::FlagDefaults;
use handlers::ports::{
    ApiDocument, BreakerStore, Clock, ConversationReader, ConversationStore, ExportStore, FeedbackStore,
    FlagStore, Guard, HandoverStore, HistoryStore, IdleConversations, Ids, IssuerKeys, IssuerKeysError,
    MessageReader, MessageStore, Outbox, PrivacyStore, PublishedEvents, Readiness, Retention, StuckMessages,
    TenantDirectory, TurnStore, UsageReader,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Handle;

/// How long requests that run may go on after Ctrl-C.
const GRACE: Duration = Duration::from_secs(5);

/// The platform in one process.
pub(crate) struct Platform {
    listener: TcpListener,
    api: Api,
    schedules: Schedules,
    database: PlatformDatabase,
    pub(crate) facts: Facts,
}

/// What a person who starts it wants to know.
pub(crate) struct Facts {
    pub(crate) address: SocketAddr,
    pub(crate) database: String,
    pub(crate) workflows: String,
    pub(crate) model: String,
}

impl Platform {
    /// Opens everything, so that whatever is missing is found now. `usual` are the claims of the usual token's tenant.
    pub(crate) async fn open(
        serve: &Serve,
        data: &Path,
        stack: &Path,
        issuer: Issuer,
        usual: Map<String, Value>,
    ) -> Result<Self, Mistake> {
        let app = handlers::app();
        let env = Env::of_process();
        let console = Console::stdout();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, serve.port))
            .await
            .map_err(|cause| Mistake::Port {
                port: serve.port,
                cause,
            })?;
        let address = listener.local_addr().map_err(|cause| Mistake::Machine {
            what: "a port's address",
            cause,
        })?;

        let checked = app.as_model().clone().check().map_err(|_| Mistake::App)?;
        let configurations = configurations(serve, &app)?;
        let documents = Documents::read(&stack.join("asl"), &checked)?;
        let workflows = documents.names().collect::<Vec<_>>().join(", ");

        let models = models(serve, &env).await?;
        let chosen = models.variables(app.as_model(), &env);
        let database = PlatformDatabase::open(serve.database.as_deref(), data, app.as_model()).await?;
        let facts = Facts {
            address,
            database: database.describe(),
            workflows: format!("{workflows}, as in {}", crate::from_here(&stack.join("asl"))),
            model: answering(&models, &chosen),
        };

        let (buckets, links) = BucketsInFolder::open(data.join("buckets"))
            .await
            .map_err(|cause| Mistake::Machine {
                what: "a port for links to objects",
                cause,
            })?;
        // It ends with the runtime: somebody may still follow one.
        tokio::spawn(links.serve(std::future::pending()));
        let surroundings = Surroundings {
            app: &app,
            env: Env::new(variables(&env, chosen, pseudonym_key(data)?)),
            database: &database,
            migrator: database.migrator()?,
            models: Arc::new(models),
            circuits: Arc::new(CircuitsInMemory::new(Arc::new(SystemClock))),
            configurations: Arc::new(configurations),
            gauges: Arc::new(GaugesOnConsole::new(console.clone())),
            buses: Arc::new(EventBuses::new(console.clone())),
            queues: Arc::new(QueuesInMemory::new(console.clone())),
            buckets: buckets.clone(),
            workflows: Arc::new(Workflows::new(documents, console.clone())),
            tokens: Arc::new(Issuer::verifier(KeysInBucket::new(buckets, TokenKeys::NAME))),
            keys: Arc::new(DevelopmentKeys(issuer.key_set())),
        };
        if serve.skip_waits {
            let listening = surroundings.workflows.skip_waits_on_signal();
            listening.map_err(|cause| Mistake::Machine {
                what: "signals",
                cause,
            })?;
        }
        let functions = match surroundings.functions().await {
            Ok(functions) => functions,
            Err(mistake) => {
                database.close().await;
                return Err(mistake);
            }
        };
        let tenants = Arc::new(Tenants::new(database.owner.clone()));
        // The ready `curl` finds its tenant there.
        tenants.admit(&Claims(usual.into_iter().collect())).await;
        Ok(Self {
            listener,
            schedules: Schedules::of(&checked, &functions),
            api: Api::new(&checked, functions, issuer, tenants, console),
            database,
            facts,
        })
    }

    /// Serves until the end is called for, and then for as long as what runs takes, within limits.
    pub(crate) async fn serve(self, shutdown: &Shutdown) -> Result<PlatformDatabase, Mistake> {
        let lost = |cause| Mistake::Machine {
            what: "the API's port",
            cause,
        };
        // It ends with the runtime, in the middle of a minute.
        tokio::spawn(self.schedules.run());
        let served = self.api.serve(self.listener, shutdown.wait());
        let end = async {
            shutdown.wait().await;
            tokio::time::sleep(GRACE).await;
        };
        let served = tokio::select! {
            served = served => served.map_err(lost),
            () = end => {
                tracing::warn!("some requests were cut off");
                Ok(())
            }
        };
        served.map(|()| self.database)
    }
}

/// What functions find around them.
struct Surroundings<'a> {
    app: &'a App,
    env: Env,
    database: &'a PlatformDatabase,
    migrator: Arc<dyn Migrator>,
    models: Arc<OneEndpoint>,
    circuits: Arc<CircuitsInMemory>,
    configurations: Arc<ConfigurationFiles>,
    gauges: Arc<GaugesOnConsole>,
    buses: Arc<EventBuses>,
    queues: Arc<QueuesInMemory>,
    buckets: Arc<BucketsInFolder>,
    workflows: Arc<Workflows>,
    tokens: Arc<Verifier>,
    keys: Arc<DevelopmentKeys>,
}

impl Surroundings<'_> {
    /// Every function in its own, and the workflows that invoke them.
    async fn functions(&self) -> Result<Arc<Functions>, Mistake> {
        let functions = Functions::start(self.app, Handle::current(), |function| self.of(function))?;
        let functions = Arc::new(functions);
        self.workflows.run(&functions).await?;
        self.buses.start(self.app.as_model(), &functions);
        // As a stack does before it puts code in place that verifies tokens.
        let refreshed = functions.invoke(<refresh_token_keys as Handler>::NAME, json!({ "at": Utc::now() }));
        refreshed.await.map_err(|failed| Mistake::Machine {
            what: "a place for the token issuer's keys",
            cause: io::Error::other(failed.cause),
        })?;
        Ok(functions)
    }

    /// One function's: the variables that its signature asks for, and the database in its own role, if in any.
    fn of(&self, function: &Function) -> Env {
        let asked = function
            .grants()
            .flat_map(|grant| environment::of_grant(self.app.as_model(), grant));
        let variables = asked
            .filter_map(|name| Some((name.clone(), self.env.optional(&name)?.to_owned())))
            .collect();
        let env = Env::new(variables)
            .bind::<dyn Secrets>(Arc::new(SecretsInVariables::new(self.env.clone())))
            .bind::<dyn LanguageModels>(self.models.clone())
            .bind::<dyn Configurations>(self.configurations.clone())
            .bind::<dyn Gauges>(self.gauges.clone())
            .bind::<dyn EventPublisher>(self.buses.clone())
            .bind::<dyn Queues>(self.queues.clone())
            .bind::<dyn Buckets>(self.buckets.clone())
            .bind::<dyn WorkflowStarter>(self.workflows.clone())
            .bind::<dyn TaskTokens>(self.workflows.clone())
            .bind::<dyn Migrator>(self.migrator.clone())
            .bind::<dyn TokenVerifier>(self.tokens.clone())
            .bind::<dyn IssuerKeys>(self.keys.clone())
            .bind::<dyn Ids>(Arc::new(TimeOrderedIds))
            .bind::<dyn Guard>(Arc::new(Guardrails))
            .bind::<dyn Clock>(Arc::new(SystemClock))
            .bind::<dyn BreakerStore>(self.circuits.clone())
            .bind::<dyn ApiDocument>(Arc::new(GeneratedDocument));
        match self.database.stores(&function.name) {
            Some(stores) => {
                let stores = Arc::new(stores);
                env.bind::<dyn TenantDirectory>(stores.clone())
                    .bind::<dyn MessageStore>(stores.clone())
                    .bind::<dyn HistoryStore>(stores.clone())
                    .bind::<dyn Outbox>(stores.clone())
                    .bind::<dyn StuckMessages>(stores.clone())
                    .bind::<dyn IdleConversations>(stores.clone())
                    .bind::<dyn Retention>(stores.clone())
                    .bind::<dyn PublishedEvents>(stores.clone())
                    .bind::<dyn HandoverStore>(stores.clone())
                    .bind::<dyn MessageReader>(stores.clone())
                    .bind::<dyn ConversationReader>(stores.clone())
                    .bind::<dyn ConversationStore>(stores.clone())
                    .bind::<dyn FeedbackStore>(stores.clone())
                    .bind::<dyn FlagStore>(stores.clone())
                    .bind::<dyn Readiness>(stores.clone())
                    .bind::<dyn PrivacyStore>(stores.clone())
                    .bind::<dyn ExportStore>(stores.clone())
                    .bind::<dyn UsageReader>(stores.clone())
                    .bind::<dyn TurnStore>(stores)
            }
            None => env,
        }
    }
}

/// What the development issuer publishes, though it is at no address.
struct DevelopmentKeys(Vec<u8>);

#[async_trait]
impl IssuerKeys for DevelopmentKeys {
    async fn published(&self, _url: &str) -> Result<Vec<u8>, IssuerKeysError> {
        Ok(self.0.clone())
    }
}

/// The endpoint for all language models; the stub, if it is to be that, answers from now on.
async fn models(serve: &Serve, env: &Env) -> Result<OneEndpoint, Mistake> {
    let stub = ModelStub::bind().await.map_err(|cause| Mistake::Machine {
        what: "a port for the stub",
        cause,
    })?;
    let endpoint = Endpoint::chosen(serve, env);
    let models = OneEndpoint::new(&endpoint, &stub.base_url(), serve, env)?;
    if endpoint == Endpoint::Stub {
        // It ends with the runtime: the API's last requests may still ask it.
        tokio::spawn(stub.serve(Arc::new(StubReplies), std::future::pending()));
    }
    models.greet().await;
    Ok(models)
}

/// The files of the configurations, each as its reader expects it.
fn configurations(serve: &Serve, app: &App) -> Result<ConfigurationFiles, Mistake> {
    let mut files = BTreeMap::new();
    for given in &serve.configuration {
        if files.insert(given.name.clone(), given.file.clone()).is_some() {
            return Err(Mistake::Twice(given.name.clone()));
        }
    }
    let configurations = ConfigurationFiles::new(app.as_model(), files)?;
    configurations.check::<FlagDefaults>(PlatformFlags::NAME)?;
    Ok(configurations)
}

/// The process's variables, with those that `local` sets itself.
fn variables(env: &Env, chosen: Vec<(String, String)>, own_key: String) -> BTreeMap<String, String> {
    let process = env
        .names()
        .filter_map(|name| Some((name.to_owned(), env.optional(name)?.to_owned())));
    // Sessions come from the pools; this says only that there is a database.
    let database = (
        environment::DATABASE_URL.to_owned(),
        "postgres://localhost".to_owned(),
    );
    let issuer = (environment::TOKEN_ISSUER.to_owned(), ISSUER.to_owned());
    let key = (environment::secret_value(PseudonymKey::NAME), own_key);
    // What the process says itself comes last, and counts.
    [key]
        .into_iter()
        .chain(process)
        .chain(chosen)
        .chain([database, issuer])
        .collect()
}

/// The key of pseudonyms, made when it is first needed: whoever was erased is recognised after a restart, too.
fn pseudonym_key(data: &Path) -> Result<String, Mistake> {
    let path = data.join("pseudonym_key");
    if let Ok(key) = std::fs::read_to_string(&path) {
        return Ok(key);
    }
    // Of each 74 bits are random.
    let key: String = (0..4)
        .map(|_| TimeOrderedIds.next().simple().to_string())
        .collect();
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| file.write_all(key.as_bytes()));
    match written {
        Ok(()) => Ok(key),
        Err(cause) => Err(Mistake::Folder { path, cause }),
    }
}

fn answering(models: &OneEndpoint, chosen: &[(String, String)]) -> String {
    let chosen: Vec<String> = chosen
        .iter()
        .map(|(variable, ids)| format!("{variable}={ids}"))
        .collect();
    format!("{models}, asked for {}", chosen.join(" "))
}
