//! Each mistake is found, and said precisely; what is right passes.

use super::verify;
use crate::iam::arn::{self, Arn, Kind};
use crate::iam::condition::{Comparison, Operator, Quantifier};
use crate::iam::policy::{Because, Policy, Statement};
use crate::iam::reference::Reference;
use crate::template::Placeholder;

fn check(statement: Statement, expected: &[&str]) {
    let found: Vec<_> = verify(&Policy::new([statement]))
        .iter()
        .map(|violation| violation.fault.to_string())
        .collect();
    assert_eq!(found, expected);
}

fn spelt(text: &str) -> Arn {
    Arn::Spelt(text.to_owned())
}

fn given(service: &'static str, name: &'static str) -> Arn {
    Arn::Given(Placeholder::new("thing_arn"), Kind { service, name })
}

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";

#[test]
fn actions_exist_and_are_spelt_as_aws_spells_them() {
    for (action, message) in [
        (
            "sqs:SendMesage",
            "has action `sqs:SendMesage`, which the service authorization reference does not know",
        ),
        (
            "sqs:sendMessage",
            "has action `sqs:sendMessage`, which the service authorization reference does not know",
        ),
        (
            "bedrock:Converse",
            "has action `bedrock:Converse`, which the service authorization reference does not know",
        ),
        (
            "appconfigdata:GetLatestConfiguration",
            "has action `appconfigdata:GetLatestConfiguration`, which the service authorization reference does not know",
        ),
        (
            "SendMessage",
            "has action `SendMessage`, which the service authorization reference does not know",
        ),
        ("sqs:*", "has a wildcard in action `sqs:*`"),
        ("sqs:Send*", "has a wildcard in action `sqs:Send*`"),
        ("*", "has a wildcard in action `*`"),
    ] {
        check(Statement::allow("test", [action], [spelt(QUEUE)]), &[message]);
    }
}

#[test]
fn a_statement_says_something() {
    check(
        Statement::allow("test", Vec::<String>::new(), [spelt(QUEUE)]),
        &["has no action"],
    );
    check(
        Statement::allow("test", ["sqs:SendMessage"], []),
        &["has no resource"],
    );
}

#[test]
fn arns_are_of_a_type_the_action_supports() {
    for (action, arn, fits) in [
        ("sqs:SendMessage", spelt(QUEUE), true),
        ("sqs:SendMessage", arn::queue("orders"), true),
        ("sqs:SendMessage", arn::function("orders"), false),
        ("sqs:SendMessage", given("sqs", "queue"), true),
        ("sqs:SendMessage", given("lambda", "function"), false),
        ("sqs:SendMessage", given("sqs", "topic"), false),
        ("lambda:InvokeFunction", arn::function("classify"), true),
        (
            "lambda:InvokeFunction",
            spelt("arn:aws:lambda:eu-west-1:123456789012:function:classify:7"),
            true,
        ),
        (
            "lambda:InvokeFunction",
            spelt("arn:aws:lambda:eu-west-1:123456789012:function:classify:7:8"),
            false,
        ),
        (
            "lambda:InvokeFunction",
            spelt("arn:aws:lambda:eu-west-1:123456789012:function:"),
            false,
        ),
        ("lambda:InvokeFunction", given("lambda", "function version"), true),
        ("lambda:GetFunction", given("lambda", "layer"), false),
        ("logs:PutLogEvents", arn::log_streams("classify"), true),
        (
            "logs:PutLogEvents",
            spelt("arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/classify"),
            false,
        ),
        (
            "logs:PutLogEvents",
            spelt("arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/classify:*"),
            false,
        ),
        (
            "rds-db:connect",
            spelt("arn:aws:rds:eu-west-1:123456789012:db:main"),
            false,
        ),
        (
            "rds-db:connect",
            spelt("arn:aws:rds-db:eu-west-1:123456789012:dbuser:db-ABC"),
            false,
        ),
        (
            "rds-db:connect",
            arn::database_user(&Placeholder::new("id"), "classify"),
            true,
        ),
        (
            "bedrock:InvokeModel",
            spelt("arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0"),
            true,
        ),
        (
            "bedrock:InvokeModel",
            spelt("arn:aws:bedrock:::foundation-model/amazon.nova-lite-v1:0"),
            true,
        ),
        (
            "bedrock:InvokeModel",
            spelt("arn:aws:bedrock:eu-west-1:123456789012:foundation-model/amazon.nova-lite-v1:0"),
            false,
        ),
        ("states:StartExecution", arn::state_machine("answer"), true),
        (
            "states:StartExecution",
            spelt("arn:aws:states:eu-west-1:123456789012:execution:answer:1"),
            false,
        ),
        (
            "states:StartExecution",
            spelt("arn:aws:states:eu-west-1:123456789012:stateMachine:answer:live"),
            false,
        ),
        ("states:SendTaskSuccess", arn::state_machine("answer"), true),
        ("states:SendTaskSuccess", spelt(QUEUE), false),
        (
            "secretsmanager:GetSecretValue",
            spelt("arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/key-AbCdEf"),
            true,
        ),
        (
            "execute-api:Invoke",
            spelt("arn:aws:execute-api:eu-west-1:123456789012:abc/prod/POST/v1/messages"),
            true,
        ),
        ("s3:GetObject", spelt("arn:aws:s3:::bucket/a/b.zip"), true),
        ("s3:GetObject", spelt("arn:aws:s3:::bucket"), false),
        ("s3:ListBucket", spelt("arn:aws:s3:::bucket"), true),
    ] {
        let found = verify(&Policy::new([Statement::allow("test", [action], [arn.clone()])]));
        let mismatches = found
            .iter()
            .filter(|violation| violation.fault.to_string().contains("but the action accepts"));
        assert_eq!(mismatches.count() == 0, fits, "{action} {arn:?}: {found:?}");
    }
}

