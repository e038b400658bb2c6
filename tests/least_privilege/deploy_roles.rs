//! What Terraform asked of a mock AWS in, whether the roles that plan and deploy may ask it, and nothing else, out.
//!
//! `tests/apply.sh --record` wrote down what applying, planning and destroying `environments/dev` asks IAM.
use crate::iam::{Effect, Policy, Principal, Request, Verdict, evaluate};
use codegen::deploy::resource_types::{DEPLOY, PUBLISH, RESOURCE_TYPES, Rights, Use};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const ACCOUNT: &str = "123456789012";

/// The policies of a role of an environment, or the boundary, by the beginning of their files' names.
fn policies(role: &str, environment: &str) -> Vec<Policy> {
    let folder = tests::root().join("terraform/bootstrap/iam");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with(role) {
            let values = [
                ("account", ACCOUNT),
                ("application", "atendimento"),
                ("artifact_bucket", "atendimento-artifacts-123456789012"),
                ("environment", environment),
                ("partition", "aws"),
                ("prefix", &format!("atendimento-{environment}")),
                ("region", "us-east-1"),
                ("state_bucket", "atendimento-state-123456789012"),
            ];
            let text = values
                .iter()
                .fold(fs::read_to_string(path).unwrap(), |text, (name, value)| {
                    text.replace(&format!("${{{name}}}"), value)
                });
            found.push(Policy::parse(&text).unwrap());
        }
    }
    assert!(!found.is_empty(), "{role}");
    found
}

fn request(action: &str, resource: &str, context: &[(&str, &[&str])]) -> Request {
    let role = Principal::Arn(format!(
        "arn:aws:iam::{ACCOUNT}:role/bootstrap/bootstrap-atendimento-dev-deploy"
    ));
    context
        .iter()
        .fold(Request::new(role, action, resource), |request, (key, values)| {
            request.with(key, values)
        })
}

fn allowed(policies: &[Policy], request: &Request) -> bool {
    let policies: Vec<&Policy> = policies.iter().collect();
    evaluate(&policies, request).unwrap_or_else(|unknown| panic!("{unknown}: {request}")) == Verdict::Allowed
}

/// A line of the recording: the phases, and what was asked, on what, with which keys.
type Line = (String, (String, String, BTreeMap<String, Vec<String>>));

/// What was recorded: each request with the phases in which it was made.
fn recorded() -> Vec<(String, Request)> {
    let text = fs::read_to_string(tests::root().join("tests/apply/calls.json")).unwrap();
    let calls: Vec<Line> = serde_json::from_str(&text).unwrap();
    calls
        .into_iter()
        .map(|(phases, (action, resource, context))| {
            let mut request = request(&action, &resource, &[]);
            for (key, values) in &context {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                request = request.with(key, &values);
            }
            (phases, request)
        })
        .collect()
}

#[test]
fn the_roles_may_do_all_that_terraform_asks() {
    let (deploy, plan) = (policies("deploy", "dev"), policies("plan", "dev"));
    let calls = recorded();
    let mut denied = Vec::new();
    for (phases, request) in &calls {
        if !allowed(&deploy, request) {
            denied.push(format!("the role that deploys may not, in {phases}: {request}"));
        }
        // A plan for people is made without a lock.
        if phases.contains("plan") && !request.resource.ends_with(".tflock") && !allowed(&plan, request) {
            denied.push(format!("the role that plans may not: {request}"));
        }
    }
    assert!(denied.is_empty(), "{}", denied.join("\n"));
    let actions: BTreeSet<_> = calls.iter().map(|(_, request)| &request.action).collect();
    println!(
        "{} requests for {} actions, all allowed",
        calls.len(),
        actions.len()
    );
    assert!(actions.len() > 100, "{}", actions.len());
}

