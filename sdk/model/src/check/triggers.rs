//! Handlers that start by themselves: by one thing alone, no slower than it waits, and saying nothing that nobody hears.

use super::references;
use crate::workflow::Flow;
use crate::{App, Code, Event, Function, Problem, Schedule, Trigger, Type};
use std::collections::BTreeMap;

/// `flows` are those that resolved.
pub(super) fn check(app: &App, flows: &BTreeMap<String, Flow>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut first: BTreeMap<&Trigger, &Function> = BTreeMap::new();
    for function in &app.functions {
        let Some(trigger) = &function.trigger else {
            continue;
        };
        one(app, function, trigger, &mut problems);
        callers(app, flows, function, trigger, &mut problems);
        // The clock and an event start as many as there are.
        if trigger.is_asynchronous() {
            continue;
        }
        let known = *first.entry(trigger).or_insert(function);
        if known != function {
            let message = format!(
                "`{}` and `{}` have the {trigger}, which asks one handler",
                known.name, function.name,
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
fn one(app: &App, function: &Function, trigger: &Trigger, problems: &mut Vec<Problem>) {
    let (name, source) = (&function.name, &function.source);
    let mut refuse = |code, message: String, help: &str| {
        problems.push(Problem::new(source, code, message, help));
    };
    if function.route.is_some() {
        let message = format!(
            "`{name}` has a route and {}, and each asks in its own way",
            trigger.kind()
        );
        let help = "write two handlers over one use case";
        refuse(Code::ImpossibleTrigger, message, help);
    }
    if function.wait.is_some() {
        let message =
            format!("`{name}` has the {trigger} and waits for a token, which only a workflow gives");
        refuse(Code::ImpossibleTrigger, message, "remove `wait`");
    }
    if let Some(longest) = trigger.longest_seconds()
        && function.timeout_seconds > longest
    {
        let message = format!(
            "function `{name}` has a time-out of {} s, the {trigger} waits {longest} s",
            function.timeout_seconds
        );
        let help = "write `timeout = \"4s\"`: what takes longer is asked again, and then fails";
        refuse(Code::TriggerTimeout, message, help);
    }
    match trigger {
        Trigger::PreTokenGeneration => {
            if !app.functions.iter().any(Function::takes_tokens) {
                let message =
                    format!("`{name}` is asked before a token is issued, and no route takes tokens");
                let help = "give a handler a `route` with `scopes`, or remove this one";
                refuse(Code::UnusedResource, message, help);
            }
        }
        Trigger::Schedule(schedule) => problems.extend(mistaken(function, schedule)),
        Trigger::Event(event) => match app.event(event) {
            Some(event) => problems.extend(another_input(function, event)),
            None => problems.push(references::event(app, function, event)),
        },
    }
    if trigger.is_asynchronous() {
        problems.extend(unheard(function, trigger));
    }
}

fn mistaken(function: &Function, schedule: &Schedule) -> Option<Problem> {
    let error = schedule.rhythm().err()?;
    let message = format!("the schedule {schedule} of `{}` is none", function.name);
    Some(Problem::new(
        &function.source,
        Code::InvalidSchedule,
        message,
        error.to_string(),
    ))
}

/// A handler of an event takes what the event tells, as it was published.
fn another_input(function: &Function, event: &Event) -> Option<Problem> {
    (function.input.ty != event.detail.ty).then(|| {
        let message = format!(
            "`{}` is started by the event `{}`, and takes something else",
            function.name, event.name
        );
        let help = format!("let its first parameter be a `{}`", event.name);
        Problem::new(&function.source, Code::ImpossibleTrigger, message, help)
    })
}

/// What nobody waits for, and what only an API's client would read.
fn unheard(function: &Function, trigger: &Trigger) -> Vec<Problem> {
    let (name, source) = (&function.name, &function.source);
    let answer = (function.output.ty != Type::Unit).then(|| {
        let message = format!("`{name}` answers something, and its {trigger} waits for no answer");
        let help = "answer `Result<(), …>`, and keep what is to be kept through a capability";
        Problem::new(source, Code::ImpossibleTrigger, message, help)
    });
    let problems = function.errors.iter().filter(|error| error.response.is_some());
    let problems = problems.map(|error| {
        let message = format!(
            "error `{}` of `{name}` declares a problem, and its {trigger} has no client who reads one",
            error.name
        );
        let help = "give the handler an error enum of its own, without `#[problem(…)]`";
        Problem::new(source, Code::ImpossibleTrigger, message, help)
    });
    answer.into_iter().chain(problems).collect()
}

fn callers(
    app: &App,
    flows: &BTreeMap<String, Flow>,
    function: &Function,
    trigger: &Trigger,
    problems: &mut Vec<Problem>,
) {
    let name = &function.name;
    for workflow in &app.workflows {
        let calls = flows
            .get(&workflow.name)
            .is_some_and(|flow| flow.functions().contains(name.as_str()));
        if calls {
            let message = format!(
                "workflow `{}` calls `{name}`, which {} {} and nothing else",
                workflow.name,
                trigger.kind(),
                if trigger.is_asynchronous() {
                    "starts"
                } else {
                    "asks"
                },
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
