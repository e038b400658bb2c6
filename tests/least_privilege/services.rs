//! What AWS's services ask with a role's credentials: no run of ours makes these requests, so each is here with the
//! page that says that a service does.

use crate::iam::Request;
use crate::probe::Probe;
use crate::requests::role;
use crate::stack::{Function, Machine, arn, physical};
use serde_json::Value;

/// Actions, and where AWS says that a service calls them with the role.
struct Documented {
    actions: &'static [&'static str],
    by: &'static str,
    source: &'static str,
}

const OWN_LOGS: Documented = Documented {
    actions: &["logs:CreateLogStream", "logs:PutLogEvents"],
    by: "Lambda writes the function's log",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
};

/// Of these, `ec2:DescribeNetworkInterfaces` is said to work only if it is permitted on `*`.
const NETWORK_INTERFACES: Documented = Documented {
    actions: &[
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    ],
    by: "Lambda puts the function into the VPC",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
};

/// CloudWatch Logs has no resource types for them.
const LOG_DELIVERY: Documented = Documented {
    actions: &[
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ],
    by: "Step Functions has the machine's log delivered",
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
};

const DEAD_LETTERS: Documented = Documented {
    actions: &["sqs:SendMessage"],
    by: "Lambda keeps what the function failed on",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
};

impl Documented {
    fn on(&self, name: &str, resource: &str) -> impl Iterator<Item = Probe> {
        self.actions.iter().map(move |action| Probe {
            request: Request::new(role(name), action, resource),
            why: format!("{} ({})", self.by, self.source),
        })
    }
}

/// The stream that an instance of the function's version 7 writes.
pub(crate) fn log_stream(function: &str) -> String {
    arn(
        "logs",
        &format!("log-group:/aws/lambda/{function}:log-stream:2026/11/22/[7]0a1b2c3d"),
    )
}

/// What Lambda asks for a function.
pub(crate) fn for_function(name: &str, function: &Function) -> Vec<Probe> {
    let name = physical(name);
    let mut probes: Vec<_> = OWN_LOGS.on(&name, &log_stream(&name)).collect();
    if function.in_vpc {
        probes.extend(NETWORK_INTERFACES.on(&name, "*"));
    }
    if let Some(queue) = &function.dead_letters {
        probes.extend(DEAD_LETTERS.on(&name, queue));
    }
    probes
}

/// The actions that Lambda has for the VPC's sake, and a function's own code must not have.
pub(crate) fn kept_from_code(function: &Function) -> &'static [&'static str] {
    if function.in_vpc {
        NETWORK_INTERFACES.actions
    } else {
        &[]
    }
}

/// What Step Functions asks for a machine: its logging, what each state of its definition calls, and what the states of
/// the definitions before call, of which executions are in flight.
pub(crate) fn for_machine(name: &str, machine: &Machine) -> Vec<Probe> {
    let name = format!("{}-workflow", physical(name));
    let mut probes = Vec::new();
    if machine.express {
        probes.extend(LOG_DELIVERY.on(&name, "*"));
    }
    probes.extend(machine.in_flight.iter().map(|function| Probe {
        request: Request::new(role(&name), "lambda:InvokeFunction", function),
        why: "an execution in flight names it".to_owned(),
    }));
    tasks(&machine.definition, &mut |state, task| {
        let resource = task["Resource"].as_str().unwrap_or_default();
        let function = task.pointer("/Arguments/FunctionName").and_then(Value::as_str);
        match (resource, function) {
            // https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
            (
                "arn:aws:states:::lambda:invoke" | "arn:aws:states:::lambda:invoke.waitForTaskToken",
                Some(function),
            ) => {
                probes.push(Probe {
                    request: Request::new(role(&name), "lambda:InvokeFunction", function),
                    why: format!("state `{state}` calls it"),
                });
            }
            _ => panic!("state `{state}` of {name} calls {resource}, and what that takes is not known here"),
        }
    });
    probes
}

/// Every task of a definition, in branches and maps too.
fn tasks(definition: &Value, visit: &mut impl FnMut(&str, &Value)) {
    for (name, state) in definition["States"].as_object().into_iter().flatten() {
        if state["Type"] == "Task" {
            visit(name, state);
        }
        let branches = state["Branches"].as_array().into_iter().flatten();
        let nested = [&state["ItemProcessor"], &state["Iterator"]];
        for inner in branches.chain(nested.into_iter().filter(|inner| !inner.is_null())) {
            tasks(inner, visit);
        }
    }
}
