//! Steps that wait: for a token that somebody can answer, in a workflow that waits with them. And one name for a time-out.

use crate::workflow::Flow;
use crate::{App, Code, Function, Grant, Problem, Workflow};
use std::collections::BTreeMap;

/// `flows` are those that resolved: what calls a step is known if all did.
pub(super) fn check(app: &App, flows: &BTreeMap<String, Flow>) -> Vec<Problem> {
    let waiting = app.functions.iter().filter(|function| function.wait.is_some());
    waiting
        .flat_map(|function| problems(app, flows, function))
        .chain(app.functions.iter().filter_map(two_time_outs))
        .collect()
}

/// Each enum has one, but an error may absorb others.
fn two_time_outs(function: &Function) -> Option<Problem> {
    let mut timeouts = function.errors.iter().filter(|error| error.timeout.is_some());
    let (first, second) = (timeouts.next()?, timeouts.next()?);
    let message = format!(
        "errors `{}` and `{}` both tell that `{}` takes too long",
        first.name, second.name, function.name
    );
    let help = "leave `#[timeout]` on one of them".to_owned();
    Some(Problem::new(&function.source, Code::DuplicateName, message, help))
}

fn problems(app: &App, flows: &BTreeMap<String, Flow>, function: &Function) -> Vec<Problem> {
    let (name, source) = (&function.name, &function.source);
    let mut problems = Vec::new();
    let mut refuse = |code, message: String, help: String| {
        problems.push(Problem::new(source, code, message, help));
    };
    if function.route.is_some() {
        let message = format!("`{name}` has a route and waits for a token, which only a workflow gives");
        let help = "let the route's handler start a workflow that calls the waiting step".to_owned();
        refuse(Code::ImpossibleWait, message, help);
        return problems;
    }
    let answers = |grant: &Grant| matches!(grant, Grant::CompleteStep(step) if step == name);
    if !app.functions.iter().flat_map(Function::grants).any(answers) {
        let message = format!("`{name}` waits for a token that no handler can answer");
        let help =
            format!("ask for `Complete<{name}>` in the handler that knows the outcome, or remove `wait`");
        refuse(Code::UnansweredWait, message, help);
    }
    let resolved = |workflow: &Workflow| flows.contains_key(&workflow.name);
    let called = flows
        .values()
        .any(|flow| flow.functions().contains(name.as_str()));
    if !called && app.workflows.iter().all(resolved) {
        let message = format!("`{name}` waits for a token, and no workflow calls it");
        let help = "call it in a standard workflow, or remove it".to_owned();
        refuse(Code::UnusedResource, message, help);
    }
    problems
}
