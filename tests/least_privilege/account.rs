//! An AWS account that judges: a server behind every client's endpoint, which asks the caller's policy before it
//! answers, and remembers what it was asked.

use crate::iam::{Policy, Request, allows};
use crate::requests::{self, Call};
use crate::stack;
use ferrovia::model::KEY_SET_OBJECT;
use ferrovia_local::Issuer;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

/// What an access key begins with here; the role's name follows, so that a signature tells who calls.
const ACCESS_KEY: &str = "ASIA.";

/// The database's master user, as its secret names it.
pub(crate) const MASTER: &str = "least_privilege_master";
pub(crate) const MASTER_PASSWORD: &str = "from-the-master's-secret";

/// The access key of a role's session.
pub(crate) fn access_key(role: &str) -> String {
    format!("{ACCESS_KEY}{role}")
}

/// A request, who made it, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) role: String,
    pub(crate) request: Request,
    pub(crate) allowed: bool,
}

/// Roles with their policies, and what they asked for.
pub(crate) struct Account {
    policies: Mutex<BTreeMap<String, Policy>>,
    asked: Mutex<Vec<Asked>>,
    /// What an execution answers to its input.
    execution: fn(Value) -> Value,
}

impl Account {
    pub(crate) fn new(execution: fn(Value) -> Value) -> Arc<Self> {
        Arc::new(Self {
            policies: Mutex::default(),
            asked: Mutex::default(),
            execution,
        })
    }

    /// Gives a role its policy, in place of the one that it had.
    pub(crate) fn put_policy(&self, role: &str, policy: Policy) {
        self.policies.lock().unwrap().insert(role.to_owned(), policy);
    }

    /// Judges what a session asks, and remembers it.
    pub(crate) fn judge(
        &self,
        access_key: &str,
        action: &str,
        resource: &str,
        keys: &[(&str, &str)],
    ) -> bool {
        let role = access_key.strip_prefix(ACCESS_KEY).unwrap();
        let mut request = Request::new(requests::role(role), action, resource).with(
            requests::SOURCE_FUNCTION,
            &[&stack::arn("lambda", &format!("function:{role}"))],
        );
        for (key, value) in keys {
            request = request.with(key, &[value]);
        }
        let policies = self.policies.lock().unwrap();
        let policy = policies
            .get(role)
            .unwrap_or_else(|| panic!("there is no role `{role}`"));
        let allowed = allows(policy, &request).unwrap_or_else(|unknown| panic!("{request}: {unknown}"));
        self.asked.lock().unwrap().push(Asked {
            role: role.to_owned(),
            request,
            allowed,
        });
        allowed
    }

    /// What was asked since the last time.
    pub(crate) fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// Starts the server. It also is the language models' provider and the issuer of
    /// tokens, who let in everybody.
    pub(crate) async fn serve(self: &Arc<Self>) -> MockServer {
        let server = MockServer::start().await;
        let endpoint = Endpoint(Arc::clone(self));
        Mock::given(any()).respond_with(endpoint).mount(&server).await;
        server
    }
}

/// Who issues tokens, and whose keys are in the bucket.
pub(crate) static ISSUER: LazyLock<Issuer> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    Issuer::in_folder(folder.path()).unwrap()
});

fn key_set() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(ISSUER.key_set(), "application/json")
}

struct Endpoint(Arc<Account>);

impl Respond for Endpoint {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        if request.url.path() == "/v1/chat/completions" {
            return completion(&request.body_json().unwrap());
        }
        if request.url.path() == "/.well-known/jwks.json" {
            return key_set();
        }
        // What is not known must not look like an answer: the client's failure names it.
        let call = match Call::read(request) {
            Ok(call) => call,
            Err(unknown) => return ResponseTemplate::new(501).set_body_string(unknown.to_string()),
        };
        self.0.answer(&call)
    }
}

