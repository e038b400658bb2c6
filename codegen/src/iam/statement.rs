//! Grants in, IAM statements out: what each of them means, and how narrowly AWS lets it be said.

use super::arn::{self, Arn, Kind};
use super::condition::{Comparison, Operator};
use super::policy::{Because, Statement};
use crate::placeholder;
use crate::template::Placeholder;

/// How a workflow is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The caller waits for the answer: Express workflows alone.
    AndWait,
    /// The caller goes on.
    AndGoOn,
}

/// A function writes its own log. Terraform makes the group, so it cannot make groups.
#[must_use]
pub fn write_own_logs(function: &str) -> Statement {
    Statement::allow(
        "write own logs",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [arn::log_streams(function)],
    )
}

/// Lambda puts a function into the VPC. It looks around, which AWS lets nobody narrow, and makes interfaces that
/// have no name yet, hence two statements; [`deny_network_interfaces_to_own_code`] belongs beside them.
#[must_use]
pub fn network_interfaces() -> [Statement; 2] {
    [
        Statement::allow_everywhere(
            "find a place in the network",
            Because::NoResourceTypeExists,
            ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
        ),
        Statement::allow_everywhere(
            "manage network interfaces",
            Because::ResourcesHaveNoNameYet,
            [
                "ec2:AssignPrivateIpAddresses",
                "ec2:CreateNetworkInterface",
                "ec2:DeleteNetworkInterface",
                "ec2:UnassignPrivateIpAddresses",
            ],
        ),
    ]
}

/// What the role holds for Lambda's sake is kept from the function's code: only calls that the code makes carry
/// `lambda:SourceFunctionArn`.
#[must_use]
pub fn deny_network_interfaces_to_own_code(function: &str) -> Statement {
    Statement::deny(
        "deny network interfaces to own code",
        [
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ],
    )
    .when(
        Operator::one(Comparison::ArnEquals),
        "lambda:SourceFunctionArn",
        [arn::function(function)],
    )
}

/// A function logs in to a database as one user. `resource_id` is the instance's (`db-ABC…`).
#[must_use]
pub fn connect_database(resource_id: &Placeholder, user: &str) -> Statement {
    Statement::allow(
        &format!("connect to database as {user}"),
        ["rds-db:connect"],
        [arn::database_user(resource_id, user)],
    )
}

/// Reading a secret's value. `secret` is the placeholder of its whole ARN, with the suffix AWS adds to the name.
#[must_use]
pub fn read_secret(name: &str, secret: &Placeholder) -> Statement {
    Statement::allow(
        &format!("read secret {name}"),
        ["secretsmanager:GetSecretValue"],
        [Arn::Given(secret.clone(), Kind::SECRET)],
    )
}

/// Calling a foundation model in the function's own region. Bedrock's Converse is authorised as `InvokeModel`.
#[must_use]
pub fn invoke_bedrock_model(model: &str) -> Statement {
    Statement::allow(
        &format!("invoke model {model}"),
        ["bedrock:InvokeModel"],
        [arn::foundation_model(arn::region(), model)],
    )
}

/// Calling a model through an inference profile that AWS defines: the profile, and the model in every region the
/// profile may route to, through that profile alone. A global profile (`global.…`) also asks for the model in no
/// region.
#[must_use]
pub fn invoke_inference_profile<'a>(
    profile: &str,
    model: &str,
    regions: impl IntoIterator<Item = &'a str>,
) -> [Statement; 2] {
    let own = arn::inference_profile(profile);
    let nowhere = profile.starts_with("global.").then_some("");
    let models = regions
        .into_iter()
        .chain(nowhere)
        .map(|region| arn::foundation_model(region, model));
    [
        Statement::allow(
            &format!("invoke models through {profile}"),
            ["bedrock:InvokeModel"],
            models.collect::<Vec<_>>(),
        )
        .when(
            Operator::one(Comparison::ArnEquals),
            "bedrock:InferenceProfileArn",
            [&own],
        ),
        Statement::allow(
            &format!("invoke profile {profile}"),
            ["bedrock:InvokeModel"],
            [own],
        ),
    ]
}

/// Publishing events of these types from one source on one bus; each entry of a call is judged alone.
#[must_use]
pub fn publish_events<'a>(
    bus: &Placeholder,
    source: &str,
    detail_types: impl IntoIterator<Item = &'a str>,
) -> Statement {
    let detail_types: Vec<&str> = detail_types.into_iter().collect();
    Statement::allow(
        &format!("publish {} from {source}", detail_types.join(" and ")),
        ["events:PutEvents"],
        [Arn::Given(bus.clone(), Kind::EVENT_BUS)],
    )
    .when_all("events:source", [source])
    .when_all("events:detail-type", detail_types)
}

