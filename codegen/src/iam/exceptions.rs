//! Where the service authorization reference and AWS's behaviour differ, or a rule of ours has to give way: data,
//! each with its reason.

use super::arn::Kind;
use super::pattern::Gap;
use super::policy::Effect;

/// An action that AWS authorises against a resource type that the reference does not list for it.
#[derive(Debug, Clone, Copy)]
pub struct ExtraType {
    /// The action.
    pub action: &'static str,
    /// The type it can be limited to all the same.
    pub kind: Kind,
    /// Why this is known.
    pub reason: &'static str,
}

const STATE_MACHINE: Kind = Kind {
    service: "states",
    name: "statemachine",
};
const TASK_TOKEN: &str =
    "the reference lists no type, yet AWS's denials name the machine whose task holds the token";
const QUALIFIED: &str = "an invocation of a version or alias is authorised against the qualified ARN";

/// Types that the reference leaves out.
pub const EXTRA_TYPES: &[ExtraType] = &[
    api("apigateway:DELETE", "Api"),
    api("apigateway:GET", "Api"),
    api("apigateway:PATCH", "Api"),
    api("apigateway:POST", "Apis"),
    ExtraType {
        action: "lambda:InvokeFunction",
        kind: Kind::FUNCTION_VERSION,
        reason: QUALIFIED,
    },
    ExtraType {
        action: "lambda:InvokeFunction",
        kind: Kind {
            service: "lambda",
            name: "function alias",
        },
        reason: QUALIFIED,
    },
    ExtraType {
        action: "states:SendTaskFailure",
        kind: STATE_MACHINE,
        reason: TASK_TOKEN,
    },
    ExtraType {
        action: "states:SendTaskHeartbeat",
        kind: STATE_MACHINE,
        reason: TASK_TOKEN,
    },
    ExtraType {
        action: "states:SendTaskSuccess",
        kind: STATE_MACHINE,
        reason: TASK_TOKEN,
    },
];

const HTTP_API: &str =
    "the reference gives API Gateway's two generations one table, and leaves the younger one's types out";

const fn api(action: &'static str, name: &'static str) -> ExtraType {
    ExtraType {
        action,
        kind: Kind {
            service: "apigateway",
            name,
        },
        reason: HTTP_API,
    }
}

/// An ARN of a resource type that the reference's pattern does not cover.
#[derive(Debug, Clone, Copy)]
pub struct ExtraArn {
    /// The type.
    pub kind: Kind,
    /// The other pattern.
    pub arn: &'static str,
    /// Why this is known.
    pub reason: &'static str,
}

/// Patterns that the reference leaves out.
pub const EXTRA_ARNS: &[ExtraArn] = &[
    ExtraArn {
        kind: Kind {
            service: "bedrock",
            name: "foundation-model",
        },
        arn: "arn:${Partition}:bedrock:::foundation-model/${ResourceId}",
        reason: "a global inference profile is authorised against the model in no region before it picks one",
    },
    ExtraArn {
        kind: Kind {
            service: "logs",
            name: "log-group",
        },
        arn: "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:*",
        reason: "what CloudWatch Logs itself calls a group's ARN ends so, and some actions are judged by it",
    },
];

/// An action that may speak of `*` although it has resource types.
#[derive(Debug, Clone, Copy)]
pub struct Everywhere {
    /// The action.
    pub action: &'static str,
    /// Whether it may be permitted or forbidden so.
    pub effect: Effect,
    /// Why.
    pub reason: &'static str,
}

const UNNAMED: &str = "Lambda checks the role's permission before it makes an interface, and deletes and re-addresses \
                       interfaces whose ids nobody knows when the policy is written";
const NO_OWN_INTERFACES: &str =
    "it takes from the function's own code what the role has only for Lambda's sake, on any interface";

const fn permitted(action: &'static str) -> Everywhere {
    Everywhere {
        action,
        effect: Effect::Allow,
        reason: UNNAMED,
    }
}

