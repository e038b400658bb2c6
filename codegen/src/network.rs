//! A checked app in, a Markdown page out: which function is in the VPC and for what, what each endpoint is for, and what that
//! costs beside a NAT gateway.

use crate::HEADER;
use crate::files::Files;
use crate::permissions::{code, needed_by, row};
use crate::prices::{
    AS_OF, HOURS, INTERFACE_ENDPOINT_GB, INTERFACE_ENDPOINT_HOUR, NAT_GATEWAY_GB, NAT_GATEWAY_MONTH, REGION,
};
use ferrovia_model::{CheckedApp, Function, reach};
use std::collections::{BTreeMap, BTreeSet};

/// `network.md`, if any function is in the VPC.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let inside: Vec<&Function> = app
        .functions
        .iter()
        .filter(|function| reach(app, function).vpc)
        .collect();
    let mut files = Files::default();
    if !inside.is_empty() {
        files.insert("network.md", page(app, &inside));
    }
    files
}

fn page(app: &CheckedApp, inside: &[&Function]) -> String {
    let mut because = vec![["function", "in the VPC for"].map(str::to_owned), rule()];
    let mut endpoints: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut gateways: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for function in inside {
        let mut parameters = BTreeSet::new();
        for parameter in &function.parameters {
            let needs = needed_by(app, parameter);
            let written = code(format!("{}: {}", parameter.name, parameter.ty));
            if needs.vpc {
                parameters.insert(written.clone());
            }
            let asker = format!("{} ({written})", code(&function.name));
            for service in needs.aws_services {
                endpoints.entry(service).or_default().insert(asker.clone());
            }
            for service in needs.gateways {
                gateways.entry(service).or_default().insert(asker.clone());
            }
        }
        because.push([code(&function.name), list(parameters)]);
    }
    let outside = app.functions.len() - inside.len();
    let count = endpoints.len();
    let mut text = format!(
        "<!-- {HEADER} -->\n\n# Network\n\nA function is in the VPC if one of its parameters needs it, and else is not: {outside} of \
         {} are not. No route leads out of the VPC, and no function's own code may touch a network interface: each policy here \
         denies it what Lambda needs to place the function.\n\n{}",
        app.functions.len(),
        table(because),
    );
    if count > 0 {
        text.push_str(&format!(
            "\nWhat the functions there ask of AWS goes through an endpoint of its own:\n\n{}\n{}",
            asked("interface endpoint", endpoints),
            prices(count)
        ));
    }
    if !gateways.is_empty() {
        text.push_str(&format!(
            "\nA gateway endpoint is a route, and costs nothing; these lead to what is this account's, and nowhere else:\n\n{}",
            asked("gateway endpoint", gateways),
        ));
    }
    text
}

/// Which services are asked, by whom.
fn asked(kind: &str, services: BTreeMap<&str, BTreeSet<String>>) -> String {
    let head = [[kind, "for"].map(str::to_owned), rule()];
    let rows = services
        .into_iter()
        .map(|(service, askers)| [code(service), list(askers)]);
    table(head.into_iter().chain(rows).collect())
}

/// What the endpoints cost, and what a NAT gateway would instead.
fn prices(endpoints: usize) -> String {
    let count = u32::try_from(endpoints).map_or(f64::MAX, f64::from);
    let rest = count * INTERFACE_ENDPOINT_HOUR * HOURS;
    let more = rest - NAT_GATEWAY_MONTH;
    let cent = 0.01;
    let verdict = if more <= -cent {
        format!("Endpoints are {:.2} USD cheaper", -more)
    } else if more < cent {
        "At rest that is the same, and traffic is cheaper through endpoints".to_owned()
    } else {
        format!(
            "Endpoints are {more:.2} USD dearer at rest, and cheaper from {:.0} GB a month on",
            more / (NAT_GATEWAY_GB - INTERFACE_ENDPOINT_GB)
        )
    };
    format!(
        "At rest they cost {rest:.2} USD a month and zone ({REGION}, {AS_OF}), and {INTERFACE_ENDPOINT_GB} USD a gigabyte; a NAT \
         gateway with its address would cost {NAT_GATEWAY_MONTH:.2}, and {NAT_GATEWAY_GB}. {verdict}; besides, a function that \
         reads customers' data has no way to the internet. In how many zones they stand is `network.endpoint_zones` of each \
         environment.\n"
    )
}

fn rule() -> [String; 2] {
    ["---"; 2].map(str::to_owned)
}

fn table(rows: Vec<[String; 2]>) -> String {
    rows.into_iter().map(row).collect()
}

fn list(items: BTreeSet<String>) -> String {
    items.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::prices;

    #[test]
    fn the_cheaper_way_is_told_by_the_number_of_endpoints() {
        for (endpoints, verdict) in [
            (1, "Endpoints are 29.20 USD cheaper;"),
            (4, "Endpoints are 7.30 USD cheaper;"),
            (
                5,
                "At rest that is the same, and traffic is cheaper through endpoints;",
            ),
            (
                6,
                "Endpoints are 7.30 USD dearer at rest, and cheaper from 209 GB a month on;",
            ),
        ] {
            let text = prices(endpoints);
            assert!(text.contains(verdict), "{endpoints}: {text}");
        }
    }
}
