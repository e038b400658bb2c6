//! A bucket that one handler fills, one reads from inside the VPC, and one empties.

use ferrovia::model::Migration;
use ferrovia::{App, Bucket, Database, Erase, HandlerError, Read, Resource, Table, Write, data, handler};

/// The desk's database.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = desk())]
pub struct Desk;

fn desk() -> Database {
    Database::in_schema("desk").migrations([Migration {
        version: 1,
        name: "letters".to_owned(),
        sql: "create table desk.letters (key text primary key);".to_owned(),
    }])
}

/// Letters, as they were written.
#[derive(Resource)]
#[resource(name = "letters", kind = Table<Desk>)]
pub struct Letters;

/// Letters, as they were printed.
#[derive(Resource)]
#[resource(name = "printed", kind = Bucket, definition = Bucket::expiring_after_days(3))]
pub struct Printed;

#[data]
pub struct Letter {
    key: String,
    text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The printer is out of paper.
    #[error("the printer is out of paper")]
    Paper,
}

/// Prints a letter.
#[handler]
pub async fn print(_letter: Letter, _printed: Write<Printed>) -> Result<(), DeskError> {
    Ok(())
}

/// Says where a letter can be read for a while.
#[handler]
pub async fn show(
    _key: String,
    _letters: Read<Letters>,
    _printed: Read<Printed>,
) -> Result<String, DeskError> {
    Err(DeskError::Paper)
}

/// Throws a letter away.
#[handler]
pub async fn shred(_key: String, _printed: Erase<Printed>) -> Result<(), DeskError> {
    Ok(())
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<Letters>()
        .resource::<Printed>()
        .handler::<print>()
        .handler::<show>()
        .handler::<shred>()
}
