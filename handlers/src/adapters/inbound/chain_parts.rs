//! What a handler needs to ask several models as one.

use crate::adapters::outbound::{Chain, Terms};
use crate::domain::Timestamp;
use crate::ports::{BreakerStore, Clock};
use ferrovia::language_model::ChatModel;
use ferrovia::{Capability, Port};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time, and the memory of who is sick.
#[derive(Capability)]
pub struct ChainParts {
    clock: Port<dyn Clock>,
    circuits: Port<dyn BreakerStore>,
}

impl ChainParts {
    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// When what is done next must be over: in `budget` from now, and not after `answer_by`.
    pub(super) fn deadline(&self, budget: Duration, answer_by: Timestamp) -> Instant {
        self.clock.now() + budget.min(self.clock.date().until(answer_by))
    }

    /// `models` in their order, on `terms`.
    pub(super) fn chain(&self, models: &[Arc<dyn ChatModel>], terms: Terms) -> Chain<'_> {
        Chain::new(terms.links(models), terms.reserve, &*self.clock, &*self.circuits)
    }
}