impl Account {
    fn answer(&self, call: &Call) -> ResponseTemplate {
        let judge = |action: &str, resource: &str, keys: &[(&str, &str)]| {
            self.judge(&call.access_key, action, resource, keys)
        };
        match &call.operation {
            requests::Operation::GetSecretValue { secret } => {
                if !judge("secretsmanager:GetSecretValue", secret, &[]) {
                    return denied();
                }
                // As RDS writes it: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
                let value = if *secret == stack::master_secret("platform") {
                    json!({ "username": MASTER, "password": MASTER_PASSWORD }).to_string()
                } else {
                    "sk-from-the-secret, of thirty-two bytes or more".to_owned()
                };
                ok(json!({ "ARN": secret, "SecretString": value }))
            }
            requests::Operation::Converse { models, tool } => {
                // There is no action of Converse's own.
                // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
                let refused = models.iter().any(|model| {
                    let profile = model.profile.as_deref();
                    let key = profile.map(|profile| ("bedrock:InferenceProfileArn", profile));
                    !judge("bedrock:InvokeModel", &model.arn, key.as_slice())
                });
                if refused {
                    return ResponseTemplate::new(403)
                        .insert_header("x-amzn-errortype", "AccessDeniedException")
                        .set_body_json(json!({ "message": "not authorized" }));
                }
                ok(converse(tool.as_deref()))
            }
            requests::Operation::PutEvents { entries } => {
                // Each entry is judged alone, and refused alone: the answer is 200 in any case.
                // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
                let entries: Vec<_> = entries
                    .iter()
                    .map(|entry| {
                        let keys = [
                            ("events:source", entry.source.as_str()),
                            ("events:detail-type", entry.detail_type.as_str()),
                        ];
                        match judge("events:PutEvents", &entry.bus, &keys) {
                            true => json!({ "EventId": "11710aed-b79e-4468-a20b-bb3c0c3b4860" }),
                            false => json!({ "ErrorCode": "AccessDeniedException", "ErrorMessage": "not authorized" }),
                        }
                    })
                    .collect();
                let failed = entries.iter().filter(|entry| entry.get("ErrorCode").is_some());
                ok(json!({ "FailedEntryCount": failed.count(), "Entries": entries }))
            }
            requests::Operation::StartSyncExecution {
                machine,
                qualifier,
                input,
            } => {
                if !judge("states:StartSyncExecution", machine, alias(qualifier).as_slice()) {
                    return denied();
                }
                ok(json!({
                    "executionArn": "arn:aws:states:::express:x", "status": "SUCCEEDED",
                    "startDate": 1_795_000_000, "stopDate": 1_795_000_001,
                    "output": (self.execution)(input.clone()).to_string(),
                }))
            }
            requests::Operation::StartExecution { machine, qualifier } => {
                if !judge("states:StartExecution", machine, alias(qualifier).as_slice()) {
                    return denied();
                }
                ok(json!({ "executionArn": format!("{machine}:x"), "startDate": 1_795_000_000 }))
            }
            requests::Operation::AnswerTask { action, machine } => {
                if judge(action, machine, &[]) {
                    ok(json!({}))
                } else {
                    denied()
                }
            }
            requests::Operation::StartConfigurationSession { configuration } => {
                if !judge("appconfig:StartConfigurationSession", configuration, &[]) {
                    return denied();
                }
                ok(json!({ "InitialConfigurationToken": requests::session_token(configuration) }))
            }
            requests::Operation::GetLatestConfiguration { configuration } => {
                if !judge("appconfig:GetLatestConfiguration", configuration, &[]) {
                    return denied();
                }
                // What the platform's flags and the desk's hours say: either is open to what it does not know.
                ok(json!({ "flags": { "prompt.answer": { "rollout": { "0.2.0": 100 } } }, "until": 18 }))
                    .insert_header(
                        "next-poll-configuration-token",
                        requests::session_token(configuration),
                    )
                    .insert_header("next-poll-interval-in-seconds", "60")
            }
            requests::Operation::SendMessage { queue } => {
                if !judge("sqs:SendMessage", queue, &[]) {
                    return denied();
                }
                ok(json!({ "MessageId": "11710aed-b79e-4468-a20b-bb3c0c3b4860" }))
            }
            // What is put is forgotten. Whoever may not list the bucket is refused what is not there.
            // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
            requests::Operation::Object {
                action,
                bucket,
                object,
            } => match (judge(action, object, &[]), *action) {
                (false, _) => s3_error(403, "AccessDenied"),
                (true, "s3:GetObject") if object.ends_with(KEY_SET_OBJECT) => key_set(),
                (true, "s3:GetObject") if judge("s3:ListBucket", bucket, &[]) => s3_error(404, "NoSuchKey"),
                (true, "s3:GetObject") => s3_error(403, "AccessDenied"),
                (true, _) => ResponseTemplate::new(200),
            },
        }
    }
}

/// The key that says through which version or alias a machine was called.
fn alias(qualifier: &Option<String>) -> Option<(&'static str, &str)> {
    qualifier
        .as_deref()
        .map(|qualifier| ("states:StateMachineQualifier", qualifier))
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// As services with AWS's JSON protocols say it.
fn denied() -> ResponseTemplate {
    ResponseTemplate::new(400)
        .set_body_json(json!({ "__type": "AccessDeniedException", "Message": "not authorized" }))
}

fn s3_error(status: u16, code: &str) -> ResponseTemplate {
    let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    ResponseTemplate::new(status).set_body_raw(body, "application/xml")
}

/// The one thing that models say here, in words or as a classification.
fn classification() -> Value {
    json!({ "intent": "order_status", "confidence": 0.9 })
}
const WORDS: &str = "It left our warehouse yesterday.";

fn converse(tool: Option<&str>) -> Value {
    let (reason, content) = match tool {
        Some(tool) => (
            "tool_use",
            json!({ "toolUse": { "toolUseId": "t-1", "name": tool, "input": classification() } }),
        ),
        None => ("end_turn", json!({ "text": WORDS })),
    };
    json!({
        "output": { "message": { "role": "assistant", "content": [content] } },
        "stopReason": reason,
        "usage": { "inputTokens": 8, "outputTokens": 4, "totalTokens": 12 },
        "metrics": { "latencyMs": 4 },
    })
}

fn completion(question: &Value) -> ResponseTemplate {
    let content = match question.get("response_format") {
        Some(_) => classification().to_string(),
        None => WORDS.to_owned(),
    };
    ok(json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-mini",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": content }, "finish_reason": "stop" }],
    }))
}
