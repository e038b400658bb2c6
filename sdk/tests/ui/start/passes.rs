//! Every way to start by itself.

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

/// The event under another name: its type decides.
type Closed = TicketClosed;

#[handler(schedule = "rate(12 hours)")]
async fn sweep(_: Scheduled) -> Result<(), DeskError> {
    Ok(())
}

#[handler(schedule = "cron(0/10 8-17 ? JAN-NOV 6L 2026-2030)", timezone = "America/Sao_Paulo", timeout = "15m")]
async fn report(scheduled: Scheduled) -> Result<(), DeskError> {
    let _at = scheduled.at;
    Ok(())
}

#[handler(on = TicketClosed)]
async fn count(_closed: Closed) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = ferrovia::App::new("desk", "A help desk.")
        .resource::<DeskEvents>()
        .event::<TicketClosed>()
        .handler::<sweep>()
        .handler::<report>()
        .handler::<count>();
}
