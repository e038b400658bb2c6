//! A handler that was renamed twice, one with a route that was renamed once, and a workflow that was.

use ferrovia::{
    App, Complete, Created, Database, HandlerError, Request, Resource, Start, Table, TaskToken, Write, data,
    handler, model::Migration, workflow,
};

/// What was said.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = desk())]
pub struct Desk;

fn desk() -> Database {
    Database::in_schema("desk").migrations([Migration {
        version: 1,
        name: "turns".to_owned(),
        sql: "create table desk.turns (id text primary key, reply text not null);".to_owned(),
    }])
}

/// One row a turn.
#[derive(Resource)]
#[resource(name = "turns", kind = Table<Desk>)]
pub struct Turns;

#[data]
pub struct Turn {
    id: String,
    reply: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    #[problem(status = 503, slug = "desk-closed", title = "The desk is closed")]
    Closed,
    /// Nobody came.
    #[error("nobody came")]
    #[timeout]
    TimedOut,
}

/// Keeps one turn of a conversation.
#[handler(was = ["store_turn", "save_turn"])]
pub async fn keep_turn(turn: Turn, _turns: Write<Turns>) -> Result<String, DeskError> {
    Ok(turn.id)
}

/// Waits until somebody has read a turn.
#[handler(wait = "3d")]
pub async fn await_reader(_id: String, _token: TaskToken<String>) -> Result<(), DeskError> {
    Ok(())
}

/// Keeps a turn, and waits for its reader.
#[workflow(kind = "standard", timeout = "7d", was = "save")]
pub async fn keep(turn: Turn) -> Result<String, DeskError> {
    let id = keep_turn(turn).await?;
    Ok(await_reader(id).await?)
}

/// Takes a turn.
#[handler(route = "POST /v1/turns", scopes = ["turns:write"], was = "post_turn")]
pub async fn take_turn(
    request: Request<Turn>,
    _keeping: Start<keep>,
    _reading: Complete<await_reader>,
) -> Result<Created<Turn>, DeskError> {
    let location = format!("/v1/turns/{}", request.body.id);
    Ok(Created {
        location,
        body: request.body,
    })
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<Turns>()
        .handler::<keep_turn>()
        .handler::<await_reader>()
        .handler::<take_turn>()
        .workflow::<keep>()
}
