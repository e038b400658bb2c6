//! What is missing is found before the first event.

use super::desk::{Bus, Machines, app};
use ferrovia::{Env, EventPublisher, WorkflowStarter};
use std::sync::Arc;

/// Asserts why `handler` cannot start, or that it can.
fn check(handler: &str, env: Env, expected: Result<(), &str>) {
    let found = app()
        .start(handler, env)
        .map(drop)
        .map_err(|error| error.to_string());
    assert_eq!(found, expected.map_err(str::to_owned));
}

#[test]
fn everything_must_be_there() {
    let database = || Env::new([("DATABASE_URL".to_owned(), "postgres://db/app".to_owned())].into());
    let bus = |env: Env| env.bind::<dyn EventPublisher>(Arc::new(Bus));
    check("open", bus(database()), Ok(()));
    check(
        "open",
        bus(Env::default()),
        Err("the variable `DATABASE_URL` is not set"),
    );
    check(
        "open",
        database(),
        Err(
            "no adapter is bound for the port `dyn ferrovia::port::EventPublisher`; bind one with `Env::bind`",
        ),
    );
    check("show_ticket", Env::default(), Ok(()));
    check(
        "post_ticket",
        Env::default().bind::<dyn WorkflowStarter>(Arc::new(Machines)),
        Ok(()),
    );
    check(
        "close",
        Env::default(),
        Err(
            "there is no handler `close`; there are open, post_ticket, show_ticket, forget_ticket, show_number",
        ),
    );
}

#[test]
fn a_route_is_known_to_what_runs() {
    let running = app().start("show_ticket", Env::default()).unwrap();
    assert_eq!(running.route().unwrap().key(), "GET /v1/tickets/{id}");
    let open = app().start("open", super::desk::env()).unwrap();
    assert!(open.route().is_none());
}
