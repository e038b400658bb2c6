//! Events in; on the console and in memory, as EventBridge carries them, out.

use crate::Console;
use async_trait::async_trait;
use chrono::{SecondsFormat, Utc};
use ferrovia::{EventPublisher, PortError};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

const SERVICE: &str = "the event bus";

/// EventBridge takes no larger event, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// How many events are remembered; older ones are forgotten, so that a long run does not fill the memory.
const REMEMBERED: usize = 1_000;

/// All event buses: they print what they carry.
#[derive(Debug)]
pub struct EventBuses {
    console: Console,
    carried: Mutex<VecDeque<Value>>,
}

impl EventBuses {
    /// Buses that print there.
    #[must_use]
    pub fn new(console: Console) -> Self {
        Self {
            console,
            carried: Mutex::default(),
        }
    }

    /// The last events, as a target of EventBridge receives them.
    #[must_use]
    pub fn carried(&self) -> Vec<Value> {
        self.lock().iter().cloned().collect()
    }

    fn carry(&self, bus: &str, origin: &str, detail_type: &str, detail: Value) {
        let time = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        self.console.print(format_args!(
            "event      {detail_type} from {origin} on {bus}\n           {detail}"
        ));
        let mut carried = self.lock();
        if carried.len() == REMEMBERED {
            carried.pop_front();
        }
        carried.push_back(json!({
            "version": "0",
            "id": Uuid::new_v4(),
            "detail-type": detail_type,
            "source": origin,
            "account": crate::ACCOUNT,
            "time": time,
            "region": crate::REGION,
            "resources": [],
            "detail": detail,
        }));
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Value>> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventPublisher for EventBuses {
    async fn publish(
        &self,
        bus: &str,
        origin: &str,
        detail_type: &str,
        details: Vec<Value>,
    ) -> Result<(), PortError> {
        let mut failed = Vec::new();
        for (position, detail) in details.into_iter().enumerate() {
            let bytes = origin.len() + detail_type.len() + detail.to_string().len();
            if bytes < MAX_BYTES {
                self.carry(bus, origin, detail_type, detail);
            } else {
                failed.push((
                    position,
                    format!("the event has {bytes} bytes, {MAX_BYTES} are too many"),
                ));
            }
        }
        if failed.is_empty() {
            return Ok(());
        }
        Err(PortError::Partial {
            service: SERVICE,
            failed,
        })
    }
}
