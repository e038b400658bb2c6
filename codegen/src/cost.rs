//! A checked app and each environment's values in; what the environments cost a month while nobody uses them, out.

use crate::prices;
use crate::terraform::ENVIRONMENTS;
use ferrovia_model::{CheckedApp, Kind, Trigger, reach};
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::Body;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where and when the prices below were AWS's list prices, in USD.
pub const PRICES: &str = "us-east-1, 2026-11";

/// AWS's own month.
const HOURS: f64 = prices::HOURS;

/// RDS for PostgreSQL, an hour of one instance in one zone: class and price.
const BURSTABLE: [(&str, f64); 6] = [
    ("db.t4g.micro", 0.016),
    ("db.t4g.small", 0.032),
    ("db.t4g.medium", 0.065),
    ("db.t4g.large", 0.129),
    ("db.t4g.xlarge", 0.258),
    ("db.t4g.2xlarge", 0.517),
];

/// The same of the families whose sizes double in price: what `large` costs.
const LARGE: [(&str, f64); 4] = [
    ("db.m6g", 0.159),
    ("db.m7g", 0.168),
    ("db.r6g", 0.225),
    ("db.r7g", 0.239),
];

/// A gigabyte of gp3 storage of a database, a month, in one zone. Backups as large as it are free.
const STORAGE: f64 = 0.115;

/// An interface endpoint in one zone, an hour.
const ENDPOINT: f64 = prices::INTERFACE_ENDPOINT_HOUR;

/// A metric that an alarm watches, a month. An account has ten of them free.
const ALARM: f64 = 0.10;

/// A dashboard, a month. An account has three small ones free.
const DASHBOARD: f64 = 3.0;

/// A secret, a month.
const SECRET: f64 = prices::SECRET_MONTH;

/// A program's client in Cognito, a month; people's are free up to ten thousand.
const CLIENT: f64 = 6.0;

/// One line: what, and its price in each environment; `None` where the price is not known here.
struct Row {
    what: String,
    prices: Vec<Option<f64>>,
}

/// The table, as Markdown. `values` is the text of each environment's `terraform.tfvars`, in the order of the
/// environments; what cannot be read there counts as nothing, so they are to be checked before.
#[must_use]
pub fn table(app: &CheckedApp, values: &[String]) -> String {
    let values: Vec<Values> = values.iter().map(|text| Values::of(text)).collect();
    let row = |what: &str, price: &dyn Fn(&Values) -> Option<f64>| Row {
        what: what.to_owned(),
        prices: values.iter().map(price).collect(),
    };
    let fixed = |what: &str, price: f64| row(what, &|_| Some(price));
    let mut rows = Vec::new();
    for database in &app.databases {
        let name = format!("database_{}", database.name);
        let instances = |values: &Values| if values.flag(&name, "multi_az") { 2.0 } else { 1.0 };
        rows.push(row(&format!("database `{}`", database.name), &|values| {
            Some(hourly(values.text(&name, "instance_class")?)? * HOURS * instances(values))
        }));
        rows.push(row("its storage", &|values| {
            Some(values.number(&name, "allocated_storage_gb") * STORAGE * instances(values))
        }));
    }
    let (endpoints, internet) = ways_out(app);
    if endpoints > 0 {
        rows.push(row(&counted(endpoints, "interface endpoint"), &|values| {
            Some(count(endpoints) * values.number("network", "endpoint_zones") * ENDPOINT * HOURS)
        }));
    }
    if internet {
        rows.push(row("NAT gateways", &|values| {
            Some(values.number("network", "nat_gateways").max(1.0) * prices::NAT_GATEWAY_MONTH)
        }));
    }
    let alarms = alarm_metrics(app);
    rows.push(fixed(
        &format!("alarms on {}", counted(alarms, "metric")),
        count(alarms) * ALARM,
    ));
    let gauges = app.gauges.len();
    if gauges > 0 {
        rows.push(fixed(
            &format!("{} of its own", counted(gauges, "metric")),
            count(gauges) * prices::METRIC_MONTH,
        ));
    }
    rows.push(fixed("dashboard", DASHBOARD));
    // RDS keeps the master user's password in one.
    let secrets = app.secrets.len() + app.databases.len();
    if secrets > 0 {
        rows.push(fixed(&counted(secrets, "secret"), count(secrets) * SECRET));
    }
    if app.functions.iter().any(|function| function.route.is_some()) {
        rows.push(fixed("a program's client in Cognito", CLIENT));
    }
    markdown(&rows)
}

fn hourly(class: &str) -> Option<f64> {
    let burstable = BURSTABLE.iter().find(|(name, _)| *name == class);
    if let Some((_, price)) = burstable {
        return Some(*price);
    }
    let (family, size) = class.rsplit_once('.')?;
    let sizes = ["large", "xlarge", "2xlarge", "4xlarge"];
    let doublings = sizes.iter().position(|known| *known == size)?;
    let (_, large) = LARGE.iter().find(|(name, _)| *name == family)?;
    Some(large * 2_f64.powi(i32::try_from(doublings).ok()?))
}

