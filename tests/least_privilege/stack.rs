//! The generated Terraform in; each role with its policy, and each function with its variables, out.
//!
//! `terraform/stack/` is read as Terraform reads it, as far as its module calls go, so that a policy and the variables
//! beside it are judged together: a function that was given the ARN of something its policy does not name is denied.

use crate::iam::Policy;
use crate::terraform::{self, attribute, string, value};
use hcl::Value;
use hcl::eval::{Context, Evaluate};
use hcl::expr::{Expression, ObjectKey};
use hcl::structure::Block;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The account and region of the example.
pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const REGION: &str = "eu-central-1";
const ENVIRONMENT: &str = "dev";
pub(crate) const PREFIX: &str = "atendimento-dev";

/// The version that was published last, and that machines name.
const VERSION: &str = "7";

/// By workflow and handler, published versions.
pub(crate) type Versions = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// What a test chooses: which stack, where its database is, and what was in flight when it was deployed.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    /// From the repository's root, or from the file system's.
    pub(crate) folder: PathBuf,
    pub(crate) database_port: u16,
    pub(crate) database_name: String,
    pub(crate) in_flight: Versions,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            folder: "terraform/stack".into(),
            database_port: 5432,
            database_name: "platform".to_owned(),
            in_flight: in_flight(),
        }
    }
}

/// Executions that began before: two deploys ago as well as one, and when the workflow still called a handler that it
/// calls no longer. A stack that has only one of the workflows passes the other over.
fn in_flight() -> Versions {
    let versions = |handlers: &[(&str, &[&str])]| {
        let handlers = handlers.iter().map(|(handler, versions)| {
            let versions = versions.iter().map(|version| (*version).to_owned());
            ((*handler).to_owned(), versions.collect())
        });
        handlers.collect()
    };
    let answering = versions(&[
        ("classify_intent", &["5", "6"]),
        ("generate_reply", &["6", VERSION]),
        ("post_message", &["2"]),
    ]);
    let escalating = versions(&[("hand_over", &["6"])]);
    [("answer_message", answering), ("hand_up", escalating)]
        .map(|(workflow, handlers)| (workflow.to_owned(), handlers))
        .into()
}

/// What stands in the account.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    /// By the handler's id.
    pub(crate) functions: BTreeMap<String, Function>,
    /// By the workflow's id.
    pub(crate) machines: BTreeMap<String, Machine>,
    /// What the API routes where, as its module is told.
    pub(crate) routes: Value,
    /// Whom the user pool asks before it issues a token, as its module is told.
    pub(crate) pre_token_generation: Value,
}

/// One function.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) policy: Policy,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) in_vpc: bool,
    /// The ARN of the queue where Lambda keeps what it failed on.
    pub(crate) dead_letters: Option<String>,
}

/// One state machine.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub(crate) policy: Policy,
    pub(crate) definition: serde_json::Value,
    /// The ARNs of the functions that executions of it name which began before.
    pub(crate) in_flight: Vec<String>,
    /// Only Express machines have their log delivered.
    pub(crate) express: bool,
}

/// A physical name.
pub(crate) fn physical(name: &str) -> String {
    format!("{PREFIX}-{name}")
}

/// An ARN in the example's account and region.
pub(crate) fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// The resource id that AWS gave a database.
pub(crate) fn database_id(name: &str) -> String {
    format!("db-{}", name.to_ascii_uppercase())
}

/// The ARN of the secret that RDS keeps for a database's master user.
pub(crate) fn master_secret(name: &str) -> String {
    arn(
        "secretsmanager",
        &format!("secret:rds!{}-GhIjKl", database_id(name).to_lowercase()),
    )
}

/// The ARN of a configuration, by the ids that AWS gave out.
pub(crate) fn configuration(application: &str, environment: &str, profile: &str) -> String {
    let path = format!("application/{application}/environment/{environment}/configuration/{profile}");
    arn("appconfig", &path)
}

impl Stack {
    /// The stack as Terraform would apply it.
    pub(crate) fn read(choices: &Choices) -> Self {
        let blocks = terraform::blocks(&choices.folder.to_string_lossy());
        let context = context(&blocks, choices);
        let mut stack = Self {
            functions: BTreeMap::new(),
            machines: BTreeMap::new(),
            routes: Value::Null,
            pre_token_generation: Value::Null,
        };
        for block in blocks.iter().filter(|block| block.identifier() == "module") {
            let text = |name: &str| string(value(block, name, &context));
            match string(value(block, "source", &context)).as_str() {
                "../modules/function" => {
                    let function = Function {
                        policy: policy(&text("policy")),
                        variables: attribute(block, "environment")
                            .map(|_| variables(value(block, "environment", &context)))
                            .unwrap_or_default(),
                        in_vpc: attribute(block, "network").is_some(),
                        dead_letters: attribute(block, "dead_letters").map(|_| {
                            let queue = value(block, "dead_letters", &context);
                            string(queue.as_object().unwrap()["arn"].clone())
                        }),
                    };
                    stack.functions.insert(text("name"), function);
                }
                "../modules/workflow" => {
                    let in_flight = choices.in_flight.get(&text("name")).into_iter().flatten();
                    let version = |(handler, versions): (&String, &Vec<String>)| {
                        let function = arn("lambda", &format!("function:{}", physical(handler)));
                        let versions = versions.iter().map(|version| format!("{function}:{version}"));
                        versions.collect::<Vec<_>>()
                    };
                    let machine = Machine {
                        in_flight: in_flight.flat_map(version).collect(),
                        policy: policy(&text("policy")),
                        definition: serde_json::from_str(&text("definition")).unwrap(),
                        express: text("kind") == "EXPRESS",
                    };
                    stack.machines.insert(text("name"), machine);
                }
                "../modules/api" => stack.routes = value(block, "routes", &context),
                "../modules/identity" => {
                    stack.pre_token_generation = value(block, "pre_token_generation", &context);
                }
                _ => {}
            }
        }
        stack
    }
}

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|unknown| panic!("{unknown}"))
}

