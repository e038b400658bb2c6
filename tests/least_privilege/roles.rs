//! The proof for roles: each handler runs under its own generated policy, and the policies are changed one thing at a
//! time.

use crate::desk;
use crate::functions::Functions;
use crate::iam::{Policy, Request};
use crate::mutation::{Change, Subject, score};
use crate::platform::Platform;
use crate::probe::{Probe, neighbours};
use crate::requests::{SOURCE_FUNCTION, SOURCE_KEY, role};
use crate::runs;
use crate::services;
use crate::stack::{arn, physical};

/// What roles are tried with besides the neighbours of what they do: mistakes that have been made with these services.
/// Action, resource, keys.
pub(crate) type Mistake = (&'static str, String, &'static [(&'static str, &'static str)]);

fn mistakes() -> Vec<Mistake> {
    let machine = || arn("states", &format!("stateMachine:{}", physical("answer_message")));
    let version =
        |name: &str, qualifier: &str| arn("lambda", &format!("function:{}{qualifier}", physical(name)));
    let bus = |name: &str| arn("events", &format!("event-bus/{name}"));
    let ours: &[_] = &[
        ("events:source", "atendimento.messages"),
        ("events:detail-type", "ConversationAnswered"),
    ];
    vec![
        // The log: of another function, of nobody, and what one does to a log but write it.
        ("logs:PutLogEvents", services::log_stream("someone-elses"), &[]),
        (
            "logs:PutLogEvents",
            arn("logs", "log-group:/aws/vendedlogs/states/x:log-stream:y"),
            &[],
        ),
        (
            "logs:CreateLogGroup",
            arn("logs", "log-group:/aws/lambda/new"),
            &[],
        ),
        // The database: its master, another database of the same name, another user.
        ("rds-db:connect", arn("rds-db", "dbuser:db-PLATFORM/master"), &[]),
        ("rds-db:connect", arn("rds-db", "dbuser:db-OTHER/save_turn"), &[]),
        (
            "rds-db:connect",
            arn("rds-db", "dbuser:db-OTHER/post_message"),
            &[],
        ),
        (
            "rds-db:connect",
            arn("rds-db", "dbuser:db-OTHER/load_history"),
            &[],
        ),
        // Secrets: of the database's master, one whose name only begins alike, one made anew under the same name.
        (
            "secretsmanager:GetSecretValue",
            arn("secretsmanager", "secret:rds!db-0a1b-AbCdEf"),
            &[],
        ),
        (
            "secretsmanager:GetSecretValue",
            arn(
                "secretsmanager",
                &format!("secret:{}-admin-AbCdEf", physical("openai_api_key")),
            ),
            &[],
        ),
        (
            "secretsmanager:GetSecretValue",
            arn(
                "secretsmanager",
                &format!("secret:{}-GhIjKl", physical("openai_api_key")),
            ),
            &[],
        ),
        // Models: a dearer one, a profile that routes abroad, the streaming call that no handler makes.
        (
            "bedrock:InvokeModel",
            "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-opus-4-6-v1".to_owned(),
            &[],
        ),
        (
            "bedrock:InvokeModel",
            arn("bedrock", "inference-profile/eu.amazon.nova-pro-v1:0"),
            &[],
        ),
        (
            "bedrock:InvokeModelWithResponseStream",
            "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0".to_owned(),
            &[],
        ),
        // Events: the default bus, another bus, another type, another team's source, AWS's own name.
        ("events:PutEvents", bus("default"), ours),
        ("events:PutEvents", bus("someone-elses"), ours),
        (
            "events:PutEvents",
            bus(&physical("platform_events")),
            &[
                ("events:source", "atendimento.messages"),
                ("events:detail-type", "ConversationErased"),
            ],
        ),
        (
            "events:PutEvents",
            bus(&physical("platform_events")),
            &[
                ("events:source", "billing"),
                ("events:detail-type", "ConversationAnswered"),
            ],
        ),
        // Workflows: another one, this one past its alias, this one with an answer that nobody waits for.
        (
            "states:StartSyncExecution",
            arn("states", "stateMachine:someone-elses"),
            &[("states:StateMachineQualifier", "live")],
        ),
        ("states:StartSyncExecution", machine(), &[]),
        (
            "states:StartSyncExecution",
            machine(),
            &[("states:StateMachineQualifier", "3")],
        ),
        (
            "states:StartExecution",
            machine(),
            &[("states:StateMachineQualifier", "live")],
        ),
        ("states:SendTaskSuccess", machine(), &[]),
        // Functions: past their version, by the alias, and the one that is only a route's.
        ("lambda:InvokeFunction", version("save_turn", ""), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":$LATEST"), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":live"), &[]),
        ("lambda:InvokeFunction", version("save_turn", ":8"), &[]),
        ("lambda:InvokeFunction", version("post_message", ":7"), &[]),
        ("lambda:UpdateFunctionCode", version("save_turn", ""), &[]),
        // What would be the end of every limit.
        (
            "iam:PassRole",
            "arn:aws:iam::111122223333:role/admin".to_owned(),
            &[],
        ),
        (
            "sts:AssumeRole",
            "arn:aws:iam::111122223333:role/admin".to_owned(),
            &[],
        ),
    ]
}

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
                why: "a mistake that has been made".to_owned(),
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
    score("roles", &subjects(&roles, mistakes));
    each_denial_is_met(&platform.functions, &roles, run).await;
}

#[tokio::test]
async fn no_verb_permits_more_or_less_than_it_takes() {
    let functions = desk::deploy().await;
    let run = async |handler: &str| desk::run(&functions, handler).await;
    let roles = roles(&functions, run).await;
    score("verbs", &subjects(&roles, desk::mistakes));
    each_denial_is_met(&functions, &roles, run).await;
}
