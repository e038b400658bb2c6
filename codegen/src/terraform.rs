//! A checked app in, `terraform/stack/*.tf` out: what exists, as calls of the modules that say how.

mod api;
pub(crate) mod concurrency;
mod configuration;
mod function;
mod gauges;
mod moved;
mod resources;
mod starter;
mod value_type;
mod variables;
mod workflow;

pub use value_type::{Attribute, ValueType};
pub(crate) use variables::of_provider;
pub use variables::{ENVIRONMENTS, Variable, variables};

use crate::HEADER;
use crate::asl::{self, Machines};
use crate::dashboard;
use crate::files::Files;
use crate::hcl::{self, Block, Expression, Piece, reference, text};
use crate::iam::grants::{self, Policies};
use crate::placeholder::Bindings;
use ferrovia_model::{CheckedApp, reach};

/// JSON has no comments, so the file that names a policy says where its reasons are.
const REASONS: &str = "Why each statement of the policy is there: docs/permissions.md";

/// The stack's root files. A function and a workflow have a file each, so that adding one adds one.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    stack(app, &Policies::of(app), &Machines::of(app))
}

/// The same, from the app's own policies and machines, whose placeholders it fills.
#[must_use]
pub fn stack(app: &CheckedApp, policies: &Policies<'_>, machines: &Machines<'_>) -> Files {
    let mut files = Files::default();
    let mut add = |name: &str, blocks: Vec<Block>| {
        if !blocks.is_empty() {
            files.insert(format!("{name}.tf"), hcl::file(HEADER, &blocks));
        }
    };
    let bindings = Bindings::of(app);
    add("versions", vec![versions()]);
    add(
        "variables",
        variables(app).iter().map(Variable::stack_block).collect(),
    );
    add("main", main(app));
    add("moved", moved::blocks(app));
    add("alarms", alarms(app));
    add("dashboard", vec![dashboard(app, &bindings)]);
    add("network", resources::network(app));
    add("databases", resources::databases(app));
    add("secrets", resources::secrets(app));
    add("event_buses", resources::event_buses(app));
    add("queues", resources::queues(app));
    add("buckets", resources::buckets(app));
    add("gauges", gauges::blocks(app));
    add("configurations", configuration::blocks(app));
    add("api", api::blocks(app));
    add(
        "outputs",
        outputs(app)
            .iter()
            .map(|output| output.block(&output.value))
            .collect(),
    );
    let mut add_with_policy = |name: String, blocks: &[Block]| {
        files.insert(
            format!("{name}.tf"),
            hcl::file(&format!("{HEADER}\n{REASONS}"), blocks),
        );
    };
    let variables = function::Variables::of(app);
    for (function, policy) in &policies.functions {
        let policy = bindings.render(&format!("iam/{}", grants::file(&function.name)), policy);
        add_with_policy(
            format!("function_{}", function.name),
            &function::blocks(app, function, &variables, policy),
        );
    }
    for ((workflow, policy), (_, machine)) in policies.workflows.iter().zip(&machines.0) {
        let name = &workflow.name;
        let policy = bindings.render(&format!("iam/{}", grants::file(name)), policy);
        let definition = bindings.render(&format!("asl/{}", asl::file(name)), machine);
        add_with_policy(
            format!("workflow_{name}"),
            &[workflow::block(workflow, definition, policy)],
        );
    }
    files
}

/// The versions that the modules were written for and validated with.
#[must_use]
pub fn versions() -> Block {
    let aws = Expression::Object(vec![
        ("source".to_owned(), text("hashicorp/aws")),
        ("version".to_owned(), text("~> 5.100")),
    ]);
    Block::bare("terraform")
        .set("required_version", text(">= 1.11"))
        .nest(Block::bare("required_providers").set("aws", aws))
}

/// What the ARN of every function of this application begins with; its handler's name follows.
const FUNCTIONS: &str =
    "\"arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.prefix}\"";

/// By workflow, the ARNs of the function versions that its executions in flight name.
const IN_FLIGHT: &str = "{ for workflow, handlers in var.versions_in_flight : workflow => flatten([for handler, versions in handlers : formatlist(\"${local.functions}-${handler}:%s\", versions)]) }";

fn main(app: &CheckedApp) -> Vec<Block> {
    let prefix = Expression::Template(vec![
        Piece::Text(format!("{}-", app.name)),
        Piece::Interpolation("var.environment".to_owned()),
    ]);
    let data = |kind: &str| Block::new("data", [kind, "current"]);
    let locals = Block::bare("locals")
        .set("prefix", prefix)
        .set("partition", reference("data.aws_partition.current.partition"))
        .set("region", reference("data.aws_region.current.name"))
        .set(
            "account",
            reference("data.aws_caller_identity.current.account_id"),
        )
        .set("permissions_boundary", crate::deploy::boundary_arn());
    let locals = if app.workflows.is_empty() {
        locals
    } else {
        locals
            .blank()
            .set("functions", Expression::Raw(FUNCTIONS))
            .set("in_flight", Expression::Raw(IN_FLIGHT))
    };
    vec![
        data("aws_partition"),
        data("aws_region"),
        data("aws_caller_identity"),
        locals,
    ]
}

