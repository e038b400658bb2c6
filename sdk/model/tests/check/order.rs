//! The order in which things are listed never matters.

use super::{cases::CASES, desk::desk, problems};
use ferrovia_model::App;

/// The app with each list turned by `by` places.
fn turned(mut app: App, by: usize, backwards: bool) -> App {
    macro_rules! turn {
        ($($list:ident),+) => {
            $(if backwards {
                app.$list.reverse();
            }
            let length = app.$list.len().max(1);
            app.$list.rotate_left(by % length);)+
        };
    }
    turn!(
        functions,
        workflows,
        databases,
        tables,
        language_models,
        secrets,
        event_buses,
        events,
        queues
    );
    app
}

/// Every list in several orders.
fn orders(app: &App) -> impl Iterator<Item = App> {
    (0..5).flat_map(|by| [false, true].map(|backwards| turned(app.clone(), by, backwards)))
}

#[test]
fn of_a_valid_app() {
    let expected = desk().check().unwrap();
    for app in orders(&desk()) {
        let found = app.check().unwrap();
        assert_eq!(*found, *expected);
        assert!(found.flows().eq(expected.flows()));
    }
}

#[test]
fn of_a_wrong_one() {
    for case in CASES.iter().flat_map(|cases| cases.iter()) {
        let mut app = desk();
        (case.change)(&mut app);
        let expected = problems(app.clone());
        for app in orders(&app) {
            assert_eq!(problems(app), expected, "{}", case.name);
        }
    }
}

#[test]
fn what_an_order_means_stays() {
    let checked = desk().check().unwrap();
    let parameters = &checked.function("notify").unwrap().parameters;
    let names: Vec<_> = parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    assert_eq!(names, ["answered", "redrive", "token"]);
    let candidates = &checked.language_model("intent").unwrap().candidates;
    assert_eq!(
        candidates.iter().map(|candidate| candidate.id()).next().unwrap(),
        "openai:gpt-4o-mini"
    );
}
