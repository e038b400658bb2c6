//! Two configurations; one is read beside a table, where the way to AppConfig is an endpoint.

use ferrovia::model::Migration;
use ferrovia::{App, Configuration, Database, HandlerError, Read, Resource, Table, data, handler};
use std::collections::BTreeMap;

/// How a customer is greeted.
#[data]
#[derive(Default)]
pub enum Manner {
    #[default]
    Friendly,
    Brief,
}

/// What a queue of tickets may hold.
#[data]
pub struct Limit {
    /// At most so many tickets.
    most: u32,
    /// Whether more are refused, instead of kept waiting.
    #[serde(default)]
    refuse: bool,
}

/// How the desk works today.
#[data]
pub struct DeskDocument {
    /// The hour at which it opens.
    opens_at: u8,
    /// How customers are greeted.
    #[serde(default)]
    manner: Manner,
    /// What is said above all answers, if anything.
    notice: Option<String>,
    /// By queue, what it may hold.
    #[serde(default)]
    limits: BTreeMap<String, Limit>,
}

impl Default for DeskDocument {
    fn default() -> Self {
        Self {
            opens_at: 9,
            manner: Manner::Friendly,
            notice: None,
            limits: BTreeMap::from([(
                "mail".to_owned(),
                Limit {
                    most: 100,
                    refuse: false,
                },
            )]),
        }
    }
}

/// How the desk works today.
#[derive(Resource)]
#[resource(name = "desk", kind = Configuration<DeskDocument>)]
pub struct Desk;

/// What is closed.
#[data]
#[derive(Default)]
pub struct Closed {
    /// Names of queues.
    #[serde(default)]
    queues: Vec<String>,
}

/// What is closed.
#[derive(Resource)]
#[resource(name = "closed-queues", kind = Configuration<Closed>)]
pub struct ClosedQueues;

/// The desk's database.
#[derive(Resource)]
#[resource(name = "store", kind = Database, definition = store())]
pub struct Store;

fn store() -> Database {
    Database::in_schema("desk").migrations([Migration {
        version: 1,
        name: "tickets".to_owned(),
        sql: "create table desk.tickets (id uuid);".to_owned(),
    }])
}

/// What customers want.
#[derive(Resource)]
#[resource(name = "tickets", kind = Table<Store>)]
pub struct Tickets;

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Greets a customer.
#[handler(timeout = "3s", memory_mb = 128)]
pub async fn greet(_name: String, _desk: Read<Desk>) -> Result<String, DeskError> {
    Ok(String::new())
}

/// Opens a ticket, if its queue is open.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn open_ticket(
    _text: String,
    _tickets: Read<Tickets>,
    _closed: Read<ClosedQueues>,
) -> Result<(), DeskError> {
    Ok(())
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<ClosedQueues>()
        .resource::<Store>()
        .resource::<Tickets>()
        .handler::<greet>()
        .handler::<open_ticket>()
}
