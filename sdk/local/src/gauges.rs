//! Gauges in, lines on the console out.

use crate::Console;
use ferrovia::Gauges;
use ferrovia::model::Unit;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// All gauges: one is told of when it has changed, from 0 on.
#[derive(Debug)]
pub struct GaugesOnConsole {
    console: Console,
    known: Mutex<BTreeMap<String, u64>>,
}

impl GaugesOnConsole {
    /// Gauges that tell there how high they are.
    #[must_use]
    pub fn new(console: Console) -> Self {
        Self {
            console,
            known: Mutex::default(),
        }
    }
}

impl Gauges for GaugesOnConsole {
    fn report(&self, gauge: &str, unit: Unit, value: u64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.insert(gauge.to_owned(), value).unwrap_or_default();
        if before != value {
            let unit = match unit {
                Unit::Count => "",
                Unit::Seconds => " s",
            };
            self.console
                .print(format_args!("gauge      {gauge} {value}{unit}"));
        }
    }
}