#[test]
fn the_message_shows_our_arn_and_what_would_do() {
    check(
        Statement::allow("test", ["sqs:SendMessage"], [arn::function("orders")]),
        &[
            "limits `sqs:SendMessage` to `arn:${partition}:lambda:${region}:${account}:function:${prefix}-orders`, but \
           the action accepts `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`",
        ],
    );
}

/// Whatever the reference lists can be said.
#[test]
fn every_arn_of_every_action_passes() {
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("../../../authorization/reference.json")).unwrap();
    let mut count = 0;
    for (service, described) in reference["services"].as_object().unwrap() {
        for (action, described_action) in described["actions"].as_object().unwrap() {
            for (name, _) in described_action["resources"].as_object().into_iter().flatten() {
                for arn in described["resourceTypes"][name.trim_end_matches('*')]["arns"]
                    .as_array()
                    .unwrap()
                {
                    let arn = filled(arn.as_str().unwrap());
                    check(
                        Statement::allow("test", [format!("{service}:{action}")], [spelt(&arn)]),
                        &[],
                    );
                    count += 1;
                }
            }
        }
    }
    assert!(count > 500, "{count}");
}

fn filled(arn: &str) -> String {
    let mut filled = String::new();
    let mut rest = arn;
    while let Some((literal, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap();
        filled.push_str(literal);
        filled.push_str(&Placeholder::new(name).to_string());
        rest = after;
    }
    filled + rest
}

#[test]
fn everything_is_for_actions_without_resource_types() {
    let everywhere = |action| Statement::allow_everywhere("test", Because::NoResourceTypeExists, [action]);
    check(everywhere("xray:PutTraceSegments"), &[]);
    check(everywhere("ec2:CreateNetworkInterface"), &[]);
    check(
        everywhere("sqs:SendMessage"),
        &["permits `sqs:SendMessage` on `*`, although it can be limited to \
           `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`"],
    );
    check(
        everywhere("states:SendTaskSuccess"),
        &[
            "permits `states:SendTaskSuccess` on `*`, although it can be limited to \
           `arn:${Partition}:states:${Region}:${Account}:stateMachine:${StateMachineName}`",
        ],
    );
    check(
        everywhere("ec2:DetachNetworkInterface"),
        &[
            "permits `ec2:DetachNetworkInterface` on `*`, although it can be limited to \
           `arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}` or \
           `arn:${Partition}:ec2:${Region}:${Account}:network-interface/${NetworkInterfaceId}`",
        ],
    );
    check(
        Statement::allow(
            "test",
            ["xray:PutTraceSegments", "sqs:SendMessage"],
            [spelt(QUEUE)],
        ),
        &[
            "limits `xray:PutTraceSegments` to an ARN, but the action has no resource type: it needs `*`, in a \
           statement of its own",
        ],
    );
}

#[test]
fn arns_have_no_wildcards_but_for_what_is_named_later() {
    for (action, arn, fits) in [
        (
            "sqs:SendMessage",
            "arn:aws:sqs:eu-west-1:123456789012:orders*",
            false,
        ),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:*", false),
        (
            "sqs:SendMessage",
            "arn:aws:sqs:eu-west-1:123456789012:order?",
            false,
        ),
        (
            "lambda:InvokeFunction",
            "arn:aws:lambda:eu-west-1:123456789012:function:classify:*",
            false,
        ),
        (
            "rds-db:connect",
            "arn:aws:rds-db:eu-west-1:123456789012:dbuser:db-ABC/*",
            false,
        ),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:log-stream:*",
            true,
        ),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:123456789012:log-group:*:log-stream:*",
            false,
        ),
        ("s3:GetObject", "arn:aws:s3:::bucket/*", true),
        ("s3:GetObject", "arn:aws:s3:::*/*", false),
    ] {
        let message = format!("has a wildcard in ARN `{arn}`");
        let expected: &[&str] = if fits { &[] } else { &[&message] };
        check(Statement::allow("test", [action], [spelt(arn)]), expected);
    }
}