/// What no role of the stack may go beyond: `terraform/bootstrap` makes it, and the deploying role makes no role without.
fn permissions_boundary() -> Expression {
    reference("local.permissions_boundary")
}

/// A module call that begins as all do.
fn module(kind: &str, label: &str, name: Option<&str>) -> Block {
    let block = Block::new("module", [label])
        .set("source", text(format!("../modules/{kind}")))
        .blank()
        .set("prefix", reference("local.prefix"));
    match name {
        Some(name) => block.set("name", text(name)),
        None => block,
    }
}

/// The topic of every alarm, and what has alarms. The alarms themselves are in the modules, each beside what it watches.
fn alarms(app: &CheckedApp) -> Vec<Block> {
    let topic = module("alarm_topic", "alarms", None).set("emails", reference("var.alarm_emails"));
    let modules = |kind: &str| {
        let modules = dashboard::alarmed(app).into_iter();
        let modules = modules.filter(|module| module.starts_with(kind));
        let modules = modules.map(|module| reference(format!("module.{module}")));
        Expression::List(modules.collect())
    };
    let mut all = vec![
        modules("api"),
        reference("local.every_workflow"),
        reference("local.every_function"),
        modules("database_"),
        modules("queue_"),
    ];
    let starters = ["dead_letters_", "schedule_", "subscription_", "gauge_"].map(modules);
    all.extend(
        starters
            .into_iter()
            .filter(|modules| *modules != Expression::List(Vec::new())),
    );
    let locals = Block::bare("locals")
        .set("every_function", modules("function_"))
        .set("every_workflow", modules("workflow_"))
        .set("alarmed", Expression::Call("concat", all));
    vec![topic, locals]
}

/// The same, as what has alarms is told of it.
fn alarm_topic() -> Expression {
    reference("module.alarms.arn")
}

fn dashboard(app: &CheckedApp, bindings: &Bindings) -> Block {
    let body = bindings.render(dashboard::FILE, &dashboard::template(app));
    Block::new("resource", ["aws_cloudwatch_dashboard", "this"])
        .set("dashboard_name", reference("local.prefix"))
        .set("dashboard_body", body)
}

/// Whether any function is in the VPC: then there is one.
pub(crate) fn has_network(app: &CheckedApp) -> bool {
    !app.databases.is_empty() || app.functions.iter().any(|function| reach(app, function).vpc)
}

/// Whether any function has a route: then there are an API and an identity provider.
fn has_api(app: &CheckedApp) -> bool {
    app.functions.iter().any(|function| function.route.is_some())
}

/// An output of the stack, which each environment passes on.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its name.
    pub name: String,
    description: String,
    value: Expression,
}

impl Output {
    fn new(name: impl Into<String>, description: &str, value: &str) -> Self {
        Self {
            name: name.into(),
            description: description.to_owned(),
            value: reference(value),
        }
    }

    /// The output's block, with the value as the given root sees it.
    #[must_use]
    pub fn block(&self, value: &Expression) -> Block {
        Block::new("output", [self.name.as_str()])
            .set("description", text(&self.description))
            .set("value", value.clone())
    }
}

/// What a deploy, a smoke test or a person needs to know of the stack. Functions are not among them: their names
/// follow from the prefix.
#[must_use]
pub fn outputs(app: &CheckedApp) -> Vec<Output> {
    let mut outputs = vec![Output {
        name: "release".to_owned(),
        description: "What this release was deployed with, as a deploy passed it: the var file for a plan that shall show drift alone.".to_owned(),
        value: Expression::Object(
            ["artifact", "versions_in_flight"]
                .map(|name| (name.to_owned(), reference(format!("var.{name}"))))
                .into(),
        ),
    }];
    if has_api(app) {
        outputs.push(Output::new(
            "api_endpoint",
            "URL of the API.",
            "module.api.endpoint",
        ));
        outputs.push(Output::new(
            "token_issuer",
            "Issuer of the tokens that the API accepts.",
            "module.identity.issuer",
        ));
    }
    for database in &app.databases {
        let name = &database.name;
        outputs.push(Output::new(
            format!("database_{name}_address"),
            "Host name of the database, inside the VPC.",
            &format!("module.database_{name}.address"),
        ));
    }
    for bus in &app.event_buses {
        let name = &bus.name;
        outputs.push(Output::new(
            format!("event_bus_{name}_arn"),
            "ARN of the event bus, for the rules of others.",
            &format!("module.event_bus_{name}.arn"),
        ));
    }
    for secret in &app.secrets {
        let name = &secret.name;
        outputs.push(Output::new(
            format!("secret_{name}_arn"),
            "ARN of the secret; its value is put there by hand, never by Terraform.",
            &format!("module.secret_{name}.arn"),
        ));
    }
    outputs
}
