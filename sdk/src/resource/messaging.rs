//! Event buses and queues.

use super::{Kind, Resource};
use crate::{Shape, handler};
use ferrovia_model::{self as model, App};
use std::marker::PhantomData;

/// An `EventBridge` bus. Events name it; a handler publishes an event, not to a bus.
#[derive(Debug, Default)]
pub struct EventBus;

impl Kind for EventBus {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        app.event_buses.push(model::EventBus {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
        });
    }
}

/// An SQS queue of messages `M`, with a dead-letter queue behind it. Verb: `Send`.
#[derive(Debug)]
pub struct Queue<M>(PhantomData<fn() -> M>);

impl<M> Default for Queue<M> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<M: Shape> Kind for Queue<M> {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        let message = handler::payload::<M>(&mut app.shapes);
        app.queues.push(model::Queue {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            message,
        });
    }
}
