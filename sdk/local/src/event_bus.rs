//! Events in; on the console, in memory, and to the handlers that they start, as EventBridge carries them, out.

use crate::{Console, Functions};
use async_trait::async_trait;
use chrono::{SecondsFormat, Utc};
use ferrovia::model::App;
use ferrovia::{EventPublisher, PortError};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use uuid::Uuid;

const SERVICE: &str = "the event bus";

/// EventBridge takes no larger event, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// How many events are remembered; older ones are forgotten, so that a long run does not fill the memory.
const REMEMBERED: usize = 1_000;

/// All event buses: they print what they carry, and start the handlers that are to hear of it.
pub struct EventBuses {
    console: Console,
    carried: Mutex<VecDeque<Value>>,
    subscribers: OnceLock<Subscribers>,
}

/// Who starts by which events.
struct Subscribers {
    functions: Arc<Functions>,
    rules: Vec<Rule>,
}

/// What a handler is to hear of.
struct Rule {
    bus: String,
    origin: String,
    detail_type: String,
    function: String,
}

impl EventBuses {
    /// Buses that print there.
    #[must_use]
    pub fn new(console: Console) -> Self {
        Self {
            console,
            carried: Mutex::default(),
            subscribers: OnceLock::new(),
        }
    }

    /// Starts the app's handlers by the events that they are `on`, from now on. Like EventBridge and Lambda, it begins
    /// after the publisher has been answered, tries a failure twice more, and keeps no order.
    pub fn start(&self, app: &App, functions: &Arc<Functions>) {
        let rules = app.functions.iter().filter_map(|function| {
            let event = app.event(function.trigger.as_ref()?.event()?)?;
            Some(Rule {
                bus: event.bus.clone(),
                origin: event.origin.clone(),
                detail_type: event.name.clone(),
                function: function.name.clone(),
            })
        });
        let functions = Arc::clone(functions);
        let rules = rules.collect();
        // A second start would change nothing: the app is the same.
        let _ = self.subscribers.set(Subscribers { functions, rules });
    }

    fn deliver(&self, bus: &str, origin: &str, detail_type: &str, detail: &Value) {
        let Some(Subscribers { functions, rules }) = self.subscribers.get() else {
            return;
        };
        let addressed =
            |rule: &&Rule| (&*rule.bus, &*rule.origin, &*rule.detail_type) == (bus, origin, detail_type);
        for rule in rules.iter().filter(addressed) {
            functions.start_asynchronously(&rule.function, detail.clone());
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
                self.deliver(bus, origin, detail_type, &detail);
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
