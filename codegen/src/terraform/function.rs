//! A function in, a call of the module `function` out; and the invocation of one whose work must be done before others' new code
//! is put in place.

use super::{alarm_topic, concurrency, module, permissions_boundary, starter};
use crate::hcl::{Block, Expression, Piece, number, reference, text};
use ferrovia_model::{App, Bucket, Database, Function, Grant, Provider, Reach, environment, reach};
use std::collections::{BTreeMap, BTreeSet};

/// The function's module call, and what invokes it before a release if it migrates a database or fetches keys.
pub(super) fn blocks(
    app: &App,
    function: &Function,
    variables: &Variables,
    policy: Expression,
) -> Vec<Block> {
    let migrations = migrated(app, function).map(|database| migration(function, database));
    let refresh = refreshed(app, function).map(|keys| refresh(function, keys));
    [block(app, function, variables, policy)]
        .into_iter()
        .chain(migrations)
        .chain(refresh)
        .chain(starter::blocks(app, function))
        .collect()
}

/// The database that the function migrates.
fn migrated<'a>(app: &'a App, function: &Function) -> Option<&'a Database> {
    let migrates = |database: &&Database| {
        function
            .grants()
            .any(|grant| matches!(grant, Grant::MigrateDatabase(name) if *name == database.name))
    };
    app.databases.iter().find(migrates)
}

/// Whoever uses a table of a database waits for the function that migrates it.
fn migrator<'a>(app: &'a App, function: &Function) -> Option<&'a Function> {
    let databases: BTreeSet<&String> = function
        .grants()
        .filter(|grant| grant.is_on_table())
        .filter_map(|grant| app.table(grant.subject().name()))
        .map(|table| &table.database)
        .collect();
    let migrates = |function: &&Function| {
        migrated(app, function).is_some_and(|database| databases.contains(&database.name))
    };
    app.functions.iter().find(migrates)
}

/// The token issuer's keys, if a schedule has the function refresh them.
fn refreshed<'a>(app: &'a App, function: &Function) -> Option<&'a Bucket> {
    function.trigger.as_ref()?.schedule()?;
    app.token_keys().filter(|keys| {
        function
            .grants()
            .any(|grant| matches!(grant, Grant::RefreshTokenKeys(name) if *name == keys.name))
    })
}

/// Whoever verifies tokens waits for the function that fetches the keys.
fn refresher<'a>(app: &'a App, function: &Function) -> Option<&'a Function> {
    let verifies = function
        .grants()
        .any(|grant| matches!(grant, Grant::VerifyTokens(_)));
    let refreshes = |function: &&Function| refreshed(app, function).is_some();
    verifies.then(|| app.functions.iter().find(refreshes)).flatten()
}

/// An invocation through the function's alias: a version's number changes with every release, and would have it invoked for
/// nothing.
fn invocation(function: &Function, input: Vec<(String, Expression)>) -> Block {
    let module = |output: &str| reference(format!("module.function_{}.{output}", function.name));
    Block::new("resource", ["aws_lambda_invocation", function.id()])
        .set("function_name", module("name"))
        .set("qualifier", module("alias_name"))
        .set("lifecycle_scope", text("CREATE_ONLY"))
        .set(
            "input",
            Expression::Call("jsonencode", vec![Expression::Object(input)]),
        )
        .blank()
}

/// Has the keys fetched before any code is put in place that needs them, and else leaves it to the schedule: only another
/// issuer has others, and only another bucket has none.
fn refresh(function: &Function, keys: &Bucket) -> Block {
    // As a schedule starts it, at a time that is the same in each plan.
    let at = ("at".to_owned(), text("1970-01-01T00:00:00Z"));
    let bucket = reference(format!("module.bucket_{}.name", keys.name));
    let issuer = reference("module.identity.issuer");
    let triggers = [("bucket", bucket), ("issuer", issuer)];
    let triggers = triggers.map(|(name, value)| (name.to_owned(), value));
    invocation(function, vec![at]).set("triggers", Expression::Object(triggers.into()))
}

