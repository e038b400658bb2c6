//! One handler that reads one table.

use ferrovia::{App, Database, HandlerError, Read, Resource, Table, data, handler, model::Migration};

/// What the desk knows.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = desk())]
pub struct Desk;

fn desk() -> Database {
    Database::in_schema("desk").migrations([Migration {
        version: 1,
        name: "tickets".to_owned(),
        sql: "create table desk.tickets (id text primary key, subject text not null);".to_owned(),
    }])
}

/// One row a ticket.
#[derive(Resource)]
#[resource(name = "tickets", kind = Table<Desk>)]
pub struct Tickets;

/// A ticket's number.
#[data]
pub struct TicketId(String);

#[data]
pub struct Ticket {
    id: TicketId,
    subject: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum StoreError {
    /// The database does not answer.
    #[error("the database does not answer")]
    #[retry(max_attempts = 3, interval = "1s", rate = 2.0, max_delay = "8s")]
    Unavailable,
}

/// Loads one ticket.
///
/// It answers nothing for a ticket of another tenant.
#[handler(timeout = "10s", memory_mb = 256)]
pub async fn load_ticket(id: TicketId, _tickets: Read<Tickets>) -> Result<Option<Ticket>, StoreError> {
    Ok(Some(Ticket {
        id,
        subject: String::new(),
    }))
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<Tickets>()
        .handler::<load_ticket>()
}
