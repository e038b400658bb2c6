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

#[handler(schedule = "every minute")]
async fn sweep(_: Scheduled) -> Result<(), DeskError> {
    Ok(())
}

fn main() {}
