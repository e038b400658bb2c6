//! What starts functions by itself: schedules and events, and the queues of what could not be started.

use super::{Invoker, Module, alone, because, impostors, service};
use crate::iam::{Policy, Principal, Request};
use crate::mutation::Subject;
use crate::probe::{arns_beside, neighbours};
use crate::requests::role;
use crate::stack::{self, ACCOUNT, arn, physical};
use serde_json::json;

/// The role that starts a function is Scheduler's to assume, for that one schedule's group, and starts that one alias.
pub(super) fn schedules() -> Vec<Subject> {
    let group = arn("scheduler", &format!("schedule-group/{}", physical("s")));
    let function = arn("lambda", &format!("function:{}:live", physical("s")));
    let queue = arn("sqs", &format!("{}-undelivered", physical("s")));
    let inputs = hcl::value!({
        "prefix" = (stack::PREFIX), "name" = "s", "expression" = "rate(1 minute)", "function_name" = (physical("s")),
        "function_arn" = (function.clone()), "dead_letter_arn" = (queue.clone()), "max_age_seconds" = 60,
    });
    let groups = hcl::value!({ "this" = { "arn" = (group.clone()), "name" = (physical("s")) } });
    let module = Module::read("schedule", inputs, &[("aws_scheduler_schedule_group", groups)]);
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    let of = |group: &str| {
        Request::new(service("scheduler"), "sts:AssumeRole", "*")
            .with("aws:SourceAccount", &[ACCOUNT])
            .with("aws:SourceArn", &[group])
    };
    let mut denied = impostors("scheduler", &of(&group));
    denied.extend(
        arns_beside(&group)
            .iter()
            .map(|other| because("another group", of(other))),
    );
    let trust = alone(
        "trust of a schedule's role",
        module.policy(["aws_iam_role", "this"], "assume_role_policy"),
        vec![because("it is time", of(&group))],
        denied,
    );
    let starter = role(&format!("{}-schedule", physical("s")));
    let asks = |why: &str, action: &str, resource: &str| {
        because(why, Request::new(starter.clone(), action, resource))
    };
    let allowed = vec![
        asks("it is time", "lambda:InvokeFunction", &function),
        asks("the function cannot be started", "sqs:SendMessage", &queue),
    ];
    let mut denied = neighbours(&allowed);
    let bare = function.trim_end_matches(":live");
    for past in [bare.to_owned(), format!("{bare}:7"), format!("{bare}:$LATEST")] {
        denied.push(asks("past the alias", "lambda:InvokeFunction", &past));
    }
    let policy = module.policy(["aws_iam_role_policy", "this"], "policy");
    vec![
        trust,
        alone("policy of a schedule's role", policy, allowed, denied),
    ]
}

/// What an event starts lets in EventBridge for that one rule, and so does the queue of what could not be started.
pub(super) fn subscriptions() -> Vec<Subject> {
    let rule = arn("events", &format!("rule/{}/{}", physical("bus"), physical("f")));
    let function = arn("lambda", &format!("function:{}:live", physical("f")));
    let queue = arn("sqs", &format!("{}-undelivered", physical("f")));
    let inputs = hcl::value!({
        "prefix" = (stack::PREFIX), "name" = "f", "function_name" = (physical("f")), "function_arn" = (function.clone()),
        "dead_letter_arn" = (queue.clone()), "event_bus_name" = (physical("bus")), "event_source" = "desk",
        "detail_type" = "Closed", "max_age_seconds" = 60, "description" = "It starts.",
    });
    let rules = hcl::value!({ "this" = { "arn" = (rule.clone()), "name" = (physical("f")) } });
    let module = Module::read("subscription", inputs, &[("aws_cloudwatch_event_rule", rules)]);
    let events = Invoker {
        service: "events",
        stranger: "scheduler",
        source: &rule,
    };
    let name = "policy of a function that an event starts";
    let started = events.of(name, &module, "this", &function);
    vec![started, undelivered(&rule, &queue)]
}

fn undelivered(rule: &str, queue: &str) -> Subject {
    let inputs =
        hcl::value!({ "prefix" = (stack::PREFIX), "name" = "f", "event_rule_arn" = (rule.to_owned()) });
    let queues = hcl::value!({ "this" = { "arn" = (queue.to_owned()), "id" = "url" } });
    let module = Module::read("dead_letters", inputs, &[("aws_sqs_queue", queues)]);
    let Principal::Arn(sender) = role("f") else {
        panic!("a role has an ARN")
    };
    // What the function's own policy says.
    let own = json!({ "Effect": "Allow", "Principal": { "AWS": sender }, "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": queue });
    let own = Policy::read(&json!({ "Version": "2012-10-17", "Statement": own })).unwrap();
    let request = |who: Principal, tls: &str| {
        Request::new(who, "sqs:SendMessage", queue).with("aws:SecureTransport", &[tls])
    };
    let by_rule = |rule: &str| request(service("events"), "true").with("aws:SourceArn", &[rule]);
    let lambda = request(role("f"), "true");
    let allowed = vec![
        because("Lambda keeps what failed", lambda.clone()),
        because("a person reads it", lambda.doing("sqs:ReceiveMessage")),
        because("its rule keeps what cannot start", by_rule(rule)),
    ];
    let mut denied = vec![
        because("plain HTTP", request(role("f"), "false")),
        because(
            "plain HTTP",
            request(role("f"), "false").doing("sqs:ReceiveMessage"),
        ),
        because(
            "a service without a rule",
            request(service("sns"), "true").with("aws:SourceArn", &[rule]),
        ),
        because(
            "a rule over plain HTTP",
            request(service("events"), "false").with("aws:SourceArn", &[rule]),
        ),
        because("a rule that reads", by_rule(rule).doing("sqs:ReceiveMessage")),
        because("a rule that names no rule", request(service("events"), "true")),
    ];
    denied.extend(
        arns_beside(rule)
            .into_iter()
            .map(|other| because("another rule", by_rule(&other))),
    );
    denied.extend(
        arns_beside(queue)
            .into_iter()
            .map(|other| because("another queue", by_rule(rule).on(other))),
    );
    Subject {
        name: "policy of dead letters".to_owned(),
        policy: module.policy(["aws_sqs_queue_policy", "this"], "policy"),
        beside: vec![own],
        allowed,
        denied,
    }
}