/// The types of resource that the recorded environment had.
fn applied() -> BTreeSet<&'static str> {
    let absent = [
        // Only where a function needs the internet.
        "aws_eip",
        "aws_internet_gateway",
        "aws_nat_gateway",
        "aws_route",
        // Only where there is a queue.
        "aws_sqs_queue",
        "aws_sqs_queue_policy",
        // Only where somebody wants alarms by mail.
        "aws_sns_topic_subscription",
    ];
    RESOURCE_TYPES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !absent.contains(name))
        .collect()
}

/// What is asked when a bucket goes with objects in it.
const WITH_OBJECTS: [&str; 2] = ["s3:DeleteObjectVersion", "s3:ListBucketVersions"];

#[test]
fn whatever_the_roles_may_do_is_asked_or_has_a_reason() {
    let asked: BTreeSet<String> = recorded()
        .into_iter()
        .map(|(_, request)| request.action)
        .collect();
    let permitted: BTreeSet<String> = policies("deploy", "dev")
        .iter()
        .flat_map(|policy| &policy.statements)
        .filter(|statement| statement.effect == Effect::Allow)
        .flat_map(|statement| statement.actions.patterns.clone())
        .collect();
    let of = |rights: &[Rights], purposes: &[Use]| -> BTreeSet<String> {
        rights
            .iter()
            .filter(|right| purposes.contains(&right.purpose))
            .flat_map(Rights::actions)
            .collect()
    };
    let every = [Use::Read, Use::Create, Use::Update, Use::Delete];
    let release: BTreeSet<String> = of(DEPLOY, &every).union(&of(PUBLISH, &every)).cloned().collect();
    let applied = applied();
    let (mut updates, mut absent) = (BTreeSet::new(), BTreeSet::new());
    for (name, rights) in RESOURCE_TYPES {
        if applied.contains(name) {
            updates.extend(of(rights, &[Use::Update]));
        } else {
            absent.extend(of(rights, &every));
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut surplus = Vec::new();
    for action in permitted.difference(&asked) {
        let reason = if updates.contains(action) {
            "nothing was changed, only made and removed"
        } else if absent.contains(action) {
            "the environment had none of that type"
        } else if WITH_OBJECTS.contains(&action.as_str()) {
            "the environment's buckets were empty when they went"
        } else if release.contains(action) {
            "the commands of a release ask it, not Terraform"
        } else {
            surplus.push(action.as_str());
            continue;
        };
        *counts.entry(reason).or_default() += 1;
    }
    println!(
        "{} actions permitted, {} of them asked",
        permitted.len(),
        permitted.intersection(&asked).count()
    );
    for (reason, count) in counts {
        println!("{count:4} not asked: {reason}");
    }
    println!("{:4} surplus", surplus.len());
    assert!(surplus.is_empty(), "{surplus:#?}");
}

#[test]
fn a_deploy_reaches_nothing_that_holds_it() {
    let deploy: Vec<Policy> = policies("deploy", "dev")
        .into_iter()
        .chain(policies("publish", "dev"))
        .collect();
    let own = "arn:aws:iam::123456789012:policy/bootstrap/atendimento-dev-boundary";
    let bounded: &[(&str, &[&str])] = &[("iam:PermissionsBoundary", &[own])];
    let prods: &[(&str, &[&str])] = &[(
        "iam:PermissionsBoundary",
        &["arn:aws:iam::123456789012:policy/bootstrap/atendimento-prod-boundary"],
    )];
    let role = "arn:aws:iam::123456789012:role/atendimento-dev-any";
    let itself = "arn:aws:iam::123456789012:role/bootstrap/bootstrap-atendimento-dev-deploy";
    let provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    let tagged: &[(&str, &[&str])] = &[
        ("aws:ResourceTag/application", &["atendimento"]),
        ("aws:ResourceTag/environment", &["prod"]),
    ];
    let taking: &[(&str, &[&str])] = &[
        ("aws:ResourceTag/application", &["atendimento"]),
        ("aws:ResourceTag/environment", &["prod"]),
        ("aws:RequestTag/application", &["atendimento"]),
        ("aws:RequestTag/environment", &["dev"]),
    ];
    let to = |service: &'static str| -> [(&str, &[&str]); 1] {
        [(
            "iam:PassedToService",
            std::slice::from_ref(Box::leak(Box::new(service))),
        )]
    };
    let (lambda, machines) = (to("lambda.amazonaws.com"), to("ec2.amazonaws.com"));
    for (is, action, resource, context) in [
        // The probes bite: the same with what it takes is allowed.
        (true, "iam:CreateRole", role, bounded),
        (true, "iam:PutRolePolicy", role, bounded),
        (true, "iam:PassRole", role, &lambda),
        (
            true,
            "s3:GetObject",
            "arn:aws:s3:::atendimento-state-123456789012/atendimento/dev.tfstate",
            &[],
        ),
        (
            true,
            "lambda:UpdateAlias",
            "arn:aws:lambda:us-east-1:123456789012:function:atendimento-dev-any:live",
            &[],
        ),
        // Roles: only with the boundary, only its own, only for the services that run them.
        (false, "iam:CreateRole", role, &[]),
        (false, "iam:CreateRole", role, prods),
        (false, "iam:PutRolePolicy", role, &[]),
        (
            false,
            "iam:CreateRole",
            "arn:aws:iam::123456789012:role/atendimento-prod-any",
            bounded,
        ),
        (
            false,
            "iam:CreateRole",
            "arn:aws:iam::123456789012:role/any",
            bounded,
        ),
        (false, "iam:DeleteRolePermissionsBoundary", role, bounded),
        (false, "iam:AttachRolePolicy", role, bounded),
        (false, "iam:PassRole", role, &[]),
        (false, "iam:PassRole", role, &machines),
        (false, "iam:PassRole", itself, &lambda),
        // What holds it.
        (false, "iam:PutRolePolicy", itself, bounded),
        (false, "iam:UpdateAssumeRolePolicy", itself, &[]),
        (false, "iam:DetachRolePolicy", itself, bounded),
        (false, "iam:DeleteRole", itself, &[]),
        (false, "iam:CreatePolicyVersion", own, &[]),
        (false, "iam:DeletePolicy", own, &[]),
        (false, "iam:SetDefaultPolicyVersion", own, &[]),
        (false, "iam:DeleteOpenIDConnectProvider", provider, &[]),
        (false, "iam:AddClientIDToOpenIDConnectProvider", provider, &[]),
        (false, "iam:CreateUser", "arn:aws:iam::123456789012:user/any", &[]),
        (
            false,
            "sts:AssumeRole",
            "arn:aws:iam::123456789012:role/bootstrap/bootstrap-atendimento-prod-deploy",
            &[],
        ),
        // Another environment's things, by name and by tag.
        (
            false,
            "s3:GetObject",
            "arn:aws:s3:::atendimento-state-123456789012/atendimento/prod.tfstate",
            &[],
        ),
        (
            false,
            "s3:PutObject",
            "arn:aws:s3:::atendimento-state-123456789012/bootstrap.tfstate",
            &[],
        ),
        (
            false,
            "s3:DeleteObject",
            "arn:aws:s3:::atendimento-artifacts-123456789012/lambda/any.zip",
            &[],
        ),
        (
            false,
            "s3:PutObject",
            "arn:aws:s3:::atendimento-artifacts-123456789012/lambda/any.zip",
            &[],
        ),
        (
            false,
            "s3:PutBucketPolicy",
            "arn:aws:s3:::atendimento-state-123456789012",
            &[],
        ),
        (
            false,
            "lambda:UpdateFunctionCode",
            "arn:aws:lambda:us-east-1:123456789012:function:atendimento-prod-any",
            &[],
        ),
        (
            false,
            "rds:DeleteDBInstance",
            "arn:aws:rds:us-east-1:123456789012:db:atendimento-prod-platform",
            &[],
        ),
        (
            false,
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:atendimento-dev-any-AbCdEf",
            &[],
        ),
        (
            false,
            "ec2:DeleteVpc",
            "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1",
            tagged,
        ),
        (
            false,
            "ec2:DeleteVpc",
            "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1",
            &[],
        ),
        (
            false,
            "ec2:CreateTags",
            "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1",
            taking,
        ),
        (
            false,
            "ec2:CreateTags",
            "arn:aws:ec2:us-east-1:123456789012:security-group/sg-1",
            taking,
        ),
        (
            false,
            "cognito-idp:DeleteUserPool",
            "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a",
            tagged,
        ),
        (
            false,
            "apigateway:DELETE",
            "arn:aws:apigateway:us-east-1::/apis/a",
            tagged,
        ),
        (
            false,
            "kms:DescribeKey",
            "arn:aws:kms:us-east-1:123456789012:key/1",
            &[],
        ),
    ] {
        let request = request(action, resource, context);
        assert_eq!(allowed(&deploy, &request), is, "{request}");
    }
    let plan = policies("plan", "dev");
    for (action, resource) in [
        (
            "s3:PutObject",
            "arn:aws:s3:::atendimento-state-123456789012/atendimento/dev.tfstate",
        ),
        (
            "lambda:InvokeFunction",
            "arn:aws:lambda:us-east-1:123456789012:function:atendimento-dev-any",
        ),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:atendimento-dev-any-AbCdEf",
        ),
    ] {
        assert!(!allowed(&plan, &request(action, resource, &[])), "{action}");
    }
}