const fn forbidden(action: &'static str) -> Everywhere {
    Everywhere {
        action,
        effect: Effect::Deny,
        reason: NO_OWN_INTERFACES,
    }
}

/// Actions with resource types that may speak of `*`.
pub const EVERYWHERE: &[Everywhere] = &[
    permitted("ec2:AssignPrivateIpAddresses"),
    permitted("ec2:CreateNetworkInterface"),
    permitted("ec2:DeleteNetworkInterface"),
    permitted("ec2:UnassignPrivateIpAddresses"),
    forbidden("ec2:AssignPrivateIpAddresses"),
    forbidden("ec2:CreateNetworkInterface"),
    forbidden("ec2:DeleteNetworkInterface"),
    forbidden("ec2:UnassignPrivateIpAddresses"),
];

/// A resource type of which a statement may name all at the end of an ARN.
#[derive(Debug, Clone, Copy)]
pub struct NamedLater {
    /// The type.
    pub kind: Kind,
    /// Why no name can be written.
    pub reason: &'static str,
}

/// Resource types whose last segment may be `*`.
pub const NAMED_LATER: &[NamedLater] = &[
    NamedLater {
        kind: Kind {
            service: "logs",
            name: "log-stream",
        },
        reason: "Lambda names a stream after the date, the version and the instance",
    },
    NamedLater {
        kind: Kind {
            service: "s3",
            name: "object",
        },
        reason: "objects are named while the system runs",
    },
];

/// An ARN that may hold a wildcard although no tag and no name of ours limits it.
#[derive(Debug, Clone, Copy)]
pub struct Wildcard {
    /// The ARN, with `${placeholders}`.
    pub arn: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// ARNs with wildcards, all of them in the policies of the roles that plan and deploy, or in the permission boundary.
pub const WILDCARDS: &[Wildcard] = &[
    Wildcard {
        arn: "arn:${partition}:appconfig:${region}:${account}:application/*/configurationprofile/*",
        reason: "AppConfig gives out ids, and the versions of a document bear no tags",
    },
    Wildcard {
        arn: "arn:${partition}:appconfig:${region}:${account}:application/*/environment/*/configuration/*",
        reason: "a boundary: which configuration a role may read is in its own policy",
    },
    Wildcard {
        arn: "arn:${partition}:cloudwatch:${region}:${account}:alarm:*",
        reason: "alarms are listed by the beginning of their names, which AWS judges as a list of all",
    },
    Wildcard {
        arn: "arn:${partition}:kms:${region}:${account}:key/*",
        reason: "the key that AWS manages for Secrets Manager has an id that nobody knows beforehand; a condition limits who asks",
    },
    Wildcard {
        arn: "arn:${partition}:rds:${region}:${account}:db:*",
        reason: "the provider looks an instance up by its resource id, which AWS judges as a list of all",
    },
    Wildcard {
        arn: "arn:${partition}:rds:${region}:${account}:og:default:*",
        reason: "RDS's default option groups, by engine and version",
    },
    Wildcard {
        arn: "arn:${partition}:s3:::${prefix}-*/*",
        reason: "objects are named while the system runs",
    },
    Wildcard {
        arn: "arn:${partition}:secretsmanager:${region}:${account}:secret:rds!db-*",
        reason: "RDS names the secret with the master user's password",
    },
    Wildcard {
        arn: "arn:${partition}:bedrock:*::foundation-model/*",
        reason: "a boundary: which models a role may call is in its own policy",
    },
    Wildcard {
        arn: "arn:${partition}:bedrock:${region}:${account}:inference-profile/*",
        reason: "a boundary: which profiles a role may call is in its own policy",
    },
    Wildcard {
        arn: "arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${prefix}-*:log-stream:*",
        reason: "a boundary: which log a role may write is in its own policy",
    },
    Wildcard {
        arn: "arn:${partition}:logs:${region}:${account}:log-group:/aws/vpc/${prefix}:*",
        reason: "what CloudWatch Logs itself calls the ARN of that one group",
    },
    Wildcard {
        arn: "arn:${partition}:states:${region}:${account}:execution:${prefix}-*:*",
        reason: "executions are named while the system runs",
    },
    Wildcard {
        arn: "arn:${partition}:rds-db:${region}:${account}:dbuser:*/*",
        reason: "a boundary: which user a role is, and on which instance, is in its own policy",
    },
];

/// A gap of the reference's ARNs that reaches over separators.
#[derive(Debug, Clone, Copy)]
struct Wide {
    service: &'static str,
    name: &'static str,
    gap: Gap,
}

const fn wide(service: &'static str, name: &'static str, colons: bool, slashes: bool) -> Wide {
    Wide {
        service,
        name,
        gap: Gap { colons, slashes },
    }
}

/// Names that may hold separators themselves.
const WIDE: &[Wide] = &[
    wide("bedrock", "ResourceId", true, false),  // amazon.nova-lite-v1:0
    wide("events", "EventBusName", false, true), // aws.partner/example.com/orders
    wide("execute-api", "ApiSpecificResourcePath", false, true), // v1/messages
    wide("iam", "RoleNameWithPath", false, true), // service-role/name
    wide("kms", "Alias", false, true),           // aws/lambda
    wide("logs", "LogGroupName", false, true),   // /aws/lambda/name
    wide("logs", "LogStreamName", false, true),  // 2026/11/22/[1]abc
    wide("rds", "OptionGroupName", true, false), // default:postgres-16
    wide("s3", "ObjectName", true, true),
    wide("secretsmanager", "SecretId", false, true), // team/key-AbCdEf
    wide("sts", "RoleNameWithPath", false, true),
];

/// What a gap of the service's ARNs admits.
#[must_use]
pub fn gap(service: &str, name: &str) -> Gap {
    WIDE.iter()
        .find(|wide| wide.service == service && wide.name == name)
        .map_or_else(Gap::default, |wide| wide.gap)
}

#[cfg(test)]
mod tests {
    use super::{EVERYWHERE, EXTRA_ARNS, EXTRA_TYPES, NAMED_LATER, WIDE};
    use crate::iam::pattern::Pattern;
    use crate::iam::reference::Reference;

