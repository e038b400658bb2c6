//! The proof for roles: each handler runs under its own generated policy, and the policies are changed one thing at a
//! time.

use crate::desk;
use crate::functions::Functions;
use crate::iam::{Policy, Request, Verdict, evaluate};
use crate::mistakes::{self, Mistake};
use crate::mutation::{Change, Subject, score};
use crate::platform::Platform;
use crate::probe::{Probe, neighbours};
use crate::requests::{SOURCE_FUNCTION, SOURCE_KEY, role};
use crate::runs;
use crate::services;
use crate::stack::{Choices, Stack, Versions, arn, physical};

/// A policy with everything that is known to be asked of it.
struct Role {
    name: String,
    /// The function whose code asks with it.
    function: Option<String>,
    policy: Policy,
    allowed: Vec<Probe>,
    /// Denied for a reason of its own.
    denied: Vec<Probe>,
}

impl Role {
    /// The request as this role would make it.
    fn makes(&self, request: Request) -> Request {
        let function: Vec<&str> = self.function.iter().map(String::as_str).collect();
        let by_code = request.context().contains_key(SOURCE_KEY);
        let request = request.by(role(&self.name));
        if by_code {
            request.with(SOURCE_FUNCTION, &function)
        } else {
            request
        }
    }
}

/// Every role: what its handler did in its run, and what AWS's services do with it.
async fn roles(functions: &Functions, run: impl AsyncFn(&str) -> Result<(), String>) -> Vec<Role> {
    let mut roles = Vec::new();
    for (handler, function) in &functions.stack.functions {
        let name = physical(handler);
        functions.account.take_asked();
        let ended = run(handler).await;
        let asked = functions.account.take_asked();
        let denied: Vec<_> = asked
            .iter()
            .filter(|asked| !asked.allowed)
            .map(|asked| &asked.request)
            .collect();
        assert!(denied.is_empty(), "`{handler}` was denied {denied:?}");
        assert_eq!(ended, Ok(()), "`{handler}`");
        assert!(
            asked.iter().all(|asked| asked.role == name),
            "each handler runs as its own role"
        );
        let mut allowed: Vec<Probe> = Vec::new();
        for asked in asked {
            if allowed.iter().all(|known| known.request != asked.request) {
                allowed.push(Probe {
                    request: asked.request,
                    why: format!("`{handler}` did so in its run"),
                });
            }
        }
        allowed.extend(services::for_function(handler, function));
        let arn = arn("lambda", &format!("function:{name}"));
        let own_code = |action: &&str| Probe {
            request: Request::new(role(&name), action, "*").with(SOURCE_FUNCTION, &[&arn]),
            why: "it is Lambda's to do, and not the function's own code's".to_owned(),
        };
        roles.push(Role {
            denied: services::kept_from_code(function).iter().map(own_code).collect(),
            policy: function.policy.clone(),
            function: Some(arn),
            name,
            allowed,
        });
    }
    for (workflow, machine) in &functions.stack.machines {
        roles.push(Role {
            name: format!("{}-workflow", physical(workflow)),
            policy: machine.policy.clone(),
            function: None,
            allowed: services::for_machine(workflow, machine),
            denied: Vec::new(),
        });
    }
    roles
}

fn subjects(roles: &[Role], mistakes: fn() -> Vec<Mistake>) -> Vec<Subject> {
    let subject = |own: &Role| {
        let others = roles.iter().flat_map(|other| &other.allowed).map(|probe| Probe {
            request: own.makes(probe.request.clone()),
            why: format!("what another role may do: {}", probe.why),
        });
        let mistakes = mistakes().into_iter().map(|(action, resource, keys)| {
            let request = Request::new(role(&own.name), action, &resource).with(SOURCE_FUNCTION, &["own"]);
            let request = keys
                .iter()
                .fold(request, |request, (key, value)| request.with(key, &[value]));
            Probe {
                request: own.makes(request),
                why: "what a careless policy would let through".to_owned(),
            }
        });
        let is_own = |probe: &Probe| own.allowed.iter().any(|known| known.request == probe.request);
        let denied = own.denied.iter().cloned().chain(neighbours(&own.allowed));
        Subject {
            name: own.name.clone(),
            policy: own.policy.clone(),
            beside: Vec::new(),
            allowed: own.allowed.clone(),
            denied: denied
                .chain(others)
                .chain(mistakes)
                .filter(|probe| !is_own(probe))
                .collect(),
        }
    };
    roles.iter().map(subject).collect()
}

