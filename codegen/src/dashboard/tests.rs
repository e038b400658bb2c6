//! Apps in, dashboards out that CloudWatch would take.
//!
//! The rules are those of "Dashboard body structure and syntax" in CloudWatch's API reference.

use super::{COLUMNS, template};
use ferrovia_model::{App, CheckedApp};
use serde_json::Value;

/// What each model is called.
const MODELS: [(&str, &str); 7] = [
    (
        "language_model",
        include_str!("../../tests/golden/language_model/model.json"),
    ),
    (
        "messaging",
        include_str!("../../tests/golden/messaging/model.json"),
    ),
    ("repeat", include_str!("../../tests/golden/repeat/model.json")),
    ("route", include_str!("../../tests/golden/route/model.json")),
    ("table", include_str!("../../tests/golden/table/model.json")),
    ("wait", include_str!("../../tests/golden/wait/model.json")),
    ("workflow", include_str!("../../tests/golden/workflow/model.json")),
];

fn app(model: &str) -> App {
    serde_json::from_str(model).unwrap()
}

/// The body as Terraform makes it of the template.
fn body(app: &CheckedApp) -> Value {
    let template = template(app);
    let mut text = template.text().to_owned();
    for placeholder in template.placeholders() {
        let name = placeholder.name();
        let arn = format!("[\"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{name}\"]");
        text = text.replace(&format!("${{jsonencode({name})}}"), &arn);
        text = text.replace(&format!("${{{name}}}"), name);
    }
    serde_json::from_str(&text).unwrap()
}

/// What is wrong with a body, if anything.
fn wrong(body: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let widgets = body["widgets"].as_array().unwrap();
    if widgets.len() > 500 {
        wrong.push(format!("{} widgets", widgets.len()));
    }
    for widget in widgets {
        let place = place(widget);
        let [x, _, width, height] = place;
        if width == 0 || x + width > u64::from(COLUMNS) || height == 0 || height > 1000 {
            wrong.push(format!("off the grid: {place:?}"));
        }
        let properties = &widget["properties"];
        match widget["type"].as_str().unwrap() {
            "text" if properties["markdown"].is_string() => {}
            "alarm"
                if properties["alarms"]
                    .as_array()
                    .is_some_and(|alarms| !alarms.is_empty()) => {}
            "metric" => wrong.extend(wrong_metrics(properties)),
            other => wrong.push(format!("a widget `{other}` with {properties}")),
        }
    }
    for (position, one) in widgets.iter().enumerate() {
        for other in &widgets[position + 1..] {
            if overlap(place(one), place(other)) {
                wrong.push(format!("{:?} and {:?} overlap", place(one), place(other)));
            }
        }
    }
    wrong
}

fn place(widget: &Value) -> [u64; 4] {
    ["x", "y", "width", "height"].map(|name| widget[name].as_u64().unwrap())
}

fn overlap([x, y, width, height]: [u64; 4], [other_x, other_y, other_width, other_height]: [u64; 4]) -> bool {
    x < other_x + other_width && other_x < x + width && y < other_y + other_height && other_y < y + height
}

fn wrong_metrics(properties: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if properties["region"] != "region"
        || properties["view"] != "timeSeries"
        || !properties["title"].is_string()
    {
        wrong.push(format!("not a graph: {properties}"));
    }
    let metrics = properties["metrics"].as_array().unwrap();
    if metrics.is_empty() || metrics.len() > 100 {
        wrong.push(format!("{} metrics in one graph", metrics.len()));
    }
    for metric in metrics {
        let (options, names) = metric.as_array().unwrap().split_last().unwrap();
        let statistic = options["stat"].as_str().unwrap_or_default();
        if !["Sum", "Average", "Minimum", "Maximum", "p50", "p99"].contains(&statistic) {
            wrong.push(format!("no statistic in {metric}"));
        }
        // A namespace, a metric, and dimensions by name and value.
        if names.len() < 4 || names.len() % 2 != 0 || !names.iter().all(Value::is_string) {
            wrong.push(format!("no metric: {metric}"));
        }
    }
    wrong
}

#[test]
fn every_app_has_one_that_cloudwatch_takes() {
    for (name, model) in MODELS {
        let body = body(&app(model).check().unwrap());
        assert_eq!(wrong(&body), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_large_app_has_more_rows_and_no_wider_ones() {
    let mut app = app(MODELS[4].1);
    let one = app.functions[0].clone();
    for number in 0..300 {
        let mut function = one.clone();
        function.name = format!("{}_{number}", one.name);
        app.functions.push(function);
    }
    let app = app.check().unwrap();
    let body = body(&app);
    assert_eq!(wrong(&body), Vec::<String>::new());
    let alarms = |widget: &&Value| widget["type"] == "alarm";
    assert_eq!(
        body["widgets"].as_array().unwrap().iter().filter(alarms).count(),
        13
    );
}

#[test]
fn what_an_app_has_is_on_it_and_nothing_else() {
    let titles = |model: &str| {
        let body = body(&app(model).check().unwrap());
        let texts = body["widgets"].as_array().unwrap().iter();
        texts
            .filter_map(|widget| widget["properties"]["markdown"].as_str().map(str::to_owned))
            .skip(1)
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(MODELS[0].1), ["## Functions", "## Language models"]);
    assert_eq!(titles(MODELS[1].1), ["## Functions", "## Queues"]);
    assert_eq!(titles(MODELS[3].1), ["## API", "## Functions"]);
    assert_eq!(titles(MODELS[4].1), ["## Functions", "## Database desk"]);
    assert_eq!(titles(MODELS[6].1), ["## Workflow answer", "## Functions"]);
}

#[test]
fn these_tests_notice_what_is_wrong() {
    let good = body(&app(MODELS[4].1).check().unwrap());
    let check = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert_ne!(wrong(&bad), Vec::<String>::new(), "{pointer}");
    };
    check("/widgets/0/width", 25.into());
    check("/widgets/1/y", 0.into());
    check("/widgets/1/properties/alarms", Value::Array(Vec::new()));
    check("/widgets/3/properties/metrics/0/4/stat", "p".into());
    check("/widgets/3/properties/metrics/0/3", Value::Null);
    check("/widgets/3/properties/region", Value::Null);
    check("/widgets/0/type", "picture".into());
}
