//! A checked app and an environment in; what its plan must hold, as a `terraform test`, out.
//!
//! Of what the team chooses, this is the part that is not up for choice: it is asked of the planned resources, by way of
//! the modules' outputs, and not of the values.

use crate::hcl::{Block, Expression, number, reference, text};
use crate::terraform::concurrency;
use ferrovia_model::{CheckedApp, environment};

/// What an environment is held to.
struct Expected {
    name: &'static str,
    /// Whether what is lost here is missed: data is protected, and kept when its database goes.
    lasting: bool,
    /// Whether it must bear the loss of a zone.
    zones: bool,
    /// Whether it must be cheap while nobody uses it.
    cheap: bool,
    /// How far back data can be restored at least, in days.
    backups: u32,
    /// How long logs are kept, in days: from, to.
    logs: (u32, u32),
}

/// One for each environment.
const EXPECTED: [Expected; 3] = [
    Expected {
        name: "dev",
        lasting: false,
        zones: false,
        cheap: true,
        backups: 1,
        logs: (1, 30),
    },
    Expected {
        name: "staging",
        lasting: true,
        zones: false,
        cheap: false,
        backups: 7,
        logs: (14, 3653),
    },
    Expected {
        name: "prod",
        lasting: true,
        zones: true,
        cheap: false,
        backups: 14,
        logs: (90, 3653),
    },
];

/// What AWS offers no resource for: a function's network interfaces, and an Express machine's log.
const ON_EVERYTHING: [&str; 14] = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
];

/// What the provider would know after an apply, and policies are made of: a plan is to show them whole.
const KNOWN: [(&str, &str, &str); 21] = [
    ("data", "aws_caller_identity", "account_id=123456789012"),
    ("data", "aws_partition", "partition=aws"),
    ("data", "aws_region", "name=us-east-1"),
    (
        "resource",
        "aws_apigatewayv2_api",
        "execution_arn=arn:aws:execute-api:us-east-1:123456789012:any",
    ),
    (
        "resource",
        "aws_cloudwatch_event_bus",
        "arn=arn:aws:events:us-east-1:123456789012:event-bus/any",
    ),
    (
        "resource",
        "aws_cloudwatch_event_rule",
        "arn=arn:aws:events:us-east-1:123456789012:rule/any/any",
    ),
    (
        "resource",
        "aws_cloudwatch_log_group",
        "arn=arn:aws:logs:us-east-1:123456789012:log-group:any",
    ),
    (
        "resource",
        "aws_appconfig_application",
        "id=any1234 arn=arn:aws:appconfig:us-east-1:123456789012:application/any1234",
    ),
    (
        "resource",
        "aws_appconfig_configuration_profile",
        "configuration_profile_id=any1234",
    ),
    ("resource", "aws_appconfig_environment", "environment_id=any1234"),
    ("resource", "aws_appconfig_deployment_strategy", "id=any1234"),
    ("resource", "aws_db_instance", "resource_id=db-ANY"),
    (
        "resource",
        "aws_iam_role",
        "arn=arn:aws:iam::123456789012:role/any",
    ),
    (
        "resource",
        "aws_lambda_alias",
        "arn=arn:aws:lambda:us-east-1:123456789012:function:any:live",
    ),
    (
        "resource",
        "aws_lambda_function",
        "qualified_arn=arn:aws:lambda:us-east-1:123456789012:function:any:1",
    ),
    (
        "resource",
        "aws_scheduler_schedule_group",
        "arn=arn:aws:scheduler:us-east-1:123456789012:schedule-group/any",
    ),
    (
        "resource",
        "aws_secretsmanager_secret",
        "arn=arn:aws:secretsmanager:us-east-1:123456789012:secret:any-AbCdEf",
    ),
    ("resource", "aws_s3_bucket", "arn=arn:aws:s3:::any"),
    (
        "resource",
        "aws_sfn_alias",
        "arn=arn:aws:states:us-east-1:123456789012:stateMachine:any:live",
    ),
    (
        "resource",
        "aws_sfn_state_machine",
        "arn=arn:aws:states:us-east-1:123456789012:stateMachine:any",
    ),
    (
        "resource",
        "aws_sqs_queue",
        "arn=arn:aws:sqs:us-east-1:123456789012:any",
    ),
];

/// The blocks of `<environment>/tests/plan.tftest.hcl`.
pub(super) fn blocks(app: &CheckedApp, environment: &str) -> Vec<Block> {
    let expected = EXPECTED.iter().find(|expected| expected.name == environment);
    let mut blocks = vec![mock_provider(), variables(environment)];
    blocks.extend(expected.map(|expected| plan(app, expected)));
    blocks.extend(
        app.databases
            .iter()
            .map(|database| refusal(environment, &database.name)),
    );
    blocks
}