/// Takes from a handler's policy what its run asked for, one thing at a time, and runs it again: the real clients must
/// meet the denial, and the handler must not do without.
async fn each_denial_is_met(
    functions: &Functions,
    roles: &[Role],
    run: impl AsyncFn(&str) -> Result<(), String>,
) {
    for handler in functions.stack.functions.keys() {
        let name = physical(handler);
        let role = roles.iter().find(|role| role.name == name).unwrap();
        let own = role
            .allowed
            .iter()
            .filter(|probe| probe.request.context().contains_key(SOURCE_KEY));
        let subject = Subject {
            name: name.clone(),
            policy: role.policy.clone(),
            beside: Vec::new(),
            allowed: own.cloned().collect(),
            denied: Vec::new(),
        };
        for mutant in subject.mutants() {
            if mutant.change == Change::Removed && subject.notices(&mutant) {
                functions.account.put_policy(&name, mutant.policy.clone());
                assert!(run(handler).await.is_err(), "nobody missed {}", mutant.what);
            }
        }
        functions.put_generated_policies();
    }
}

#[tokio::test]
async fn no_role_can_do_more_or_less_than_it_does() {
    let platform = Platform::start().await;
    let run = async |handler: &str| runs::run(&platform, handler).await;
    let roles = roles(&platform.functions, run).await;
    score("roles", &subjects(&roles, mistakes::of_the_platform));
    each_denial_is_met(&platform.functions, &roles, run).await;
}

#[tokio::test]
async fn no_verb_permits_more_or_less_than_it_takes() {
    let functions = desk::deploy().await;
    let run = async |handler: &str| desk::run(&functions, handler).await;
    let roles = roles(&functions, run).await;
    score("verbs", &subjects(&roles, mistakes::of_the_desk));
    each_denial_is_met(&functions, &roles, run).await;
}

/// What a deploy passes as `versions_in_flight` is the difference between a denial and none, for each version alone.
#[test]
fn a_version_is_permitted_while_an_execution_in_flight_names_it() {
    let lets_call = |in_flight: &[(&str, &str, &str)], function: &str| {
        let mut versions = Versions::new();
        for (workflow, handler, version) in in_flight {
            let handlers = versions.entry((*workflow).to_owned()).or_default();
            let of_handler = handlers.entry((*handler).to_owned()).or_default();
            of_handler.push((*version).to_owned());
        }
        let stack = Stack::read(&Choices {
            in_flight: versions,
            ..Choices::default()
        });
        let machine = &stack.machines["answer_message"];
        let function = arn("lambda", &format!("function:{}", physical(function)));
        let caller = role(&format!("{}-workflow", physical("answer_message")));
        let request = Request::new(caller, "lambda:InvokeFunction", &function);
        evaluate(&[&machine.policy], &request).unwrap() == Verdict::Allowed
    };
    let six = ("answer_message", "save_turn", "6");
    for (in_flight, function, allowed) in [
        (&[] as &[_], "save_turn:7", true),
        (&[], "save_turn:6", false),
        (&[six], "save_turn:6", true),
        (&[six], "save_turn:7", true),
        (&[six], "save_turn:5", false),
        (&[six], "save_turn:$LATEST", false),
        (&[six], "save_turn:live", false),
        (&[six], "save_turn", false),
        (&[six], "load_history:6", false),
        // Each of several, and one that is named twice.
        (
            &[six, ("answer_message", "save_turn", "5"), six],
            "save_turn:5",
            true,
        ),
        // The version that this release names is in flight, too.
        (&[("answer_message", "save_turn", "7")], "save_turn:7", true),
        // A handler that the workflow called before, and one that another workflow calls.
        (&[("answer_message", "post_message", "3")], "post_message:3", true),
        (&[("hand_up", "save_turn", "6")], "save_turn:6", false),
    ] {
        assert_eq!(
            lets_call(in_flight, function),
            allowed,
            "{function} with {in_flight:?} in flight"
        );
    }
}