/// Each action and resource that a role of the stack is permitted is within the boundary.
#[test]
fn the_boundary_stands_in_no_role_s_way() {
    let boundary = policies("boundary", "dev");
    let mut judged = 0;
    for (path, text) in tests::sources("terraform/stack/iam", ".json.tftpl").unwrap() {
        let document: Value = serde_json::from_str(&filled(&text))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for statement in Policy::read(&document).unwrap().statements {
            if statement.effect == Effect::Deny {
                continue;
            }
            for action in &statement.actions.patterns {
                for resource in &statement.resources.as_ref().unwrap().patterns {
                    let request = request(action, &sample(action, resource), &[]);
                    assert!(allowed(&boundary, &request), "{}: {request}", path.display());
                    judged += 1;
                }
            }
        }
    }
    assert!(judged > 20, "{judged}");
}

/// A stack's policy with sample values; what Terraform fills in whole becomes its placeholder's name.
fn filled(text: &str) -> String {
    let known = [
        ("account", ACCOUNT),
        ("partition", "aws"),
        ("prefix", "atendimento-dev"),
        ("region", "us-east-1"),
    ];
    let text = known.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("${{{name}}}"), value)
    });
    let list = regex::Regex::new(r"\$\{jsonencode\((\w+)\)\}")
        .unwrap()
        .replace_all(&text, "[\"$1\"]")
        .into_owned();
    regex::Regex::new(r"\$\{(\w+)\}")
        .unwrap()
        .replace_all(&list, "$1")
        .into_owned()
}

/// A resource that Terraform gives whole, as it would be called.
fn sample(action: &str, resource: &str) -> String {
    if resource.starts_with("arn:") || resource == "*" {
        return resource.to_owned();
    }
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{rest}");
    match action {
        "appconfig:GetLatestConfiguration" | "appconfig:StartConfigurationSession" => arn(
            "appconfig",
            "application/abcd123/environment/abcd124/configuration/abcd125",
        ),
        "events:PutEvents" => arn("events", "event-bus/atendimento-dev-any"),
        "s3:ListBucket" => "arn:aws:s3:::atendimento-dev-any-0a1b2c3d".to_owned(),
        action if action.starts_with("s3:") => "arn:aws:s3:::atendimento-dev-any-0a1b2c3d/any".to_owned(),
        "lambda:InvokeFunction" => arn("lambda", "function:atendimento-dev-any:7"),
        "secretsmanager:GetSecretValue" => arn("secretsmanager", "secret:atendimento-dev-any-AbCdEf"),
        other => panic!("`{resource}` of {other} needs a sample"),
    }
}
