//! What an environment chooses, derived from what the app uses: typed, described and validated.

use super::{Attribute, ValueType};
use super::{concurrency, configuration, function, has_api, has_network};
use crate::hcl::{Block, Expression, reference, text};
use ferrovia_model::{Candidate, CheckedApp, LanguageModel};

/// The environments. Their names are part of physical names, so they are few and short.
pub const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "prod"];

/// A variable of the stack, which each environment's root declares too.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it is for; also the comment in each environment's values.
    pub description: String,
    /// Its type.
    pub ty: ValueType,
    /// Its value where an environment says nothing; without one it must.
    pub default: Option<Expression>,
    validations: Vec<(Expression, String)>,
    /// What the stack alone checks: it would change with every handler, and so it stands in one place.
    stack_validations: Vec<(Expression, String)>,
    /// The value for dev, staging and prod that codegen writes once; `None` keeps the default.
    pub values: Option<[Expression; 3]>,
}

impl Variable {
    pub(super) fn new(name: impl Into<String>, ty: ValueType, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            ty,
            default: None,
            validations: Vec::new(),
            stack_validations: Vec::new(),
            values: None,
        }
    }

    /// Whether a deploy passes it, for each release anew, instead of the environment's choosing it once.
    #[must_use]
    pub const fn is_release_value(&self) -> bool {
        self.default.is_none() && self.values.is_none()
    }

    /// What codegen writes for the environment.
    #[must_use]
    pub fn value(&self, environment: &str) -> Option<&Expression> {
        let position = ENVIRONMENTS.iter().position(|name| *name == environment)?;
        self.values.as_ref()?.get(position)
    }

    pub(super) fn default(mut self, default: Expression) -> Self {
        self.default = Some(default);
        self
    }

    pub(super) fn validate(mut self, condition: Expression, message: impl Into<String>) -> Self {
        self.validations.push((condition, message.into()));
        self
    }

    fn validate_in_stack(mut self, condition: Expression, message: impl Into<String>) -> Self {
        self.stack_validations.push((condition, message.into()));
        self
    }

    pub(super) fn values(mut self, values: [Expression; 3]) -> Self {
        self.values = Some(values);
        self
    }

    /// The variable's block in the stack.
    #[must_use]
    pub fn stack_block(&self) -> Block {
        self.stack_validations.iter().fold(self.block(), validated)
    }

    /// The variable's block in a root that passes it on to the stack.
    #[must_use]
    pub fn block(&self) -> Block {
        let block = Block::new("variable", [self.name.as_str()])
            .set("description", text(&self.description))
            .set("type", self.ty.constraint());
        let block = match &self.default {
            Some(default) => block.set("default", default.clone()),
            None => block,
        };
        let block = block.set("nullable", Expression::Bool(false));
        self.validations.iter().fold(block, validated)
    }
}

fn validated(block: Block, (condition, message): &(Expression, String)) -> Block {
    block.nest(
        Block::bare("validation")
            .set("condition", condition.clone())
            .set("error_message", text(message)),
    )
}

/// Every variable of the stack but `environment`, by name.
#[must_use]
pub fn variables(app: &CheckedApp) -> Vec<Variable> {
    let mut variables = vec![
        environment(),
        artifact(),
        versions_in_flight(app),
        log_level(),
        log_retention(),
        alarm_emails(),
    ];
    if has_network(app) {
        variables.push(network());
    }
    variables.extend(app.databases.iter().map(|database| database_size(&database.name)));
    variables.extend(concurrency::variable(app));
    variables.extend(configuration::variables(app));
    variables.extend(app.language_models.iter().map(active_candidates));
    if function::uses_openai(app) {
        variables.push(openai_base_url());
    }
    if has_api(app) {
        variables.push(throttle());
    }
    if has_api(app) || !app.databases.is_empty() {
        variables.push(deletion_protection());
    }
    variables.sort_by(|one, other| one.name.cmp(&other.name));
    variables
}

fn environment() -> Variable {
    Variable::new(
        "environment",
        ValueType::String,
        "Name of the environment: part of every physical name.",
    )
    .validate(
        Expression::Raw("contains([\"dev\", \"staging\", \"prod\"], var.environment)"),
        "The environment is dev, staging or prod.",
    )
}

