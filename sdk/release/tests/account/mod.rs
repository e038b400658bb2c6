//! An account with what a deploy asks about, and a server that answers for it in the services' own protocols.

use aws_config::retry::RetryConfig;
use aws_smithy_cbor::{Decoder, Encoder};
use ferrovia::Env;
use ferrovia_release::Aws;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

const ARN: &str = "arn:aws:states:eu-west-1:111122223333:stateMachine:";

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    /// The operation is throttled so many times.
    Throttled(&'static str, usize),
    /// The operation is denied, on this resource if one is named.
    Denied(&'static str),
    /// Somebody else updates this function's alias after it was read.
    Overtaken(&'static str),
    /// The function fails.
    Fails(&'static str),
    /// The instance cannot be snapshot so many times.
    Busy(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Execution {
    machine: String,
    name: String,
    pub(crate) version: Option<String>,
}

#[derive(Debug, Clone)]
struct Snapshot {
    status: String,
    tags: BTreeMap<String, String>,
    day: u32,
    looks: usize,
}

/// What stands in the account. Machines and versions are named without what all their ARNs begin with.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// How many things a page holds.
    pub(crate) page: usize,
    pub(crate) executions: Vec<Execution>,
    machines: Vec<(String, String)>,
    definitions: BTreeMap<String, String>,
    began: BTreeMap<String, String>,
    routes: BTreeMap<String, Vec<(String, i64)>>,
    functions: BTreeMap<String, (String, Option<(String, f64)>)>,
    alarms: BTreeMap<String, String>,
    instances: BTreeSet<String>,
    snapshots: BTreeMap<String, Snapshot>,
    faults: Vec<Fault>,
    updates: Vec<String>,
    invocations: Vec<(String, Value)>,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            page: 100,
            executions: Vec::new(),
            machines: Vec::new(),
            definitions: BTreeMap::new(),
            began: BTreeMap::new(),
            routes: BTreeMap::new(),
            functions: BTreeMap::new(),
            alarms: BTreeMap::new(),
            instances: BTreeSet::new(),
            snapshots: BTreeMap::new(),
            faults: Vec::new(),
            updates: Vec::new(),
            invocations: Vec::new(),
        }
    }
}

fn owned(routes: &[(&str, i64)]) -> Vec<(String, i64)> {
    routes
        .iter()
        .map(|(version, weight)| ((*version).to_owned(), *weight))
        .collect()
}

impl Account {
    pub(crate) fn machine(&mut self, name: &str, kind: &str) -> &mut Self {
        self.machines.push((name.to_owned(), kind.to_owned()));
        self
    }

    pub(crate) fn version(&mut self, version: &str, definition: &str) {
        self.definitions.insert(version.to_owned(), definition.to_owned());
    }

    pub(crate) fn route(&mut self, machine: &str, routes: &[(&str, i64)]) {
        self.routes.insert(machine.to_owned(), owned(routes));
    }

    /// A running execution.
    pub(crate) fn run(&mut self, machine: &str, name: &str, version: Option<&str>) {
        self.executions.push(Execution {
            machine: machine.to_owned(),
            name: name.to_owned(),
            version: version.map(str::to_owned),
        });
    }

    /// The definition that an execution began with.
    pub(crate) fn began(&mut self, execution: &str, definition: &str) {
        self.began.insert(execution.to_owned(), definition.to_owned());
    }

    /// A function whose alias leads to this version; it has none if that is empty.
    pub(crate) fn function(&mut self, name: &str, version: &str) -> &mut Self {
        self.functions.insert(name.to_owned(), (version.to_owned(), None));
        self
    }

    pub(crate) fn alarm(&mut self, name: &str, state: &str) {
        self.alarms.insert(name.to_owned(), state.to_owned());
    }

    pub(crate) fn instance(&mut self, name: &str) {
        self.instances.insert(name.to_owned());
    }

    /// A snapshot that was taken on that day of November, by a release or by hand.
    pub(crate) fn snapshot(&mut self, name: &str, status: &str, of_release: bool, day: u32) {
        let tags = of_release.then(|| ("release".to_owned(), name.to_owned()));
        let snapshot = Snapshot {
            status: status.to_owned(),
            tags: tags.into_iter().collect(),
            day,
            looks: 0,
        };
        self.snapshots.insert(name.to_owned(), snapshot);
    }

    pub(crate) fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Clients, and the server behind them.
    pub(crate) async fn serve(&self) -> (Aws, Server) {
        ferrovia_aws::config::install_tls_provider();
        let account = Arc::new(Mutex::new(self.clone()));
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(Endpoint(Arc::clone(&account)))
            .mount(&server)
            .await;
        let variables = [
            ("AWS_ENDPOINT_URL", server.uri().as_str()),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = ferrovia_aws::config::load(&Env::new(variables.into())).await;
        let soon = RetryConfig::standard()
            .with_max_attempts(5)
            .with_initial_backoff(Duration::from_millis(1));
        let aws = Aws::new(&config.to_builder().retry_config(soon).build());
        (
            aws,
            Server {
                account,
                _server: server,
            },
        )
    }

    fn throttled(&mut self, operation: &str) -> bool {
        self.faults.iter_mut().any(|fault| match fault {
            Fault::Throttled(of, left) if *of == operation && *left > 0 => {
                *left -= 1;
                true
            }
            Fault::Throttled(..)
            | Fault::Denied(_)
            | Fault::Overtaken(_)
            | Fault::Fails(_)
            | Fault::Busy(_) => false,
        })
    }

    fn denied(&self, operation: &str, resource: &str) -> bool {
        let on_it = format!("{operation} {resource}");
        self.faults
            .iter()
            .any(|fault| matches!(fault, Fault::Denied(of) if *of == operation || *of == on_it))
    }

    /// A page of things, and where the next begins.
    fn paged<T>(&self, things: Vec<T>, token: &str) -> (Vec<T>, Option<String>) {
        let begin: usize = token.parse().unwrap_or(0);
        let next = (begin + self.page < things.len()).then(|| (begin + self.page).to_string());
        (things.into_iter().skip(begin).take(self.page).collect(), next)
    }
}

/// The account, to be looked at and changed while commands run.
pub(crate) struct Server {
    account: Arc<Mutex<Account>>,
    _server: MockServer,
}

impl Server {
    /// Whose aliases were updated, in that order.
    pub(crate) fn updates(&self) -> Vec<String> {
        self.account.lock().unwrap().updates.clone()
    }

    pub(crate) fn invocations(&self) -> Vec<(String, Value)> {
        self.account.lock().unwrap().invocations.clone()
    }

    pub(crate) fn leads(&self, function: &str, version: &str) {
        self.share(function, version, None);
    }

    pub(crate) fn share(&self, function: &str, version: &str, share: Option<(&str, f64)>) {
        let share = share.map(|(version, share)| (version.to_owned(), share));
        let mut account = self.account.lock().unwrap();
        account
            .functions
            .insert(function.to_owned(), (version.to_owned(), share));
    }

    pub(crate) fn routes(&self, machine: &str, routes: &[(&str, i64)]) {
        self.account
            .lock()
            .unwrap()
            .routes
            .insert(machine.to_owned(), owned(routes));
    }

    pub(crate) fn sounds(&self, alarm: &str) {
        self.account.lock().unwrap().alarm(alarm, "ALARM");
    }

    pub(crate) fn snapshot_tags(&self, name: &str) -> Vec<(String, String)> {
        let account = self.account.lock().unwrap();
        account.snapshots[name].tags.clone().into_iter().collect()
    }
}

struct Endpoint(Arc<Mutex<Account>>);

impl Respond for Endpoint {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut account = self.0.lock().unwrap();
        let target = request
            .headers
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok());
        let path = request.url.path();
        if let Some(operation) = target.and_then(|target| target.strip_prefix("AWSStepFunctions.")) {
            account.states(operation, &request.body_json().unwrap())
        } else if path.starts_with("/2015-03-31/functions") {
            account.lambda(request)
        } else if path.ends_with("/operation/DescribeAlarms") {
            account.cloudwatch(&request.body)
        } else {
            account.rds(&request.body)
        }
    }
}

fn error(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-amzn-errortype", code)
        .set_body_json(json!({ "__type": code, "message": "no" }))
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

impl Account {
    fn states(&mut self, operation: &str, asked: &Value) -> ResponseTemplate {
        if self.throttled(operation) {
            return error(400, "ThrottlingException");
        }
        if self.denied(operation, "") {
            return error(400, "AccessDeniedException");
        }
        let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
        let short = |arn: String| arn.replace(ARN, "");
        let live = |arn: String| short(arn).strip_suffix(":live").unwrap().to_owned();
        match operation {
            "ListStateMachines" => {
                let machine = |(name, kind): &(String, String)| json!({ "name": name, "type": kind, "stateMachineArn": format!("{ARN}{name}"), "creationDate": 1 });
                let (page, next) =
                    self.paged(self.machines.iter().map(machine).collect(), &text("nextToken"));
                ok(&json!({ "stateMachines": page, "nextToken": next }))
            }
            "ListExecutions" => {
                assert_eq!(asked["statusFilter"], "RUNNING");
                let machine = short(text("stateMachineArn"));
                let kind = self
                    .machines
                    .iter()
                    .find(|(name, _)| *name == machine)
                    .map(|(_, kind)| kind.as_str());
                if kind != Some("STANDARD") {
                    return error(400, "StateMachineTypeNotSupported");
                }
                let of_machine = self
                    .executions
                    .iter()
                    .filter(|execution| execution.machine == machine);
                let executions = of_machine.map(|execution| {
                    let version = execution
                        .version
                        .as_ref()
                        .map(|version| format!("{ARN}{version}"));
                    json!({
                        "executionArn": execution.name, "stateMachineArn": format!("{ARN}{machine}"),
                        "name": execution.name, "status": "RUNNING", "startDate": 1,
                        "stateMachineVersionArn": version,
                    })
                });
                let (page, next) = self.paged(executions.collect(), &text("nextToken"));
                ok(&json!({ "executions": page, "nextToken": next }))
            }
            "DescribeStateMachineAlias" => match self.routes.get(&live(text("stateMachineAliasArn"))) {
                None => error(400, "ResourceNotFound"),
                Some(routes) => {
                    let routes: Vec<Value> = routes
                        .iter()
                        .map(|(version, weight)| json!({ "stateMachineVersionArn": format!("{ARN}{version}"), "weight": weight }))
                        .collect();
                    ok(&json!({ "name": "live", "routingConfiguration": routes }))
                }
            },
            "UpdateStateMachineAlias" => {
                let machine = live(text("stateMachineAliasArn"));
                let routes = asked["routingConfiguration"].as_array().unwrap().iter();
                let routes = routes.map(|route| {
                    let version = route["stateMachineVersionArn"].as_str().unwrap();
                    (short(version.to_owned()), route["weight"].as_i64().unwrap())
                });
                self.routes.insert(machine.clone(), routes.collect());
                self.updates.push(machine);
                ok(&json!({ "updateDate": 1 }))
            }
            "DescribeStateMachine" => match self.definitions.get(&short(text("stateMachineArn"))) {
                None => error(400, "StateMachineDoesNotExist"),
                Some(definition) => ok(&json!({
                    "stateMachineArn": asked["stateMachineArn"], "name": "x", "definition": definition, "roleArn": "r",
                    "type": "STANDARD", "creationDate": 1,
                })),
            },
            "DescribeStateMachineForExecution" => match self.began.get(&text("executionArn")) {
                None => error(400, "ExecutionDoesNotExist"),
                Some(definition) => ok(&json!({
                    "stateMachineArn": "x", "name": "x", "definition": definition, "roleArn": "r", "updateDate": 1,
                })),
            },
            unknown => panic!("{unknown}"),
        }
    }

    fn lambda(&mut self, request: &Request) -> ResponseTemplate {
        let path: Vec<&str> = request.url.path_segments().into_iter().flatten().collect();
        let query: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
        match (request.method.as_str(), &path[2..]) {
            ("GET", [] | [""]) => {
                let names = self
                    .functions
                    .keys()
                    .map(|name| json!({ "FunctionName": name }))
                    .collect();
                let (page, next) = self.paged(names, &asked("Marker"));
                ok(&json!({ "Functions": page, "NextMarker": next }))
            }
            ("GET", [function, "aliases", "live"]) => {
                if self.throttled("GetAlias") {
                    return error(429, "TooManyRequestsException");
                }
                match self
                    .functions
                    .get(*function)
                    .filter(|(version, _)| !version.is_empty())
                {
                    None => error(404, "ResourceNotFoundException"),
                    Some((version, share)) => {
                        let routing = share.as_ref().map(
                            |(version, share)| json!({ "AdditionalVersionWeights": { version: share } }),
                        );
                        ok(
                            &json!({ "FunctionVersion": version, "RevisionId": version, "RoutingConfig": routing }),
                        )
                    }
                }
            }
            ("PUT", [function, "aliases", "live"]) => {
                if self.denied("UpdateAlias", function) {
                    return error(403, "AccessDeniedException");
                }
                let alias: Value = request.body_json().unwrap();
                let overtaken = self
                    .faults
                    .iter()
                    .any(|fault| matches!(fault, Fault::Overtaken(of) if of == function));
                if overtaken || alias["RevisionId"] != json!(self.functions[*function].0) {
                    return error(412, "PreconditionFailedException");
                }
                let weights = alias
                    .pointer("/RoutingConfig/AdditionalVersionWeights")
                    .and_then(Value::as_object);
                let share = weights.and_then(|weights| weights.iter().next());
                let share = share.map(|(version, share)| (version.clone(), share.as_f64().unwrap()));
                let version = alias["FunctionVersion"].as_str().unwrap().to_owned();
                self.functions.insert((*function).to_owned(), (version, share));
                self.updates.push((*function).to_owned());
                ok(&json!({}))
            }
            ("POST", [function, "invocations"]) => {
                if !self.functions.contains_key(*function) {
                    return error(404, "ResourceNotFoundException");
                }
                let event = request.body_json().unwrap();
                self.invocations
                    .push((format!("{function} {}", asked("Qualifier")), event));
                if self.faults.contains(&Fault::Fails("Invoke")) {
                    let failure = json!({ "errorType": "MigrateError.Rights", "errorMessage": "no" });
                    return ok(&failure).insert_header("x-amz-function-error", "Unhandled");
                }
                ok(&json!({ "expelled": [] }))
            }
            unknown => panic!("{unknown:?}"),
        }
    }

    /// In the protocol `rpc-v2-cbor`: <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>
    fn cloudwatch(&mut self, body: &[u8]) -> ResponseTemplate {
        let mut asked = Decoder::new(body);
        let (mut prefix, mut token) = (String::new(), String::new());
        let members = asked.map().unwrap();
        let mut read = 0;
        while members.map_or_else(
            || asked.datatype().unwrap() != aws_smithy_cbor::data::Type::Break,
            |all| read < all,
        ) {
            read += 1;
            match asked.str().unwrap().as_ref() {
                "AlarmNamePrefix" => prefix = asked.str().unwrap().into_owned(),
                "NextToken" => token = asked.str().unwrap().into_owned(),
                _ => asked.skip().unwrap(),
            }
        }
        let named = self.alarms.iter().filter(|(name, _)| name.starts_with(&prefix));
        let (page, next) = self.paged(named.collect(), &token);
        let mut answer = Encoder::new(Vec::new());
        answer.map(1 + usize::from(next.is_some()));
        if let Some(next) = next {
            answer.str("NextToken").str(&next);
        }
        answer.str("MetricAlarms").array(page.len());
        for (name, state) in page {
            answer
                .map(3)
                .str("AlarmName")
                .str(name)
                .str("StateValue")
                .str(state);
            answer.str("StateReason").str("threshold crossed");
        }
        ResponseTemplate::new(200)
            .insert_header("smithy-protocol", "rpc-v2-cbor")
            .set_body_raw(answer.into_writer(), "application/cbor")
    }

    fn rds(&mut self, body: &[u8]) -> ResponseTemplate {
        let form: BTreeMap<String, String> = body
            .split(|byte| *byte == b'&')
            .filter_map(|pair| {
                let (name, value) = std::str::from_utf8(pair).unwrap().split_once('=')?;
                let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                Some((name.to_owned(), value.into_owned()))
            })
            .collect();
        let asked = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let name = asked("DBSnapshotIdentifier");
        match asked("Action") {
            "DescribeDBInstances" => {
                let instance = asked("DBInstanceIdentifier");
                if !self.instances.contains(instance) {
                    return refused("DBInstanceNotFound");
                }
                let tags = [("environment", "dev"), ("aws:cloudformation:stack-id", "x")];
                let tags = tags
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                    .collect();
                xml(
                    "DescribeDBInstances",
                    &format!(
                        "<DBInstances><DBInstance><DBInstanceIdentifier>{instance}</DBInstanceIdentifier>\
                              <DBInstanceStatus>backing-up</DBInstanceStatus>{}</DBInstance></DBInstances>",
                        tag_list(&tags)
                    ),
                )
            }
            "CreateDBSnapshot" => {
                for fault in &mut self.faults {
                    if let Fault::Busy(left) = fault
                        && *left > 0
                    {
                        *left -= 1;
                        return refused("InvalidDBInstanceState");
                    }
                }
                if self.snapshots.contains_key(name) {
                    return refused("DBSnapshotAlreadyExists");
                }
                let tags = (1..).map_while(|number| {
                    let member = |part: &str| form.get(&format!("Tags.Tag.{number}.{part}")).cloned();
                    Some((member("Key")?, member("Value")?))
                });
                let snapshot = Snapshot {
                    status: "creating".to_owned(),
                    tags: tags.collect(),
                    day: 20,
                    looks: 0,
                };
                self.snapshots.insert(name.to_owned(), snapshot);
                xml("CreateDBSnapshot", "")
            }
            "DescribeDBSnapshots" => {
                if let Some(snapshot) = self.snapshots.get_mut(name) {
                    snapshot.looks += 1;
                    if snapshot.status == "creating" && snapshot.looks > 2 {
                        snapshot.status = "available".to_owned();
                    }
                } else if !name.is_empty() {
                    return refused("DBSnapshotNotFound");
                }
                let mut all = String::new();
                for (known, snapshot) in self
                    .snapshots
                    .iter()
                    .filter(|(known, _)| name.is_empty() || *known == name)
                {
                    let Snapshot {
                        status, tags, day, ..
                    } = snapshot;
                    let _ = write!(
                        all,
                        "<DBSnapshot><DBSnapshotIdentifier>{known}</DBSnapshotIdentifier><DBInstanceIdentifier>shop-dev-db</DBInstanceIdentifier>\
                         <Status>{status}</Status><SnapshotCreateTime>2026-11-{day:02}T01:02:03Z</SnapshotCreateTime>{}</DBSnapshot>",
                        tag_list(tags)
                    );
                }
                xml(
                    "DescribeDBSnapshots",
                    &format!("<DBSnapshots>{all}</DBSnapshots>"),
                )
            }
            "DeleteDBSnapshot" => {
                self.snapshots.remove(name).unwrap();
                xml("DeleteDBSnapshot", "")
            }
            unknown => panic!("{unknown}"),
        }
    }
}

fn tag_list(tags: &BTreeMap<String, String>) -> String {
    let tags: String = tags
        .iter()
        .map(|(key, value)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"))
        .collect();
    format!("<TagList>{tags}</TagList>")
}

fn xml(operation: &str, result: &str) -> ResponseTemplate {
    let body = format!(
        "<{operation}Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><{operation}Result>{result}</{operation}Result></{operation}Response>"
    );
    ResponseTemplate::new(200).set_body_raw(body, "text/xml")
}

fn refused(code: &str) -> ResponseTemplate {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    );
    ResponseTemplate::new(400).set_body_raw(body, "text/xml")
}
