//! What a role of the stack may be permitted at all, whatever its own policy says.
//!
//! Wider than any one role needs, since it is made once for an account and must not stand in the way of a handler's next
//! capability; but nothing beyond the environment's own things, and nothing about roles, policies or the network. A role
//! needs its own policy for whatever it does: the boundary permits nothing by itself.

use super::targets::marked;
use crate::iam::policy::Because;
use crate::iam::{Arn, Policy, Statement, statement};

/// What capabilities may mean, by service.
const OWN: &[(&str, &[&str], &[&str])] = &[
    (
        "answer and start workflows",
        &[
            "states:SendTaskFailure",
            "states:SendTaskHeartbeat",
            "states:SendTaskSuccess",
            "states:StartExecution",
            "states:StartSyncExecution",
        ],
        &["arn:${partition}:states:${region}:${account}:stateMachine:${prefix}-*"],
    ),
    (
        "connect to databases",
        &["rds-db:connect"],
        &["arn:${partition}:rds-db:${region}:${account}:dbuser:*/*"],
    ),
    (
        "invoke functions",
        &["lambda:InvokeFunction"],
        &["arn:${partition}:lambda:${region}:${account}:function:${prefix}-*"],
    ),
    (
        "invoke models",
        &["bedrock:InvokeModel"],
        &[
            "arn:${partition}:bedrock:*::foundation-model/*",
            "arn:${partition}:bedrock:${region}:${account}:inference-profile/*",
        ],
    ),
    (
        "keep objects",
        &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        &["arn:${partition}:s3:::${prefix}-*/*"],
    ),
    (
        "read configurations",
        &[
            "appconfig:GetLatestConfiguration",
            "appconfig:StartConfigurationSession",
        ],
        // AppConfig gives out ids: which application is the environment's, only its role's own policy knows.
        &["arn:${partition}:appconfig:${region}:${account}:application/*/environment/*/configuration/*"],
    ),
    (
        "see what objects there are",
        &["s3:ListBucket"],
        &["arn:${partition}:s3:::${prefix}-*"],
    ),
    (
        "publish events",
        &["events:PutEvents"],
        &["arn:${partition}:events:${region}:${account}:event-bus/${prefix}-*"],
    ),
    (
        "read secrets",
        &["secretsmanager:GetSecretValue"],
        &[
            "arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}-*",
            // The master user's, which only a function that migrates reads.
            "arn:${partition}:secretsmanager:${region}:${account}:secret:rds!db-*",
        ],
    ),
    (
        "send to queues",
        &["sqs:SendMessage"],
        &["arn:${partition}:sqs:${region}:${account}:${prefix}-*"],
    ),
    (
        "write logs",
        &["logs:CreateLogStream", "logs:PutLogEvents"],
        &[
            "arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${prefix}-*:log-stream:*",
            "arn:${partition}:logs:${region}:${account}:log-group:/aws/vpc/${prefix}:log-stream:*",
        ],
    ),
];

/// The boundary's document.
#[must_use]
pub fn policy() -> Policy {
    let own = OWN.iter().map(|(purpose, actions, arns)| {
        let arns = arns.iter().map(|arn| Arn::Spelt(marked(arn)));
        Statement::allow(purpose, actions.iter().copied(), arns)
    });
    // The VPC's flow log looks for its stream before it writes.
    let streams = Statement::allow(
        "find log streams",
        ["logs:DescribeLogStreams"],
        [Arn::Spelt(marked(
            "arn:${partition}:logs:${region}:${account}:log-group:/aws/vpc/${prefix}:*",
        ))],
    );
    let groups = Statement::allow_everywhere(
        "find log groups",
        Because::NoResourceTypeExists,
        ["logs:DescribeLogGroups"],
    );
    let network = statement::network_interfaces();
    Policy::new(
        own.chain(network)
            .chain([streams, groups, statement::deliver_logs()]),
    )
}
