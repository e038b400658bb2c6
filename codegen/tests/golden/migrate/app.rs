//! One handler that migrates a database, and one that uses a table of it.

use ferrovia::{
    App, Append, Database, HandlerError, Migrate, MigrateError, MigrateRequest, Migrated, Resource, Table,
    data, handler, model::Migration,
};

/// What the desk knows.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = desk())]
pub struct Desk;

fn desk() -> Database {
    let migration = |version, name: &str, sql: &str| Migration {
        version,
        name: name.to_owned(),
        sql: sql.to_owned(),
    };
    Database::in_schema("desk").migrations([
        migration(
            1,
            "tickets",
            "create schema desk; create table desk.tickets (id text primary key);",
        ),
        migration(2, "subjects", "alter table desk.tickets add column subject text;"),
    ])
}

/// One row a ticket.
#[derive(Resource)]
#[resource(name = "tickets", kind = Table<Desk>)]
pub struct Tickets;

#[data]
pub struct Ticket {
    id: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum StoreError {
    /// The database does not answer.
    #[error("the database does not answer")]
    Unavailable,
}

/// Opens a ticket.
#[handler(timeout = "10s", memory_mb = 256)]
pub async fn open_ticket(_ticket: Ticket, _tickets: Append<Tickets>) -> Result<(), StoreError> {
    Ok(())
}

/// Brings the desk's database up to date.
#[handler(timeout = "15m", memory_mb = 256)]
pub async fn migrate_desk(request: MigrateRequest, desk: Migrate<Desk>) -> Result<Migrated, MigrateError> {
    desk.run(request).await
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<Tickets>()
        .handler::<open_ticket>()
        .handler::<migrate_desk>()
}
