//! A checked app in, the reason for each statement, trust and resource policy out, as Markdown: whoever reads
//! terraform/stack alone can name it.

use super::{code, row};
use crate::explain::{in_the_vpc, is_for_the_vpc};
use crate::iam::grants::{self, Asked, MachineNeed};
use crate::iam::policy::Effect;
use crate::iam::statement::keep_dead_letters;
use crate::iam::{Policy, Statement};
use crate::terraform;
use ferrovia_model::{CheckedApp, Function, Parameter, Trigger};
use std::collections::{BTreeMap, BTreeSet};

/// What the statements that no parameter asks for are there for.
const LOG: &str = "Lambda writes what the function logs, with this role";
const DEAD_LETTERS: &str = "Lambda keeps what the function failed on for good, with this role";
const NOT_FOR_CODE: &str = "what Lambda needs to place the function is not for the function's own code";
const DELIVERY: &str =
    "an Express workflow leaves nothing but its log, which Step Functions has delivered with this role";

/// Both sections.
pub(super) fn text(app: &CheckedApp) -> String {
    format!(
        "\n## Why each statement is there\n\nEvery statement of every policy in `iam/`, and the parameter that asks for \
         it. A statement on `*` says in its name why AWS allows nothing narrower.\n\n{}\n## Who is let in\n\nThe trust \
         and resource policies, which the modules hold. Nothing else has one: who may use a secret, a bus or a log \
         group, the policies above say.\n\n{}",
        table(["policy", "statement", "because"], statements(app)),
        table(["of", "lets in", "because"], doors(app)),
    )
}

fn table(head: [&str; 3], rows: Vec<[String; 3]>) -> String {
    [head.map(str::to_owned), ["---"; 3].map(str::to_owned)]
        .into_iter()
        .chain(rows)
        .map(row)
        .collect()
}

/// Statements with what asks for them.
type Reasons = BTreeMap<Statement, BTreeSet<String>>;

fn statements(app: &CheckedApp) -> Vec<[String; 3]> {
    let functions = app
        .functions
        .iter()
        .flat_map(|function| rows(&function.name, &of_function(app, function)));
    let workflows = app.flows().flat_map(|(workflow, flow)| {
        let reasons = grants::asked_by_machine(workflow, flow)
            .into_iter()
            .map(|(statement, need)| {
                let reason = match need {
                    MachineNeed::Steps => format!(
                        "the steps {}: in the version that the definition names, and in those with which executions \
                         in flight began",
                        list(flow.functions().into_iter().map(code))
                    ),
                    MachineNeed::Log => DELIVERY.to_owned(),
                };
                (statement, BTreeSet::from([reason]))
            });
        rows(&workflow.name, &reasons.collect())
    });
    functions.chain(workflows).collect()
}

/// A row for each statement, in the policy's order and with the Sid that it has there.
fn rows(role: &str, reasons: &Reasons) -> Vec<[String; 3]> {
    let file = grants::file(role);
    let policy = Policy::new(reasons.keys().cloned());
    let row = |(statement, sid): (&Statement, String)| {
        let reasons = reasons.get(statement).into_iter().flatten().cloned();
        [format!("[`{role}`](../iam/{file})"), code(sid), list(reasons)]
    };
    policy.named().into_iter().map(row).collect()
}

fn of_function(app: &CheckedApp, function: &Function) -> Reasons {
    let mut reasons = Reasons::new();
    for Asked { statement, by } in grants::asked(app, function) {
        let reason = match (by, statement.effect()) {
            (Some((parameter, _)), _) => of_parameter(parameter),
            (None, Effect::Deny) => NOT_FOR_CODE.to_owned(),
            (None, Effect::Allow) if is_for_the_vpc(&statement) => format!(
                "Lambda places the function in the VPC, for {}",
                list(
                    in_the_vpc(app, function)
                        .map(of_parameter)
                        .collect::<BTreeSet<_>>()
                )
            ),
            (None, Effect::Allow) if statement == keep_dead_letters(function.id()) => DEAD_LETTERS.to_owned(),
            (None, Effect::Allow) => LOG.to_owned(),
        };
        reasons.entry(statement).or_default().insert(reason);
    }
    reasons
}

