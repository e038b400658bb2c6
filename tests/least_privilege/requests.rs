//! A signed request in; who calls, which operation, on what, out: as far as our clients call AWS.

use crate::iam::{Principal, Unknown};
use crate::stack;
use ferrovia::model::KEY_SET_OBJECT;
use serde_json::Value;

/// The key that Lambda puts on what a function's own code asks, and not on what Lambda asks with the function's role.
/// <https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html>
pub(crate) const SOURCE_FUNCTION: &str = "lambda:SourceFunctionArn";

/// The same as a request keeps it.
pub(crate) const SOURCE_KEY: &str = "lambda:sourcefunctionarn";

/// A role of the account.
pub(crate) fn role(name: &str) -> Principal {
    Principal::Arn(format!("arn:aws:iam::{}:role/{name}", stack::ACCOUNT))
}

/// A call of a service.
pub(crate) struct Call {
    pub(crate) access_key: String,
    pub(crate) operation: Operation,
}

/// What is called, with the ARN of what it is called on.
pub(crate) enum Operation {
    GetSecretValue {
        secret: String,
    },
    /// `tool` is the one that the model has to call.
    Converse {
        models: Vec<Model>,
        tool: Option<String>,
    },
    PutEvents {
        entries: Vec<Entry>,
    },
    StartSyncExecution {
        machine: String,
        qualifier: Option<String>,
        input: Value,
    },
    StartExecution {
        machine: String,
        qualifier: Option<String>,
    },
    /// `SendTaskSuccess`, `SendTaskFailure` or `SendTaskHeartbeat`.
    AnswerTask {
        action: String,
        machine: String,
    },
    SendMessage {
        queue: String,
    },
    /// `GetObject`, `PutObject` or `DeleteObject`, with the bucket's ARN and the object's.
    Object {
        action: &'static str,
        bucket: String,
        object: String,
    },
    /// Authorised against the configuration, which the session is for.
    StartConfigurationSession {
        configuration: String,
    },
    GetLatestConfiguration {
        configuration: String,
    },
}

/// A model that a call is authorised against, or the profile that routes to it.
pub(crate) struct Model {
    pub(crate) arn: String,
    /// The profile through which the model is called.
    pub(crate) profile: Option<String>,
}

/// One event to be published.
pub(crate) struct Entry {
    pub(crate) bus: String,
    pub(crate) source: String,
    pub(crate) detail_type: String,
}

