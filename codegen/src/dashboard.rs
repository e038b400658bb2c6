//! A checked app in; what its operators look at first, as a CloudWatch dashboard, out.
//!
//! Rows of widgets on CloudWatch's grid of 24 columns, from what the customer sees down to what it rests on. The
//! structure is the documented one of a dashboard's body.

mod rows;
#[cfg(test)]
mod tests;

use crate::files::Files;
use crate::iam::arn;
use crate::template::{Placeholder, Template};
use ferrovia_model::{CheckedApp, Trigger};
use serde_json::{Value, json};

/// The file in the stack.
pub const FILE: &str = "dashboard.json.tftpl";

/// Columns of the grid.
const COLUMNS: u32 = 24;

/// Alarms that one widget shows at most.
const ALARMS_OF_A_WIDGET: usize = 100;

/// The most alarms that a module makes.
const ALARMS_OF_A_MODULE: usize = 4;

/// `dashboard.json.tftpl`.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    files.insert(FILE.to_owned(), template(app).into_text());
    files
}

/// The dashboard's body, in which Terraform puts what it alone knows.
#[must_use]
pub fn template(app: &CheckedApp) -> Template {
    let mut grid = Grid::default();
    grid.heading(
        &format!("# {}\n{}", Placeholder::new("prefix"), app.description),
        2,
    );
    for (position, _) in alarm_groups(app).enumerate() {
        grid.row(4, vec![(COLUMNS, alarms(position))]);
    }
    rows::api(app, &mut grid);
    rows::workflows(app, &mut grid);
    rows::functions(app, &mut grid);
    rows::databases(app, &mut grid);
    rows::queues(app, &mut grid);
    rows::started(app, &mut grid);
    rows::gauges(app, &mut grid);
    rows::language_models(app, &mut grid);
    let document = json!({ "periodOverride": "inherit", "widgets": grid.widgets });
    Template::of(&document, &["type", "x", "y", "width", "height"])
}

/// The modules that have alarms, in the dashboard's order.
#[must_use]
pub fn alarmed(app: &CheckedApp) -> Vec<String> {
    let api = app.functions.iter().any(|function| function.route.is_some());
    api.then(|| "api".to_owned())
        .into_iter()
        .chain(app.workflows.iter().map(|it| format!("workflow_{}", it.name)))
        .chain(app.functions.iter().map(|it| format!("function_{}", it.name)))
        .chain(app.databases.iter().map(|it| format!("database_{}", it.name)))
        .chain(app.queues.iter().map(|it| format!("queue_{}", it.name)))
        .chain(starters(app, "dead_letters_", Trigger::is_asynchronous))
        .chain(starters(app, "schedule_", |it| it.schedule().is_some()))
        .chain(starters(app, "subscription_", |it| it.event().is_some()))
        .chain(app.gauges.iter().map(|it| format!("gauge_{}", it.name)))
        .collect()
}

/// The modules for functions that start in such a way.
fn starters(app: &CheckedApp, kind: &str, starts: fn(&Trigger) -> bool) -> impl Iterator<Item = String> {
    let functions = app.functions.iter();
    let functions = functions.filter(move |function| function.trigger.as_ref().is_some_and(starts));
    functions.map(move |function| format!("{kind}{}", function.name))
}

/// How many of those modules one widget shows.
pub const MODULES_OF_A_WIDGET: usize = ALARMS_OF_A_WIDGET / ALARMS_OF_A_MODULE;

/// For each widget of alarms, the first of those modules that it shows.
pub fn alarm_groups(app: &CheckedApp) -> impl Iterator<Item = usize> {
    (0..alarmed(app).len()).step_by(MODULES_OF_A_WIDGET)
}

/// The alarms of a group of modules, as a list of ARNs.
#[must_use]
pub fn alarm_arns(group: usize) -> Placeholder {
    Placeholder::new(&format!("alarms_{group}"))
}

fn alarms(group: usize) -> Widget {
    Widget {
        kind: "alarm",
        properties: json!({ "title": "Alarms", "sortBy": "stateUpdatedTimestamp", "alarms": alarm_arns(group).list() }),
    }
}

/// What is shown, wherever it stands.
struct Widget {
    kind: &'static str,
    properties: Value,
}

/// Widgets with their places: each row below the last, each widget right of the last.
#[derive(Default)]
struct Grid {
    widgets: Vec<Value>,
    y: u32,
}

impl Grid {
    /// A row of widgets with their widths, which together are no more than the grid has columns.
    fn row(&mut self, height: u32, widgets: Vec<(u32, Widget)>) {
        let mut x = 0;
        for (width, widget) in widgets {
            self.widgets.push(json!({
                "type": widget.kind,
                "x": x,
                "y": self.y,
                "width": width,
                "height": height,
                "properties": widget.properties,
            }));
            x += width;
        }
        self.y += height;
    }

    /// A line of text over the whole width.
    fn heading(&mut self, markdown: &str, height: u32) {
        let text = Widget {
            kind: "text",
            properties: json!({ "markdown": markdown }),
        };
        self.row(height, vec![(COLUMNS, text)]);
    }
}

/// A line of a graph: a metric of one thing, and how its points are made.
struct Line {
    namespace: &'static str,
    metric: &'static str,
    dimension: &'static str,
    of: String,
    statistic: &'static str,
    label: String,
}

/// Lines over time, from zero upwards.
fn graph(title: &str, lines: Vec<Line>) -> Widget {
    let metrics: Vec<Value> = lines
        .into_iter()
        .map(|line| {
            let options = json!({ "stat": line.statistic, "label": line.label });
            json!([line.namespace, line.metric, line.dimension, line.of, options])
        })
        .collect();
    Widget {
        kind: "metric",
        properties: json!({
            "title": title,
            "view": "timeSeries",
            "region": arn::region().to_string(),
            "period": 60,
            "yAxis": { "left": { "min": 0 } },
            "metrics": metrics,
        }),
    }
}
