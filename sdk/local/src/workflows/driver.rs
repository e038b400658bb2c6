//! Requests in, executions in real time out: the interpreter decides, this waits and invokes.
//!
//! The interpreter's values belong to one thread. It holds all executions; functions run elsewhere, in the runtime that
//! serves the API.

mod clock;
mod execution;
mod tasks;

use super::{DocumentError, Documents};
use crate::{ACCOUNT, Console, Functions, REGION};
use execution::{Run, Told};
use ferrovia::model::Kind;
use ferrovia::{ExecutionOutcome, TokenError};
use ferrovia_states::execution::Identity;
use ferrovia_states::machine::Machine;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Weak};
use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;

/// What is asked of the thread.
pub(super) enum Request {
    /// Start a workflow.
    Start {
        workflow: String,
        execution: String,
        input: Value,
        /// Whether the end is waited for.
        awaited: bool,
        /// Told how the execution ended, or that it has begun; or why none did.
        done: oneshot::Sender<Result<ExecutionOutcome, String>>,
    },
    /// Answer a task that waits.
    Answer {
        token: String,
        answer: Answer,
        done: oneshot::Sender<Result<(), TokenError>>,
    },
    /// Wait no longer for whoever has a token.
    Skip,
}

/// What a task that waits is told.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Success(Value),
    Failure { error: String, cause: String },
    Heartbeat,
}

/// A machine and what it is called.
struct Definition {
    machine: Rc<Machine>,
    identity: Rc<Identity>,
    kind: Kind,
}

/// Everything that executions share.
pub(super) struct Driver {
    definitions: BTreeMap<String, Definition>,
    /// Functions start workflows and workflows invoke functions: one of the two must let the other go.
    functions: Weak<Functions>,
    console: Console,
    /// The execution that handed out each token. It stays known when the task has ended: then it is closed, not unknown.
    waiting: RefCell<BTreeMap<String, mpsc::UnboundedSender<Told>>>,
    /// Standard executions by workflow and name, and their ARNs: of one name there is one.
    standard: RefCell<BTreeMap<(String, String), String>>,
}

/// Starts the thread. It ends when nobody can send requests any more.
pub(super) async fn run(
    documents: Documents,
    functions: &Arc<Functions>,
    console: Console,
    received: mpsc::UnboundedReceiver<Request>,
) -> Result<(), DocumentError> {
    let functions = Arc::downgrade(functions);
    let (ready, is_ready) = oneshot::channel();
    let thread = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        let driver = match (runtime, definitions(&documents)) {
            (Ok(runtime), Ok(definitions)) => {
                let driver = Driver {
                    definitions,
                    functions,
                    console,
                    waiting: RefCell::default(),
                    standard: RefCell::default(),
                };
                Ok((runtime, driver))
            }
            (Err(error), _) => Err(DocumentError::Thread(error)),
            (_, Err(error)) => Err(error),
        };
        match driver {
            Ok((runtime, driver)) => {
                // Nobody waits any more: then the requests have ended too.
                let _ = ready.send(Ok(()));
                LocalSet::new().block_on(&runtime, Rc::new(driver).serve(received));
            }
            Err(error) => drop(ready.send(Err(error))),
        }
    };
    std::thread::Builder::new()
        .name("ferrovia-workflows".to_owned())
        .spawn(thread)
        .map_err(DocumentError::Thread)?;
    is_ready.await.unwrap_or(Ok(()))
}

/// Compiles every document once.
fn definitions(documents: &Documents) -> Result<BTreeMap<String, Definition>, DocumentError> {
    let compile = |(name, document): (&String, &super::document::Document)| {
        let machine = Machine::parse(&document.text).map_err(|error| DocumentError::Malformed {
            path: document.path.clone(),
            reason: error.to_string(),
        })?;
        let identity = Identity {
            machine: name.as_str().into(),
            partition: "aws".into(),
            region: REGION.into(),
            account: ACCOUNT.into(),
            role_arn: format!("arn:aws:iam::{ACCOUNT}:role/{name}").into(),
        };
        let definition = Definition {
            machine: Rc::new(machine),
            identity: Rc::new(identity),
            kind: document.kind,
        };
        Ok((name.clone(), definition))
    };
    documents.0.iter().map(compile).collect()
}

impl Driver {
    async fn serve(self: Rc<Self>, mut received: mpsc::UnboundedReceiver<Request>) {
        while let Some(request) = received.recv().await {
            match request {
                Request::Start {
                    workflow,
                    execution,
                    input,
                    awaited,
                    done,
                } => self.start(&workflow, &execution, &input, awaited, done),
                Request::Answer { token, answer, done } => self.answer(token, answer, done),
                Request::Skip => self.skip(),
            }
        }
    }

    fn start(
        self: &Rc<Self>,
        workflow: &str,
        execution: &str,
        input: &Value,
        awaited: bool,
        done: oneshot::Sender<Result<ExecutionOutcome, String>>,
    ) {
        let Some(definition) = self.definitions.get(workflow) else {
            let _ = done.send(Err(format!("there is no workflow `{workflow}`")));
            return;
        };
        let name = (workflow.to_owned(), execution.to_owned());
        if definition.kind == Kind::Standard
            && let Some(execution) = self.standard.borrow().get(&name).cloned()
        {
            let _ = done.send(Ok(ExecutionOutcome::Started { execution }));
            return;
        }
        let run = match Run::start(Rc::clone(self), definition, execution, input) {
            Ok(run) => run,
            Err(error) => {
                let _ = done.send(Err(error.to_string()));
                return;
            }
        };
        let execution = run.arn();
        if definition.kind == Kind::Standard {
            self.standard.borrow_mut().insert(name, execution.clone());
        }
        let waits = if awaited {
            Some(done)
        } else {
            let _ = done.send(Ok(ExecutionOutcome::Started { execution }));
            None
        };
        tokio::task::spawn_local(async move {
            let outcome = run.finished().await;
            if let Some(done) = waits {
                let _ = done.send(Ok(outcome));
            }
        });
    }

    /// Each execution that handed out tokens hears of it once, however many they were.
    fn skip(&self) {
        let waiting = self.waiting.borrow();
        let mut told: Vec<&mpsc::UnboundedSender<Told>> = Vec::new();
        for execution in waiting.values() {
            if !told.iter().any(|other| other.same_channel(execution)) {
                // It may have ended.
                let _ = execution.send(Told::Skip);
                told.push(execution);
            }
        }
    }

    fn answer(&self, token: String, answer: Answer, done: oneshot::Sender<Result<(), TokenError>>) {
        let execution = self.waiting.borrow().get(&token).cloned();
        let Some(execution) = execution else {
            let _ = done.send(Err(TokenError::Unknown));
            return;
        };
        let told = execution.send(Told::Token { token, answer, done });
        // Its execution has ended.
        if let Err(mpsc::error::SendError(Told::Token { done, .. })) = told {
            let _ = done.send(Err(TokenError::Closed));
        }
    }
}
