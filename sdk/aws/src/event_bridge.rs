//! The event publisher port on Amazon EventBridge.

use crate::failure::{port_error, refused};
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::operation::put_events::PutEventsOutput;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use ferrovia::model::environment;
use ferrovia::{Env, EventPublisher, PortError};
use serde_json::Value;

const SERVICE: &str = "EventBridge";

/// The most entries of one call.
const MAX_ENTRIES: usize = 10;

/// All entries of one call together stay below this, in bytes. (It was 256 KiB until January 2026.)
const MAX_BYTES: usize = 1024 * 1024;

/// Publishes on the buses whose names stand in the variables `<NAME>_EVENT_BUS`.
pub struct EventBridge {
    client: Client,
    env: Env,
}

impl EventBridge {
    /// A publisher for the buses that `env` names.
    #[must_use]
    pub fn new(config: &SdkConfig, env: Env) -> Self {
        Self {
            client: Client::new(config),
            env,
        }
    }

    /// One call. The SDK may repeat it as a whole when its answer was lost, so consumers may see an event twice.
    async fn put(&self, batch: Vec<Entry>, failed: &mut Vec<(usize, String)>) -> Result<(), PortError> {
        let (positions, entries): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .map(|entry| (entry.position, entry.request))
            .unzip();
        match self.client.put_events().set_entries(Some(entries)).send().await {
            Ok(output) => {
                failed.extend(refusals(&positions, &output));
                Ok(())
            }
            Err(error) => {
                let error = port_error(SERVICE, &error);
                failed.extend(
                    positions
                        .into_iter()
                        .map(|position| (position, error.to_string())),
                );
                Err(error)
            }
        }
    }
}

/// One entry, where it stands in the caller's list, and what EventBridge says it weighs.
struct Entry {
    position: usize,
    bytes: usize,
    request: PutEventsRequestEntry,
}

#[async_trait]
impl EventPublisher for EventBridge {
    async fn publish(
        &self,
        bus: &str,
        origin: &str,
        detail_type: &str,
        details: Vec<Value>,
    ) -> Result<(), PortError> {
        let bus = self
            .env
            .variable(&environment::event_bus(bus))
            .map_err(|error| refused(SERVICE, &error.to_string()))?;
        let count = details.len();
        let entries = details.into_iter().enumerate().map(|(position, detail)| {
            let detail = detail.to_string();
            Entry {
                position,
                bytes: origin.len() + detail_type.len() + detail.len(),
                request: PutEventsRequestEntry::builder()
                    .event_bus_name(bus)
                    .source(origin)
                    .detail_type(detail_type)
                    .detail(detail)
                    .build(),
            }
        });
        let (fitting, too_large): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.bytes < MAX_BYTES);
        let mut failed: Vec<_> = too_large
            .into_iter()
            .map(|entry| {
                (
                    entry.position,
                    format!("the event has {} bytes, {MAX_BYTES} are too many", entry.bytes),
                )
            })
            .collect();
        let mut batches = batches(fitting).into_iter();
        while let Some(batch) = batches.next() {
            if let Err(error) = self.put(batch, &mut failed).await {
                // What failed as a whole would most likely fail again at once: the others are not tried.
                let untried = batches.flatten().map(|entry| (entry.position, error.to_string()));
                failed.extend(untried);
                if failed.len() == count {
                    return Err(error);
                }
                break;
            }
        }
        if failed.is_empty() {
            return Ok(());
        }
        failed.sort_unstable();
        Err(PortError::Partial {
            service: SERVICE,
            failed,
        })
    }
}

/// What an event tells, out of the envelope in which a rule hands it to its target.
pub(crate) fn detail(mut event: Value) -> Value {
    event.get_mut("detail").map(Value::take).unwrap_or_default()
}

/// Groups that fit into one call each, in order.
fn batches(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut batches: Vec<Vec<Entry>> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_ENTRIES && bytes + entry.bytes < MAX_BYTES => {
                bytes += entry.bytes;
                batch.push(entry);
            }
            _ => {
                bytes = entry.bytes;
                batches.push(vec![entry]);
            }
        }
    }
    batches
}

/// The entries that were not taken: EventBridge answers 200 all the same. An entry that the answer passes over
/// counts as not taken.
fn refusals(positions: &[usize], output: &PutEventsOutput) -> Vec<(usize, String)> {
    let mut results = output.entries().iter();
    let refusal = |position: &usize| match results.next() {
        Some(result) => {
            let code = result.error_code()?;
            let message = result.error_message().unwrap_or_default();
            Some((*position, format!("{code}: {message}")))
        }
        None => Some((*position, "the answer does not speak of it".to_owned())),
    };
    positions.iter().filter_map(refusal).collect()
}
