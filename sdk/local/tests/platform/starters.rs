//! Time and events in, the handlers that they start out.

use crate::desk::Printed;
use chrono::{DateTime, Utc};
use ferrovia::{
    App, Env, Event, EventBus, EventPublisher, HandlerError, Port, Resource, Scheduled, data, handler,
};
use ferrovia_local::{Console, EventBuses, Functions, Schedules};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// A desk's own bus.
#[derive(Resource)]
#[resource(name = "desk", kind = EventBus)]
struct DeskEvents;

/// A ticket was closed.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
struct TicketClosed {
    event_id: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum CountError {
    #[error("try again")]
    Again,
}

/// What was started: by whom, and for what.
struct Started {
    tell: mpsc::UnboundedSender<(&'static str, String)>,
    failures: AtomicU32,
}

#[handler(schedule = "rate(2 minutes)")]
async fn sweep(scheduled: Scheduled, started: Port<Started>) -> Result<(), CountError> {
    let _ = started.tell.send(("sweep", scheduled.at.to_rfc3339()));
    Ok(())
}

#[handler(schedule = "cron(0 9 ? * MON-FRI *)", timezone = "America/Sao_Paulo")]
async fn report(scheduled: Scheduled, started: Port<Started>) -> Result<(), CountError> {
    let _ = started.tell.send(("report", scheduled.at.to_rfc3339()));
    Ok(())
}

#[handler(on = TicketClosed)]
async fn count(closed: TicketClosed, started: Port<Started>) -> Result<(), CountError> {
    let _ = started.tell.send(("count", closed.event_id));
    // The first time it fails, and is started again.
    match started.failures.fetch_add(1, Ordering::SeqCst) {
        0 => Err(CountError::Again),
        _ => Ok(()),
    }
}

type Told = mpsc::UnboundedReceiver<(&'static str, String)>;

fn started() -> (App, Arc<Functions>, Told) {
    let app = App::new("desk", "A help desk.")
        .resource::<DeskEvents>()
        .event::<TicketClosed>()
        .handler::<sweep>()
        .handler::<report>()
        .handler::<count>();
    let (tell, told) = mpsc::unbounded_channel();
    let failures = AtomicU32::new(0);
    let world = Arc::new(Started { tell, failures });
    let functions = Functions::start(&app, Handle::current(), |_| {
        Env::default().bind::<Started>(world.clone())
    });
    (app, Arc::new(functions.unwrap()), told)
}

#[tokio::test(start_paused = true)]
async fn the_clock_starts_handlers_at_their_minutes() {
    let (app, functions, mut told) = started();
    // A Monday, a few minutes to nine in São Paulo, three hours behind.
    let began: DateTime<Utc> = "2026-11-23T11:56:30Z".parse().unwrap();
    tokio::spawn(Schedules::of(app.as_model(), &functions).from(began).run());
    let mut starts = Vec::new();
    for _ in 0..3 {
        starts.push(told.recv().await.unwrap());
    }
    starts.sort();
    let expected = [
        ("report", "2026-11-23T12:00:00+00:00"),
        ("sweep", "2026-11-23T11:58:00+00:00"),
        ("sweep", "2026-11-23T12:00:00+00:00"),
    ];
    assert_eq!(starts, expected.map(|(name, at)| (name, at.to_owned())));
}

#[tokio::test(start_paused = true)]
async fn an_event_starts_its_handlers_and_a_failure_is_tried_again() {
    let (app, functions, mut told) = started();
    let buses = EventBuses::new(Console::to(Printed::default()));
    buses.start(app.as_model(), &functions);
    let published = Instant::now();
    for (bus, origin, detail_type) in [
        ("desk", "desk.tickets", "TicketClosed"),
        ("desk", "another.system", "TicketClosed"),
        ("desk", "desk.tickets", "TicketOpened"),
        ("other", "desk.tickets", "TicketClosed"),
    ] {
        let details = vec![json!({ "event_id": "evt_1" })];
        buses.publish(bus, origin, detail_type, details).await.unwrap();
    }
    let again = ("count", "evt_1".to_owned());
    assert_eq!(told.recv().await, Some(again.clone()));
    assert_eq!(published.elapsed().as_secs(), 0, "at once");
    assert_eq!(told.recv().await, Some(again));
    assert_eq!(published.elapsed().as_secs(), 60, "a minute later");
    tokio::time::sleep(std::time::Duration::from_mins(10)).await;
    assert!(told.try_recv().is_err(), "nothing else was addressed to it");
}