/// Starting a workflow through one alias of its machine. AWS authorises against the machine itself, whichever
/// alias is called, and tells the alias as a key.
#[must_use]
pub fn start_execution(machine: &str, start: Start, alias: &str) -> Statement {
    let action = match start {
        Start::AndWait => "states:StartSyncExecution",
        Start::AndGoOn => "states:StartExecution",
    };
    Statement::allow(
        &format!("start {machine}"),
        [action],
        [arn::state_machine(machine)],
    )
    .when_all("states:StateMachineQualifier", [alias])
}

/// Whether a machine has a task that ends for want of heartbeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heartbeats {
    /// It has.
    Expected,
    /// Nobody would hear them.
    Unheard,
}

/// Answering a task that waits for its token, in any execution of the machine.
#[must_use]
pub fn answer_task_token(machine: &str, heartbeats: Heartbeats) -> Statement {
    let actions: &[&str] = match heartbeats {
        Heartbeats::Expected => &[
            "states:SendTaskFailure",
            "states:SendTaskHeartbeat",
            "states:SendTaskSuccess",
        ],
        Heartbeats::Unheard => &["states:SendTaskFailure", "states:SendTaskSuccess"],
    };
    Statement::allow(
        &format!("answer tasks of {machine}"),
        actions.iter().copied(),
        [arn::state_machine(machine)],
    )
}

/// Lambda keeps what a function failed on for good, with the function's role.
#[must_use]
pub fn keep_dead_letters(function: &str) -> Statement {
    Statement::allow(
        "keep dead letters",
        ["sqs:SendMessage"],
        [arn::dead_letters(function)],
    )
}

/// Sending to a queue.
#[must_use]
pub fn send_to_queue(queue: &str) -> Statement {
    Statement::allow(
        &format!("send to {queue}"),
        ["sqs:SendMessage"],
        [arn::queue(queue)],
    )
}

/// Doing something with all objects of a bucket. Links are read with the rights of who has made them.
fn on_objects(what: &str, bucket: &str, action: &str) -> Statement {
    Statement::allow(
        &format!("{what} objects of {bucket}"),
        [action],
        [Arn::Given(placeholder::objects(bucket), Kind::OBJECT)],
    )
}

/// Reading a bucket's objects; and its list, without which S3 does not tell what is not there from what may not be read.
#[must_use]
pub fn read_objects(bucket: &str) -> [Statement; 2] {
    [
        on_objects("read", bucket, "s3:GetObject"),
        Statement::allow(
            &format!("see what is in {bucket}"),
            ["s3:ListBucket"],
            [Arn::Given(placeholder::bucket(bucket), Kind::BUCKET)],
        ),
    ]
}

/// Putting objects into a bucket.
#[must_use]
pub fn put_objects(bucket: &str) -> Statement {
    on_objects("put", bucket, "s3:PutObject")
}

/// Deleting a bucket's objects.
#[must_use]
pub fn delete_objects(bucket: &str) -> Statement {
    on_objects("delete", bucket, "s3:DeleteObject")
}

/// Doing something with the one object in a bucket of the token issuer's keys.
fn on_key_set(what: &str, bucket: &str, action: &str) -> Statement {
    Statement::allow(
        &format!("{what} keys in {bucket}"),
        [action],
        [Arn::Given(placeholder::key_set(bucket), Kind::OBJECT)],
    )
}

/// Reading the token issuer's keys.
#[must_use]
pub fn read_key_set(bucket: &str) -> Statement {
    on_key_set("read", bucket, "s3:GetObject")
}

/// Putting the token issuer's keys in the place of those before.
#[must_use]
pub fn put_key_set(bucket: &str) -> Statement {
    on_key_set("put", bucket, "s3:PutObject")
}

/// Reading a configuration's document: beginning a session, and asking in it.
#[must_use]
pub fn read_configuration(configuration: &str) -> Statement {
    Statement::allow(
        &format!("read configuration {configuration}"),
        [
            "appconfig:GetLatestConfiguration",
            "appconfig:StartConfigurationSession",
        ],
        [Arn::Given(
            placeholder::configuration(configuration),
            Kind::CONFIGURATION,
        )],
    )
}

/// A machine calls its functions, in exactly the published versions that its definition names, and in those that
/// executions in flight began with. `versions` is the list of their whole ARNs.
#[must_use]
pub fn invoke_functions(versions: Placeholder) -> Statement {
    Statement::allow_listed(
        "invoke functions",
        ["lambda:InvokeFunction"],
        versions,
        Kind::FUNCTION_VERSION,
    )
}

/// A machine has its log delivered. The log group's name stands in the machine's own configuration.
#[must_use]
pub fn deliver_logs() -> Statement {
    Statement::allow_everywhere(
        "deliver logs",
        Because::NoResourceTypeExists,
        [
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery",
        ],
    )
}

#[cfg(test)]
mod tests;
