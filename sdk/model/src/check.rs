//! An [`App`] in; a [`CheckedApp`] or every problem at once out.
//!
//! One file per concern, each a function from the app to its problems; none stops at the first, none relies on another.

mod candidates;
mod database;
mod duplicates;
mod migrators;
mod names;
mod network;
mod ranges;
mod references;
mod renames;
mod routes;
mod sql;
mod token_keys;
mod triggers;
mod types;
mod usage;
mod waits;

use crate::{App, CheckedApp, Problem, Problems, workflow::resolve};
use std::collections::BTreeMap;

/// See [`App::check`].
pub(crate) fn check(mut app: App) -> Result<CheckedApp, Problems> {
    sort(&mut app);
    let mut problems: Vec<Problem> = [
        names::check(&app),
        duplicates::check(&app),
        renames::check(&app),
        references::check(&app),
        usage::check(&app),
        ranges::check(&app),
        candidates::check(&app),
        database::check(&app),
        migrators::check(&app),
        routes::check(&app),
        types::check(&app),
        network::check(&app),
        token_keys::check(&app),
    ]
    .concat();
    let mut flows = BTreeMap::new();
    for workflow in &app.workflows {
        match resolve(workflow, &app) {
            Ok(flow) => {
                flows.insert(workflow.name.clone(), flow);
            }
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(waits::check(&app, &flows));
    problems.extend(triggers::check(&app, &flows));
    if problems.is_empty() {
        return Ok(CheckedApp::new(app, flows));
    }
    problems.sort();
    problems.dedup();
    Err(Problems(problems))
}

/// From here on, the order in which things were listed never matters. What a list means by its order stays: a
/// signature's parameters, an error's variants, a model's candidates, a database's migrations.
fn sort(app: &mut App) {
    macro_rules! sort {
        ($($list:ident),+) => {
            $(app.$list.sort_by(|one, other| (&one.name, &one.source).cmp(&(&other.name, &other.source)));)+
        };
    }
    sort!(
        functions,
        workflows,
        databases,
        tables,
        language_models,
        secrets,
        event_buses,
        events,
        queues,
        buckets,
        configurations,
        gauges
    );
}
