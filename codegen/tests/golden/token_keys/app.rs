//! Routes that verify tokens by keys in a bucket: one with a database, which has no way to the issuer, one without; and the
//! handler that the clock has refresh them.

use ferrovia::model::Migration;
use ferrovia::{
    App, Database, HandlerError, Json, KeySet, Migrate, MigrateError, MigrateRequest, Migrated, Read,
    Refresh, Request, Resource, Scheduled, Table, handler,
};

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

/// The keys with which the desk's tokens are signed.
#[derive(Resource)]
#[resource(name = "keys", kind = KeySet)]
pub struct Keys;

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Says what letters there are.
#[handler(route = "GET /v1/letters", scopes = ["letters:read", "letters:write"], timeout = "5s")]
pub async fn list_letters(
    _request: Request,
    _letters: Read<Letters>,
) -> Result<Json<Vec<String>>, DeskError> {
    Ok(Json(Vec::new()))
}

/// Says who calls.
#[handler(route = "GET /v1/me", scopes = ["letters:read"], timeout = "5s")]
pub async fn me(request: Request) -> Result<Json<String>, DeskError> {
    request
        .caller
        .map(|caller| Json(caller.subject))
        .ok_or(DeskError::Closed)
}

/// Says that the desk is open; whoever asks.
#[handler(route = "GET /open", public, timeout = "5s")]
pub async fn open(_request: Request) -> Result<Json<bool>, DeskError> {
    Ok(Json(true))
}

/// Asks the issuer for its keys.
#[handler(schedule = "rate(5 minutes)", timeout = "30s")]
pub async fn refresh_keys(_: Scheduled, _keys: Refresh<Keys>) -> Result<(), DeskError> {
    Ok(())
}

/// Brings the database up to date.
#[handler(timeout = "15m")]
pub async fn migrate_desk(request: MigrateRequest, desk: Migrate<Desk>) -> Result<Migrated, MigrateError> {
    desk.run(request).await
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<Letters>()
        .handler::<list_letters>()
        .resource::<Keys>()
        .handler::<me>()
        .handler::<open>()
        .handler::<refresh_keys>()
        .handler::<migrate_desk>()
}
