//! What a handler needs to ask several models as one.

use crate::adapters::outbound::{Chain, Terms};
use crate::ports::{BreakerStore, Clock};
use ferrovia::language_model::ChatModel;
use ferrovia::{Capability, Port};
use std::sync::Arc;

/// Time, and the memory of who is sick.
#[derive(Capability)]
pub struct ChainParts {
    clock: Port<dyn Clock>,
    circuits: Port<dyn BreakerStore>,
}

impl ChainParts {
    /// `models` in their order, on `terms`.
    pub(super) fn chain(&self, models: &[Arc<dyn ChatModel>], terms: Terms) -> Chain<'_> {
        Chain::new(terms.links(models), terms.reserve, &*self.clock, &*self.circuits)
    }
}
