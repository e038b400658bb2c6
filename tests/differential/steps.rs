//! The steps of generated workflows. They never run: a test says what each call answers.
//!
//! The build script reads this file, so that what is added here is used.

use crate::vocabulary::*;
use ferrovia::handler;

/// Finds a profile.
#[handler(timeout = "60s")]
pub async fn find_profile(_id: Id) -> Result<Profile, LookupError> {
    Err(LookupError::Missing)
}

/// Finds one, perhaps.
#[handler(timeout = "60s")]
pub async fn find_maybe(_id: Option<Id>) -> Result<Option<Profile>, LookupError> {
    Err(LookupError::Missing)
}

/// Lists lines.
#[handler(timeout = "60s")]
pub async fn list_lines(_owner: Option<String>) -> Result<Vec<Line>, LookupError> {
    Err(LookupError::Busy)
}

/// Lists tags.
#[handler(timeout = "60s")]
pub async fn list_tags(_tags: Vec<String>) -> Result<Vec<String>, LookupError> {
    Err(LookupError::Busy)
}

/// Groups tags.
#[handler(timeout = "60s")]
pub async fn group_tags(_groups: Vec<Vec<String>>) -> Result<Vec<Vec<String>>, LookupError> {
    Err(LookupError::Busy)
}

/// Counts.
#[handler(timeout = "60s")]
pub async fn count_all(_counts: Vec<u32>) -> Result<Vec<u32>, OrderError> {
    Err(OrderError::Later)
}

/// Orders.
#[handler(timeout = "60s")]
pub async fn place_order(_order: Order) -> Result<Order, OrderError> {
    Err(OrderError::Later)
}

/// Adds up.
#[handler(timeout = "60s")]
pub async fn sum_lines(_lines: Vec<Line>) -> Result<u32, OrderError> {
    Err(OrderError::Later)
}

/// Judges.
#[handler(timeout = "60s")]
pub async fn judge(_state: State) -> Result<Grade, OrderError> {
    Err(OrderError::Later)
}

/// Looks.
#[handler(timeout = "60s")]
pub async fn state_of(_grade: Grade) -> Result<State, OrderError> {
    Err(OrderError::Later)
}

/// Watches.
#[handler(timeout = "60s")]
pub async fn watch(_event: Event) -> Result<Event, LookupError> {
    Err(LookupError::Missing)
}

/// Moves.
#[handler(timeout = "60s")]
pub async fn move_point(_point: Point) -> Result<Point, LookupError> {
    Err(LookupError::Missing)
}

/// Swaps.
#[handler(timeout = "60s")]
pub async fn swap(_pair: (Id, Option<u32>)) -> Result<(Id, Option<u32>), TellError> {
    Err(TellError::Unheard(String::new()))
}

/// Tells.
#[handler(timeout = "60s")]
pub async fn tell(_text: String) -> Result<String, TellError> {
    Err(TellError::Unheard(String::new()))
}

/// Is there.
#[handler(timeout = "60s")]
pub async fn ping(_: ()) -> Result<(), TellError> {
    Err(TellError::Unheard(String::new()))
}

/// Routes.
#[handler(timeout = "60s")]
pub async fn route(_channel: Channel) -> Result<Channel, TellError> {
    Err(TellError::Unheard(String::new()))
}

/// Weighs.
#[handler(timeout = "60s")]
pub async fn weigh(_weight: f64) -> Result<f64, OrderError> {
    Err(OrderError::Later)
}

/// Shifts.
#[handler(timeout = "60s")]
pub async fn shift(_by: i32) -> Result<i32, LookupError> {
    Err(LookupError::Missing)
}

/// Asks.
#[handler(timeout = "60s")]
pub async fn is_open(_open: bool) -> Result<bool, LookupError> {
    Err(LookupError::Missing)
}

/// Sets a table.
#[handler(timeout = "60s")]
pub async fn set_table(_table: Table) -> Result<Table, OrderError> {
    Err(OrderError::Later)
}

/// Sends.
#[handler(timeout = "60s")]
pub async fn send(_parcel: Parcel) -> Result<Parcel, TellError> {
    Err(TellError::Unheard(String::new()))
}

/// Lists every step.
pub fn list(app: ferrovia::App) -> ferrovia::App {
    app.handler::<find_profile>()
        .handler::<find_maybe>()
        .handler::<list_lines>()
        .handler::<list_tags>()
        .handler::<group_tags>()
        .handler::<count_all>()
        .handler::<place_order>()
        .handler::<sum_lines>()
        .handler::<judge>()
        .handler::<state_of>()
        .handler::<watch>()
        .handler::<move_point>()
        .handler::<swap>()
        .handler::<tell>()
        .handler::<ping>()
        .handler::<route>()
        .handler::<weigh>()
        .handler::<shift>()
        .handler::<is_open>()
        .handler::<set_table>()
        .handler::<send>()
}
