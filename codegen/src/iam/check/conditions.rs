//! What a statement asks of a request, against what requests carry.

use super::{Fault, Known};
use crate::iam::arn::Arn;
use crate::iam::condition::{Comparison, KeyType, Operator, Quantifier};
use crate::iam::policy::Statement;
use crate::iam::reference::{Reference, names};

/// Each key is one that every action of the statement knows, and each operator can compare it.
pub(super) fn check(statement: &Statement, actions: &[Known], faults: &mut Vec<Fault>) {
    for (operator, keys) in statement.conditions() {
        for (key, values) in keys {
            let mut key_type = None;
            for action in actions {
                match action.key_type(statement, key) {
                    Some(known) => key_type = Some(known),
                    None => faults.push(Fault::UnknownKey {
                        key: key.clone(),
                        action: action.name.to_owned(),
                    }),
                }
            }
            if values.is_empty() {
                faults.push(Fault::NoValue { key: key.clone() });
            }
            if let Some(key_type) = key_type {
                faults.extend(misuse(statement, *operator, key, key_type));
            }
        }
    }
}

impl Known<'_> {
    /// The type of a key, if requests for this action on these resources may carry it.
    fn key_type(&self, statement: &Statement, key: &str) -> Option<KeyType> {
        let reference = Reference::embedded();
        reference.global_condition_key(key).or_else(|| {
            let by_action = self.action.condition_keys.iter().map(|name| (self.service, name));
            let arns = statement.resources().arns();
            let types = self.types.iter().filter(|supported| {
                let covered = |arns: &Vec<Arn>| arns.iter().any(|arn| supported.covers(arn));
                arns.as_ref().is_none_or(covered)
            });
            let by_type = types.flat_map(|supported| {
                let alone = supported
                    .condition_keys
                    .into_iter()
                    .flatten()
                    .map(|name| (self.service, name));
                let always = supported
                    .resource_type
                    .condition_keys
                    .iter()
                    .map(|name| (supported.service, name));
                alone.chain(always)
            });
            let (service, name) = by_action.chain(by_type).find(|(_, name)| names(name, key))?;
            reference.condition_key(service, name)
        })
    }
}

/// What is wrong with comparing a key of that type so.
fn misuse(statement: &Statement, operator: Operator, key: &str, key_type: KeyType) -> Option<Fault> {
    let key_owned = || key.to_owned();
    if !operator.comparison.fits(key_type) {
        return Some(Fault::WrongOperator {
            operator,
            key: key_owned(),
            key_type,
        });
    }
    match operator.quantifier {
        // `Null` asks whether there is any value, however many there may be.
        None if key_type.is_list() && operator.comparison != Comparison::Null => Some(Fault::NoQuantifier {
            operator,
            key: key_owned(),
        }),
        Some(_) if !key_type.is_list() => Some(Fault::NeedlessQuantifier {
            operator,
            key: key_owned(),
        }),
        Some(Quantifier::ForAllValues) if !must_be_present(statement, key) => Some(Fault::HoldsWithoutKey {
            operator,
            key: key_owned(),
        }),
        None | Some(Quantifier::ForAllValues | Quantifier::ForAnyValue) => None,
    }
}

/// Whether the statement has `"Null": { key: "false" }`.
fn must_be_present(statement: &Statement, key: &str) -> bool {
    statement
        .conditions()
        .get(&Operator::one(Comparison::Null))
        .and_then(|keys| keys.get(key))
        .is_some_and(|values| values.iter().eq(["false"]))
}