/// Invokes a function that migrates whenever what it would apply has changed, or the database is another. The ways to the
/// database and to the secret must be open by then, of which its own resources know nothing.
fn migration(function: &Function, database: &Database) -> Block {
    let migrations: Vec<String> = database
        .migrations
        .iter()
        .map(|migration| format!("{} {}", migration.version, migration.name))
        .collect();
    let phase = ("phase".to_owned(), text("expand"));
    let rights = r#"sha256(join("", [for file in fileset("${path.module}/sql", "*.sql") : file("${path.module}/sql/${file}")]))"#;
    invocation(function, vec![phase])
        .set(
            "triggers",
            Expression::Object(vec![
                (
                    "database".to_owned(),
                    reference(format!("module.database_{}.resource_id", database.name)),
                ),
                ("migrations".to_owned(), text(migrations.join(", "))),
                ("rights".to_owned(), Expression::Raw(rights)),
            ]),
        )
        .blank()
        .set(
            "depends_on",
            Expression::List(vec![
                reference("module.network"),
                reference(format!("module.database_{}", database.name)),
            ]),
        )
}

fn block(app: &App, function: &Function, variables: &Variables, policy: Expression) -> Block {
    let name = &function.name;
    let block = module("function", &format!("function_{name}"), Some(function.id()))
        .set("description", text(first_sentence(&function.description)))
        .set("memory_mb", number(function.memory_mb))
        .set("timeout_seconds", number(function.timeout_seconds))
        .set("artifact", reference("var.artifact"))
        .set("log_level", reference("var.log_level"))
        .set("log_retention_days", reference("var.log_retention_days"))
        .set("alarm_topic_arn", alarm_topic())
        .set("permissions_boundary", permissions_boundary());
    let block = match concurrency::reserved(function) {
        Some(reserved) => block.set("reserved_concurrency", reserved),
        None => block,
    };
    let reach = reach(app, function);
    let block = if reach.vpc {
        block.set("network", network(&reach))
    } else {
        block
    };
    let variables = variables.of_function(app, function);
    let block = if variables.is_empty() {
        block
    } else {
        block
            .blank()
            .set("environment", Expression::Object(variables.into_iter().collect()))
    };
    let block = match starter::dead_letters(function) {
        Some(queue) => block.set(
            "dead_letters",
            Expression::Object(vec![("arn".to_owned(), queue)]),
        ),
        None => block,
    };
    let block = block.blank().set("policy", policy);
    let mut first = migrator(app, function)
        .into_iter()
        .chain(refresher(app, function))
        .map(|first| reference(format!("aws_lambda_invocation.{}.id", first.id())));
    match (first.next(), first.next()) {
        (Some(one), None) => block.blank().set("after", one),
        (Some(one), Some(other)) => block.blank().set("after", Expression::List(vec![one, other])),
        (None, _) => block,
    }
}

fn network(reach: &Reach) -> Expression {
    let mut groups = vec![reference("module.network.function_security_group_id")];
    if reach.internet {
        groups.push(reference("module.network.internet_security_group_id"));
    }
    Expression::Object(vec![
        (
            "subnet_ids".to_owned(),
            reference("module.network.private_subnet_ids"),
        ),
        ("security_group_ids".to_owned(), Expression::List(groups)),
    ])
}

/// Where Terraform finds the value of each environment variable: the same names as the run time reads.
pub(super) struct Variables(BTreeMap<String, Expression>);

