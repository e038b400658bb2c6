//! What a handler that starts by itself takes and answers: one that the clock starts, and one that an event does.

use chrono::{DateTime, Utc};
use ferrovia_macros::data;

/// When a handler with a `schedule` was to start. It may start later, and twice for one time: EventBridge Scheduler
/// delivers at least once.
///
/// ```
/// use ferrovia::{App, HandlerError, Scheduled, handler};
///
/// #[derive(Debug, thiserror::Error, HandlerError)]
/// enum SweepError {
///     /// The database is away.
///     #[error("the database is away")]
///     Away,
/// }
///
/// /// Closes what nobody touched for a day.
/// #[handler(schedule = "cron(0 3 * * ? *)", timezone = "America/Sao_Paulo", timeout = "50s")]
/// async fn sweep(scheduled: Scheduled) -> Result<(), SweepError> {
///     let _night = scheduled.at;
///     Ok(())
/// }
///
/// let app = App::new("desk", "A help desk.").handler::<sweep>().model();
/// let schedule = app.functions[0].trigger.as_ref().and_then(ferrovia::model::Trigger::schedule);
/// assert_eq!(schedule.map(|schedule| schedule.expression.as_str()), Some("cron(0 3 * * ? *)"));
/// ```
#[data]
#[derive(Copy, Eq)]
pub struct Scheduled {
    /// The time that the schedule names, not the time of day.
    pub at: DateTime<Utc>,
}

/// What a handler with a `schedule` takes.
#[diagnostic::on_unimplemented(
    message = "a handler with a `schedule` takes a `Scheduled`, not `{Self}`",
    label = "the clock knows nothing else",
    note = "one that does not ask for the time takes `_: Scheduled`"
)]
pub trait StartedByClock {}

impl StartedByClock for Scheduled {}

/// What a handler with `on = E` takes: the event, bare. EventBridge delivers at least once and in no order, and gives an
/// event that was published twice two ids of its own: what tells a second delivery from a second event, and which came
/// first, stands in the event itself.
#[diagnostic::on_unimplemented(
    message = "a handler with `on = {E}` takes a `{E}`, not `{Self}`",
    label = "this is not what the event tells"
)]
pub trait StartedBy<E> {}

#[diagnostic::do_not_recommend]
impl<E> StartedBy<E> for E {}

/// What a handler answers that nobody waits for.
#[diagnostic::on_unimplemented(
    message = "a handler with a `schedule` or `on` answers nothing, not `{Self}`",
    label = "nobody would read this",
    note = "answer `Result<(), …>`; a failure is tried again twice, and then is a dead letter"
)]
pub trait Unread {}

impl Unread for () {}

/// Compiles if a handler with a `schedule` takes `I`.
pub const fn input_of_schedule<I: StartedByClock>() {}

/// Compiles if a handler that the event `E` starts takes `I`.
pub const fn input_of_event<E, I: StartedBy<E>>() {}

/// Compiles if a handler that nobody waits for answers `A`.
pub const fn output_of_asynchronous<A: Unread>() {}
