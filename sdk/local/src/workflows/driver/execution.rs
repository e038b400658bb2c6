//! One execution, from its start to its end in real time.

use super::clock::Clock;
use super::{Answer, Definition, Driver};
use crate::FunctionError;
use ferrovia::{ExecutionOutcome, TokenError};
use ferrovia_states::execution::{Execution, Kind, Outcome, Progress, Start, StartError, TaskId};
use ferrovia_states::history::Fault;
use ferrovia_states::value::Value;
use serde_json::Value as Json;
use std::rc::Rc;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// What an execution is told from outside.
pub(super) enum Told {
    /// How a call ended.
    Answer(TaskId, Result<Json, FunctionError>),
    /// What somebody with a token says.
    Token {
        token: String,
        answer: Answer,
        done: oneshot::Sender<Result<(), TokenError>>,
    },
    /// The time has come for whatever it waits for.
    Skip,
}

/// An execution that has begun.
pub(super) struct Run {
    driver: Rc<Driver>,
    execution: Execution,
    clock: Clock,
    tell: mpsc::UnboundedSender<Told>,
    told: mpsc::UnboundedReceiver<Told>,
}

impl Run {
    pub(super) fn start(
        driver: Rc<Driver>,
        definition: &Definition,
        name: &str,
        input: &Json,
    ) -> Result<Self, StartError> {
        let clock = Clock::start();
        let start = Start {
            input: Value::from(input),
            kind: match definition.kind {
                ferrovia::model::Kind::Express => Kind::Express,
                ferrovia::model::Kind::Standard => Kind::Standard,
            },
            name: name.into(),
            at: clock.now(),
            seed: Uuid::new_v4().as_u64_pair().0,
            history: false,
            identity: Rc::clone(&definition.identity),
        };
        let execution = Execution::start(Rc::clone(&definition.machine), start)?;
        let (tell, told) = mpsc::unbounded_channel();
        Ok(Self {
            driver,
            execution,
            clock,
            tell,
            told,
        })
    }

    /// The execution's ARN.
    pub(super) fn arn(&self) -> String {
        let start = self.execution.started_from();
        start.identity.execution_arn(start.kind, &start.name)
    }

    /// Goes on until it has ended.
    pub(super) async fn finished(mut self) -> ExecutionOutcome {
        loop {
            match self.execution.advance(self.clock.now()) {
                Progress::Finished(outcome) => return self.finish(outcome),
                // What a cancelled task calls goes on, as a Lambda function does; its answer finds nobody.
                Progress::Running { tasks, wake, .. } => {
                    for task in tasks {
                        self.driver.begin(task, &self.tell);
                    }
                    self.wait(wake).await;
                }
            }
        }
    }

    /// Waits for an answer, or until the time has come for something.
    async fn wait(&mut self, wake: Option<i64>) {
        let alarm = async {
            match wake {
                Some(at) => self.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(told) = self.told.recv() => self.hear(told, wake),
            () = alarm => {}
        }
    }

    fn hear(&mut self, told: Told, wake: Option<i64>) {
        match told {
            // It may have been given up meanwhile.
            Told::Answer(task, answer) => {
                let answer = answer
                    .map(Value::from)
                    .map_err(|FunctionError { error, cause }| fault(&error, &cause));
                if self.execution.complete(task, answer).is_err() {
                    tracing::debug!("a function's answer came too late");
                }
            }
            Told::Token { token, answer, done } => {
                let heard = match answer {
                    Answer::Success(output) => self.execution.complete_token(&token, Ok(Value::from(output))),
                    Answer::Failure { error, cause } => {
                        self.execution.complete_token(&token, Err(fault(&error, &cause)))
                    }
                    Answer::Heartbeat => self.execution.heartbeat_token(&token, self.clock.now()),
                };
                // Whoever asked may have gone.
                let _ = done.send(heard.map_err(|_| TokenError::Closed));
            }
            Told::Skip => {
                if let Some(at) = wake {
                    self.clock.skip_to(at);
                }
            }
        }
    }

    fn finish(self, outcome: Outcome) -> ExecutionOutcome {
        let Self {
            driver,
            execution,
            clock,
            ..
        } = self;
        let start = execution.started_from();
        let because = outcome
            .fault()
            .and_then(|fault| fault.error.as_deref())
            .map(|error| format!(" with {error}"))
            .unwrap_or_default();
        driver.console.print(format_args!(
            "execution  {} {} {} in {} ms, {} events{because}",
            start.identity.machine,
            start.name,
            outcome.status(),
            clock.now().saturating_sub(start.at),
            execution.event_count(),
        ));
        match outcome {
            Outcome::Succeeded { output } => ExecutionOutcome::Succeeded(output.to_json()),
            Outcome::TimedOut(_) => ExecutionOutcome::TimedOut,
            Outcome::Failed(fault) | Outcome::Aborted(fault) => ExecutionOutcome::Failed {
                error: fault.error.as_deref().unwrap_or("States.Runtime").to_owned(),
                cause: fault.cause.as_deref().unwrap_or_default().to_owned(),
            },
        }
    }
}

fn fault(error: &str, cause: &str) -> Fault {
    Fault {
        error: Some(error.into()),
        cause: Some(cause.into()),
    }
}