/// What an environment's root alone has: where its provider works.
pub(crate) fn of_provider() -> [Variable; 2] {
    [region(), account()]
}

/// To apply one environment with another's credentials is an old mistake, and a dear one.
fn account() -> Variable {
    let any = || text("");
    Variable::new(
        "account_id",
        ValueType::String,
        "The one AWS account that this environment may be applied to: its twelve digits. Empty, any account will do.",
    )
    .default(any())
    .validate(
        Expression::Raw("can(regex(\"^([0-9]{12})?$\", var.account_id))"),
        "The account is twelve digits, or empty.",
    )
    .values([any(), any(), any()])
}

fn region() -> Variable {
    let region = || text("us-east-1");
    Variable::new("region", ValueType::String, "Region that everything runs in.").values([
        region(),
        region(),
        region(),
    ])
}

fn artifact() -> Variable {
    Variable::new(
        "artifact",
        ValueType::Object(vec![
            Attribute::required("bucket", ValueType::String),
            Attribute::required("key", ValueType::String),
            Attribute::required("sha256", ValueType::String),
        ]),
        "The one package of all functions, in S3: its key is its content's hash, so the same bytes are promoted from environment to environment. `sha256` is base64.",
    )
}

/// What keeps executions that began before a deploy from being denied the functions they began with.
fn versions_in_flight(app: &CheckedApp) -> Variable {
    let variable = Variable::new(
        "versions_in_flight",
        ValueType::Map(Box::new(ValueType::Map(Box::new(ValueType::strings())))),
        "By workflow and handler, the published versions that executions in flight still name, and those of the machine version that a roll-back would return to: the machine's role may go on calling them. A deploy finds them out and passes them; `{}` is a first deploy's. A workflow that this release removes is passed over: Step Functions ends its executions.",
    )
    .validate(
        Expression::Raw(
            "alltrue([for version in flatten([for handlers in values(var.versions_in_flight) : values(handlers)]) : can(regex(\"^[1-9][0-9]*$\", version))])",
        ),
        "Versions are published versions' numbers: not an alias, and not $LATEST.",
    );
    if app.workflows.is_empty() {
        return variable;
    }
    variable.validate_in_stack(
        no_handler_is_removed(app),
        "Executions in flight name a handler that this release removes. First deploy a release whose workflows no longer call it; remove it once nothing in flight does.",
    )
}

/// Of each workflow of this release, whatever its executions in flight name is still a handler.
fn no_handler_is_removed(app: &CheckedApp) -> Expression {
    let workflows = app.workflows.iter().map(|workflow| text(workflow.id()));
    let handlers = app.functions.iter().map(|function| text(function.id()));
    let named = Expression::Call(
        "keys",
        vec![Expression::Raw("lookup(var.versions_in_flight, workflow, {})")],
    );
    let removed = Expression::Call("setsubtract", vec![named, Expression::List(handlers.collect())]);
    let none = Expression::Equals(
        Box::new(Expression::Call("length", vec![removed])),
        Box::new(Expression::Number(0.0)),
    );
    let of_each = Expression::each("workflow", Expression::List(workflows.collect()), none);
    Expression::Call("alltrue", vec![of_each])
}

fn log_level() -> Variable {
    Variable::new(
        "log_level",
        ValueType::String,
        "What functions log: DEBUG, INFO, WARN or ERROR.",
    )
    .default(text("INFO"))
    .validate(
        Expression::Raw("contains([\"DEBUG\", \"INFO\", \"WARN\", \"ERROR\"], var.log_level)"),
        "The log level is DEBUG, INFO, WARN or ERROR.",
    )
    .values([text("DEBUG"), text("INFO"), text("INFO")])
}

fn log_retention() -> Variable {
    let days = Expression::Number;
    Variable::new(
        "log_retention_days",
        ValueType::Number,
        "Days that logs are kept; one of the periods that CloudWatch offers.",
    )
    .default(days(30.0))
    .values([days(7.0), days(30.0), days(365.0)])
}

fn alarm_emails() -> Variable {
    let nobody = || Expression::List(Vec::new());
    Variable::new(
        "alarm_emails",
        ValueType::strings(),
        "Addresses that are told of each alarm; each is asked once to confirm.",
    )
    .values([nobody(), nobody(), nobody()])
}

