//! What a statement speaks of, against what its actions can be limited to.

use super::{Fault, Known, Supported, violation};
use crate::iam::arn::Arn;
use crate::iam::condition::{Comparison, Operator};
use crate::iam::exceptions::{EVERYWHERE, EXTRA_ARNS, NAMED_LATER, WILDCARDS};
use crate::iam::pattern::Pattern;
use crate::iam::policy::Statement;
use crate::iam::reference::Reference;
use crate::template::Placeholder;

/// Each ARN is of a type that the action supports; `*` stands only where there is none.
pub(super) fn check(statement: &Statement, action: &Known, faults: &mut Vec<Fault>) {
    let name = || action.name.to_owned();
    match statement.resources().arns() {
        None => {
            let excused = EVERYWHERE
                .iter()
                .any(|exception| exception.action == action.name && exception.effect == statement.effect());
            if !action.types.is_empty() && !excused {
                faults.push(Fault::Everything {
                    action: name(),
                    arns: accepted(action),
                });
            }
        }
        Some(_) if action.types.is_empty() => faults.push(Fault::NoResourceType { action: name() }),
        Some(arns) => {
            for arn in arns
                .iter()
                .filter(|arn| !action.types.iter().any(|supported| supported.covers(arn)))
            {
                faults.push(Fault::Mismatch {
                    action: name(),
                    arn: violation::shown(arn),
                    arns: accepted(action),
                });
            }
        }
    }
}

/// `*` or `?` in an ARN, where a name could have been written.
///
/// It may stand behind the environment's own prefix, and for an id where the statement asks for tags as well.
pub(super) fn wildcard(statement: &Statement, arn: &Arn) -> Option<Fault> {
    let Arn::Spelt(text) = arn else { return None };
    let own = format!("{}-", Placeholder::new("prefix"));
    let named = text
        .strip_suffix('*')
        .filter(|rest| rest.ends_with([':', '/']) || rest.ends_with(&own))
        .unwrap_or(text);
    let whole = named.len() == text.len();
    let later = || {
        NAMED_LATER
            .iter()
            .any(|later| meets(&[Pattern::ours(text)], later.kind.service, later.kind.name))
    };
    let excused = || {
        named.ends_with(&own)
            || WILDCARDS
                .iter()
                .any(|excused| violation::shown(arn) == excused.arn)
            || asks_for_tags(statement)
    };
    (named.contains(['*', '?']) || !whole && !later())
        .then_some(())
        .filter(|()| !excused())
        .map(|()| Fault::WildcardArn {
            arn: violation::shown(arn),
        })
}

/// Whether the statement counts only for what bears certain tags, or is given them.
fn asks_for_tags(statement: &Statement) -> bool {
    statement
        .conditions()
        .get(&Operator::one(Comparison::StringEquals))
        .into_iter()
        .flatten()
        .any(|(key, _)| key.starts_with("aws:ResourceTag/") || key.starts_with("aws:RequestTag/"))
}

impl Supported<'_> {
    /// Whether an ARN of ours is of this type; one that Terraform gives whole can be any of its kind.
    pub(super) fn covers(&self, arn: &Arn) -> bool {
        let ours = match arn {
            Arn::Spelt(text) => vec![Pattern::ours(text)],
            Arn::Given(_, kind) => patterns(kind.service, kind.name),
        };
        meets(&ours, self.service, self.name)
    }
}

fn meets(ours: &[Pattern], service: &str, resource_type: &str) -> bool {
    patterns(service, resource_type)
        .iter()
        .any(|theirs| ours.iter().any(|ours| ours.meets(theirs)))
}

/// The ARNs of a resource type.
fn patterns(service: &str, resource_type: &str) -> Vec<Pattern> {
    arns(service, resource_type)
        .into_iter()
        .map(|arn| Pattern::reference_arn(service, arn))
        .collect()
}

fn arns(service: &str, resource_type: &str) -> Vec<&'static str> {
    let listed = Reference::embedded().resource_type(service, resource_type);
    let extra = EXTRA_ARNS
        .iter()
        .filter(|extra| extra.kind.service == service && extra.kind.name == resource_type);
    listed
        .into_iter()
        .flat_map(|listed| &listed.arns)
        .map(String::as_str)
        .chain(extra.map(|extra| extra.arn))
        .collect()
}

/// What an action would have accepted, for the message.
fn accepted(action: &Known) -> Vec<String> {
    action
        .types
        .iter()
        .flat_map(|supported| arns(supported.service, supported.name))
        .map(str::to_owned)
        .collect()
}
