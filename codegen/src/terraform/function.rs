//! A function in, a call of the module `function` out.

use super::module;
use crate::hcl::{Block, Expression, Piece, number, reference, text};
use crate::iam::grants;
use crate::placeholder::Bindings;
use ferrovia_model::{App, Function, Provider, environment, reach};
use std::collections::BTreeMap;

pub(super) fn block(app: &App, function: &Function, bindings: &Bindings) -> Block {
    let name = &function.name;
    let policy = bindings.render(&format!("iam/{}", grants::file(name)), &grants::of_function(app, function));
    let block = module("function", &format!("function_{name}"), Some(name))
        .set("description", text(first_sentence(&function.description)))
        .set("memory_mb", number(function.memory_mb))
        .set("timeout_seconds", number(function.timeout_seconds))
        .set("artifact", reference("var.artifact"))
        .set("log_level", reference("var.log_level"))
        .set("log_retention_days", reference("var.log_retention_days"));
    let block = if reach(app, function).vpc { block.set("network", network(app, function)) } else { block };
    let variables = variables(app, function);
    let block = if variables.is_empty() {
        block
    } else {
        block.blank().set("environment", Expression::Object(variables.into_iter().collect()))
    };
    block.blank().set("policy", policy)
}

fn network(app: &App, function: &Function) -> Expression {
    let mut groups = vec![reference("module.network.function_security_group_id")];
    if reach(app, function).internet {
        groups.push(reference("module.network.internet_security_group_id"));
    }
    Expression::Object(vec![
        ("subnet_ids".to_owned(), reference("module.network.private_subnet_ids")),
        ("security_group_ids".to_owned(), Expression::List(groups)),
    ])
}

/// The environment variables that the function's grants need, with their values.
fn variables(app: &App, function: &Function) -> BTreeMap<String, Expression> {
    let mut variables = BTreeMap::new();
    for name in function.grants().flat_map(|grant| environment::of_grant(app, grant)) {
        if let Some(value) = value(app, function, &name) {
            variables.insert(name, value);
        }
    }
    variables
}

/// Where Terraform finds a variable's value: the same names as the run time reads, asked the other way round.
fn value(app: &App, function: &Function, variable: &str) -> Option<Expression> {
    let secret = |secret: &&ferrovia_model::Secret| environment::secret_arn(&secret.name) == variable;
    let model = |model: &&ferrovia_model::LanguageModel| environment::model(&model.name) == variable;
    let bus = |bus: &&ferrovia_model::EventBus| environment::event_bus(&bus.name) == variable;
    let workflow =
        |workflow: &&ferrovia_model::Workflow| environment::workflow_arn(&workflow.name) == variable;
    let queue = |queue: &&ferrovia_model::Queue| environment::queue_url(&queue.name) == variable;
    match variable {
        environment::DATABASE_URL => {
            let database = &app.databases.first()?.name;
            let pieces = [
                Piece::Text(format!("postgres://{}@", function.name)),
                Piece::Interpolation(format!("module.database_{database}.address")),
                Piece::Text(":".to_owned()),
                Piece::Interpolation(format!("module.database_{database}.port")),
                Piece::Text("/".to_owned()),
                Piece::Interpolation(format!("module.database_{database}.database_name")),
                Piece::Text("?sslmode=verify-full".to_owned()),
            ];
            Some(Expression::Template(pieces.into()))
        }
        environment::DATABASE_AUTHENTICATION => Some(text("iam")),
        environment::OPENAI_BASE_URL => Some(reference("var.openai_base_url")),
        _ => {
            let secret =
                app.secrets.iter().find(secret).map(|it| format!("module.secret_{}.arn", it.name)).map(reference);
            let model = app
                .language_models
                .iter()
                .find(model)
                .map(|it| Expression::Call("join", vec![text(","), reference(format!("var.{}_model", it.name))]));
            let bus =
                app.event_buses.iter().find(bus).map(|it| format!("module.event_bus_{}.name", it.name)).map(reference);
            let workflow = app
                .workflows
                .iter()
                .find(workflow)
                .map(|it| format!("module.workflow_{}.alias_arn", it.name))
                .map(reference);
            let queue = app.queues.iter().find(queue).map(|it| format!("module.queue_{}.url", it.name)).map(reference);
            secret.or(model).or(bus).or(workflow).or(queue)
        }
    }
}

/// What fits Lambda's description: the first sentence, at most 256 characters.
fn first_sentence(description: &str) -> String {
    let paragraph: String = description.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let sentence = paragraph.split_inclusive(". ").next().unwrap_or_default().trim();
    sentence.chars().take(256).collect()
}

/// Whether any function calls an OpenAI-compatible model: then its base URL is a variable.
pub(super) fn uses_openai(app: &App) -> bool {
    let candidates = app.language_models.iter().flat_map(|model| &model.candidates);
    candidates.into_iter().any(|candidate| match candidate.provider {
        Provider::OpenAi { .. } => true,
        Provider::Bedrock => false,
    })
}
