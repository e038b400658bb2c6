//! A checked app in; the policy of each role out, every statement with what asks for it.

use super::statement::{self, Heartbeats, Start};
use super::{Policy, Statement};
use crate::files::Files;
use crate::placeholder;
use crate::template::Template;
use ferrovia_model::{
    Candidate, CheckedApp, Function, Grant, Kind, Parameter, Provider, Trigger, Workflow, reach,
    workflow::Flow,
};

/// The alias through which machines are started.
pub const ALIAS: &str = "live";

/// A statement and what asks for it.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The statement.
    pub statement: Statement,
    /// The parameter and its grant; `None` is what every function has, or has for the sake of its network or of what starts it.
    pub by: Option<(&'a Parameter, &'a Grant)>,
}

/// `<function>.json.tftpl` and `<workflow>.json.tftpl`: a policy for each role.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    Policies::of(app).into_files()
}

/// The policies of an app, by role.
#[derive(Debug)]
pub struct Policies<'a> {
    /// Each function with its role's policy, by name.
    pub functions: Vec<(&'a Function, Template)>,
    /// Each workflow with its role's policy, by name.
    pub workflows: Vec<(&'a Workflow, Template)>,
}

impl<'a> Policies<'a> {
    /// The policies of every role.
    #[must_use]
    pub fn of(app: &'a CheckedApp) -> Self {
        Self {
            functions: app
                .functions
                .iter()
                .map(|function| (function, of_function(app, function)))
                .collect(),
            workflows: app
                .flows()
                .map(|(workflow, flow)| (workflow, of_workflow(workflow, flow)))
                .collect(),
        }
    }

    /// A file for each.
    #[must_use]
    pub fn into_files(self) -> Files {
        let functions = self
            .functions
            .into_iter()
            .map(|(function, policy)| (&function.name, policy));
        let workflows = self
            .workflows
            .into_iter()
            .map(|(workflow, policy)| (&workflow.name, policy));
        let mut files = Files::default();
        functions
            .chain(workflows)
            .for_each(|(name, policy)| files.insert(file(name), policy.into_text()));
        files
    }
}

/// The name of a role's policy file.
#[must_use]
pub fn file(role: &str) -> String {
    format!("{role}.json.tftpl")
}

/// The policy of a function's role.
#[must_use]
pub fn of_function(app: &CheckedApp, function: &Function) -> Template {
    Policy::new(asked(app, function).into_iter().map(|asked| asked.statement)).template()
}

/// The policy of a machine's role.
#[must_use]
pub fn of_workflow(workflow: &Workflow, flow: &Flow) -> Template {
    let statements = asked_by_machine(workflow, flow).into_iter();
    Policy::new(statements.map(|(statement, _)| statement)).template()
}

/// What asks for a statement of a machine's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineNeed {
    /// The functions that it calls.
    Steps,
    /// An Express machine's log, which is all that is kept of its executions.
    Log,
}

/// Every statement of a machine's role, with what asks for it.
#[must_use]
pub fn asked_by_machine(workflow: &Workflow, flow: &Flow) -> Vec<(Statement, MachineNeed)> {
    let invoke = (!flow.functions().is_empty()).then(|| {
        let functions = placeholder::functions_of(&workflow.name);
        (statement::invoke_functions(functions), MachineNeed::Steps)
    });
    let logs = match workflow.kind {
        Kind::Express => Some((statement::deliver_logs(), MachineNeed::Log)),
        // Its history is kept by Step Functions itself.
        Kind::Standard => None,
    };
    invoke.into_iter().chain(logs).collect()
}

/// What calling one candidate takes.
pub(crate) fn candidate(candidate: &Candidate) -> Vec<Statement> {
    match &candidate.provider {
        Provider::Bedrock => vec![statement::invoke_bedrock_model(&candidate.model)],
        Provider::BedrockProfile { regions } => {
            // `check` has seen to it that a profile's name is a model's with a geography before it.
            let model = candidate.model.split_once('.').map_or("", |(_, model)| model);
            let regions = regions.iter().map(String::as_str);
            statement::invoke_inference_profile(&candidate.model, model, regions).into()
        }
        Provider::OpenAi { secret } => {
            vec![statement::read_secret(secret, &placeholder::secret(secret))]
        }
    }
}

