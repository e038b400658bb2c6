use ferrovia::{Event, EventBus, HandlerError, Resource, Scheduled, data, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error("the desk is closed")]
    Closed,
}

#[derive(Resource)]
#[resource(name = "desk", kind = EventBus)]
struct DeskEvents;

#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
struct TicketClosed {
    event_id: String,
}

#[handler(on = "TicketClosed")]
async fn count(_closed: TicketClosed) -> Result<(), DeskError> {
    Ok(())
}

fn main() {}
