//! Databases, queues, buses, secrets and networks of two apps in, what becomes of them out.

use super::{Action, Consequence, consequence};
use crate::diff::Severity;
use crate::diff::pairs::{Pair, pairs};
use crate::diff::words::dollars;
use crate::prices;
use ferrovia_model::{App, Database, Reach, reach};
use std::collections::BTreeSet;

pub(super) fn databases(old: &App, new: &App) -> Vec<Consequence> {
    let mut found = Vec::new();
    for pair in pairs(&old.databases, &new.databases, |database| &database.name) {
        match pair {
            Pair::Both(before, after) => found.extend(migrations(before, after)),
            Pair::New(database) => found.push(consequence(
                Action::Create,
                format!("database `{}`", database.name),
                "with subnets, security group and master password; it costs money while nobody uses it",
                Severity::Caution,
            )),
            Pair::Old(database) => found.push(consequence(
                Action::Destroy,
                format!("database `{}`", database.name),
                "with all that is in it; where `deletion_protection` is on, the deploy is refused until a person turns it off, and \
                 a final snapshot is taken",
                Severity::Breaking,
            )),
        }
    }
    found
}

fn migrations(old: &Database, new: &Database) -> Vec<Consequence> {
    let of = |pair: Pair<'_, ferrovia_model::Migration>| {
        let what =
            |version: i64, name: &str| format!("migration {version:04} `{name}` of database `{}`", new.name);
        match pair {
            Pair::Both(before, after) if before.sql != after.sql => Some(consequence(
                Action::Refuse,
                what(after.version, &after.name),
                "its SQL changed: where it has been applied, its checksum is another and migrating stops; write a new migration \
                 instead",
                Severity::Breaking,
            )),
            Pair::Both(..) => None,
            Pair::New(migration) => {
                let late = old
                    .migrations
                    .iter()
                    .any(|other| other.version > migration.version);
                Some(consequence(
                    if late { Action::Refuse } else { Action::Create },
                    what(migration.version, &migration.name),
                    if late {
                        "it comes before one that may have been applied: give it the next number"
                    } else {
                        "applied before new code takes traffic, while old code still runs: it must suit both"
                    },
                    if late {
                        Severity::Breaking
                    } else {
                        Severity::Caution
                    },
                ))
            }
            Pair::Old(migration) => Some(consequence(
                Action::Refuse,
                what(migration.version, &migration.name),
                "it is gone: where it has been applied, migrating stops; put it back, and undo it by a new one",
                Severity::Breaking,
            )),
        }
    };
    pairs(&old.migrations, &new.migrations, |migration| &migration.version)
        .into_iter()
        .filter_map(of)
        .collect()
}

pub(super) fn tables(old: &App, new: &App) -> Vec<Consequence> {
    let gone = old
        .tables
        .iter()
        .filter(|table| new.table(&table.name).is_none() && new.database(&table.database).is_some());
    gone.map(|table| {
        consequence(
            Action::Destroy,
            format!("every right on table `{}`", table.name),
            "the table and its rows stay: only a migration drops them",
            Severity::Caution,
        )
    })
    .collect()
}

pub(super) fn resources(old: &App, new: &App) -> Vec<Consequence> {
    let mut found = Vec::new();
    let mut compare = |kind: &str, old: BTreeSet<&str>, new: BTreeSet<&str>, lost: &str| {
        found.extend(old.difference(&new).map(|name| {
            consequence(
                Action::Destroy,
                format!("{kind} `{name}`"),
                lost,
                Severity::Breaking,
            )
        }));
        found.extend(new.difference(&old).map(|name| {
            consequence(
                Action::Create,
                format!("{kind} `{name}`"),
                made(kind),
                Severity::Harmless,
            )
        }));
    };
    macro_rules! names {
        ($list:ident) => {
            (
                old.$list.iter().map(|thing| thing.name.as_str()).collect(),
                new.$list.iter().map(|thing| thing.name.as_str()).collect(),
            )
        };
    }
    let (olds, news) = names!(queues);
    compare(
        "queue",
        olds,
        news,
        "with its dead-letter queue, and the messages in both",
    );
    let (olds, news) = names!(buckets);
    compare("bucket", olds, news, "with every object in it");
    let (olds, news) = names!(configurations);
    compare(
        "configuration",
        olds,
        news,
        "with every version of its document; old versions in flight go on with the one they have, or their default",
    );
    let (olds, news) = names!(gauges);
    compare(
        "gauge",
        olds,
        news,
        "with its alarm: nobody is told of it any more; what was reported stays for 15 months",
    );
    let (olds, news) = names!(event_buses);
    compare(
        "event bus",
        olds,
        news,
        "with the rules and archives that others have on it",
    );
    let (olds, news) = names!(secrets);
    compare(
        "secret",
        olds,
        news,
        "with its value, which can be brought back for 30 days unless the environment says less; old versions in flight can \
         read it no longer",
    );
    found
}

/// What a new resource still needs.
fn made(kind: &str) -> String {
    match kind {
        "secret" => format!(
            "empty: put its value in before the functions that read it take traffic; {} a month",
            dollars(prices::SECRET_MONTH)
        ),
        "gauge" => format!(
            "a metric for {} a month, and its alarm",
            dollars(prices::METRIC_MONTH)
        ),
        "queue" => "with a dead-letter queue".to_owned(),
        "configuration" => {
            "its document is a variable of each environment, with the default that the code has".to_owned()
        }
        _ => "nobody has rules on it yet".to_owned(),
    }
}

/// What the functions in the VPC reach together.
fn together(app: &App) -> Reach {
    let mut all = Reach::default();
    for reach in app
        .functions
        .iter()
        .map(|function| reach(app, function))
        .filter(|reach| reach.vpc)
    {
        all.vpc = true;
        all.internet |= reach.internet;
        all.aws_services.extend(reach.aws_services);
    }
    all
}

pub(super) fn network(old: &App, new: &App) -> Vec<Consequence> {
    let (before, after) = (together(old), together(new));
    let mut found = Vec::new();
    let mut note = |gains: bool, what: String, detail: &str| {
        let action = if gains { Action::Create } else { Action::Destroy };
        found.push(consequence(action, what, detail, Severity::Caution));
    };
    if before.vpc != after.vpc {
        note(
            after.vpc,
            "network".to_owned(),
            "VPC, subnets and security groups",
        );
    }
    for service in after.aws_services.difference(&before.aws_services) {
        let detail = format!(
            "a function in the VPC calls this service; {} a month and zone, and what passes through",
            dollars(prices::INTERFACE_ENDPOINT_HOUR * prices::HOURS)
        );
        note(true, format!("interface endpoint `{service}`"), &detail);
    }
    for service in before.aws_services.difference(&after.aws_services) {
        note(
            false,
            format!("interface endpoint `{service}`"),
            "no function in the VPC asks for this service any more; old versions in flight that call it time out",
        );
    }
    found
}

pub(super) fn api(old: &App, new: &App) -> Vec<Consequence> {
    let routed = |app: &App| app.functions.iter().any(|function| function.route.is_some());
    match (routed(old), routed(new)) {
        (true, false) => vec![consequence(
            Action::Destroy,
            "HTTP API".to_owned(),
            "no handler has a route: its address is gone, and another one would be new",
            Severity::Breaking,
        )],
        (false, true) => vec![consequence(
            Action::Create,
            "HTTP API".to_owned(),
            "with its authorizer, access log and address",
            Severity::Harmless,
        )],
        (true, true) | (false, false) => Vec::new(),
    }
}
