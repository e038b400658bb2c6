//! Gauges in, lines of the function's log out: CloudWatch makes metrics of those that are in its embedded metric format.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use ferrovia::Gauges;
use ferrovia::model::Unit;
use serde_json::json;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// [`Gauges`] as metrics without dimensions in one namespace. They take no right but that of writing the own log, and no
/// way out of the VPC.
#[derive(Debug)]
pub struct EmbeddedMetrics {
    namespace: String,
}

impl EmbeddedMetrics {
    /// Metrics in this namespace.
    #[must_use]
    pub fn new(namespace: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
        }
    }
}

impl Gauges for EmbeddedMetrics {
    fn report(&self, gauge: &str, unit: Unit, value: u64) {
        let now = SystemTime::now();
        let milliseconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let line = json!({
            "_aws": {
                "Timestamp": u64::try_from(milliseconds).unwrap_or(u64::MAX),
                "CloudWatchMetrics": [{
                    "Namespace": self.namespace,
                    "Dimensions": [[]],
                    "Metrics": [{ "Name": gauge, "Unit": unit.as_str() }],
                }],
            },
            gauge: value,
            // Lambda drops lines below the function's log level; how loud a log is shall not silence a gauge.
            "level": "FATAL",
            "timestamp": DateTime::from(now).fmt(Format::DateTime).unwrap_or_default(),
        });
        // As with the log: where it cannot be written, nobody can be told so.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }
}
