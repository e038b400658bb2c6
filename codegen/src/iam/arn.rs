//! Names in, ARNs with placeholders out.
//!
//! What Terraform names by a rule is spelt out with `${prefix}`, so that a policy needs no attribute of the thing
//! it speaks of and no cycle can arise (a function waits for its policy, a machine for its functions, and the
//! policy may speak of the machine). What AWS names at random, such as a secret, is given by Terraform as a whole.

use crate::template::Placeholder;
use std::fmt;

/// A resource type of the service authorization reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The service's prefix in actions, `secretsmanager`.
    pub service: &'static str,
    /// The type's name in the reference, `Secret`.
    pub name: &'static str,
}

impl Kind {
    /// A `Secrets Manager` secret.
    pub const SECRET: Self = Self {
        service: "secretsmanager",
        name: "Secret",
    };
    /// An `EventBridge` bus.
    pub const EVENT_BUS: Self = Self {
        service: "events",
        name: "event-bus",
    };
    /// A bucket.
    pub const BUCKET: Self = Self {
        service: "s3",
        name: "bucket",
    };
    /// Objects of a bucket.
    pub const OBJECT: Self = Self {
        service: "s3",
        name: "object",
    };
    /// A configuration, as an environment has it.
    pub const CONFIGURATION: Self = Self {
        service: "appconfig",
        name: "configuration",
    };
    /// One published version of a function.
    pub const FUNCTION_VERSION: Self = Self {
        service: "lambda",
        name: "function version",
    };
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.service, self.name)
    }
}

/// One ARN, exact but for its placeholders. Displayed, it has their marks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arn {
    /// Spelt out; each placeholder stands for something within one segment.
    Spelt(String),
    /// A placeholder for a whole ARN, and what kind of ARN Terraform will put there.
    Given(Placeholder, Kind),
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spelt(text) => f.write_str(text),
            Self::Given(placeholder, _) => placeholder.fmt(f),
        }
    }
}

/// The partition: `aws`, `aws-cn`, `aws-us-gov`.
#[must_use]
pub fn partition() -> Placeholder {
    Placeholder::new("partition")
}

/// The region the application runs in.
#[must_use]
pub fn region() -> Placeholder {
    Placeholder::new("region")
}

/// The account the application runs in.
#[must_use]
pub fn account() -> Placeholder {
    Placeholder::new("account")
}

/// A physical name: the environment's prefix, and the name in the code.
#[must_use]
pub fn physical(name: &str) -> String {
    format!("{}-{name}", Placeholder::new("prefix"))
}

fn here(service: &str, resource: impl fmt::Display) -> Arn {
    Arn::Spelt(format!(
        "arn:{}:{service}:{}:{}:{resource}",
        partition(),
        region(),
        account()
    ))
}

/// A function, without version or alias.
#[must_use]
pub fn function(name: &str) -> Arn {
    here("lambda", format_args!("function:{}", physical(name)))
}

/// Every stream of a function's log group: Lambda names them as it goes.
#[must_use]
pub fn log_streams(function: &str) -> Arn {
    here(
        "logs",
        format_args!("log-group:/aws/lambda/{}:log-stream:*", physical(function)),
    )
}

/// A state machine, without version or alias: what Step Functions authorises against, whichever was called.
#[must_use]
pub fn state_machine(name: &str) -> Arn {
    here("states", format_args!("stateMachine:{}", physical(name)))
}

/// A queue.
#[must_use]
pub fn queue(name: &str) -> Arn {
    here("sqs", physical(name))
}

/// The queue of what started a function and failed for good.
#[must_use]
pub fn dead_letters(function: &str) -> Arn {
    here("sqs", format_args!("{}-undelivered", physical(function)))
}

/// A database user; AWS wants the instance's resource id (`db-ABC…`), not its name.
#[must_use]
pub fn database_user(resource_id: &Placeholder, user: &str) -> Arn {
    here("rds-db", format_args!("dbuser:{resource_id}/{user}"))
}

/// A foundation model in a region; it belongs to no account. An empty region is the one AWS means when a global
/// inference profile has yet to choose.
#[must_use]
pub fn foundation_model(region: impl fmt::Display, model: &str) -> Arn {
    Arn::Spelt(format!(
        "arn:{}:bedrock:{region}::foundation-model/{model}",
        partition()
    ))
}

/// An inference profile that AWS defines, as this account and region see it.
#[must_use]
pub fn inference_profile(profile: &str) -> Arn {
    here("bedrock", format_args!("inference-profile/{profile}"))
}
