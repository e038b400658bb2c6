//! A function in, a call of the module `function` out.

use super::{alarm_topic, concurrency, module};
use crate::hcl::{Block, Expression, Piece, number, reference, text};
use ferrovia_model::{App, Function, Provider, Reach, environment, reach};
use std::collections::BTreeMap;

pub(super) fn block(app: &App, function: &Function, variables: &Variables, policy: Expression) -> Block {
    let name = &function.name;
    let block = module("function", &format!("function_{name}"), Some(function.id()))
        .set("description", text(first_sentence(&function.description)))
        .set("memory_mb", number(function.memory_mb))
        .set("timeout_seconds", number(function.timeout_seconds))
        .set("artifact", reference("var.artifact"))
        .set("log_level", reference("var.log_level"))
        .set("log_retention_days", reference("var.log_retention_days"))
        .set("alarm_topic_arn", alarm_topic());
    let block = match concurrency::reserved(app, function) {
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
    block.blank().set("policy", policy)
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
        let shared = [
            (environment::DATABASE_AUTHENTICATION.to_owned(), text("iam")),
            (
                environment::OPENAI_BASE_URL.to_owned(),
                reference("var.openai_base_url"),
            ),
        ];
        Self(
            secrets
                .chain(models)
                .chain(buses)
                .chain(workflows)
                .chain(queues)
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
                let value = match name.as_str() {
                    environment::DATABASE_URL => database_url(app, function)?,
                    other => self.0.get(other)?.clone(),
                };
                Some((name, value))
            })
            .collect()
    }
}

/// The database's address with the function as its user, without a password.
fn database_url(app: &App, function: &Function) -> Option<Expression> {
    let database = &app.databases.first()?.name;
    let pieces = [
        Piece::Text(format!("postgres://{}@", function.id())),
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
