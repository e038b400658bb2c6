//! Permissions gained and lost in, their section out.

use super::{Entry, Mark, Section};
use crate::diff::permissions::{Permission, Way};
use crate::diff::words::list;
use crate::explain::{Asker, Right};
use std::collections::BTreeSet;

/// What a right is named before: data, then services, then the way there.
pub(super) const fn interest(right: &Right) -> u8 {
    match right {
        Right::Sql { .. } => 0,
        Right::Iam { .. } | Right::Variable { .. } | Right::Gauge { .. } => 1,
        Right::Network { .. } => 2,
    }
}

pub(super) fn permissions(permissions: &[Permission]) -> Section {
    let count = |way: Way| {
        permissions
            .iter()
            .filter(|permission| permission.change == way)
            .count()
    };
    let mut entries: Vec<Entry> = permissions.iter().map(permission).collect();
    // What is said of several lost rights of one function is said once.
    let mut said = BTreeSet::new();
    for (entry, permission) in entries.iter_mut().zip(permissions) {
        if let Some(caution) = &permission.caution
            && said.insert(&permission.role)
        {
            entry.notes.push(format!("mind: {caution}"));
        }
    }
    Section {
        title: "Permissions",
        count: format!("{} gained, {} lost", count(Way::Gained), count(Way::Lost)),
        entries,
        remark: permissions
            .iter()
            .any(|permission| permission.change == Way::Lost && matches!(permission.right, Right::Sql { .. }))
            .then(|| "Database rights that are lost stay until no older version runs.".to_owned()),
    }
}

fn permission(permission: &Permission) -> Entry {
    let askers: Vec<String> = permission.asked_by.iter().map(asker_and_place).collect();
    let why = if askers.is_empty() {
        String::new()
    } else {
        format!(" ← {}", list(&askers))
    };
    let notes = match &permission.right {
        Right::Iam {
            actions,
            resources,
            conditions,
            ..
        } => {
            let code = |items: &[String]| {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| {
                        if item.contains('`') {
                            item.clone()
                        } else {
                            format!("`{item}`")
                        }
                    })
                    .collect();
                items.join(", ")
            };
            let conditions = conditions.iter().flat_map(|(operator, keys)| {
                keys.iter()
                    .map(move |(key, values)| format!("if `{key}` {operator} {}", code(values)))
            });
            [format!("{} on {}", code(actions), code(resources))]
                .into_iter()
                .chain(conditions)
                .collect()
        }
        Right::Sql { .. } | Right::Variable { .. } | Right::Gauge { .. } | Right::Network { .. } => {
            Vec::new()
        }
    };
    Entry {
        mark: match permission.change {
            Way::Gained => Mark::More,
            Way::Lost => Mark::Less,
        },
        title: format!("`{}`: {}{why}", permission.role, in_words(permission)),
        notes,
    }
}

/// A right as a verb and an object.
pub(super) fn in_words(permission: &Permission) -> String {
    match &permission.right {
        Right::Sql { privileges, table } => format!("{} on `{table}`", privileges.join(", ")),
        Right::Network { to } if to == "VPC" => "reach into the VPC".to_owned(),
        Right::Network { to } if to == "internet" => "reach the public internet".to_owned(),
        Right::Network { to } => format!("reach {to}"),
        Right::Iam { .. } | Right::Variable { .. } | Right::Gauge { .. } => permission.purpose.clone(),
    }
}

pub(super) fn asker(asker: &Asker) -> String {
    format!("`{}: {}`", asker.parameter, asker.ty)
}

fn asker_and_place(one: &Asker) -> String {
    // A lock file knows no places.
    if one.source.line == 0 {
        return asker(one);
    }
    format!("{} at {}", asker(one), one.source)
}