/// How many interface endpoints the VPC has, and whether it has a way to the internet.
fn ways_out(app: &CheckedApp) -> (usize, bool) {
    let reaches = app.functions.iter().map(|function| reach(app, function));
    let (mut endpoints, mut internet) = (BTreeSet::new(), false);
    for reach in reaches.filter(|reach| reach.vpc) {
        endpoints.extend(reach.aws_services);
        internet |= reach.internet;
    }
    (endpoints.len(), internet)
}

/// The metrics that the modules' alarms watch: a quotient watches two.
fn alarm_metrics(app: &CheckedApp) -> usize {
    let api = app.functions.iter().any(|function| function.route.is_some());
    let workflows = app.workflows.iter().map(|workflow| match workflow.kind {
        Kind::Express => 4,
        Kind::Standard => 3,
    });
    let workflows: usize = workflows.sum();
    // One more where the function's own dead letters could be lost; theirs; and what starts it.
    let starters = app.functions.iter().map(|function| match &function.trigger {
        Some(Trigger::Schedule(_)) => 4,
        Some(Trigger::Event(_)) => 3,
        Some(Trigger::PreTokenGeneration) | None => 0,
    });
    let starters: usize = starters.sum();
    usize::from(api) * 3
        + starters
        + workflows
        + app.functions.len() * 4
        + app.databases.len() * 4
        + app.queues.len() * 2
        + app.gauges.len()
}

fn markdown(rows: &[Row]) -> String {
    let mut text = format!("| USD a month, idle ({PRICES}) |");
    for environment in ENVIRONMENTS {
        // Writing to a string cannot fail.
        _ = write!(text, " {environment} |");
    }
    text.push_str("\n|---|");
    text.push_str(&"---:|".repeat(ENVIRONMENTS.len()));
    text.push('\n');
    let sums = (0..ENVIRONMENTS.len()).map(|environment| {
        let prices = rows.iter().map(|row| *row.prices.get(environment)?);
        prices.sum::<Option<f64>>()
    });
    let together = Row {
        what: "**together**".to_owned(),
        prices: sums.collect(),
    };
    for row in rows.iter().chain([&together]) {
        _ = write!(text, "| {} |", row.what);
        for price in &row.prices {
            _ = match price {
                Some(price) => write!(text, " {price:.2} |"),
                None => write!(text, " ? |"),
            };
        }
        text.push('\n');
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What an environment chose.
struct Values(Option<Body>);

impl Values {
    fn of(text: &str) -> Self {
        Self(parse_body(text).ok())
    }

    fn get(&self, variable: &str, attribute: &str) -> Option<&Expression> {
        let object = self.0.as_ref()?.get_attribute(variable)?.value.as_object()?;
        let named = |key: &ObjectKey| key.as_ident().is_some_and(|ident| ident.as_str() == attribute);
        let (_, value) = object.iter().find(|(key, _)| named(key))?;
        Some(value.expr())
    }

    fn text(&self, variable: &str, attribute: &str) -> Option<&str> {
        self.get(variable, attribute)?.as_str()
    }

    fn flag(&self, variable: &str, attribute: &str) -> bool {
        let value = self.get(variable, attribute);
        value.and_then(Expression::as_bool).unwrap_or_default()
    }

    fn number(&self, variable: &str, attribute: &str) -> f64 {
        let value = self.get(variable, attribute).and_then(Expression::as_number);
        value.and_then(hcl_edit::Number::as_f64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{hourly, table};
    use crate::environments;
    use crate::terraform::ENVIRONMENTS;

    fn of(model: &str, change: impl Fn(&str) -> String) -> String {
        let app: ferrovia_model::App = serde_json::from_str(model).unwrap();
        let app = app.check().unwrap();
        let files = environments::values(&app);
        let text = |name: &str| change(files.get(&format!("{name}/terraform.tfvars")).unwrap());
        table(&app, &ENVIRONMENTS.map(text))
    }

    #[test]
    fn a_database_is_most_of_it() {
        let table = of(include_str!("../tests/golden/table/model.json"), str::to_owned);
        let expected = "\
| USD a month, idle (us-east-1, 2026-11) | dev | staging | prod |
|---|---:|---:|---:|
| database `desk` | 11.68 | 23.36 | 245.28 |
| its storage | 2.30 | 2.30 | 23.00 |
| alarms on 8 metrics | 0.80 | 0.80 | 0.80 |
| dashboard | 3.00 | 3.00 | 3.00 |
| 1 secret | 0.40 | 0.40 | 0.40 |
| **together** | 18.18 | 29.86 | 272.48 |
";
        assert_eq!(table, expected);
    }

    #[test]
    fn a_price_that_is_not_known_is_not_made_up() {
        let unknown = |text: &str| text.replace("db.m7g.large", "db.m8g.large");
        let table = of(include_str!("../tests/golden/table/model.json"), unknown);
        assert!(
            table.contains("| database `desk` | 11.68 | 23.36 | ? |"),
            "{table}"
        );
        assert!(table.contains("| **together** | 18.18 | 29.86 | ? |"), "{table}");
    }

    #[test]
    fn sizes_double() {
        assert_eq!(hourly("db.m6g.4xlarge"), Some(0.159 * 8.0));
        assert_eq!(hourly("db.t4g.2xlarge"), Some(0.517));
        assert_eq!(hourly("db.m7g.medium"), None);
    }
}
