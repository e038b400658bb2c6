//! Rights in, managed policies out, each within what IAM takes.

use super::resource_types::{Rights, Use};
use super::targets::Target;
use crate::iam::{Policy, Statement};
use crate::template::Template;
use std::collections::{BTreeMap, BTreeSet};

/// What IAM takes in one managed policy, in characters; white space does not count.
pub const MOST_CHARACTERS: usize = 6144;

/// How many managed policies a role can have.
pub const MOST_POLICIES: usize = 10;

/// The longest value of each placeholder. What is not here, such as a bucket's name, has at most 63 characters.
const LONGEST: &[(&str, usize)] = &[
    ("account", 12),
    ("application", 24),
    ("environment", 24),
    ("partition", 10),
    ("prefix", 28),
    ("region", 14),
];

/// One statement for each target, and apart from the others those that only read.
pub fn statements<'a>(rights: impl IntoIterator<Item = &'a Rights>) -> BTreeSet<Statement> {
    let mut grouped: BTreeMap<(&'static Target, &str), BTreeSet<String>> = BTreeMap::new();
    for right in rights {
        let purpose = match right.purpose {
            Use::Read => "read",
            Use::Create | Use::Update | Use::Delete => "manage",
        };
        grouped
            .entry((right.on, purpose))
            .or_default()
            .extend(right.actions());
    }
    grouped
        .into_iter()
        .map(|((target, purpose), actions)| target.statement(purpose, actions))
        .collect()
}

/// As few documents as statements in their order fit into, whatever Terraform fills in.
#[must_use]
pub fn split(statements: BTreeSet<Statement>) -> Vec<Policy> {
    let mut policies = Vec::new();
    let mut held: Vec<Statement> = Vec::new();
    for statement in statements {
        let with = Policy::new(held.iter().cloned().chain([statement.clone()]));
        if size(&with.template()) > MOST_CHARACTERS {
            policies.push(Policy::new(std::mem::take(&mut held)));
        }
        held.push(statement);
    }
    if !held.is_empty() {
        policies.push(Policy::new(held));
    }
    policies
}

/// How many characters IAM counts at most.
#[must_use]
pub fn size(template: &Template) -> usize {
    let written = template
        .text()
        .chars()
        .filter(|character| !character.is_whitespace())
        .count();
    template.placeholders().iter().fold(written, |size, placeholder| {
        let name = placeholder.name();
        let mark = format!("${{{name}}}");
        let longest = LONGEST
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(63, |(_, longest)| *longest);
        let times = template.text().matches(&mark).count();
        size + times * longest - times * mark.len()
    })
}
