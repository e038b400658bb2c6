//! Steps that wait for a token: whether they can, and what comes of them; and where it leads if a step, waiting or not,
//! takes too long.

use super::Resolver;
use super::graph::Graph;
use crate::workflow::flow::{Action, Catch, Cause, Edge, Formula, State};
use crate::{Code, ErrorVariant, Function, Kind};
use serde_json::{Value, json};

impl Resolver<'_> {
    /// Says so if the workflow cannot wait for the step.
    pub(super) fn waits(&mut self, line: u32, function: &Function) {
        let Some(wait) = &function.wait else { return };
        let (step, workflow) = (&function.name, &self.workflow.name);
        let (message, help) = match self.workflow.kind {
            Kind::Express => (
                format!("`{step}` waits for a token, which no Express workflow can"),
                format!("make `{workflow}` a standard one: `kind = \"standard\"`"),
            ),
            Kind::Standard if self.workflow.timeout_seconds <= wait.seconds => (
                format!(
                    "workflow `{workflow}` is given up after {} s, before `{step}` has waited its {} s",
                    self.workflow.timeout_seconds, wait.seconds
                ),
                "give the workflow a longer `timeout`, or the step a shorter `wait`".to_owned(),
            ),
            Kind::Standard => return,
        };
        self.problem(line, Code::ImpossibleWait, message, help);
    }

    /// A time-out leaves the machine as the step's own error, which no service knows by its name.
    pub(super) fn gives_up(&mut self, task: usize, function: &Function) {
        let Some((names, error)) = function.time_out() else {
            return;
        };
        let Some(Action::Task { catches, .. }) = self.graph.action(task) else {
            return;
        };
        catches.push(Catch {
            names,
            edge: Edge::default(),
        });
        let edge = Graph::catch(task, catches.len() - 1);
        let open = self.graph.take_open();
        self.graph.open(vec![edge]);
        self.graph.end(&end(error), Action::Fail(cause(error)));
        self.graph.open(open);
    }

    /// The same in a branch of one Task: a Catch for it, and the state that it leads to.
    pub(super) fn branch_gives_up(&mut self, function: &Function) -> Option<(Catch, State)> {
        let (names, error) = function.time_out()?;
        let catch = Catch {
            names,
            edge: Edge {
                assign: Vec::new(),
                next: Some(1),
            },
        };
        let state = State {
            name: self.graph.state_name(&end(error)),
            action: Action::Fail(cause(error)),
        };
        Some((catch, state))
    }
}

/// What a step's Task answers.
pub(super) const fn answer(function: &Function) -> Formula {
    match function.wait {
        Some(_) => Formula::Outcome,
        None => Formula::Result,
    }
}

/// A time-out as a Catch would find it if the step had told it.
pub(super) fn caught(error: &ErrorVariant) -> Value {
    let message = error.timeout.as_deref().unwrap_or_default();
    json!({ "Error": error.name, "Cause": Cause::text(&error.name, message, &Value::Null) })
}

fn cause(error: &ErrorVariant) -> Cause {
    Cause::New {
        name: error.name.clone(),
        message: error.timeout.clone().unwrap_or_default(),
        data: Value::Null,
    }
}

fn end(error: &ErrorVariant) -> String {
    format!("return Err({})", error.name)
}
