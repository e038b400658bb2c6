//! What rights are on: names below the environment's prefix where AWS goes by names, tags where it gives out ids, and `*`
//! where it knows neither.
//!
//! `${partition}`, `${region}`, `${account}`, `${prefix}`, `${application}`, `${environment}`, `${artifact_bucket}` and
//! `${state_bucket}` are Terraform's to fill in.

use crate::iam::condition::{Comparison, Operator};
use crate::iam::policy::Because;
use crate::iam::{Arn, Statement};
use crate::template::Placeholder;

/// Things of one kind, and when they are the environment's.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// In a word or two, for the statement's Sid.
    pub what: &'static str,
    /// Their ARNs; none stands for `*`.
    arns: &'static [&'static str],
    when: When,
}

/// What a statement asks of a request.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// Nothing: the name says whose it is.
    Named,
    /// The thing bears the environment's tags.
    Tagged,
    /// The request gives it the environment's tags.
    Tagging,
    /// The request gives it the environment's tags while it is made.
    TaggingAsMade,
    /// The same, and it bears none yet.
    TaggingFirst,
    /// The role has the permission boundary, or gets it.
    Bounded,
    /// The role goes to this service.
    Passed(&'static str),
    /// This service asks, for the caller.
    Via(&'static str),
    /// The service whose own role it is.
    Linked(&'static str),
    /// The key must be free.
    IfNoneMatch,
    /// Nothing can be asked, and why.
    Everywhere(Because),
    /// Nothing can be named, but the request gives it the environment's tags.
    TaggingEverywhere(Because),
}

/// Where the permission boundary of an environment's roles is: below a path of its own, which no role of the stack is.
pub const BOUNDARY: &str = "arn:${partition}:iam::${account}:policy/bootstrap/${prefix}-boundary";

macro_rules! named {
    ($($name:ident = $what:literal, [$($arn:literal),+];)+) => {
        $(pub(super) const $name: Target = Target { what: $what, arns: &[$($arn),+], when: When::Named };)+
    };
}

macro_rules! new {
    ($($name:ident = $what:literal, $arn:literal;)+) => {
        $(pub(super) const $name: Target = Target { what: $what, arns: &[$arn], when: When::Tagging };)+
    };
}

named! {
    ALARMS = "alarms", ["arn:${partition}:cloudwatch:${region}:${account}:alarm:${prefix}-*"];
    // By the beginning of their names.
    ALARM_LISTS = "alarm lists", ["arn:${partition}:cloudwatch:${region}:${account}:alarm:*"];
    ARCHIVES = "archives", ["arn:${partition}:events:${region}:${account}:archive/${prefix}-*"];
    ARTIFACTS = "artifacts", ["arn:${partition}:s3:::${artifact_bucket}/*"];
    BUCKETS = "buckets", ["arn:${partition}:s3:::${prefix}-*"];
    BUCKET_OBJECTS = "objects of buckets", ["arn:${partition}:s3:::${prefix}-*/*"];
    // A version bears no tags. What it takes on the application, which bears them, is asked, too.
    CONFIGURATION_VERSIONS = "configuration versions", [
        "arn:${partition}:appconfig:${region}:${account}:application/*/configurationprofile/*"
    ];
    DASHBOARDS = "dashboards", [
        "arn:${partition}:cloudwatch::${account}:dashboard/${prefix}",
        "arn:${partition}:cloudwatch::${account}:dashboard/${prefix}-*"
    ];
    DATABASES = "databases", ["arn:${partition}:rds:${region}:${account}:db:${prefix}-*"];
    DATABASE_PARTS = "databases with their groups", [
        "arn:${partition}:rds:${region}:${account}:db:${prefix}-*",
        "arn:${partition}:rds:${region}:${account}:og:default:*",
        "arn:${partition}:rds:${region}:${account}:pg:${prefix}-*",
        "arn:${partition}:rds:${region}:${account}:subgrp:${prefix}-*"
    ];
    // The provider looks an instance up by its resource id, which is no name.
    DATABASE_LISTS = "database lists", ["arn:${partition}:rds:${region}:${account}:db:*"];
    EXECUTIONS = "executions", ["arn:${partition}:states:${region}:${account}:execution:${prefix}-*:*"];
    EVENT_BUSES = "event buses", ["arn:${partition}:events:${region}:${account}:event-bus/${prefix}-*"];
    FUNCTIONS = "functions", ["arn:${partition}:lambda:${region}:${account}:function:${prefix}-*"];
    LOG_GROUPS = "log groups", [
        "arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${prefix}-*",
        "arn:${partition}:logs:${region}:${account}:log-group:/aws/rds/instance/${prefix}-*",
        "arn:${partition}:logs:${region}:${account}:log-group:/aws/vendedlogs/apigateway/${prefix}-*",
        "arn:${partition}:logs:${region}:${account}:log-group:/aws/vendedlogs/states/${prefix}-*",
        "arn:${partition}:logs:${region}:${account}:log-group:/aws/vpc/${prefix}",
        "arn:${partition}:logs:${region}:${account}:log-group:/aws/vpc/${prefix}:*"
    ];
    MACHINES = "state machines", ["arn:${partition}:states:${region}:${account}:stateMachine:${prefix}-*"];
    MASTER_PASSWORDS = "master passwords", ["arn:${partition}:secretsmanager:${region}:${account}:secret:rds!db-*"];
    PARAMETER_GROUPS = "parameter groups", ["arn:${partition}:rds:${region}:${account}:pg:${prefix}-*"];
    QUEUES = "queues", ["arn:${partition}:sqs:${region}:${account}:${prefix}-*"];
    ROLES = "roles", ["arn:${partition}:iam::${account}:role/${prefix}-*"];
    RULES = "event rules", ["arn:${partition}:events:${region}:${account}:rule/${prefix}-*/${prefix}-*"];
    SCHEDULES = "schedules", ["arn:${partition}:scheduler:${region}:${account}:schedule/${prefix}-*/${prefix}-*"];
    SCHEDULE_GROUPS = "schedule groups", ["arn:${partition}:scheduler:${region}:${account}:schedule-group/${prefix}-*"];
    SECRETS = "secrets", ["arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}-*"];
    SNAPSHOTS = "snapshots", [
        "arn:${partition}:rds:${region}:${account}:db:${prefix}-*",
        "arn:${partition}:rds:${region}:${account}:snapshot:${prefix}-*"
    ];
    STATE = "state", ["arn:${partition}:s3:::${state_bucket}/${application}/${environment}.tfstate"];
    STATE_BUCKET = "state bucket", ["arn:${partition}:s3:::${state_bucket}"];
    STATE_LOCK = "state lock", ["arn:${partition}:s3:::${state_bucket}/${application}/${environment}.tfstate.tflock"];
    SUBNET_GROUPS = "subnet groups", ["arn:${partition}:rds:${region}:${account}:subgrp:${prefix}-*"];
    TOPICS = "topics", ["arn:${partition}:sns:${region}:${account}:${prefix}-*"];
}

new! {
    NEW_ADDRESSES = "new addresses", "arn:${partition}:ec2:${region}:${account}:elastic-ip/*";
    NEW_APIS = "new APIs", "arn:${partition}:apigateway:${region}::/apis";
    NEW_ENDPOINTS = "new endpoints", "arn:${partition}:ec2:${region}:${account}:vpc-endpoint/*";
    NEW_FLOW_LOGS = "new flow logs", "arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*";
    NEW_INTERNET_GATEWAYS = "new internet gateways", "arn:${partition}:ec2:${region}:${account}:internet-gateway/*";
    NEW_NAT_GATEWAYS = "new NAT gateways", "arn:${partition}:ec2:${region}:${account}:natgateway/*";
    NEW_ROUTE_TABLES = "new route tables", "arn:${partition}:ec2:${region}:${account}:route-table/*";
    NEW_RULES = "new rules", "arn:${partition}:ec2:${region}:${account}:security-group-rule/*";
    NEW_SECURITY_GROUPS = "new security groups", "arn:${partition}:ec2:${region}:${account}:security-group/*";
    NEW_SUBNETS = "new subnets", "arn:${partition}:ec2:${region}:${account}:subnet/*";
    NEW_VPCS = "new VPCs", "arn:${partition}:ec2:${region}:${account}:vpc/*";
}

/// A key is a digest of what it holds: it is written once.
pub(super) const NEW_ARTIFACTS: Target = Target {
    what: "new artifacts",
    arns: ARTIFACTS.arns,
    when: When::IfNoneMatch,
};

pub(super) const APIS: Target = Target {
    what: "APIs",
    arns: &["arn:${partition}:apigateway:${region}::/apis/*"],
    when: When::Tagged,
};

/// An API's parts bear no tags of their own: API Gateway judges them by the API's.
pub(super) const API_PARTS: Target = Target {
    what: "APIs",
    arns: APIS.arns,
    when: When::Tagged,
};

/// Applications with their environments, profiles and deployments; and how fast those go.
pub(super) const CONFIGURATIONS: Target = Target {
    what: "configurations",
    arns: &["arn:${partition}:appconfig:${region}:${account}:application/*"],
    when: When::Tagged,
};

pub(super) const ROLLOUTS: Target = Target {
    what: "roll-outs of configurations",
    arns: &["arn:${partition}:appconfig:${region}:${account}:deploymentstrategy/*"],
    when: When::Tagged,
};

pub(super) const NEW_CONFIGURATIONS: Target = Target {
    what: "new configurations",
    arns: &[],
    when: When::TaggingEverywhere(Because::NoResourceTypeExists),
};

/// The action says which kind of thing.
pub(super) const NETWORK: Target = Target {
    what: "network",
    arns: &["arn:${partition}:ec2:${region}:${account}:*/*"],
    when: When::Tagged,
};

pub(super) const TAGGED_AS_MADE: Target = Target {
    what: "tags as made",
    arns: NETWORK.arns,
    when: When::TaggingAsMade,
};

pub(super) const UNTAGGED_SECURITY_GROUPS: Target = Target {
    what: "default security group",
    arns: NEW_SECURITY_GROUPS.arns,
    when: When::TaggingFirst,
};

pub(super) const USER_POOLS: Target = Target {
    what: "user pools",
    arns: &["arn:${partition}:cognito-idp:${region}:${account}:userpool/*"],
    when: When::Tagged,
};

pub(super) const NEW_USER_POOLS: Target = Target {
    what: "new user pools",
    arns: &[],
    when: When::TaggingEverywhere(Because::NoResourceTypeExists),
};

pub(super) const BOUNDED_ROLES: Target = Target {
    what: "bounded roles",
    arns: ROLES.arns,
    when: When::Bounded,
};

pub(super) const ROLES_FOR_FUNCTIONS: Target = passed("functions", "lambda.amazonaws.com");
pub(super) const ROLES_FOR_MACHINES: Target = passed("machines", "states.amazonaws.com");
pub(super) const ROLES_FOR_SCHEDULES: Target = passed("schedules", "scheduler.amazonaws.com");
pub(super) const ROLES_FOR_FLOW_LOGS: Target = passed("flow logs", "vpc-flow-logs.amazonaws.com");

const fn passed(what: &'static str, service: &'static str) -> Target {
    Target {
        what,
        arns: ROLES.arns,
        when: When::Passed(service),
    }
}

pub(super) const API_GATEWAY_LINKED_ROLE: Target = Target {
    what: "API Gateway",
    arns: &[
        "arn:${partition}:iam::${account}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
    ],
    when: When::Linked("ops.apigateway.amazonaws.com"),
};

pub(super) const RDS_LINKED_ROLE: Target = Target {
    what: "RDS",
    arns: &["arn:${partition}:iam::${account}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS"],
    when: When::Linked("rds.amazonaws.com"),
};

/// The key that AWS manages for Secrets Manager has an id that nobody knows beforehand.
pub(super) const KEYS_VIA_RDS: Target = Target {
    what: "keys",
    arns: &["arn:${partition}:kms:${region}:${account}:key/*"],
    when: When::Via("rds"),
};

macro_rules! everywhere {
    ($($name:ident = $what:literal;)+) => {
        $(pub(super) const $name: Target = Target {
            what: $what,
            arns: &[],
            when: When::Everywhere(Because::NoResourceTypeExists),
        };)+
    };
}

everywhere! {
    FUNCTION_LISTS = "function lists";
    MACHINE_LISTS = "state machine lists";
    DEFINITIONS = "definitions";
    LOG_DELIVERIES = "log deliveries";
    LOG_GROUP_LISTS = "log group lists";
    NETWORK_LISTS = "network lists";
    USER_POOL_DOMAINS = "user pool domains";
}

impl Target {
    /// The statement that permits actions on it.
    #[must_use]
    pub fn statement(&self, purpose: &str, actions: impl IntoIterator<Item = String>) -> Statement {
        let purpose = format!("{purpose} {}", self.what);
        let arns = || self.arns.iter().map(|arn| Arn::Spelt(marked(arn)));
        let named = |actions| Statement::allow(&purpose, actions, arns());
        let actions: Vec<String> = actions.into_iter().collect();
        match self.when {
            When::Named => named(actions),
            When::Tagged => own(named(actions), "aws:ResourceTag"),
            When::Tagging => own(named(actions), "aws:RequestTag"),
            When::TaggingAsMade => own(named(actions), "aws:RequestTag").when(
                Operator::one(Comparison::Null),
                "ec2:CreateAction",
                [false],
            ),
            When::TaggingFirst => own(named(actions), "aws:RequestTag").when(
                Operator::one(Comparison::Null),
                "aws:ResourceTag/environment",
                [true],
            ),
            When::Bounded => named(actions).when(
                Operator::one(Comparison::ArnEquals),
                "iam:PermissionsBoundary",
                [marked(BOUNDARY)],
            ),
            When::Passed(service) => named(actions).when(
                Operator::one(Comparison::StringEquals),
                "iam:PassedToService",
                [service],
            ),
            When::Linked(service) => named(actions).when(
                Operator::one(Comparison::StringEquals),
                "iam:AWSServiceName",
                [service],
            ),
            When::Via(service) => named(actions).when(
                Operator::one(Comparison::StringEquals),
                "kms:ViaService",
                [marked(&format!("{service}.${{region}}.amazonaws.com"))],
            ),
            When::IfNoneMatch => {
                named(actions).when(Operator::one(Comparison::Null), "s3:if-none-match", [false])
            }
            When::Everywhere(because) => Statement::allow_everywhere(&purpose, because, actions),
            When::TaggingEverywhere(because) => own(
                Statement::allow_everywhere(&purpose, because, actions),
                "aws:RequestTag",
            ),
        }
    }
}

/// The same, if the tags of that key are those that every root gives to all it makes.
fn own(statement: Statement, key: &str) -> Statement {
    let equals = Operator::one(Comparison::StringEquals);
    let placeholder = |name| [Placeholder::new(name)];
    statement
        .when(equals, &format!("{key}/application"), placeholder("application"))
        .when(equals, &format!("{key}/environment"), placeholder("environment"))
}

/// A text with `${names}`, as placeholders.
pub(super) fn marked(text: &str) -> String {
    let mut marked = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        marked.push_str(before);
        marked.push_str(&Placeholder::new(name).to_string());
        rest = behind;
    }
    marked + rest
}
