//! Functions that need both the VPC and the internet, which takes a NAT gateway.

use crate::{App, Code, Function, Problem, Reach, Subject};
use std::collections::BTreeSet;

/// What a NAT gateway costs, in us-east-1 in November 2026: 0.045 USD an hour (730 hours a month) and a gigabyte, and 0.005
/// an hour for its public address, <https://aws.amazon.com/vpc/pricing/>.
const PRICE: &str = "about 37 USD a month and zone, and 0.045 USD a gigabyte (us-east-1, 2026-11)";

pub(super) fn check(app: &App) -> Vec<Problem> {
    app.functions
        .iter()
        .filter_map(|function| conflict(app, function))
        .collect()
}

fn conflict(app: &App, function: &Function) -> Option<Problem> {
    let (mut vpc, mut internet) = (BTreeSet::new(), BTreeSet::new());
    for grant in function.grants() {
        let reach = Reach::of(app, [grant]);
        if reach.vpc {
            vpc.insert(grant.subject());
        }
        if reach.internet {
            internet.insert(grant.subject());
        }
    }
    if vpc.is_empty() || internet.is_empty() {
        return None;
    }
    let message = format!(
        "function `{}` needs both the VPC (for {}) and the internet (for {})",
        function.name,
        list(&vpc),
        list(&internet)
    );
    let help = format!(
        "split the handler into one for each, and let a workflow call both; together they need a NAT gateway, {PRICE}"
    );
    Some(Problem::new(
        &function.source,
        Code::NetworkConflict,
        message,
        help,
    ))
}

fn list(subjects: &BTreeSet<Subject<'_>>) -> String {
    let subjects: Vec<_> = subjects.iter().map(ToString::to_string).collect();
    subjects.join(", ")
}