/// Every statement of a function's role, with what asks for it.
#[must_use]
pub fn asked<'a>(app: &CheckedApp, function: &'a Function) -> Vec<Asked<'a>> {
    let nobody = |statement| Asked { statement, by: None };
    let mut asked = vec![nobody(statement::write_own_logs(function.id()))];
    if reach(app, function).vpc {
        asked.extend(statement::network_interfaces().map(nobody));
        asked.push(nobody(statement::deny_network_interfaces_to_own_code(
            function.id(),
        )));
    }
    if function.trigger.as_ref().is_some_and(Trigger::is_asynchronous) {
        asked.push(nobody(statement::keep_dead_letters(function.id())));
    }
    for parameter in &function.parameters {
        for grant in &parameter.grants {
            let statements = statements(app, function, grant);
            asked.extend(statements.into_iter().map(|statement| Asked {
                statement,
                by: Some((parameter, grant)),
            }));
        }
    }
    asked
}

/// What one grant means. Every grant has a statement.
fn statements(app: &CheckedApp, function: &Function, grant: &Grant) -> Vec<Statement> {
    match grant {
        Grant::ReadTable(name)
        | Grant::AppendTable(name)
        | Grant::UpdateTable(name)
        | Grant::WriteTable(name)
        | Grant::EraseTable(name) => {
            let table = app.table(name);
            let connect = |database: &String| {
                statement::connect_database(&placeholder::database(database), function.id())
            };
            table.map(|table| connect(&table.database)).into_iter().collect()
        }
        Grant::InvokeModel(name) => {
            let model = app.language_model(name);
            let candidates = model.into_iter().flat_map(|model| &model.candidates);
            candidates.flat_map(candidate).collect()
        }
        Grant::ReadSecret(name) => vec![statement::read_secret(name, &placeholder::secret(name))],
        Grant::PublishEvent(name) => {
            let event = app.event(name);
            let publish = |event: &ferrovia_model::Event| {
                statement::publish_events(
                    &placeholder::event_bus(&event.bus),
                    &event.origin,
                    [event.name.as_str()],
                )
            };
            event.map(publish).into_iter().collect()
        }
        Grant::StartWorkflow(name) => {
            let workflow = app.workflow(name);
            let start = |workflow: &Workflow| match workflow.kind {
                Kind::Express => Start::AndWait,
                Kind::Standard => Start::AndGoOn,
            };
            let start =
                workflow.map(|workflow| statement::start_execution(workflow.id(), start(workflow), ALIAS));
            start.into_iter().collect()
        }
        Grant::LaunchWorkflow(name) => app
            .workflow(name)
            .map(|workflow| statement::start_execution(workflow.id(), Start::AndGoOn, ALIAS))
            .into_iter()
            .collect(),
        Grant::SendQueue(name) => vec![statement::send_to_queue(name)],
        Grant::ReadBucket(name) => statement::read_objects(name).into(),
        Grant::WriteBucket(name) => vec![statement::put_objects(name)],
        Grant::EraseBucket(name) => vec![statement::delete_objects(name)],
        Grant::VerifyTokens(name) => vec![statement::read_key_set(name)],
        Grant::RefreshTokenKeys(name) => vec![statement::put_key_set(name)],
        Grant::ReadConfiguration(name) => vec![statement::read_configuration(name)],
        // A line of its own log, which it may write anyway.
        Grant::ReportGauge(_) => Vec::new(),
        Grant::CompleteStep(name) => app
            .callers(name)
            .map(|workflow| statement::answer_task_token(workflow.id(), heartbeats(app, workflow)))
            .collect(),
        Grant::MigrateDatabase(name) => vec![statement::read_secret(
            &format!("of master of {name}"),
            &placeholder::master_secret(name),
        )],
    }
}

/// What may be told to a machine's tasks besides how they ended: that somebody is at it, where a step waits for that.
fn heartbeats(app: &CheckedApp, workflow: &Workflow) -> Heartbeats {
    let listens = |function: &&Function| function.wait.is_some_and(|wait| wait.heartbeat_seconds.is_some());
    let called = |function: &Function| {
        app.callers(&function.name)
            .any(|caller| caller.name == workflow.name)
    };
    if app.functions.iter().filter(listens).any(called) {
        Heartbeats::Expected
    } else {
        Heartbeats::Unheard
    }
}
