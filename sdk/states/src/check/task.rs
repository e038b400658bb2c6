//! A Task's resource, arguments and time-outs in, their problems out.

use super::expressions::{Found, shortened};
use super::fields::Site;
use super::object::Object;
use super::values::{bare, listed, object};
use super::{Checker, Code, Kind};
use crate::machine::{Pattern, Resource};
use serde_json::{Map, Value};

/// The arguments that integrations ask for: of each inner list, one.
const REQUIRED: &[(&str, &str, &[&[&str]])] = &[
    ("lambda", "invoke", &[&["FunctionName"]]),
    ("events", "putEvents", &[&["Entries"]]),
    ("sqs", "sendMessage", &[&["QueueUrl"], &["MessageBody"]]),
    (
        "sns",
        "publish",
        &[&["TopicArn", "TargetArn", "PhoneNumber"], &["Message"]],
    ),
    ("states", "startExecution", &[&["StateMachineArn"]]),
];

/// The integrations that end when they are answered, or are told by a token, but have no job to wait for.
const WITHOUT_SYNC: &[(&str, &str)] = &[
    ("lambda", "invoke"),
    ("events", "putEvents"),
    ("sqs", "sendMessage"),
    ("sns", "publish"),
];

impl Checker {
    pub(super) fn task(&mut self, task: &Object<'_>, kind: Option<Kind>) {
        self.timeouts(task);
        let Some(value) = task.get("Resource") else {
            return;
        };
        let pointer = task.at("Resource");
        let Some(text) = self.constant_text(value, &pointer) else {
            return;
        };
        // What a template puts in later says nothing yet.
        if !text.starts_with("arn:") && !text.contains("${") {
            let message = format!("`{}` is not an ARN", shortened(text));
            let help =
                "name an integration, such as `arn:aws:states:::lambda:invoke`, a function or an activity";
            return self.report(pointer, Code::InvalidResource, message, help);
        }
        let resource = Resource::parse(text);
        if kind == Some(Kind::Express) && !resource.is_express() {
            let what = match resource.pattern() {
                Pattern::WaitForTaskToken => "waits for no task token",
                Pattern::Sync | Pattern::Sync2 => "waits for no job",
                Pattern::RequestResponse => "has no activities",
            };
            let help = "make the machine a standard one, or call without waiting";
            self.report(
                &pointer,
                Code::NotInExpress,
                format!("an Express machine {what}"),
                help,
            );
        }
        if let Resource::Service {
            service,
            action,
            pattern,
            ..
        } = &resource
        {
            self.service(task, service, action, *pattern);
        }
        if resource.pattern() == Pattern::WaitForTaskToken && !hands_out_token(task) {
            self.report(
                &task.pointer,
                Code::MissingTaskToken,
                "a task waits for its token and does not hand it out",
                "put `{% $states.context.Task.Token %}` into `Arguments`",
            );
        }
    }

    fn service(&mut self, task: &Object<'_>, service: &str, action: &str, pattern: Pattern) {
        let waits = matches!(pattern, Pattern::Sync | Pattern::Sync2);
        if waits && (WITHOUT_SYNC.contains(&(service, action)) || service.starts_with("aws-sdk:")) {
            let message = format!("`{service}:{action}` has no job to wait for");
            self.report(
                task.at("Resource"),
                Code::InvalidResource,
                message,
                "remove `.sync`",
            );
        }
        let Some((.., required)) = REQUIRED
            .iter()
            .find(|known| (known.0, known.1) == (service, action))
        else {
            return;
        };
        let none = Map::new();
        let arguments = match task.get("Arguments") {
            None => Some(Object {
                members: &none,
                pointer: task.pointer.clone(),
            }),
            // An expression may give them.
            Some(value) => object(value, &task.at("Arguments")),
        };
        if let Some(arguments) = arguments {
            for names in *required {
                self.argument(&arguments, names, &format!("{service}:{action}"));
            }
        }
    }

    fn timeouts(&mut self, task: &Object<'_>) {
        let seconds = |name: &str| task.get(name).and_then(Value::as_i64);
        if let (Some(heartbeat), Some(timeout)) = (seconds("HeartbeatSeconds"), seconds("TimeoutSeconds"))
            && heartbeat >= timeout
        {
            self.report(
                task.at("HeartbeatSeconds"),
                Code::OutOfRange,
                format!(
                    "a task times out after {timeout} seconds, before it misses a heartbeat of {heartbeat}"
                ),
                "`HeartbeatSeconds` is less than `TimeoutSeconds`",
            );
        }
    }

    /// That one of the arguments `names` is there.
    fn argument(&mut self, arguments: &Object<'_>, names: &[&str], action: &str) {
        if names.iter().all(|name| arguments.get(name).is_none()) {
            let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            let quoted: Vec<_> = quoted.iter().map(String::as_str).collect();
            let message = format!("`{action}` has no {}", listed(&quoted, "or"));
            self.report(
                &arguments.pointer,
                Code::MissingArgument,
                message,
                "add it to `Arguments`",
            );
        }
    }

    /// Text that is not computed.
    fn constant_text<'a>(&mut self, value: &'a Value, pointer: &str) -> Option<&'a str> {
        let text = value.as_str();
        match text {
            None => self.wrong_type(value, pointer, "it takes a string"),
            Some(text) if text.contains("{%") => {
                let message = format!("`{}` is computed", bare(value));
                self.report(pointer, Code::InvalidResource, message, "it takes a constant");
                return None;
            }
            Some(_) => {}
        }
        text
    }
}

/// Whether an expression in the arguments can hold the task's token.
fn hands_out_token(task: &Object<'_>) -> bool {
    let mut found = Found::default();
    if let Some(arguments) = task.get("Arguments") {
        // For what it finds: its problems are reported with the field.
        Checker::new(None).template(arguments, "", Site::Before, &mut found);
    }
    found.task_token
}
