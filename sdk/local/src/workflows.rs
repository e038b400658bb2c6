//! Starts in, executions of the emitted documents by the interpreter, with the app's own functions, out.

mod document;
mod driver;
mod stale;

pub use document::{DocumentError, Documents};

use crate::{Console, Functions};
use async_trait::async_trait;
use driver::{Answer, Request};
use ferrovia::model::Kind;
use ferrovia::{
    ErrorEnvelope, ExecutionOutcome, PortError, TaskTokenValue, TaskTokens, TokenError, WorkflowStarter,
};
use serde_json::Value;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, oneshot};

const SERVICE: &str = "the workflows";

/// How long an Express execution is waited for: as long as `ferrovia-aws` waits. The execution goes on, as it does on
/// AWS, until its own time-out.
const EXPRESS: Duration = Duration::from_secs(24);

/// The workflows of an app, run by a thread of their own. Executions are in memory: they end with the process.
pub struct Workflows {
    documents: Documents,
    requests: mpsc::UnboundedSender<Request>,
    received: Mutex<Option<mpsc::UnboundedReceiver<Request>>>,
    console: Console,
}

impl Workflows {
    /// These workflows. They can be started, and begin to run with [`Self::run`]: functions that start workflows and
    /// workflows that invoke functions need each other.
    #[must_use]
    pub fn new(documents: Documents, console: Console) -> Self {
        let (requests, received) = mpsc::unbounded_channel();
        Self {
            documents,
            requests,
            received: Mutex::new(Some(received)),
            console,
        }
    }

    /// Runs executions, from now until these workflows are dropped. Calling it again changes nothing.
    ///
    /// # Errors
    /// [`DocumentError`] if a document is no state machine.
    pub async fn run(&self, functions: &Arc<Functions>) -> Result<(), DocumentError> {
        let received = self
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match received {
            Some(received) => {
                driver::run(self.documents.clone(), functions, self.console.clone(), received).await
            }
            None => Ok(()),
        }
    }

    /// From now on the signal USR1 ends every wait for whoever has a token, as if its time were over: for tests, which
    /// cannot wait for a day. What functions do goes by real time.
    ///
    /// # Errors
    /// If the operating system lets nobody listen.
    pub fn skip_waits_on_signal(self: &Arc<Self>) -> io::Result<()> {
        let mut asked = signal(SignalKind::user_defined1())?;
        let workflows = Arc::downgrade(self);
        tokio::spawn(async move {
            while asked.recv().await.is_some() {
                let Some(workflows) = workflows.upgrade() else {
                    return;
                };
                // Nobody is there any more to wait.
                let _ = workflows.requests.send(Request::Skip);
            }
        });
        Ok(())
    }

    /// Asks for an execution. What is answered is its end if it is `awaited`, and otherwise that it has begun.
    fn begin(
        &self,
        workflow: &str,
        execution: &str,
        input: Value,
        awaited: bool,
    ) -> Result<oneshot::Receiver<Result<ExecutionOutcome, String>>, PortError> {
        if !self.documents.0.contains_key(workflow) {
            return Err(PortError::Refused {
                service: SERVICE,
                detail: format!("there is no workflow `{workflow}`"),
            });
        }
        let (done, outcome) = oneshot::channel();
        let request = Request::Start {
            workflow: workflow.to_owned(),
            execution: execution.to_owned(),
            input,
            awaited,
            done,
        };
        self.requests
            .send(request)
            .map_err(|_| Self::unavailable("they have ended"))?;
        Ok(outcome)
    }

    fn heard(
        answer: Result<Result<ExecutionOutcome, String>, oneshot::error::RecvError>,
    ) -> Result<ExecutionOutcome, PortError> {
        answer
            .map_err(|_| Self::unavailable("the execution was cut off"))?
            .map_err(|detail| PortError::Refused {
                service: SERVICE,
                detail,
            })
    }

    async fn answer(&self, token: &TaskTokenValue, answer: Answer) -> Result<(), TokenError> {
        let (done, answered) = oneshot::channel();
        let token = token.as_str().to_owned();
        self.requests
            .send(Request::Answer { token, answer, done })
            .map_err(|_| Self::unavailable("they have ended"))?;
        // Who does not answer has ended.
        answered.await.unwrap_or(Err(TokenError::Closed))
    }

    fn unavailable(detail: &str) -> PortError {
        PortError::Unavailable {
            service: SERVICE,
            detail: detail.to_owned(),
        }
    }
}

#[async_trait]
impl WorkflowStarter for Workflows {
    async fn start(
        &self,
        workflow: &str,
        kind: Kind,
        execution: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError> {
        let awaited = kind == Kind::Express;
        let outcome = self.begin(workflow, execution, input, awaited)?;
        let waited = match kind {
            Kind::Express => tokio::time::timeout(EXPRESS, outcome)
                .await
                .map_err(|_| PortError::TimedOut { service: SERVICE })?,
            Kind::Standard => outcome.await,
        };
        Self::heard(waited)
    }

    async fn launch(&self, workflow: &str, execution: &str, input: Value) -> Result<String, PortError> {
        match Self::heard(self.begin(workflow, execution, input, false)?.await)? {
            ExecutionOutcome::Started { execution } => Ok(execution),
            ExecutionOutcome::Succeeded(_) | ExecutionOutcome::Failed { .. } | ExecutionOutcome::TimedOut => {
                Err(Self::unavailable("the execution was waited for"))
            }
        }
    }
}

#[async_trait]
impl TaskTokens for Workflows {
    async fn succeed(&self, token: &TaskTokenValue, output: Value) -> Result<(), TokenError> {
        self.answer(token, Answer::Success(output)).await
    }

    async fn fail(&self, token: &TaskTokenValue, error: ErrorEnvelope) -> Result<(), TokenError> {
        let cause = error.cause();
        let error = error.name;
        self.answer(token, Answer::Failure { error, cause }).await
    }

    async fn heartbeat(&self, token: &TaskTokenValue) -> Result<(), TokenError> {
        self.answer(token, Answer::Heartbeat).await
    }
}