fn mock_provider() -> Block {
    let provider = Block::new("mock_provider", ["aws"]).set("override_during", reference("plan"));
    KNOWN.iter().fold(provider, |provider, (kind, name, value)| {
        let keyword = if *kind == "data" {
            "mock_data"
        } else {
            "mock_resource"
        };
        let attributes = value.split(' ').filter_map(|attribute| attribute.split_once('='));
        let attributes = attributes.map(|(name, value)| (name.to_owned(), text(value)));
        let mut defaults: Vec<_> = attributes.collect();
        if *name == "aws_db_instance" {
            defaults.push(("master_user_secret".to_owned(), master_user_secret()));
        }
        let defaults = Expression::Object(defaults);
        provider.nest(Block::new(keyword, [*name]).set("defaults", defaults))
    })
}

/// What RDS says of the password that it made: a mock would leave the list empty.
fn master_user_secret() -> Expression {
    let secret = [
        ("kms_key_id", "any"),
        (
            "secret_arn",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!any-AbCdEf",
        ),
        ("secret_status", "active"),
    ];
    let secret = secret.map(|(name, value)| (name.to_owned(), text(value)));
    Expression::List(vec![Expression::Object(secret.into())])
}

/// What a deploy would pass; the rest is the environment's own terraform.tfvars.
fn variables(environment: &str) -> Block {
    let artifact = ["bucket", "key"].map(|name| (name.to_owned(), text("any")));
    let sha256 = text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    let artifact = artifact.into_iter().chain([("sha256".to_owned(), sha256)]);
    Block::bare("variables")
        .set("environment", text(environment))
        .set("versions_in_flight", Expression::Object(Vec::new()))
        .set("artifact", Expression::Object(artifact.collect()))
}

fn run(name: &str, module: &str) -> Block {
    let module = Block::bare("module").set("source", text(format!("../../terraform/{module}")));
    Block::new("run", [name])
        .set("command", reference("plan"))
        .nest(module)
}

/// An assertion, and what is said if it fails.
type Assertion = (Expression, String);

fn plan(app: &CheckedApp, expected: &Expected) -> Block {
    let mut assertions = Vec::new();
    functions(expected, &mut assertions);
    roles(&mut assertions);
    alarms(app, &mut assertions);
    if app.functions.iter().any(|function| function.route.is_some()) {
        let rate = Expression::Above(reference("module.api.throttle.rate").into(), number(0).into());
        assertions.push((rate, "The API refuses what is too much.".to_owned()));
    }
    for database in &app.databases {
        safety(
            app,
            &format!("module.database_{}", database.name),
            expected,
            &mut assertions,
        );
    }
    if !app.databases.is_empty() {
        let gateways = Expression::Call("length", vec![reference("module.network.nat_public_ips")]);
        let none = Expression::Equals(gateways.into(), number(0).into());
        assertions.push((
            none,
            "No NAT gateway: each costs about 37 USD a month, idle.".to_owned(),
        ));
    }
    let run = run(&format!("what_{}_must_hold", expected.name), "stack");
    assertions.into_iter().fold(run, |run, (condition, message)| {
        run.nest(
            Block::bare("assert")
                .set("condition", condition)
                .set("error_message", text(message)),
        )
    })
}

/// Every function of the stack, as its outputs.
fn every_function() -> Expression {
    reference("local.every_function")
}

/// Every workflow of the stack, as its outputs.
fn every_workflow() -> Expression {
    reference("local.every_workflow")
}

/// `alltrue([for it in local.every_… : condition])`.
fn all(modules: Expression, condition: Expression) -> Expression {
    let each = Expression::each("it", modules, condition);
    Expression::Call("alltrue", vec![each])
}

fn functions(expected: &Expected, assertions: &mut Vec<Assertion>) {
    let (from, to) = expected.logs;
    let kept = Expression::Above(reference("it.log_retention_days").into(), number(from - 1).into());
    assertions.push((
        all(every_function(), kept),
        format!("Each function has a log, kept for {from} days or more."),
    ));
    let dropped = Expression::Above(number(to + 1).into(), reference("it.log_retention_days").into());
    assertions.push((
        all(every_function(), dropped),
        format!("No log is kept for more than {to} days."),
    ));
    let count = Expression::Call("length", vec![every_function()]);
    let names = Expression::each("it", every_function(), reference("it.role_name"));
    let roles = Expression::Call("length", vec![Expression::Call("distinct", vec![names])]);
    assertions.push((
        Expression::Equals(roles.into(), count.into()),
        "Each function has a role of its own.".to_owned(),
    ));
}