impl Call {
    /// Reads a request. The signature names the caller, the region and the service.
    pub(crate) fn read(request: &wiremock::Request) -> Result<Self, Unknown> {
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let signed = header("authorization")
            .and_then(|header| header.split_once("Credential="))
            .and_then(|(_, rest)| rest.split(',').next())
            .map(str::to_owned);
        // A link carries its signature along.
        let linked = || {
            let mut query = request.url.query_pairs();
            let (_, scope) = query.find(|(name, _)| name == "X-Amz-Credential")?;
            Some(scope.into_owned())
        };
        let scope = signed
            .or_else(linked)
            .ok_or_else(|| Unknown("a request without a signature".to_owned()))?;
        let [access_key, _, region, service, "aws4_request"] = scope.split('/').collect::<Vec<_>>()[..]
        else {
            return Err(Unknown(format!("the scope `{scope}`")));
        };
        if region != stack::REGION {
            return Err(Unknown(format!("the region `{region}`")));
        }
        let body: Value = match (service, &request.body[..]) {
            // Objects are whatever they are.
            ("s3", _) | (_, []) => Value::Null,
            _ => request
                .body_json()
                .map_err(|error| Unknown(format!("a body: {error}")))?,
        };
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let path: Vec<_> = request.url.path_segments().into_iter().flatten().collect();
        let operation = match (service, header("x-amz-target"), &path[..]) {
            ("secretsmanager", Some("secretsmanager.GetSecretValue"), _) => Operation::GetSecretValue {
                secret: text("SecretId"),
            },
            ("bedrock", None, ["model", model, "converse"]) => Operation::Converse {
                models: models(model)?,
                tool: body
                    .pointer("/toolConfig/tools/0/toolSpec/name")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            },
            ("events", Some("AWSEvents.PutEvents"), _) => Operation::PutEvents {
                entries: body["Entries"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(entry)
                    .collect(),
            },
            ("states", Some("AWSStepFunctions.StartSyncExecution"), _) => {
                let (machine, qualifier) = machine(&text("stateMachineArn"));
                Operation::StartSyncExecution {
                    machine,
                    qualifier,
                    input: serde_json::from_str(&text("input"))
                        .map_err(|error| Unknown(error.to_string()))?,
                }
            }
            ("states", Some("AWSStepFunctions.StartExecution"), _) => {
                let (machine, qualifier) = machine(&text("stateMachineArn"));
                Operation::StartExecution { machine, qualifier }
            }
            ("states", Some(target), _) if target.starts_with("AWSStepFunctions.SendTask") => {
                Operation::AnswerTask {
                    action: target.replace("AWSStepFunctions.", "states:"),
                    machine: machine_of(&text("taskToken"))?,
                }
            }
            ("sqs", Some("AmazonSQS.SendMessage"), _) => Operation::SendMessage {
                queue: queue(&text("QueueUrl"))?,
            },
            ("s3", None, [bucket, _, ..]) => {
                let action = match request.method.as_str() {
                    "GET" => "s3:GetObject",
                    "PUT" => "s3:PutObject",
                    "DELETE" => "s3:DeleteObject",
                    method => return Err(Unknown(format!("{method} of an object"))),
                };
                let bucket = format!("arn:aws:s3:::{bucket}");
                let key = match path[1..] {
                    [KEY_SET_OBJECT] => KEY_SET_OBJECT,
                    // No policy tells one of the others from another: one stands for all.
                    _ => "any",
                };
                Operation::Object {
                    action,
                    object: format!("{bucket}/{key}"),
                    bucket,
                }
            }
            ("appconfig", None, ["configurationsessions"]) => Operation::StartConfigurationSession {
                configuration: stack::configuration(
                    &text("ApplicationIdentifier"),
                    &text("EnvironmentIdentifier"),
                    &text("ConfigurationProfileIdentifier"),
                ),
            },
            ("appconfig", None, ["configuration"]) => Operation::GetLatestConfiguration {
                configuration: session(request)?,
            },
            (service, target, path) => {
                return Err(Unknown(format!(
                    "{service} {} {}",
                    target.unwrap_or("-"),
                    path.join("/")
                )));
            }
        };
        Ok(Self {
            access_key: access_key.to_owned(),
            operation,
        })
    }
}

/// A foundation model belongs to its region and to no account. A call through a profile is authorised against the
/// profile, and against the model wherever the profile may route to.
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html>
fn models(encoded: &str) -> Result<Vec<Model>, Unknown> {
    let called = encoded.replace("%3A", ":");
    let foundation =
        |region: &str, model: &str| format!("arn:aws:bedrock:{region}::foundation-model/{model}");
    let alone = |arn| Model { arn, profile: None };
    match called.split('.').collect::<Vec<_>>()[..] {
        [_, _] if !called.contains(['%', '/']) => Ok(vec![alone(foundation(stack::REGION, &called))]),
        ["eu", provider, name] => {
            let profile = stack::arn("bedrock", &format!("inference-profile/{called}"));
            let routed = EUROPE.iter().map(|region| Model {
                arn: foundation(region, &format!("{provider}.{name}")),
                profile: Some(profile.clone()),
            });
            Ok([alone(profile.clone())].into_iter().chain(routed).collect())
        }
        _ => Err(Unknown(format!("the model `{called}`"))),
    }
}

/// Where this example's profile `eu.…` routes to.
pub(crate) const EUROPE: [&str; 2] = ["eu-central-1", "eu-west-3"];

/// A token for a task of this machine. A real one says so to Step Functions alone; AWS's own denials name the machine:
/// <https://github.com/NOAA-OWP/hydrovis/issues/837>, <https://github.com/aws/aws-cdk/pull/8486>.
pub(crate) fn token(machine: &str) -> String {
    format!("{machine}#AQCEAAAAKgAA")
}

fn machine_of(token: &str) -> Result<String, Unknown> {
    let machine = token.split_once('#').map(|(machine, _)| machine.to_owned());
    machine.ok_or_else(|| Unknown("a token of nobody's".to_owned()))
}

/// A session's token: a real one says only to AppConfig which configuration it is for.
pub(crate) fn session_token(configuration: &str) -> String {
    format!("{configuration}#AYADeKt")
}

/// The configuration that the token of a request is for.
fn session(request: &wiremock::Request) -> Result<String, Unknown> {
    let token = request
        .url
        .query_pairs()
        .find(|(name, _)| name == "configuration_token");
    let configuration = token.and_then(|(_, token)| {
        token
            .split_once('#')
            .map(|(configuration, _)| configuration.to_owned())
    });
    configuration.ok_or_else(|| Unknown("a session of nobody's".to_owned()))
}

/// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME` is `arn:aws:sqs:REGION:ACCOUNT:NAME`.
fn queue(url: &str) -> Result<String, Unknown> {
    let path = url.strip_prefix(&format!(
        "https://sqs.{}.amazonaws.com/{}/",
        stack::REGION,
        stack::ACCOUNT
    ));
    path.map(|name| stack::arn("sqs", name))
        .ok_or_else(|| Unknown(format!("the queue {url}")))
}

/// A bus is called by its name or its ARN.
fn entry(entry: &Value) -> Entry {
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let bus = match text("EventBusName") {
        bus if bus.starts_with("arn:") => bus,
        bus if bus.is_empty() => stack::arn("events", "event-bus/default"),
        bus => stack::arn("events", &format!("event-bus/{bus}")),
    };
    Entry {
        bus,
        source: text("Source"),
        detail_type: text("DetailType"),
    }
}

/// The machine itself is what a start is authorised against; the version or alias that was called is a key.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html>
fn machine(called: &str) -> (String, Option<String>) {
    let parts: Vec<_> = called.splitn(8, ':').collect();
    (
        parts[..parts.len().min(7)].join(":"),
        parts.get(7).map(|qualifier| (*qualifier).to_owned()),
    )
}
