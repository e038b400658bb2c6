//! Handlers that a service of AWS asks: by it alone, one for each question, and no slower than it waits.

use crate::workflow::Flow;
use crate::{App, Code, Function, Problem, Trigger};
use std::collections::BTreeMap;

/// `flows` are those that resolved.
pub(super) fn check(app: &App, flows: &BTreeMap<String, Flow>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut first: BTreeMap<Trigger, &Function> = BTreeMap::new();
    for function in &app.functions {
        let Some(trigger) = function.trigger else { continue };
        one(app, function, trigger, &mut problems);
        callers(app, flows, function, &mut problems);
        let known = *first.entry(trigger).or_insert(function);
        if known != function {
            let message = format!(
                "`{}` and `{}` have the trigger `{}`, which asks one handler",
                known.name,
                function.name,
                trigger.name()
            );
            let help = "let one of them do what both do";
            problems.push(Problem::new(
                &function.source,
                Code::DuplicateTrigger,
                message,
                help,
            ));
        }
    }
    problems
}

/// What is wrong with one handler by itself.
fn one(app: &App, function: &Function, trigger: Trigger, problems: &mut Vec<Problem>) {
    let (name, source) = (&function.name, &function.source);
    let mut refuse = |code, message: String, help: &str| {
        problems.push(Problem::new(source, code, message, help));
    };
    if function.route.is_some() {
        let message = format!("`{name}` has a route and a trigger, and each asks in its own way");
        let help = "write two handlers over one use case";
        refuse(Code::ImpossibleTrigger, message, help);
    }
    if function.wait.is_some() {
        let message = format!(
            "`{name}` has the trigger `{}` and waits for a token, which only a workflow gives",
            trigger.name()
        );
        refuse(Code::ImpossibleTrigger, message, "remove `wait`");
    }
    let longest = trigger.longest_seconds();
    if function.timeout_seconds > longest {
        let message = format!(
            "function `{name}` has a time-out of {} s, the trigger `{}` waits {longest} s",
            function.timeout_seconds,
            trigger.name()
        );
        let help = "write `timeout = \"4s\"`: what takes longer is asked again, and then fails";
        refuse(Code::TriggerTimeout, message, help);
    }
    match trigger {
        Trigger::PreTokenGeneration => {
            let takes_tokens = |function: &Function| {
                let scopes = function.route.as_ref().map(|route| &route.scopes);
                scopes.is_some_and(|scopes| !scopes.is_empty())
            };
            if !app.functions.iter().any(takes_tokens) {
                let message =
                    format!("`{name}` is asked before a token is issued, and no route takes tokens");
                let help = "give a handler a `route` with `scopes`, or remove this one";
                refuse(Code::UnusedResource, message, help);
            }
        }
    }
}

fn callers(app: &App, flows: &BTreeMap<String, Flow>, function: &Function, problems: &mut Vec<Problem>) {
    let name = &function.name;
    for workflow in &app.workflows {
        let calls = flows
            .get(&workflow.name)
            .is_some_and(|flow| flow.functions().contains(name.as_str()));
        if calls {
            let message = format!(
                "workflow `{}` calls `{name}`, which a trigger asks and nothing else",
                workflow.name
            );
            let help = "write another handler over the same use case, and call that";
            problems.push(Problem::new(
                &workflow.source,
                Code::ImpossibleTrigger,
                message,
                help,
            ));
        }
    }
}