fn variables(environment: Value) -> BTreeMap<String, String> {
    let Value::Object(members) = environment else {
        panic!("an environment is no {environment}");
    };
    let members = members.into_iter();
    members.map(|(name, value)| (name, string(value))).collect()
}

/// What expressions of the stack can speak of.
fn context(blocks: &[Block], choices: &Choices) -> Context<'static> {
    let mut context = terraform::context();
    let folder = tests::root().join(&choices.folder);
    context.declare_var(
        "path",
        hcl::value!({ "module" = (folder.to_string_lossy().into_owned()) }),
    );
    context.declare_var("var", Value::from(inputs(blocks, choices)));
    terraform::declare_locals(blocks, &mut context);
    let modules = blocks.iter().filter(|block| block.identifier() == "module");
    let modules: hcl::Map<String, Value> = modules
        .map(|block| (block.labels()[0].as_str().to_owned(), outputs(block, choices)))
        .collect();
    context.declare_var("module", Value::from(modules));
    context
}

/// The stack's variables: their defaults, and what has none.
fn inputs(blocks: &[Block], choices: &Choices) -> hcl::Map<String, Value> {
    let variables = blocks.iter().filter(|block| block.identifier() == "variable");
    let mut inputs: hcl::Map<String, Value> = variables
        .filter_map(|block| {
            let default = attribute(block, "default")?.evaluate(&Context::new()).unwrap();
            Some((block.labels()[0].as_str().to_owned(), default))
        })
        .collect();
    inputs.insert("environment".to_owned(), Value::from(ENVIRONMENT));
    inputs.insert("artifact".to_owned(), Value::Null);
    let in_flight = hcl::to_value(&choices.in_flight).unwrap();
    inputs.insert("versions_in_flight".to_owned(), in_flight);
    inputs
}

/// What AWS would have made of a module call: what Terraform names by a rule, and what AWS names at random.
fn outputs(block: &Block, choices: &Choices) -> Value {
    let constant =
        |name| attribute(block, name).map(|expression| string(expression.evaluate(&Context::new()).unwrap()));
    let source = constant("source").unwrap();
    let short = constant("name").unwrap_or_default();
    let name = physical(&short);
    match source.as_str() {
        "../modules/function" => {
            let arn = arn("lambda", &format!("function:{name}"));
            hcl::value!({
                "name" = name
                "alias_arn" = (format!("{arn}:live"))
                "qualified_arn" = (format!("{arn}:{VERSION}"))
            })
        }
        "../modules/workflow" => {
            let arn = arn("states", &format!("stateMachine:{name}"));
            hcl::value!({ "alias_arn" = (format!("{arn}:live")), "arn" = arn })
        }
        "../modules/secret" => {
            hcl::value!({ "arn" = (arn("secretsmanager", &format!("secret:{name}-AbCdEf"))) })
        }
        "../modules/event_bus" => {
            hcl::value!({ "arn" = (arn("events", &format!("event-bus/{name}"))), "name" = name })
        }
        "../modules/configurations" => {
            let arns = keys(attribute(block, "configurations")).into_iter().map(|name| {
                let id = |kind: &str| format!("{kind}-of-{}", name.replace('_', "-"));
                let arn = configuration("abcd123", &id("environment"), &id("profile"));
                (name, Value::from(arn))
            });
            hcl::value!({ "arns" = (Value::from(arns.collect::<hcl::Map<String, Value>>())) })
        }
        "../modules/dead_letters" => hcl::value!({ "arn" = (arn("sqs", &format!("{name}-undelivered"))) }),
        "../modules/queue" => hcl::value!({
            "arn" = (arn("sqs", &name))
            "url" = (format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"))
        }),
        "../modules/expiring_bucket" => {
            let bucket = format!("{name}-0a1b2c3d");
            let arn = format!("arn:aws:s3:::{bucket}");
            hcl::value!({ "objects_arn" = (format!("{arn}/*")), "arn" = arn, "name" = bucket })
        }
        "../modules/identity" => hcl::value!({ "issuer" = (ferrovia_local::ISSUER), "audience" = ["local"] }),
        "../modules/database" => hcl::value!({
            "address" = "localhost"
            "port" = (choices.database_port)
            "database_name" = (choices.database_name.clone())
            "resource_id" = (database_id(&short))
            "master_secret_arn" = (master_secret(&short))
        }),
        // Nothing that a policy or a function's variables speak of: to use it is an error.
        _ => Value::Null,
    }
}

/// The keys of an object, whatever its values are.
fn keys(expression: Option<&Expression>) -> Vec<String> {
    let Some(Expression::Object(object)) = expression else {
        panic!("no object: {expression:?}");
    };
    let key = |key: &ObjectKey| match key {
        ObjectKey::Identifier(name) => name.to_string(),
        ObjectKey::Expression(expression) => string(expression.evaluate(&Context::new()).unwrap()),
        _ => panic!("no key: {key:?}"),
    };
    object.keys().map(key).collect()
}
