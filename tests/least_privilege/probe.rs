//! Requests that must be allowed in; what must then be denied out, each with its reason.

use crate::iam::Request;
use crate::requests::SOURCE_KEY;
use crate::stack::{ACCOUNT, REGION};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// A request, and why it has to be allowed, or denied.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    pub(crate) request: Request,
    pub(crate) why: String,
}

/// What lies next to a request that is allowed: it differs from it in one thing.
pub(crate) fn neighbours(allowed: &[Probe]) -> Vec<Probe> {
    let known: BTreeSet<String> = allowed.iter().map(|probe| probe.request.to_string()).collect();
    let used = |action: &str, resource: &str| {
        allowed.iter().any(|probe| {
            probe.request.action.eq_ignore_ascii_case(action) && probe.request.resource == resource
        })
    };
    let mut probes = Vec::new();
    let mut seen = known.clone();
    for Probe { request, .. } in allowed {
        let mut next = Vec::new();
        let elsewhere = arns_beside(&request.resource);
        next.extend(elsewhere.into_iter().map(|resource| {
            let why = format!("{} on something else", request.action);
            (request.clone().on(resource), why)
        }));
        let service = request.action.split(':').next().unwrap_or_default();
        let others = actions(service)
            .iter()
            .filter(|action| !used(action, &request.resource));
        next.extend(others.map(|action| {
            let why = format!("another action than {}", request.action);
            (request.clone().doing(action), why)
        }));
        // What `service:*` would permit on the day that AWS adds it.
        let tomorrows = format!("{service}:AnActionOfTomorrow");
        next.push((
            request.clone().doing(&tomorrows),
            "an action that does not exist yet".to_owned(),
        ));
        for (key, values) in request.context().iter().filter(|(key, _)| *key != SOURCE_KEY) {
            let mut several: Vec<&str> = values.iter().map(String::as_str).collect();
            several.push("another");
            let arns = values.iter().flat_map(|value| arns_beside(value));
            next.extend(arns.map(|other| (request.clone().with(key, &[&other]), format!("another {key}"))));
            next.push((request.clone().with(key, &["another"]), format!("another {key}")));
            if reference().lists.contains(key) {
                let request = request.clone().with(key, &several);
                next.push((request, format!("another {key} besides")));
            }
            next.push((request.clone().with(key, &[]), format!("no {key}")));
        }
        for (request, why) in next {
            if seen.insert(request.to_string()) {
                probes.push(Probe { request, why });
            }
        }
    }
    probes
}

/// ARNs that differ from this one in a single part: partition, region, account, or a part of the name.
pub(crate) fn arns_beside(arn: &str) -> Vec<String> {
    if !arn.starts_with("arn:") {
        return Vec::new();
    }
    let parts = parts(arn);
    let beside = |position: usize| -> Option<String> {
        let other = match (position, parts[position].1) {
            (0, _) => return None,
            (1, _) => "aws-cn".to_owned(),
            // No action speaks of another service's resources.
            (2, _) => return None,
            (_, REGION) => "us-east-1".to_owned(),
            (_, ACCOUNT) => "999988887777".to_owned(),
            (4, "") => ACCOUNT.to_owned(),
            // Whoever may touch one object of a bucket may touch them all.
            _ if position > 5 && arn.starts_with("arn:aws:s3:::") => return None,
            // Lambda names its streams as it goes.
            _ if parts[..position].iter().any(|(_, part)| *part == "log-stream") => return None,
            (_, part) => format!("{part}x"),
        };
        Some(replaced(arn, &parts, position, &other))
    };
    (0..parts.len()).filter_map(beside).collect()
}

/// The parts of an ARN between colons and slashes, and where each begins.
pub(crate) fn parts(arn: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut begin = 0;
    for part in arn.split([':', '/']) {
        parts.push((begin, part));
        begin += part.len() + 1;
    }
    parts
}

/// The ARN with another part at this position.
pub(crate) fn replaced(arn: &str, parts: &[(usize, &str)], position: usize, other: &str) -> String {
    let (begin, part) = parts[position];
    format!("{}{other}{}", &arn[..begin], &arn[begin + part.len()..])
}

/// What is used of the embedded part of AWS's authorization reference.
struct Reference {
    /// Each service's actions, with its prefix.
    actions: BTreeMap<String, Vec<String>>,
    /// The keys of which a request may carry several values, in lower case.
    lists: BTreeSet<String>,
}

fn reference() -> &'static Reference {
    static REFERENCE: OnceLock<Reference> = OnceLock::new();
    REFERENCE.get_or_init(|| {
        let path = tests::root().join("codegen/authorization/reference.json");
        let reference: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let (mut actions, mut lists) = (BTreeMap::new(), BTreeSet::new());
        for (service, known) in reference["services"].as_object().unwrap() {
            let names = known["actions"].as_object().unwrap().keys();
            actions.insert(
                service.clone(),
                names.map(|name| format!("{service}:{name}")).collect(),
            );
            let keys = known["conditionKeys"].as_object().unwrap().iter();
            let several =
                keys.filter(|(_, kind)| kind.as_str().is_some_and(|kind| kind.starts_with("ArrayOf")));
            lists.extend(several.map(|(key, _)| key.to_ascii_lowercase()));
        }
        Reference { actions, lists }
    })
}

/// Every action of a service that the reference lists.
fn actions(service: &str) -> &'static [String] {
    reference().actions.get(service).map_or(&[], Vec::as_slice)
}