fn of_parameter(parameter: &Parameter) -> String {
    code(format!("{}: {}", parameter.name, parameter.ty))
}

/// Who may take a role, and who may use what has a policy of its own.
fn doors(app: &CheckedApp) -> Vec<[String; 3]> {
    let door = |of: &str, module: &str, lets_in: &str, because: &str| {
        let of = format!("{of} ([{module}](../../modules/{module}))");
        [of, lets_in.to_owned(), because.to_owned()]
    };
    let dead_letters = |function: &Function, lets_in: &str| {
        let queue = format!("the dead letters of {}", code(&function.name));
        let because = "it keeps what cannot start the function";
        door(&queue, "dead_letters", lets_in, because)
    };
    let functions = (!app.functions.is_empty()).then(|| {
        let lets_in = "Lambda, for this account";
        door(
            "each function's role",
            "function",
            lets_in,
            "it runs the function",
        )
    });
    let workflows = (!app.workflows.is_empty()).then(|| {
        let lets_in = "Step Functions, for this one machine with its versions and aliases";
        door("each workflow's role", "workflow", lets_in, "it runs the machine")
    });
    let routes = app.functions.iter().filter_map(|function| {
        let routes = list(function.route.as_ref()?.keys().into_iter().map(code));
        let lets_in = format!("API Gateway, for {routes} of this API alone");
        Some(door(&code(&function.name), "api", &lets_in, "its route"))
    });
    let triggers = app.functions.iter().flat_map(|function| match &function.trigger {
        Some(Trigger::PreTokenGeneration) => {
            let lets_in = "Cognito, for this user pool alone";
            let because = "it is asked before each token what else the token says";
            vec![door(&code(&function.name), "identity", lets_in, because)]
        }
        Some(Trigger::Schedule(_)) => {
            let of = format!("the role that starts {}", code(&function.name));
            let lets_in = "EventBridge Scheduler, for this one schedule's group";
            let because = "it starts the function's live version, and keeps what cannot start";
            vec![
                door(&of, "schedule", lets_in, because),
                dead_letters(function, "nobody without TLS"),
            ]
        }
        Some(Trigger::Event(event)) => {
            let rule = format!("EventBridge, for the rule on {} alone", code(event));
            vec![
                door(
                    &code(&function.name),
                    "subscription",
                    &rule,
                    "the event starts it",
                ),
                dead_letters(function, &format!("nobody without TLS; {rule}")),
            ]
        }
        None => Vec::new(),
    });
    let queues = (!app.queues.is_empty()).then(|| {
        let lets_in = "nobody without TLS; the rules that the stack names, if any";
        door(
            "each queue",
            "queue",
            lets_in,
            "who else may send, the policies above say",
        )
    });
    let buckets = (!app.buckets.is_empty()).then(|| {
        let because =
            "who may read and write, the policies above say; a link lets in whoever has it, until it ends";
        door("each bucket", "expiring_bucket", "nobody without TLS", because)
    });
    let flow_log = terraform::has_network(app).then(|| {
        let lets_in = "VPC flow logs, of this account and region";
        let because = "refused connections are logged: it may write to one log group";
        door("the flow log's role", "network", lets_in, because)
    });
    let lets_in = "CloudWatch, for this environment's alarms; nobody without TLS";
    let topic = door(
        "the alarms' topic",
        "alarm_topic",
        lets_in,
        "they tell whoever subscribes",
    );
    functions
        .into_iter()
        .chain(workflows)
        .chain(routes)
        .chain(triggers)
        .chain(queues)
        .chain(buckets)
        .chain(flow_log)
        .chain([topic])
        .collect()
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().collect::<Vec<_>>().join(", ")
}
