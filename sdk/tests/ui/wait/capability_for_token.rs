//! A capability stands where the token belongs.

use ferrovia::{App, HandlerError, Read, Resource, Secret, data, handler};

#[data]
struct HandOver {
    conversation: String,
}

#[data]
struct Handled {
    note: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error("nobody took it in time")]
    #[timeout]
    TimedOut,
}

#[derive(Resource)]
#[resource(name = "pager", kind = Secret)]
struct Pager;

#[handler(wait = "3d")]
async fn hand_over(_request: HandOver, _pager: Read<Pager>) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<hand_over>();
}
