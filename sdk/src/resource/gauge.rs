//! Gauges: numbers that somebody is told of when they grow too high.

use super::{Kind, Resource};
use crate::Gauges;
use ferrovia_model::{self as model, App, Unit};
use std::sync::Arc;

/// A metric with an alarm: `#[resource(name = "open_tickets", kind = Gauge, definition = Gauge::count().alarm_above(10,
/// "Call somebody in."))]`. Verb: `Report`. It costs as much as a metric and an alarm, whoever reports it.
///
/// The alarm rings while it is above in three of five periods. A period is a minute, or, where the clock starts every
/// handler that reports it, their longest pause; then the alarm rings in silence, too, since nobody knows how things are.
#[derive(Debug)]
pub struct Gauge {
    unit: Unit,
    alarm_above: u32,
    remedy: &'static str,
}

impl Gauge {
    /// A number of things.
    #[must_use]
    pub const fn count() -> Measure {
        Measure(Unit::Count)
    }

    /// A time.
    #[must_use]
    pub const fn seconds() -> Measure {
        Measure(Unit::Seconds)
    }

    pub(crate) const fn unit(&self) -> Unit {
        self.unit
    }
}

/// A gauge without its alarm.
#[derive(Debug)]
pub struct Measure(Unit);

impl Measure {
    /// The gauge whose alarm rings above `threshold`. `remedy` is what whoever is rung up does: 1 to 700 characters, which
    /// the alarm's description ends with.
    #[must_use]
    pub const fn alarm_above(self, threshold: u32, remedy: &'static str) -> Gauge {
        Gauge {
            unit: self.0,
            alarm_above: threshold,
            remedy,
        }
    }
}

impl Kind for Gauge {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        let definition = R::definition();
        app.gauges.push(model::Gauge {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            unit: definition.unit,
            alarm_above: definition.alarm_above,
            remedy: definition.remedy.to_owned(),
        });
    }
}

/// Reports one gauge.
#[derive(Clone)]
pub struct GaugeReporter {
    pub(crate) gauges: Arc<dyn Gauges>,
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
}

impl GaugeReporter {
    /// Says how high it is now. Like writing to the log, it cannot fail.
    pub fn report(&self, value: u64) {
        self.gauges.report(self.name, self.unit, value);
    }
}
