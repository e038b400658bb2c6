//! A policy in, everything that AWS would not understand or that permits more than it must out.

mod conditions;
mod resources;
mod violation;

pub use violation::{Fault, Violation};

use super::exceptions::EXTRA_TYPES;
use super::policy::{Policy, Statement};
use super::reference::{Action, Reference, ResourceType};
use std::collections::BTreeSet;

/// Every violation of every statement, in the policy's order.
#[must_use]
pub fn verify(policy: &Policy) -> Vec<Violation> {
    policy
        .statements()
        .flat_map(|statement| {
            faults(statement).into_iter().map(|fault| Violation {
                sid: statement.sid(),
                fault,
            })
        })
        .collect()
}

/// An action of a statement that the reference knows.
struct Known<'a> {
    /// `lambda:InvokeFunction`.
    name: &'a str,
    service: &'a str,
    action: &'static Action,
    /// The resource types it can be limited to.
    types: Vec<Supported<'a>>,
}

/// A resource type that an action can be limited to.
struct Supported<'a> {
    service: &'a str,
    name: &'a str,
    resource_type: &'static ResourceType,
    /// The keys that count for this action on this type alone.
    condition_keys: Option<&'static BTreeSet<String>>,
}

fn faults(statement: &Statement) -> Vec<Fault> {
    let mut faults = Vec::new();
    if statement.actions().is_empty() {
        faults.push(Fault::NoAction);
    }
    if let Some(arns) = statement.resources().arns() {
        if arns.is_empty() {
            faults.push(Fault::NoResource);
        }
        faults.extend(arns.iter().filter_map(|arn| resources::wildcard(statement, arn)));
    }
    let mut known = Vec::new();
    for name in statement.actions() {
        if name.contains(['*', '?']) {
            faults.push(Fault::WildcardAction { action: name.clone() });
        } else if let Some(action) = Known::find(name) {
            resources::check(statement, &action, &mut faults);
            known.push(action);
        } else {
            faults.push(Fault::UnknownAction { action: name.clone() });
        }
    }
    conditions::check(statement, &known, &mut faults);
    faults
}

impl<'a> Known<'a> {
    fn find(name: &'a str) -> Option<Self> {
        let reference = Reference::embedded();
        let (service, _) = name.split_once(':')?;
        let action = reference.action(name)?;
        let listed = action
            .resource_types()
            .map(|(name, keys)| (service, name, Some(keys)));
        let extra = EXTRA_TYPES.iter().filter(|extra| extra.action == name);
        let types = listed
            .chain(extra.map(|extra| (extra.kind.service, extra.kind.name, None)))
            .filter_map(|(service, name, condition_keys)| {
                let resource_type = reference.resource_type(service, name)?;
                Some(Supported {
                    service,
                    name,
                    resource_type,
                    condition_keys,
                })
            })
            .collect();
        Some(Self {
            name,
            service,
            action,
            types,
        })
    }
}

#[cfg(test)]
mod tests;
