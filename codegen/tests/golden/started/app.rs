//! Two handlers that the clock starts, and one that an event does.

use ferrovia::{
    App, Event, EventBus, Gauge, HandlerError, Publish, Report, Resource, Scheduled, data, handler,
};

/// What happens at the desk.
#[derive(Resource)]
#[resource(name = "desk", kind = EventBus)]
pub struct DeskEvents;

/// A ticket was closed.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
pub struct TicketClosed {
    /// By this a second delivery is told from a second ticket.
    event_id: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Tickets that nobody has taken.
#[derive(Resource)]
#[resource(name = "open_tickets", kind = Gauge, definition = Gauge::count().alarm_above(100, "Call somebody in."))]
pub struct OpenTickets;

/// How long the longest call is.
#[derive(Resource)]
#[resource(name = "longest_call", kind = Gauge, definition = Gauge::seconds().alarm_above(3600, "Listen to it."))]
pub struct LongestCall;

/// Closes the tickets that nobody touched.
#[handler(schedule = "rate(5 minutes)", timeout = "1m")]
pub async fn sweep(
    _scheduled: Scheduled,
    _closed: Publish<TicketClosed>,
    _open: Report<OpenTickets>,
) -> Result<(), DeskError> {
    Ok(())
}

/// Writes the day's report.
#[handler(schedule = "cron(0 18 ? * MON-FRI *)", timezone = "America/Sao_Paulo")]
pub async fn report(_: Scheduled) -> Result<(), DeskError> {
    Ok(())
}

/// Counts closed tickets.
#[handler(on = TicketClosed)]
pub async fn count(_closed: TicketClosed, _call: Report<LongestCall>) -> Result<(), DeskError> {
    Ok(())
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<DeskEvents>()
        .resource::<OpenTickets>()
        .resource::<LongestCall>()
        .event::<TicketClosed>()
        .handler::<sweep>()
        .handler::<report>()
        .handler::<count>()
}