    /// An exception that a newer reference makes needless must go.
    #[test]
    fn every_exception_speaks_of_the_reference_and_is_needed() {
        let reference = Reference::embedded();
        for extra in EXTRA_TYPES {
            let action = reference.action(extra.action).unwrap();
            assert!(reference.kind(extra.kind).is_some(), "{extra:?}");
            assert!(
                action.resource_types().all(|(name, _)| name != extra.kind.name),
                "{extra:?}"
            );
        }
        for extra in EXTRA_ARNS {
            let names = ["Partition", "Region", "Account", "LogGroupName", "ResourceId"];
            let filled = names.iter().fold(extra.arn.to_owned(), |arn, name| {
                arn.replace(&format!("${{{name}}}"), "model")
            });
            let ours = Pattern::exact(&filled);
            let known = &reference.kind(extra.kind).unwrap().arns;
            assert!(
                known
                    .iter()
                    .all(|arn| !Pattern::reference_arn(extra.kind.service, arn).meets(&ours)),
                "{extra:?}"
            );
        }
        for exception in EVERYWHERE {
            assert!(
                reference
                    .action(exception.action)
                    .unwrap()
                    .resource_types()
                    .count()
                    > 0,
                "{exception:?}"
            );
        }
        for later in NAMED_LATER {
            assert!(reference.kind(later.kind).is_some(), "{later:?}");
        }
        let text = include_str!("../../authorization/reference.json");
        for wide in WIDE {
            assert!(text.contains(&format!("${{{}}}", wide.name)), "{wide:?}");
        }
    }
}