impl Variables {
    pub(super) fn of(app: &App) -> Self {
        let secrets = app.secrets.iter().map(|it| {
            (
                environment::secret_arn(&it.name),
                reference(format!("module.secret_{}.arn", it.name)),
            )
        });
        let models = app.language_models.iter().map(|it| {
            let active = reference(format!("var.{}_model", it.name));
            (
                environment::model(&it.name),
                Expression::Call("join", vec![text(","), active]),
            )
        });
        let buses = app.event_buses.iter().map(|it| {
            (
                environment::event_bus(&it.name),
                reference(format!("module.event_bus_{}.name", it.name)),
            )
        });
        let workflows = app.workflows.iter().map(|it| {
            (
                environment::workflow_arn(&it.name),
                reference(format!("module.workflow_{}.alias_arn", it.name)),
            )
        });
        let queues = app.queues.iter().map(|it| {
            (
                environment::queue_url(&it.name),
                reference(format!("module.queue_{}.url", it.name)),
            )
        });
        let buckets = app.buckets.iter().map(|it| {
            (
                environment::bucket(&it.name),
                reference(format!("module.bucket_{}.name", it.name)),
            )
        });
        let configurations = app.configurations.iter().map(|it| {
            (
                environment::configuration_arn(&it.name),
                reference(format!("module.configurations.arns[\"{}\"]", it.name)),
            )
        });
        let clients = vec![text(","), reference("module.identity.audience")];
        let shared = [
            (environment::OPENAI_BASE_URL, reference("var.openai_base_url")),
            (environment::GAUGE_NAMESPACE, reference("local.prefix")),
            (environment::TOKEN_ISSUER, reference("module.identity.issuer")),
            (environment::TOKEN_CLIENTS, Expression::Call("join", clients)),
        ]
        .map(|(name, value)| (name.to_owned(), value));
        Self(
            secrets
                .chain(models)
                .chain(buses)
                .chain(workflows)
                .chain(queues)
                .chain(buckets)
                .chain(configurations)
                .chain(shared)
                .collect(),
        )
    }

    /// The environment variables that the function's grants need, with their values.
    fn of_function(&self, app: &App, function: &Function) -> BTreeMap<String, Expression> {
        let names = function
            .grants()
            .flat_map(|grant| environment::of_grant(app, grant));
        names
            .filter_map(|name| {
                let value = match (migrated(app, function), name.as_str()) {
                    (migrated, environment::DATABASE_URL) => {
                        // Who the master user is, is said in its secret.
                        let user = migrated.is_none().then_some(function.id());
                        database_url(app, user)?
                    }
                    (Some(_), environment::DATABASE_AUTHENTICATION) => text("secret"),
                    (None, environment::DATABASE_AUTHENTICATION) => text("iam"),
                    (Some(database), name)
                        if name == environment::secret_arn(environment::DATABASE_MASTER) =>
                    {
                        reference(format!("module.database_{}.master_secret_arn", database.name))
                    }
                    (_, other) => self.0.get(other)?.clone(),
                };
                Some((name, value))
            })
            .collect()
    }
}

/// The database's address, with its user if that is known, and without a password.
fn database_url(app: &App, user: Option<&str>) -> Option<Expression> {
    let database = &app.databases.first()?.name;
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    let pieces = [
        Piece::Text(format!("postgres://{user}")),
        Piece::Interpolation(format!("module.database_{database}.address")),
        Piece::Text(":".to_owned()),
        Piece::Interpolation(format!("module.database_{database}.port")),
        Piece::Text("/".to_owned()),
        Piece::Interpolation(format!("module.database_{database}.database_name")),
        Piece::Text("?sslmode=verify-full".to_owned()),
    ];
    Some(Expression::Template(pieces.into()))
}

/// What fits Lambda's description: the first sentence, at most 256 characters.
fn first_sentence(description: &str) -> String {
    let paragraph: String = description
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .replace('\n', " ");
    let sentence = paragraph.split_inclusive(". ").next().unwrap_or_default().trim();
    sentence.chars().take(256).collect()
}

/// Whether any function calls an OpenAI-compatible model: then its base URL is a variable.
pub(super) fn uses_openai(app: &App) -> bool {
    let candidates = app.language_models.iter().flat_map(|model| &model.candidates);
    candidates.into_iter().any(|candidate| match candidate.provider {
        Provider::OpenAi { .. } => true,
        Provider::Bedrock | Provider::BedrockProfile { .. } => false,
    })
}
