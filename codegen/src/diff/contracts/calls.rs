//! The functions without a route and the workflows of two apps in, what became of their promises to callers out.

use super::super::pairs::{Pair, pairs};
use super::super::words::duration;
use super::judge::{OUTCOME, Readers, STEP, judge, request, response};
use super::{Contract, Finding, Judgement, Offer, Victim, contract};
use crate::schema;
use ferrovia_model::{CheckedApp, ErrorVariant, Function, Kind, Trigger, Workflow};

const CALLER: Victim = Victim::Caller;

pub(super) fn functions(old: &CheckedApp, new: &CheckedApp) -> Vec<Contract> {
    let unrouted = |app: &CheckedApp, other: &CheckedApp| {
        let routed = |function: &&Function| function.route.is_some();
        let same = |function: &Function| other.functions.iter().find(|one| one.id() == function.id());
        let here = app.functions.iter();
        // One that gains or loses its route is another offer: the route tells of it.
        here.filter(|function| !routed(function) && !same(function).as_ref().is_some_and(routed))
            .cloned()
            .collect::<Vec<_>>()
    };
    let (olds, news) = (unrouted(old, new), unrouted(new, old));
    let mut contracts = Vec::new();
    for pair in pairs(&olds, &news, Function::id) {
        match pair {
            Pair::Both(before, after) => contracts.extend(function((old, before), (new, after))),
            Pair::Old(function) => contracts.extend(function_removed(old, function)),
            Pair::New(function) if function.trigger.is_some() => {
                let finding = asked(function);
                contracts.extend(contract(Offer::Function, &function.name, "", vec![finding]));
            }
            Pair::New(function)
                if new.callers(&function.name).next().is_none() && function.wait.is_none() =>
            {
                let finding = Finding::extended("new function", "nobody invokes it yet");
                contracts.extend(contract(Offer::Function, &function.name, "", vec![finding]));
            }
            // The workflow that calls it is what changes.
            Pair::New(_) => {}
        }
    }
    contracts
}

