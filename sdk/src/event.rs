//! Typed events on a bus.

use crate::{
    Shape,
    resource::{EventBus, OfKind},
};
use ferrovia_model::Source;

/// Something that happened, published on a bus. Derive it: `#[derive(Event)] #[event(bus = …, origin = "…")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "this is published on no bus",
    note = "put `#[ferrovia::data] #[derive(ferrovia::Event)] #[event(bus = …, origin = \"…\")]` on it"
)]
pub trait Event: Shape {
    /// `detail-type`: the type's name.
    const NAME: &'static str;
    /// `source`, as `EventBridge` means it: the publishing system.
    const ORIGIN: &'static str;
    /// The doc comment.
    const DESCRIPTION: &'static str;
    /// The bus it travels on.
    type Bus: OfKind<EventBus>;

    /// Where it is declared.
    fn source() -> Source;
}
