//! Two events on one bus, a queue, and a secret that a composed capability reads.

use ferrovia::{
    App, Capability, Event, EventBus, HandlerError, Publish, Queue, Read, Resource, Secret, Send, data,
    handler,
};

/// The key to the mail service.
#[derive(Resource)]
#[resource(name = "mail_token", kind = Secret)]
pub struct MailToken;

/// What happens at the desk.
#[derive(Resource)]
#[resource(name = "desk", kind = EventBus)]
pub struct DeskEvents;

/// A ticket was closed.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
pub struct TicketClosed {
    id: String,
}

/// A customer rated a ticket.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
pub struct TicketRated {
    id: String,
    stars: u8,
}

#[data]
pub struct Letter {
    to: String,
    text: String,
}

/// Letters to be sent.
#[derive(Resource)]
#[resource(name = "mail", kind = Queue<Letter>)]
pub struct Mail;

/// Writes letters to customers.
#[derive(Capability)]
pub struct Mailer {
    _letters: Send<Mail>,
    _token: Read<MailToken>,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Closes a ticket, and tells everyone.
#[handler(timeout = "10s", memory_mb = 256)]
pub async fn close_ticket(
    _id: String,
    _closed: Publish<TicketClosed>,
    _rated: Publish<TicketRated>,
    _mailer: Mailer,
) -> Result<(), DeskError> {
    Ok(())
}

/// Tidies a text; it touches nothing.
#[handler(timeout = "3s", memory_mb = 128)]
pub async fn tidy(text: String) -> Result<String, DeskError> {
    Ok(text)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<MailToken>()
        .resource::<DeskEvents>()
        .resource::<Mail>()
        .event::<TicketClosed>()
        .event::<TicketRated>()
        .handler::<close_ticket>()
        .handler::<tidy>()
}