#[test]
fn conditions_ask_for_what_requests_carry_and_compare_it_as_its_type_wants() {
    let any = Operator {
        quantifier: Some(Quantifier::ForAnyValue),
        comparison: Comparison::StringEquals,
    };
    let one = Operator::one(Comparison::StringEquals);
    let every = Operator::every(Comparison::StringEquals);
    let arn_equals = Operator::one(Comparison::ArnEquals);
    let null = Operator::one(Comparison::Null);
    let publish = || Statement::allow("test", ["events:PutEvents"], [given("events", "event-bus")]);
    let decrypt = || Statement::allow("test", ["kms:Decrypt"], [given("kms", "key")]);
    for (statement, expected) in [
        (publish().when_all("events:source", ["shop"]), ""),
        (publish().when(any, "events:source", ["shop"]), ""),
        (publish().when(one, "aws:SourceAccount", ["1"]), ""),
        (publish().when(one, "aws:ResourceTag/team", ["shop"]), ""),
        (
            decrypt().when(one, "kms:EncryptionContext:SecretARN", ["arn"]),
            "",
        ),
        (
            publish().when(one, "events:source", ["shop"]),
            "compares `events:source` by `StringEquals`, but the key has several values: say `ForAllValues:` or \
             `ForAnyValue:`",
        ),
        (
            publish().when(every, "events:source", ["shop"]),
            "compares `events:source` by `ForAllValues:StringEquals`, which also holds without any value: add `Null` \
             with `false`",
        ),
        (
            publish()
                .when(every, "events:source", ["shop"])
                .when(null, "events:source", [true]),
            "compares `events:source` by `ForAllValues:StringEquals`, which also holds without any value: add `Null` \
             with `false`",
        ),
        (
            publish().when_all("aws:SourceAccount", ["1"]),
            "compares `aws:SourceAccount` by `ForAllValues:StringEquals`, but the key has one value",
        ),
        (
            publish().when(one, "aws:SourceArn", ["arn"]),
            "compares `aws:SourceArn` by `StringEquals`, but the key is of type Arn",
        ),
        (
            publish().when(arn_equals, "aws:SourceAccount", ["1"]),
            "compares `aws:SourceAccount` by `ArnEquals`, but the key is of type String",
        ),
        (
            publish().when(one, "events:sorce", ["shop"]),
            "asks for key `events:sorce`, which no request for `events:PutEvents` on its resources carries",
        ),
        (
            decrypt().when(one, "events:source", ["shop"]),
            "asks for key `events:source`, which no request for `kms:Decrypt` on its resources carries",
        ),
        (
            publish().when(any, "events:source", Vec::<String>::new()),
            "compares `events:source` with nothing",
        ),
    ] {
        check(
            statement,
            if expected.is_empty() {
                &[]
            } else {
                std::slice::from_ref(&expected)
            },
        );
    }
}

#[test]
fn a_condition_must_count_for_every_action() {
    let statement = Statement::allow(
        "test",
        ["kms:Decrypt", "kms:GetKeyRotationStatus"],
        [given("kms", "key")],
    );
    check(
        statement.when(
            Operator::one(Comparison::StringEquals),
            "kms:EncryptionContext:SecretARN",
            ["arn"],
        ),
        &[
            "asks for key `kms:EncryptionContext:SecretARN`, which no request for `kms:GetKeyRotationStatus` on its \
           resources carries",
        ],
    );
}

#[test]
fn a_violation_names_its_statement() {
    let policy = Policy::new([Statement::allow("send it", ["sqs:Send"], [spelt(QUEUE)])]);
    assert_eq!(
        verify(&policy)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["statement `SendIt` has action `sqs:Send`, which the service authorization reference does not know"]
    );
    assert!(Reference::embedded().action("sqs:SendMessage").is_some());
}

#[test]
fn a_list_is_of_a_type_the_action_supports() {
    let invoke =
        |kind| Statement::allow_listed("test", ["lambda:InvokeFunction"], Placeholder::new("list"), kind);
    check(invoke(Kind::FUNCTION_VERSION), &[]);
    check(
        invoke(Kind::SECRET),
        &[
            "limits `lambda:InvokeFunction` to `${list}`, but the action accepts \
           `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}` or \
           `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Version}` or \
           `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Alias}`",
        ],
    );
    check(
        Statement::allow_listed(
            "test",
            ["xray:PutTraceSegments"],
            Placeholder::new("list"),
            Kind::SECRET,
        ),
        &[
            "limits `xray:PutTraceSegments` to an ARN, but the action has no resource type: it needs `*`, in a \
           statement of its own",
        ],
    );
}
