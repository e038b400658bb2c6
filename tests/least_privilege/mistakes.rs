//! Requests that a careless policy would let through, and ours must not.

use crate::desk;
use crate::services;
use crate::stack::{arn, physical};

/// What roles are tried with besides the neighbours of what they do.
/// Action, resource, keys.
pub(crate) type Mistake = (&'static str, String, &'static [(&'static str, &'static str)]);

/// The reference application's.
#[rustfmt::skip] // one mistake a line
pub(crate) fn of_the_platform() -> Vec<Mistake> {
    let machine = || arn("states", &format!("stateMachine:{}", physical("answer_message")));
    let version =
        |name: &str, qualifier: &str| arn("lambda", &format!("function:{}{qualifier}", physical(name)));
    let bus = |name: &str| arn("events", &format!("event-bus/{name}"));
    let token_keys = |object: &str| format!("arn:aws:s3:::{}-0a1b2c3d/{object}", physical("token-keys"));
    let ours: &[_] = &[
        ("events:source", "atendimento.messages"),
        ("events:detail-type", "ConversationAnswered"),
    ];
    vec![
        // The log: of another function, of nobody, and what one does to a log but write it.
        ("logs:PutLogEvents", services::log_stream("someone-elses"), &[]),
        ("logs:PutLogEvents", arn("logs", "log-group:/aws/vendedlogs/states/x:log-stream:y"), &[]),
        ("logs:CreateLogGroup", arn("logs", "log-group:/aws/lambda/new"), &[]),
        // The database: its master, another database of the same name, another user.
        ("rds-db:connect", arn("rds-db", "dbuser:db-PLATFORM/master"), &[]),
        ("rds-db:connect", arn("rds-db", "dbuser:db-OTHER/save_turn"), &[]),
        ("rds-db:connect", arn("rds-db", "dbuser:db-OTHER/post_message"), &[]),
        ("rds-db:connect", arn("rds-db", "dbuser:db-OTHER/load_history"), &[]),
        // Secrets: of the database's master, one whose name only begins alike, one made anew under the same name.
        ("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:rds!db-0a1b-AbCdEf"), &[]),
        ("secretsmanager:GetSecretValue", arn("secretsmanager", &format!("secret:{}-admin-AbCdEf", physical("openai_api_key"))), &[]),
        ("secretsmanager:GetSecretValue", arn("secretsmanager", &format!("secret:{}-GhIjKl", physical("openai_api_key"))), &[]),
        // Another object beside the token issuer's keys; and the keys, for who reads or writes other objects.
        ("s3:GetObject", token_keys("jwks.json.old"), &[]),
        ("s3:PutObject", token_keys("jwks.json.old"), &[]),
        ("s3:DeleteObject", token_keys("jwks.json"), &[]),
        // Models: a dearer one, a profile that routes abroad, the streaming call that no handler makes.
        ("bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-opus-4-6-v1".to_owned(), &[]),
        ("bedrock:InvokeModel", arn("bedrock", "inference-profile/eu.amazon.nova-pro-v1:0"), &[]),
        ("bedrock:InvokeModelWithResponseStream", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0".to_owned(), &[]),
        // Events: the default bus, another bus, another type, another team's source.
        ("events:PutEvents", bus("default"), ours),
        ("events:PutEvents", bus("someone-elses"), ours),
        ("events:PutEvents", bus(&physical("platform_events")), &[("events:source", "atendimento.messages"), ("events:detail-type", "ConversationErased")]),
        ("events:PutEvents", bus(&physical("platform_events")), &[("events:source", "billing"), ("events:detail-type", "ConversationAnswered")]),
        // Workflows: another one, this one past its alias, this one with an answer that nobody waits for.
        ("states:StartSyncExecution", arn("states", "stateMachine:someone-elses"), &[("states:StateMachineQualifier", "live")]),
        ("states:StartSyncExecution", machine(), &[]),
        ("states:StartSyncExecution", machine(), &[("states:StateMachineQualifier", "3")]),
        ("states:StartExecution", machine(), &[("states:StateMachineQualifier", "live")]),
        ("states:SendTaskSuccess", machine(), &[]),
        // Functions: past their version, by the alias, and the one that is only a route's.
        ("lambda:InvokeFunction", version("save_turn", ""), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":$LATEST"), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":live"), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":8"), &[]),
        ("lambda:InvokeFunction", version("post_message", ":7"), &[]),
        // Versions that nothing in flight names: of a function that has others in flight, of one that has none, of another
        // workflow's; and past the versions of those that have.
        ("lambda:InvokeFunction", version("classify_intent", ":4"), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":6"), &[]),
        ("lambda:InvokeFunction", version("hand_over", ":6"), &[]),
        ("lambda:InvokeFunction", version("classify_intent", ""), &[]),
        ("lambda:InvokeFunction", version("classify_intent", ":$LATEST"), &[]),
        ("lambda:InvokeFunction", version("classify_intent", ":live"), &[]),
        ("lambda:UpdateFunctionCode", version("save_turn", ""), &[]),
        // What would be the end of every limit.
        ("iam:PassRole", "arn:aws:iam::111122223333:role/admin".to_owned(), &[]),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/admin".to_owned(), &[]),
    ]
}

/// The desk's.
#[rustfmt::skip] // one mistake a line
pub(crate) fn of_the_desk() -> Vec<Mistake> {
    const LIVE: &[(&str, &str)] = &[("states:StateMachineQualifier", "live")];
    const ABROAD: &[(&str, &str)] = &[(
        "bedrock:InferenceProfileArn",
        "arn:aws:bedrock:eu-central-1:111122223333:inference-profile/global.amazon.nova-lite-v1:0",
    )];
    let model = |region: &str| format!("arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0");
    vec![
        // Tasks of other machines, by machine and by execution; and what is no answer to a task.
        ("states:SendTaskSuccess", arn("states", "stateMachine:someone-elses"), &[]),
        ("states:SendTaskSuccess", arn("states", "activity:someone-elses"), &[]),
        ("states:SendTaskFailure", arn("states", &format!("execution:{}:7", physical("hand_up"))), &[]),
        ("states:StopExecution", arn("states", &format!("execution:{}:7", physical("hand_up"))), &[]),
        ("states:StartSyncExecution", desk::machine(), LIVE),
        // The machine and the function by the names that they have today in the code, which AWS does not know.
        ("states:StartExecution", arn("states", &format!("stateMachine:{}", physical("escalate"))), LIVE),
        ("logs:PutLogEvents", services::log_stream(&physical("everything")), &[]),
        ("states:RedriveExecution", desk::machine(), LIVE),
        // Queues: another one, the dead letters, reading what one may only send.
        ("sqs:SendMessage", arn("sqs", "someone-elses"), &[]),
        ("sqs:SendMessage", arn("sqs", &format!("{}-dead-letter", physical("mail"))), &[]),
        ("sqs:ReceiveMessage", arn("sqs", &physical("mail")), &[]),
        // The model past its profile, through another one, and where the profile does not route to.
        ("bedrock:InvokeModel", model("eu-central-1"), &[]),
        ("bedrock:InvokeModel", model("eu-west-3"), &[]),
        ("bedrock:InvokeModel", model("eu-central-1"), ABROAD),
        ("bedrock:InvokeModel", model("us-east-1"), ABROAD),
        ("bedrock:InvokeModel", arn("bedrock", "inference-profile/global.amazon.nova-lite-v1:0"), &[]),
    ]
}
