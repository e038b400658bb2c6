//! The table against AWS's reference, and what comes of it against IAM's limits.

use super::policy::{MOST_CHARACTERS, size};
use super::resource_types::RESOURCE_TYPES;
use super::{Mistake, Module, Roles, boundary};
use crate::iam::{Policy, verify};
use std::collections::BTreeMap;

/// As if a stack contained everything that the table knows.
fn everything() -> Roles {
    let file = "terraform/modules/any/main.tf".to_owned();
    let types = RESOURCE_TYPES
        .iter()
        .map(|(name, _)| ((*name).to_owned(), file.clone()));
    Roles::of(&types.collect()).unwrap()
}

fn policies(roles: &Roles) -> impl Iterator<Item = &Policy> {
    roles
        .deploy
        .iter()
        .chain(&roles.plan)
        .chain(&roles.publish)
        .chain([&roles.boundary])
}

#[test]
fn aws_understands_every_statement_and_nothing_is_wider_than_it_must_be() {
    let violations: Vec<String> = policies(&everything())
        .flat_map(verify)
        .map(|violation| violation.to_string())
        .collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn every_policy_fits_whatever_the_names_are() {
    let roles = everything();
    for policy in policies(&roles) {
        let size = size(&policy.template());
        assert!(size <= MOST_CHARACTERS, "{size}");
    }
    assert!(roles.deploy.len() < 10, "{}", roles.deploy.len());
}

#[test]
fn a_role_that_plans_changes_nothing() {
    // AWS calls it a write to check a definition.
    let reference = crate::iam::reference::Reference::embedded();
    for action in everything()
        .plan
        .iter()
        .flat_map(Policy::statements)
        .flat_map(|statement| statement.actions())
    {
        let access = &reference.action(action).unwrap().access;
        assert!(["Read", "List"].contains(&access.as_str()), "{action}: {access}");
    }
}

#[test]
fn the_table_names_each_type_once_in_order() {
    let names: Vec<_> = RESOURCE_TYPES.iter().map(|(name, _)| *name).collect();
    assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
}

#[test]
fn a_type_that_nobody_thought_of_is_a_mistake_with_its_file() {
    let mut module = Module::default();
    let text = "module \"inner\" {\n  source = \"../inner\"\n}\n\nresource \"aws_glacier_vault\" \"this\" {\n  name = \"x\"\n}\n";
    module.read("terraform/modules/vault/main.tf", text).unwrap();
    assert_eq!(module.calls.iter().collect::<Vec<_>>(), ["inner"]);
    let mistakes = Roles::of(&module.types).unwrap_err();
    assert_eq!(
        mistakes,
        [Mistake::UnknownType {
            resource_type: "aws_glacier_vault".to_owned(),
            file: "terraform/modules/vault/main.tf".to_owned()
        }]
    );
    assert!(
        mistakes[0]
            .to_string()
            .starts_with("error[D002]: nobody has said what a deploy needs for `aws_glacier_vault`")
    );
    let broken = Module::default().read("main.tf", "resource {{").unwrap_err();
    assert!(broken.to_string().starts_with("error[D001]"), "{broken}");
}

#[test]
fn a_stack_that_contains_less_gives_less() {
    let few = BTreeMap::from([("aws_sqs_queue".to_owned(), "main.tf".to_owned())]);
    let roles = Roles::of(&few).unwrap();
    let actions = |policies: &[Policy]| {
        let all = policies
            .iter()
            .flat_map(Policy::statements)
            .flat_map(|statement| statement.actions().clone());
        all.filter(|action| !action.starts_with("s3:"))
            .collect::<std::collections::BTreeSet<_>>()
    };
    let plan: Vec<_> = actions(&roles.plan).into_iter().collect();
    assert_eq!(
        plan,
        ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
    );
    assert!(!actions(&roles.deploy).contains("iam:CreateRole"));
}

#[test]
fn a_boundary_permits_nothing_about_roles_and_policies() {
    for action in boundary().statements().flat_map(|statement| statement.actions()) {
        assert!(
            !action.starts_with("iam:") && !action.starts_with("sts:"),
            "{action}"
        );
    }
}
