//! The proof for the policies that say who may come: the roles' trust, the queues' and the functions' own. They are
//! written by hand in `terraform/modules/`, so they are read from there, with values put in as the stack puts them.

mod starters;

use crate::iam::{Policy, Principal, Request};
use crate::mutation::{Subject, score};
use crate::probe::{Probe, arns_beside, neighbours};
use crate::requests::role;
use crate::services;
use crate::stack::{self, ACCOUNT, Choices, Stack, arn, physical};
use crate::terraform::{self, block, string, value};
use hcl::Value;
use hcl::eval::Context;
use hcl::structure::Block;
use serde_json::json;
use std::collections::BTreeMap;

/// Another account.
const STRANGER: &str = "999988887777";

/// What a module's expressions evaluate to with these inputs and these attributes of its resources.
struct Module {
    blocks: Vec<Block>,
    context: Context<'static>,
}

impl Module {
    fn read(name: &str, inputs: Value, resources: &[(&'static str, Value)]) -> Self {
        let blocks = terraform::blocks(&format!("terraform/modules/{name}"));
        let mut context = terraform::context();
        context.declare_var("var", inputs);
        for (kind, attributes) in resources {
            context.declare_var(*kind, attributes.clone());
        }
        terraform::declare_locals(&blocks, &mut context);
        Self { blocks, context }
    }

    fn text(&self, resource: [&str; 2], attribute: &str) -> String {
        string(value(
            block(&self.blocks, "resource", &resource),
            attribute,
            &self.context,
        ))
    }

    fn policy(&self, resource: [&str; 2], attribute: &str) -> Policy {
        Policy::parse(&self.text(resource, attribute)).unwrap_or_else(|unknown| panic!("{unknown}"))
    }

    /// The same for one of a resource's instances.
    fn each(&self, key: &str, instance: &Value) -> Self {
        let mut context = self.context.clone();
        context.declare_var("each", hcl::value!({ "key" = key, "value" = (instance.clone()) }));
        Self {
            blocks: self.blocks.clone(),
            context,
        }
    }
}

fn service(name: &str) -> Principal {
    Principal::Service(format!("{name}.amazonaws.com"))
}

fn because(why: &str, request: Request) -> Probe {
    Probe {
        request,
        why: why.to_owned(),
    }
}

/// A policy of a resource, which stands alone: the services that come have no policy of their own.
fn alone(name: &str, policy: Policy, allowed: Vec<Probe>, denied: Vec<Probe>) -> Subject {
    Subject {
        name: name.to_owned(),
        policy,
        beside: Vec::new(),
        allowed,
        denied,
    }
}

/// Everyone who must not become a role that is a service's.
fn impostors(own: &str, request: &Request) -> Vec<Probe> {
    let mut impostors: Vec<_> = ["lambda", "states", "events", "ec2", "scheduler", "apigateway"]
        .into_iter()
        .filter(|name| *name != own)
        .map(|name| because("another service", request.clone().by(service(name))))
        .collect();
    impostors.push(because("a role of ours", request.clone().by(role("someone"))));
    impostors.push(because(
        "a role of a stranger's",
        request
            .clone()
            .by(Principal::Arn(format!("arn:aws:iam::{STRANGER}:role/r"))),
    ));
    for key in request.context().keys() {
        let other = if key == "aws:sourceaccount" {
            STRANGER.to_owned()
        } else {
            key.clone()
        };
        impostors.push(because(
            "a deputy who does not say for whom",
            request.clone().with(key, &[]),
        ));
        impostors.push(because(
            "a deputy of someone else's",
            request.clone().with(key, &[&other]),
        ));
    }
    let actions = [
        "sts:TagSession",
        "sts:SetSourceIdentity",
        "sts:AssumeRoleWithWebIdentity",
    ];
    impostors
        .extend(actions.map(|action| because("more than to assume the role", request.clone().doing(action))));
    impostors
}

/// A function's role is Lambda's to assume, for this account.
fn function_trust() -> Subject {
    let inputs = hcl::value!({ "prefix" = (stack::PREFIX), "name" = "f" });
    let policy = Module::read("function", inputs, &[]).policy(["aws_iam_role", "this"], "assume_role_policy");
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    let request =
        Request::new(service("lambda"), "sts:AssumeRole", "*").with("aws:SourceAccount", &[ACCOUNT]);
    let denied = impostors("lambda", &request);
    alone(
        "trust of a function's role",
        policy,
        vec![because("Lambda starts the function", request)],
        denied,
    )
}

/// A machine's role is Step Functions' to assume, for this machine.
fn workflow_trust() -> Subject {
    let inputs = hcl::value!({ "prefix" = (stack::PREFIX), "name" = "w", "kind" = "EXPRESS" });
    let policy = Module::read("workflow", inputs, &[]).policy(["aws_iam_role", "this"], "assume_role_policy");
    let of = |machine: &str| {
        Request::new(service("states"), "sts:AssumeRole", "*")
            .with("aws:SourceAccount", &[ACCOUNT])
            .with("aws:SourceArn", &[machine])
    };
    let machine = arn("states", &format!("stateMachine:{}", physical("w")));
    // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html has the keys. Which ARN an
    // execution of an alias comes with is not said there, so both must pass.
    let allowed = vec![
        because("an execution of the machine", of(&machine)),
        because("an execution of its alias", of(&format!("{machine}:live"))),
        because("an execution of its version", of(&format!("{machine}:3"))),
    ];
    let mut denied = impostors("states", &of(&machine));
    for near in [machine.clone(), format!("{machine}:live")] {
        denied.extend(
            arns_beside(&near)
                .into_iter()
                .filter(|other| !other.starts_with(&format!("{machine}:")))
                .map(|other| because("another machine", of(&other))),
        );
    }
    alone("trust of a machine's role", policy, allowed, denied)
}

/// The flow log's role is the flow logs' to assume, for this account's.
fn flow_log_trust() -> Subject {
    let inputs = hcl::value!({ "prefix" = (stack::PREFIX) });
    let policy =
        Module::read("network", inputs, &[]).policy(["aws_iam_role", "flow_log"], "assume_role_policy");
    let of = |log: &str| {
        Request::new(service("vpc-flow-logs"), "sts:AssumeRole", "*")
            .with("aws:SourceAccount", &[ACCOUNT])
            .with("aws:SourceArn", &[log])
    };
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    let log = arn("ec2", "vpc-flow-log/fl-0a1b");
    let mut denied = impostors("vpc-flow-logs", &of(&log));
    // AWS names the log when it is made, and it is made with the role.
    let others = arns_beside(&log)
        .into_iter()
        .filter(|other| !other.ends_with("/fl-0a1bx"));
    denied.extend(others.map(|other| because("another log", of(&other))));
    let allowed = vec![because("the flow log is written", of(&log))];
    alone("trust of the flow log's role", policy, allowed, denied)
}

/// The flow log's role writes one log group, and looks for it among all: AWS lets nobody narrow the search.
fn flow_log() -> Subject {
    let group = arn("logs", &format!("log-group:/aws/vpc/{}", stack::PREFIX));
    let inputs = hcl::value!({ "prefix" = (stack::PREFIX) });
    let groups = hcl::value!({ "flow" = { "arn" = (group.clone()) } });
    let module = Module::read("network", inputs, &[("aws_cloudwatch_log_group", groups)]);
    let writer = role(&format!("{}-flow-log", stack::PREFIX));
    let asks = |action: &str, resource: &str| {
        because(
            "the flow log is written",
            Request::new(writer.clone(), action, resource),
        )
    };
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html has the actions; a stream is a network
    // interface's. Of a whole group policies speak with `:*` behind its name:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    let stream = format!("{group}:log-stream:eni-0a1b-reject");
    let allowed = vec![
        asks("logs:DescribeLogGroups", "*"),
        asks("logs:DescribeLogStreams", &format!("{group}:*")),
        asks("logs:CreateLogStream", &stream),
        asks("logs:PutLogEvents", &stream),
    ];
    // Of these two the first is asked of nothing in particular, the second of the group whatever stands behind its name.
    let is_permitted = |probe: &Probe| match probe.request.action.as_str() {
        "logs:DescribeLogGroups" => true,
        "logs:DescribeLogStreams" => probe.request.resource.starts_with(&format!("{group}:")),
        _ => false,
    };
    let mut denied: Vec<Probe> = neighbours(&allowed)
        .into_iter()
        .filter(|probe| !is_permitted(probe))
        .collect();
    denied.extend([
        asks("logs:CreateLogGroup", &group),
        asks("logs:PutLogEvents", &services::log_stream(&physical("save_turn"))),
    ]);
    let policy = module.policy(["aws_iam_role_policy", "flow_log"], "policy");
    alone("policy of the flow log's role", policy, allowed, denied)
}

/// A queue takes what roles of the account may send, over TLS, and what its rules send.
fn queues() -> Vec<Subject> {
    let rule = arn("events", "rule/bus/rule");
    let name = physical("q");
    let queue_arn = arn("sqs", &name);
    let dead_arn = arn("sqs", &format!("{name}-dead-letter"));
    let inputs =
        hcl::value!({ "prefix" = (stack::PREFIX), "name" = "q", "event_rule_arns" = [(rule.clone())] });
    let queue = |arn: &str| hcl::value!({ "arn" = arn, "id" = "url" });
    let kinds = hcl::value!({ "this" = (queue(&queue_arn)), "dead_letter" = (queue(&dead_arn)) });
    let module = Module::read("queue", inputs, &[("aws_sqs_queue", kinds)]);
    let subject = |key: &str, own: &str| {
        let policy = module
            .each(key, &queue(own))
            .policy(["aws_sqs_queue_policy", "this"], "policy");
        let Principal::Arn(sender) = role("sender") else {
            panic!("a role has an ARN")
        };
        // What the sender's own policy says; it is the sender's alone.
        let sender = json!({ "Effect": "Allow", "Principal": { "AWS": sender }, "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": own });
        let sender = Policy::read(&json!({ "Version": "2012-10-17", "Statement": sender })).unwrap();
        let request = |who: Principal, tls: &str| {
            Request::new(who, "sqs:SendMessage", own).with("aws:SecureTransport", &[tls])
        };
        let by_rule = |rule: &str| request(service("events"), "true").with("aws:SourceArn", &[rule]);
        let mut allowed = vec![
            because("a function sends", request(role("sender"), "true")),
            because(
                "a function receives",
                request(role("sender"), "true").doing("sqs:ReceiveMessage"),
            ),
        ];
        let mut denied = vec![
            because("plain HTTP", request(role("sender"), "false")),
            because(
                "plain HTTP",
                request(role("sender"), "false").doing("sqs:ReceiveMessage"),
            ),
            because(
                "a service without a rule",
                request(service("sns"), "true").with("aws:SourceArn", &[&rule]),
            ),
            because(
                "a rule over plain HTTP",
                request(service("events"), "false").with("aws:SourceArn", &[&rule]),
            ),
            because("a rule that reads", by_rule(&rule).doing("sqs:ReceiveMessage")),
            because("a rule that names no rule", request(service("events"), "true")),
            because("a rule at another queue", by_rule(&rule).on(arn("sqs", "other"))),
        ];
        denied.extend(
            arns_beside(&rule)
                .into_iter()
                .map(|other| because("another rule", by_rule(&other))),
        );
        denied.extend(
            arns_beside(own)
                .into_iter()
                .map(|other| because("another queue", by_rule(&rule).on(other))),
        );
        // Dead letters come from the queue itself, and no rule has business there.
        match key {
            "main" => allowed.push(because("its rule sends", by_rule(&rule))),
            _ => denied.push(because("a rule at the dead letters", by_rule(&rule))),
        }
        Subject {
            name: format!("policy of a queue ({key})"),
            policy,
            beside: vec![sender],
            allowed,
            denied,
        }
    };
    vec![subject("main", &queue_arn), subject("dead_letter", &dead_arn)]
}

/// A function's own policy lets API Gateway in, by exactly the routes that lead to it.
fn routed_functions() -> Vec<Subject> {
    const API: &str = "a1b2c3";
    /// What stands where a path has a parameter.
    const SAMPLE: &str = "id_of_something";
    let routes = Stack::read(&Choices::default()).routes;
    let inputs = hcl::value!({
        "prefix" = (stack::PREFIX), "name" = "api", "scope_prefix" = "api/", "routes" = (routes.clone()),
    });
    let api = hcl::value!({ "this" = { "execution_arn" = (arn("execute-api", API)), "id" = API } });
    let module = Module::read("api", inputs, &[("aws_apigatewayv2_api", api)]);
    let permission = ["aws_lambda_permission", "route"];
    let each = value(
        block(&module.blocks, "resource", &permission),
        "for_each",
        &module.context,
    );
    let mut statements = BTreeMap::<String, Vec<serde_json::Value>>::new();
    for (key, route) in each.as_object().unwrap() {
        let module = module.each(key, route);
        let text = |attribute| module.text(permission, attribute);
        let function = arn(
            "lambda",
            &format!("function:{}:{}", text("function_name"), text("qualifier")),
        );
        // Lambda writes the statement: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
        statements.entry(function.clone()).or_default().push(json!({
            "Sid": text("statement_id"), "Effect": "Allow", "Principal": { "Service": text("principal") },
            "Action": text("action"), "Resource": function,
            "Condition": { "ArnLike": { "AWS:SourceArn": text("source_arn") } },
        }));
    }
    let calls = |function: &str| -> Vec<Request> {
        let here = routes.as_object().unwrap().iter();
        let here = here.filter(|(_, route)| {
            route
                .as_object()
                .is_some_and(|route| route["function_arn"].as_str() == Some(function))
        });
        here.map(|(key, _)| {
            // The API's id, stage, method and path: `POST /v1/messages` is `…:a1b2c3/$default/POST/v1/messages`.
            let segments = key.split('/');
            let segments = segments.map(|segment| if segment.starts_with('{') { SAMPLE } else { segment });
            let key = segments.collect::<Vec<_>>().join("/").replacen(' ', "", 1);
            let route = arn("execute-api", &format!("{API}/$default/{key}"));
            Request::new(service("apigateway"), "lambda:InvokeFunction", function)
                .with("aws:SourceArn", &[&route])
        })
        .collect()
    };
    let subject = |(function, statements): (String, Vec<serde_json::Value>)| {
        let policy = Policy::read(&json!({ "Version": "2012-10-17", "Statement": statements })).unwrap();
        let calls = calls(&function);
        let mut denied = Vec::new();
        for call in &calls {
            let route = &call.context()["aws:sourcearn"][0];
            denied.extend(
                arns_beside(route)
                    .iter()
                    // Another value of a parameter is the same route.
                    .filter(|other| !other.contains(&format!("/{SAMPLE}x")))
                    .map(|other| because("another route", call.clone().with("aws:SourceArn", &[other]))),
            );
            denied.push(because("no route", call.clone().with("aws:SourceArn", &[])));
            denied.extend(
                arns_beside(&function)
                    .into_iter()
                    .map(|other| because("another function", call.clone().on(other))),
            );
            let bare = function.rsplit_once(':').unwrap().0;
            for other in [bare.to_owned(), format!("{bare}:$LATEST"), format!("{bare}:7")] {
                denied.push(because("past the alias", call.clone().on(other)));
            }
            for action in [
                "lambda:InvokeAsync",
                "lambda:UpdateFunctionCode",
                "lambda:GetFunction",
            ] {
                denied.push(because("more than a call", call.clone().doing(action)));
            }
            denied.push(because("another service", call.clone().by(service("events"))));
            denied.push(because("a role", call.clone().by(role("someone"))));
        }
        let allowed: Vec<_> = calls
            .into_iter()
            .map(|call| because("a request to the route", call))
            .collect();
        let name = function.split(':').nth(6).unwrap_or_default();
        alone(&format!("policy of {name}"), policy, allowed, denied)
    };
    statements.into_iter().map(subject).collect()
}

/// The policy of the function that Cognito asks before it issues a token lets the user pool in, and nobody else.
fn asked_function() -> Subject {
    const POOL: &str = "userpool/eu-central-1_a1b2c3";
    let asked = Stack::read(&Choices::default()).pre_token_generation;
    let function = string(asked.as_object().unwrap()["function_arn"].clone());
    let inputs = hcl::value!({
        "prefix" = (stack::PREFIX), "name" = "identity", "scopes" = {}, "machine_clients" = {},
        "pre_token_generation" = (asked),
    });
    let pool = hcl::value!({ "this" = { "arn" = (arn("cognito-idp", POOL)) } });
    let module = Module::read("identity", inputs, &[("aws_cognito_user_pool", pool)]);
    let pools = Invoker {
        service: "cognito-idp",
        stranger: "apigateway",
        source: &arn("cognito-idp", POOL),
    };
    let name = function.split(':').nth(6).unwrap_or_default();
    pools.of(
        &format!("policy of {name}"),
        &module,
        "pre_token_generation",
        &function,
    )
}

/// A service that may invoke one function, on behalf of one thing of ours.
struct Invoker<'a> {
    service: &'a str,
    /// One that may not.
    stranger: &'a str,
    /// The ARN of the thing.
    source: &'a str,
}

impl Invoker<'_> {
    /// The function's own policy, which is the module's permission of this name, lets it in, and nobody else. `function` is
    /// the alias's ARN.
    fn of(&self, name: &str, module: &Module, permission: &str, function: &str) -> Subject {
        let text = |attribute| module.text(["aws_lambda_permission", permission], attribute);
        let resource = format!("function:{}:{}", text("function_name"), text("qualifier"));
        // Lambda writes the statement: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
        let statement = json!({
            "Sid": text("statement_id"), "Effect": "Allow", "Principal": { "Service": text("principal") },
            "Action": text("action"), "Resource": arn("lambda", &resource),
            "Condition": {
                "StringEquals": { "AWS:SourceAccount": text("source_account") },
                "ArnLike": { "AWS:SourceArn": text("source_arn") },
            },
        });
        let policy = Policy::read(&json!({ "Version": "2012-10-17", "Statement": [statement] })).unwrap();
        let call = Request::new(service(self.service), "lambda:InvokeFunction", function)
            .with("aws:SourceArn", &[self.source])
            .with("aws:SourceAccount", &[ACCOUNT]);
        let mut denied = vec![
            because("no source", call.clone().with("aws:SourceArn", &[])),
            because("no account", call.clone().with("aws:SourceAccount", &[])),
            because(
                "another account",
                call.clone().with("aws:SourceAccount", &[STRANGER]),
            ),
            because(
                "more than a call",
                call.clone().doing("lambda:UpdateFunctionCode"),
            ),
            because("more than a call", call.clone().doing("lambda:GetFunction")),
            because("more than a call", call.clone().doing("lambda:InvokeAsync")),
            because("another service", call.clone().by(service(self.stranger))),
            because("a role", call.clone().by(role("someone"))),
        ];
        let bare = function.rsplit_once(':').unwrap().0.to_owned();
        for other in [format!("{bare}:$LATEST"), format!("{bare}:7"), bare] {
            denied.push(because("past the alias", call.clone().on(other)));
        }
        let others = arns_beside(self.source);
        denied.extend(
            others
                .iter()
                .map(|other| because("another source", call.clone().with("aws:SourceArn", &[other]))),
        );
        denied.extend(
            arns_beside(function)
                .into_iter()
                .map(|other| because("another function", call.clone().on(other))),
        );
        alone(name, policy, vec![because("it is asked", call)], denied)
    }
}

#[test]
fn nobody_comes_in_who_is_not_expected() {
    let mut subjects = vec![function_trust(), workflow_trust(), flow_log_trust(), flow_log()];
    subjects.extend(starters::schedules());
    subjects.extend(starters::subscriptions());
    subjects.extend(queues());
    subjects.extend(routed_functions());
    subjects.push(asked_function());
    score("trust and resource policies", &subjects);
}
