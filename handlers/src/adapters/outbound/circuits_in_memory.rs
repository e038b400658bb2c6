//! The circuits of one process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::domain::{Admission, Circuit, Verdict};
use crate::ports::{BreakerStore, Clock};

/// Circuits that live and die with the process. It costs nothing; each process learns by itself who is sick.
pub struct CircuitsInMemory {
    clock: Arc<dyn Clock>,
    circuits: Mutex<BTreeMap<String, Circuit>>,
}

impl CircuitsInMemory {
    /// All circuits closed.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            circuits: Mutex::default(),
        }
    }

    fn with<T>(&self, model: &str, change: impl FnOnce(&mut Circuit) -> T) -> T {
        // A test that panicked while it held the lock left whole values behind.
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        change(circuits.entry(model.to_owned()).or_default())
    }
}

#[async_trait]
impl BreakerStore for CircuitsInMemory {
    async fn admit(&self, model: &str) -> Admission {
        self.with(model, |circuit| circuit.admit(self.clock.now()))
    }

    async fn record(&self, model: &str, admission: Admission, verdict: Verdict) {
        self.with(model, |circuit| {
            circuit.record(self.clock.now(), admission, verdict)
        });
    }
}