fn function(
    (old, before): (&CheckedApp, &Function),
    (new, after): (&CheckedApp, &Function),
) -> Vec<Contract> {
    let name = &after.name;
    let is_step = |app: &CheckedApp, name: &str| app.callers(name).next().is_some();
    let waits = before.wait.is_some() && after.wait.is_some();
    let of = if waits {
        Offer::WaitingStep
    } else {
        Offer::Function
    };
    // What a clock or an event starts has no callers: the event's own contract tells of it, and nobody reads an answer.
    let unheard = [before, after].map(|it| it.trigger.as_ref().is_some_and(Trigger::is_asynchronous));
    let direct = !is_step(old, &before.name) && !is_step(new, name) && unheard == [false; 2];
    let readers = |direct_ones: Readers| if direct { direct_ones } else { STEP };
    let answers = if waits { OUTCOME } else { readers(response(CALLER)) };
    let mut errors = errors((old, &before.errors), (new, &after.errors), waits, direct);
    if before.wait.is_some() != after.wait.is_some() {
        errors.push(wait_ended_or_begun(before));
    }
    if before.trigger != after.trigger {
        errors.push(match &before.trigger {
            Some(trigger) => asked_no_more(trigger, after.trigger.as_ref()),
            None => asked(after),
        });
    }
    [
        contract(
            of,
            name,
            "input",
            judge(
                &before.input.schema,
                &after.input.schema,
                &readers(request(CALLER)),
            ),
        ),
        contract(
            of,
            name,
            if waits { "outcome" } else { "output" },
            judge(&before.output.schema, &after.output.schema, &answers),
        ),
        contract(of, name, "errors", errors),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn wait_ended_or_begun(before: &Function) -> Finding {
    match before.wait {
        Some(wait) => Finding::broken(
            Victim::ExecutionInFlight,
            "no longer waits for a token",
            format!(
                "tokens of executions that wait can be answered no more; they wait up to {}",
                duration(wait.seconds)
            ),
            "keep the waiting step and its `Complete<…>` until nothing waits there, and call a new step from new executions",
        ),
        None => Finding {
            judgement: Judgement::Contained,
            ..Finding::extended(
                "waits for a token",
                "the machine that waits names the version that does",
            )
        },
    }
}

/// It starts by itself from now on.
fn asked(function: &Function) -> Finding {
    let (change, because) = match &function.trigger {
        Some(trigger @ Trigger::PreTokenGeneration) => (
            format!("new {trigger}"),
            "it is asked before each token is issued, and where it fails, none is",
        ),
        Some(trigger @ Trigger::Schedule(_)) => (
            format!("new {trigger}"),
            "it starts by the clock, from the deploy on",
        ),
        Some(trigger @ Trigger::Event(_)) => (
            format!("new start by {trigger}"),
            "it starts by those that are published after the deploy; older ones can be replayed from the bus's archive",
        ),
        None => ("no start".to_owned(), "nothing starts it by itself"),
    };
    Finding::extended(change, because)
}

/// It starts no more as it did.
fn asked_no_more(before: &Trigger, after: Option<&Trigger>) -> Finding {
    match (before, after) {
        (Trigger::PreTokenGeneration, _) => Finding::broken(
            Victim::ApiClient,
            "is no longer asked before tokens are issued",
            "new tokens lack what it put there, and routes that read it refuse them",
            "let another handler with the same `trigger` put it there",
        ),
        (Trigger::Schedule(_), Some(after)) => Finding::extended(
            format!("{before} → {after}"),
            "it starts by the new one, from the deploy on",
        ),
        (Trigger::Schedule(_), None) => {
            Finding::extended(format!("no more {before}"), "nothing starts it by itself")
        }
        (Trigger::Event(_), _) => Finding::broken(
            Victim::Subscriber,
            format!("is no longer started by {before}"),
            "what is published while the rule is taken away, or lies in its dead-letter queue, nobody does",
            "keep the handler until nothing is published, and its dead letters are empty",
        ),
    }
}

fn function_removed(app: &CheckedApp, function: &Function) -> Option<Contract> {
    if let Some(wait) = function.wait {
        let finding = Finding::broken(
            Victim::ExecutionInFlight,
            "step removed",
            format!(
                "tokens of executions that wait can be answered no more; they wait up to {}",
                duration(wait.seconds)
            ),
            "let no workflow call it first, and remove it when nothing waits there",
        );
        return contract(Offer::WaitingStep, &function.name, "", vec![finding]);
    }
    if let Some(trigger) = &function.trigger {
        let finding = asked_no_more(trigger, None);
        return contract(Offer::Function, &function.name, "", vec![finding]);
    }
    // What becomes of the executions that call a step is told where it is destroyed.
    if app.callers(&function.name).next().is_some() {
        return None;
    }
    let finding = Finding::broken(
        CALLER,
        "function removed",
        "no workflow calls it, so somebody else does",
        "remove it when nobody invokes it any more",
    );
    contract(Offer::Function, &function.name, "", vec![finding])
}

pub(super) fn workflows(old: &CheckedApp, new: &CheckedApp) -> Vec<Contract> {
    let mut contracts = Vec::new();
    for pair in pairs(&old.workflows, &new.workflows, Workflow::id) {
        let found = match pair {
            Pair::Both(before, after) => vec![
                contract(Offer::Workflow, &after.name, "", kind(before, after)),
                contract(
                    Offer::Workflow,
                    &after.name,
                    "input",
                    judge(&before.input.schema, &after.input.schema, &request(CALLER)),
                ),
                contract(
                    Offer::Workflow,
                    &after.name,
                    "output",
                    judge(&before.output.schema, &after.output.schema, &response(CALLER)),
                ),
                contract(
                    Offer::Workflow,
                    &after.name,
                    "errors",
                    errors((old, &before.errors), (new, &after.errors), false, true),
                ),
            ],
            Pair::Old(workflow) => vec![contract(
                Offer::Workflow,
                &workflow.name,
                "",
                vec![Finding::broken(
                    CALLER,
                    "workflow removed",
                    "whoever starts it is refused",
                    "remove it when nobody starts it any more and its executions are over",
                )],
            )],
            Pair::New(workflow) => vec![contract(
                Offer::Workflow,
                &workflow.name,
                "",
                vec![Finding::extended("new workflow", "nobody starts it yet")],
            )],
        };
        contracts.extend(found.into_iter().flatten());
    }
    contracts
}

fn kind(old: &Workflow, new: &Workflow) -> Vec<Finding> {
    let (change, because) = match (old.kind, new.kind) {
        (Kind::Express, Kind::Standard) => (
            "express → standard",
            "callers waited for the answer (StartSyncExecution), which a standard workflow does not give",
        ),
        (Kind::Standard, Kind::Express) => (
            "standard → express",
            "callers could start it twice by one name and got one execution; an express workflow runs twice",
        ),
        (Kind::Express, Kind::Express) | (Kind::Standard, Kind::Standard) => return Vec::new(),
    };
    vec![Finding::broken(
        CALLER,
        change,
        because,
        "give the workflow of the other kind another name",
    )]
}

/// How something fails. An added variant breaks executions in flight only where new code answers an old machine, which is
/// for a token: a step that is called runs in the version that the machine names.
fn errors(
    (old_app, olds): (&CheckedApp, &[ErrorVariant]),
    (new_app, news): (&CheckedApp, &[ErrorVariant]),
    waits: bool,
    direct: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in pairs(olds, news, |error| &error.name) {
        match pair {
            Pair::Both(old, new) => {
                let readers = if waits {
                    OUTCOME
                } else if direct {
                    response(CALLER)
                } else {
                    STEP
                };
                let schema = |app: &CheckedApp, error: &ErrorVariant| schema::of_type(&error.data, &app.shapes);
                let found = judge(&schema(old_app, old), &schema(new_app, new), &readers);
                findings.extend(found.into_iter().map(|finding| {
                    let path = format!("{} {}", new.name, finding.path);
                    finding.at(path.trim_end())
                }));
            }
            Pair::New(error) if waits && error.timeout.is_none() => findings.push(Finding::broken(
                Victim::ExecutionInFlight,
                format!("new: `{}`", error.name),
                "new code may answer with it for an execution that waits since before the deploy, whose machine does not \
                 catch it and fails",
                "answer with it only for tokens that were handed out after the deploy, or one release later",
            )),
            Pair::New(error) => findings.push(Finding::extended(
                format!("new: `{}`", error.name),
                if direct {
                    "callers that do not know it treat it as any failure"
                } else {
                    "only the machine that is deployed with it meets it"
                },
            )),
            Pair::Old(error) => findings.push(Finding::extended(
                format!("`{}` no longer occurs", error.name),
                if waits {
                    "after a roll-back old code may still answer with it: the execution then fails with it uncaught"
                } else {
                    "nobody needs to handle it"
                },
            )),
        }
    }
    findings
}