fn network() -> Variable {
    let zones = || Expression::List(vec![text("us-east-1a"), text("us-east-1b")]);
    let value = |endpoint_zones: f64| {
        Expression::Object(vec![
            ("cidr".to_owned(), text("10.0.0.0/16")),
            ("availability_zones".to_owned(), zones()),
            ("endpoint_zones".to_owned(), Expression::Number(endpoint_zones)),
        ])
    };
    Variable::new(
        "network",
        ValueType::Object(vec![
            Attribute::required("cidr", ValueType::String),
            Attribute::required("availability_zones", ValueType::strings()),
            Attribute::required("endpoint_zones", ValueType::Number),
            Attribute::optional("nat_gateways", ValueType::Number, Expression::Number(1.0)),
        ]),
        "The VPC: its address range, the zones it spans, and in how many of them each interface endpoint stands (each costs by the hour).",
    )
    .values([value(1.0), value(1.0), value(2.0)])
}

fn database_size(name: &str) -> Variable {
    let value = |class: &str, storage: f64, multi_az: bool, backups: f64| {
        Expression::Object(vec![
            ("instance_class".to_owned(), text(class)),
            ("allocated_storage_gb".to_owned(), Expression::Number(storage)),
            ("multi_az".to_owned(), Expression::Bool(multi_az)),
            ("backup_retention_days".to_owned(), Expression::Number(backups)),
        ])
    };
    Variable::new(
        format!("database_{name}"),
        ValueType::Object(vec![
            Attribute::required("instance_class", ValueType::String),
            Attribute::required("allocated_storage_gb", ValueType::Number),
            Attribute::required("multi_az", ValueType::Bool),
            Attribute::required("backup_retention_days", ValueType::Number),
        ]),
        format!("Size and safety of the database `{name}`."),
    )
    .values([
        value("db.t4g.micro", 20.0, false, 1.0),
        value("db.t4g.small", 20.0, false, 7.0),
        value("db.m7g.large", 100.0, true, 35.0),
    ])
}

/// Which of a model's candidates are active: the policy covers all of them and no other.
fn active_candidates(model: &LanguageModel) -> Variable {
    let name = format!("{}_model", model.name);
    let ids = || model.candidates.iter().map(Candidate::id);
    let known = Expression::List(ids().map(text).collect());
    let unknown = Expression::Call("setsubtract", vec![reference(format!("var.{name}")), known]);
    let choose = format!("Choose from {}.", ids().collect::<Vec<_>>().join(", "));
    let some = Expression::Call("length", vec![reference(format!("var.{name}"))]);
    Variable::new(
        name,
        ValueType::strings(),
        format!(
            "Active candidates of the language model `{}`, in order of preference. {choose}",
            model.name
        ),
    )
    .default(Expression::List(ids().take(1).map(text).collect()))
    .validate(
        Expression::Equals(
            Box::new(Expression::Call("length", vec![unknown])),
            Box::new(Expression::Number(0.0)),
        ),
        choose,
    )
    .validate(
        Expression::Above(Box::new(some), Box::new(Expression::Number(0.0))),
        "Name at least one candidate.",
    )
}

fn openai_base_url() -> Variable {
    Variable::new(
        "openai_base_url",
        ValueType::String,
        "Where OpenAI-compatible models are served.",
    )
    .default(text("https://api.openai.com/v1"))
    .validate(
        Expression::Raw("startswith(var.openai_base_url, \"https://\")"),
        "The base URL is an https URL.",
    )
}

fn throttle() -> Variable {
    let value = |burst: f64, rate: f64| {
        Expression::Object(vec![
            ("burst".to_owned(), Expression::Number(burst)),
            ("rate".to_owned(), Expression::Number(rate)),
        ])
    };
    Variable::new(
        "api_throttle",
        ValueType::Object(vec![
            Attribute::required("burst", ValueType::Number),
            Attribute::required("rate", ValueType::Number),
        ]),
        "Requests that the whole API takes at once (burst) and per second (rate).",
    )
    .values([value(20.0, 10.0), value(50.0, 25.0), value(400.0, 200.0)])
}

fn deletion_protection() -> Variable {
    let value = Expression::Bool;
    Variable::new(
        "deletion_protection",
        ValueType::Bool,
        "Whether databases and the user pool refuse to be deleted.",
    )
    .values([value(false), value(true), value(true)])
}