fn roles(assertions: &mut Vec<Assertion>) {
    let all = Expression::Call("concat", vec![every_function(), every_workflow()]);
    let actions = Expression::each("it", all, reference("it.actions_on_everything"));
    let actions = Expression::Call("flatten", vec![actions]);
    let known = Expression::List(ON_EVERYTHING.map(text).into());
    let others = Expression::Call("setsubtract", vec![actions, known]);
    let count = Expression::Call("length", vec![others]);
    assertions.push((
        Expression::Equals(count.into(), number(0).into()),
        "No role may do anything to everything but what AWS offers no resource for.".to_owned(),
    ));
}

fn alarms(app: &CheckedApp, assertions: &mut Vec<Assertion>) {
    let count = || Expression::Call("length", vec![reference("it.alarm_arns")]);
    let three = || Expression::Above(count().into(), number(2).into());
    assertions.push((
        all(every_function(), three()),
        "Each function rings when it fails, is refused, or nears its time-out.".to_owned(),
    ));
    if !app.workflows.is_empty() {
        assertions.push((
            all(every_workflow(), three()),
            "Each workflow rings when it fails, times out, or is slowed down.".to_owned(),
        ));
    }
}

fn safety(app: &CheckedApp, module: &str, expected: &Expected, assertions: &mut Vec<Assertion>) {
    let is = |what: &str| reference(format!("{module}.safety.{what}"));
    let not = |what: &str| Expression::Equals(is(what).into(), Expression::Bool(false).into());
    let mut must = |condition, message: &str| assertions.push((condition, message.to_owned()));
    must(is("encrypted"), "Data at rest is encrypted.");
    must(is("tls_only"), "Connections without TLS are refused.");
    must(is("iam_authentication"), "Functions sign in with IAM.");
    must(not("public"), "Nobody outside the VPC reaches the database.");
    if expected.lasting {
        must(is("deletion_protection"), "The database refuses to be deleted.");
        must(
            is("final_snapshot"),
            "Should it be deleted one day, a snapshot is left.",
        );
    }
    if expected.zones {
        must(is("multi_az"), "A standby takes over when a zone is lost.");
    }
    if expected.cheap {
        must(not("multi_az"), "A standby doubles the price.");
        let class = Expression::Call("startswith", vec![is("instance_class"), text("db.t")]);
        must(
            class,
            "The instance is of a burstable class, which are the cheapest.",
        );
    }
    let backups = Expression::Above(
        is("backup_retention_days").into(),
        number(expected.backups - 1).into(),
    );
    let message = format!("Data can be restored as it was {} days ago.", expected.backups);
    must(backups, &message);
    if concurrency::is_chosen(app) {
        let each = environment::CONNECTIONS_PER_INSTANCE;
        let sum = reference(format!("sum(values(var.concurrency)) * {each}"));
        let connections = reference(format!("{module}.client_connections"));
        must(
            Expression::Equals(connections.into(), sum.into()),
            "The plan checks the connections that the functions' concurrency amounts to.",
        );
    }
}

/// More connections than any instance takes: the plan refuses them, with this environment's database too.
fn refusal(environment: &str, database: &str) -> Block {
    let size = |field: &str| reference(format!("var.database_{database}.{field}"));
    let network = ["vpc_id", "function_security_group_id"].map(|name| (name.to_owned(), text("any")));
    let subnets = Expression::List(vec![text("one"), text("two")]);
    let network = network.into_iter().chain([("subnet_ids".to_owned(), subnets)]);
    let variables = Block::bare("variables")
        .set("prefix", text(format!("any-{environment}")))
        .set("name", text(database))
        .set("instance_class", size("instance_class"))
        .set("allocated_storage_gb", size("allocated_storage_gb"))
        .set("multi_az", size("multi_az"))
        .set("backup_retention_days", size("backup_retention_days"))
        .set("alarm_topic_arn", text("any"))
        .set(
            "connections_per_client",
            number(environment::CONNECTIONS_PER_INSTANCE),
        )
        .set(
            "clients",
            Expression::Object(vec![("too_many".to_owned(), number(5001))]),
        )
        .set("network", Expression::Object(network.collect()));
    run(
        &format!("{database}_refuses_more_connections_than_it_takes"),
        "modules/database",
    )
    .nest(variables)
    .blank()
    .set(
        "expect_failures",
        Expression::List(vec![reference("aws_db_parameter_group.this")]),
    )
}
