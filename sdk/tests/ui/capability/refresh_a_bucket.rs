//! A verb that only the token issuer's keys have.

use ferrovia::{App, Bucket, HandlerError, Refresh, Resource, Scheduled, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum RefreshError {
    #[error("the issuer is away")]
    Away,
}

#[derive(Resource)]
#[resource(name = "exports", kind = Bucket, definition = Bucket::expiring_after_days(7))]
struct Exports;

#[handler(schedule = "rate(5 minutes)")]
async fn refresh(_: Scheduled, _exports: Refresh<Exports>) -> Result<(), RefreshError> {
    Err(RefreshError::Away)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<refresh>();
}
