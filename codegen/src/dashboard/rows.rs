//! What an app has in; a row of graphs for each kind of it, out.

use super::{COLUMNS, Grid, Line, Widget, graph};
use crate::iam::arn;
use crate::template::Placeholder;
use ferrovia_model::{App, Function, Provider, Trigger, Unit};
use serde_json::json;
use std::collections::BTreeSet;

/// Height of a graph, in units of the grid.
const GRAPH: u32 = 6;

/// More lines than that in one graph, and nobody can tell them apart.
const LINES: usize = 20;

/// Gauges have a graph each: so many side by side.
const GAUGES: usize = 4;

/// Graphs side by side, of equal width, below their heading.
fn row(grid: &mut Grid, heading: &str, graphs: Vec<Widget>) {
    let count = u32::try_from(graphs.len()).unwrap_or(COLUMNS).max(1);
    grid.heading(heading, 1);
    let width = COLUMNS / count;
    grid.row(GRAPH, graphs.into_iter().map(|graph| (width, graph)).collect());
}

/// `atendimento-dev-post_message`: what AWS calls it.
fn physical(name: &str) -> String {
    format!("{}-{name}", Placeholder::new("prefix"))
}

pub(super) fn api(app: &App, grid: &mut Grid) {
    if app.functions.iter().all(|function| function.route.is_none()) {
        return;
    }
    let line = |metric, statistic, label: &str| Line {
        namespace: "AWS/ApiGateway",
        metric,
        dimension: "ApiId",
        of: Placeholder::new("api_id").to_string(),
        statistic,
        label: label.to_owned(),
    };
    let requests = vec![line("Count", "Sum", "requests")];
    let errors = vec![line("4xx", "Sum", "4xx"), line("5xx", "Sum", "5xx")];
    let latency = vec![
        line("Latency", "p50", "p50"),
        line("Latency", "p99", "p99"),
        line("IntegrationLatency", "p99", "p99, functions alone"),
    ];
    let graphs = vec![
        graph("Requests", requests),
        graph("Errors", errors),
        graph("Latency, in milliseconds", latency),
    ];
    row(grid, "## API", graphs);
}

pub(super) fn workflows(app: &App, grid: &mut Grid) {
    for workflow in &app.workflows {
        let machine = [
            "arn".to_owned(),
            arn::partition().to_string(),
            "states".to_owned(),
            arn::region().to_string(),
            arn::account().to_string(),
            "stateMachine".to_owned(),
            physical(workflow.id()),
        ];
        let machine = machine.join(":");
        let line = |metric, statistic, label: &str| Line {
            namespace: "AWS/States",
            metric,
            dimension: "StateMachineArn",
            of: machine.clone(),
            statistic,
            label: label.to_owned(),
        };
        let ends = vec![
            line("ExecutionsStarted", "Sum", "started"),
            line("ExecutionsSucceeded", "Sum", "succeeded"),
            line("ExecutionsFailed", "Sum", "failed"),
            line("ExecutionsTimedOut", "Sum", "timed out"),
            line("ExecutionsAborted", "Sum", "aborted"),
        ];
        let duration = vec![
            line("ExecutionTime", "p50", "p50"),
            line("ExecutionTime", "p99", "p99"),
        ];
        let throttled = vec![line("ExecutionThrottled", "Sum", "throttled")];
        let graphs = vec![
            graph("Executions", ends),
            graph("Duration, in milliseconds", duration),
            graph("Throttled", throttled),
        ];
        row(grid, &format!("## Workflow {}", workflow.name), graphs);
    }
}

pub(super) fn functions(app: &App, grid: &mut Grid) {
    for functions in app.functions.chunks(LINES) {
        let lines = |metric, statistic| {
            let line = |function: &Function| Line {
                namespace: "AWS/Lambda",
                metric,
                dimension: "FunctionName",
                of: physical(function.id()),
                statistic,
                label: function.name.clone(),
            };
            functions.iter().map(line).collect()
        };
        let graphs = vec![
            graph("Invocations", lines("Invocations", "Sum")),
            graph("Errors", lines("Errors", "Sum")),
            graph("Duration p99, in milliseconds", lines("Duration", "p99")),
            graph("Throttles", lines("Throttles", "Sum")),
        ];
        row(grid, "## Functions", graphs);
    }
}

pub(super) fn databases(app: &App, grid: &mut Grid) {
    for database in &app.databases {
        let line = |metric, statistic, label: &str| Line {
            namespace: "AWS/RDS",
            metric,
            dimension: "DBInstanceIdentifier",
            of: physical(&database.name),
            statistic,
            label: label.to_owned(),
        };
        let connections = vec![line("DatabaseConnections", "Maximum", "connections")];
        let processor = vec![line("CPUUtilization", "Average", "processors")];
        let latency = vec![
            line("ReadLatency", "Average", "read"),
            line("WriteLatency", "Average", "write"),
        ];
        let free = vec![
            line("FreeStorageSpace", "Minimum", "storage"),
            line("FreeableMemory", "Minimum", "memory"),
        ];
        let graphs = vec![
            graph("Connections", connections),
            graph("Processors, in percent", processor),
            graph("Latency, in seconds", latency),
            graph("Free, in bytes", free),
        ];
        row(grid, &format!("## Database {}", database.name), graphs);
    }
}

pub(super) fn queues(app: &App, grid: &mut Grid) {
    for queues in app.queues.chunks(LINES) {
        let lines = |metric, suffix: &str| {
            let queues = queues.iter().map(|queue| Line {
                namespace: "AWS/SQS",
                metric,
                dimension: "QueueName",
                of: physical(&queue.name) + suffix,
                statistic: "Maximum",
                label: queue.name.clone(),
            });
            queues.collect()
        };
        let depth = "ApproximateNumberOfMessagesVisible";
        let graphs = vec![
            graph("Waiting", lines(depth, "")),
            graph("Oldest, in seconds", lines("ApproximateAgeOfOldestMessage", "")),
            graph("Dead letters", lines(depth, "-dead-letter")),
        ];
        row(grid, "## Queues", graphs);
    }
}

/// What the clock and events start, for whose answer nobody waits.
pub(super) fn started(app: &App, grid: &mut Grid) {
    let started = |function: &&Function| function.trigger.as_ref().is_some_and(Trigger::is_asynchronous);
    let functions: Vec<&Function> = app.functions.iter().filter(started).collect();
    for functions in functions.chunks(LINES) {
        let lines = |namespace, metric, dimension, statistic, suffix: &str| {
            let line = |function: &&Function| Line {
                namespace,
                metric,
                dimension,
                of: physical(function.id()) + suffix,
                statistic,
                label: function.name.clone(),
            };
            functions.iter().map(line).collect()
        };
        let lambda = |metric, statistic| lines("AWS/Lambda", metric, "FunctionName", statistic, "");
        let depth = "ApproximateNumberOfMessagesVisible";
        let graphs = vec![
            graph("Started", lambda("AsyncEventsReceived", "Sum")),
            graph(
                "Age when started, in milliseconds",
                lambda("AsyncEventAge", "Maximum"),
            ),
            graph("Given up by Lambda", lambda("AsyncEventsDropped", "Sum")),
            graph(
                "Dead letters",
                lines("AWS/SQS", depth, "QueueName", "Maximum", "-undelivered"),
            ),
        ];
        row(grid, "## Started by the clock and by events", graphs);
    }
}

/// What handlers report, each with the line above which its alarm rings.
pub(super) fn gauges(app: &App, grid: &mut Grid) {
    for gauges in app.gauges.chunks(GAUGES) {
        let graphs = gauges.iter().map(|gauge| {
            let title = match gauge.unit {
                Unit::Count => gauge.name.clone(),
                Unit::Seconds => format!("{}, in seconds", gauge.name),
            };
            let mut graph = graph(&title, Vec::new());
            let namespace = Placeholder::new("prefix").to_string();
            let options = json!({ "stat": "Maximum", "label": gauge.name });
            graph.properties["metrics"] = json!([[namespace, gauge.name, options]]);
            graph.properties["annotations"] =
                json!({ "horizontal": [{ "label": "alarm", "value": gauge.alarm_above }] });
            graph
        });
        row(grid, "## Gauges", graphs.collect());
    }
}

/// What Bedrock reports, by model. Other providers report to nobody here; the functions' durations show them.
pub(super) fn language_models(app: &App, grid: &mut Grid) {
    let candidates = app.language_models.iter().flat_map(|model| &model.candidates);
    let models: BTreeSet<&str> = candidates
        .filter(|candidate| match candidate.provider {
            Provider::Bedrock | Provider::BedrockProfile { .. } => true,
            Provider::OpenAi { .. } => false,
        })
        .map(|candidate| candidate.model.as_str())
        .collect();
    if models.is_empty() {
        return;
    }
    let lines = |metrics: &[(&'static str, &'static str, &str)]| {
        let of_model = |model: &str| {
            let lines = metrics.iter().map(|(metric, statistic, label)| Line {
                namespace: "AWS/Bedrock",
                metric,
                dimension: "ModelId",
                of: model.to_owned(),
                statistic,
                label: format!("{model}{label}"),
            });
            lines.collect::<Vec<_>>()
        };
        models.iter().flat_map(|model| of_model(model)).collect()
    };
    let refusals = [
        ("InvocationThrottles", "Sum", ", throttled"),
        ("InvocationClientErrors", "Sum", ", refused"),
        ("InvocationServerErrors", "Sum", ", failed"),
    ];
    let tokens = [
        ("InputTokenCount", "Sum", ", in"),
        ("OutputTokenCount", "Sum", ", out"),
    ];
    let graphs = vec![
        graph("Calls", lines(&[("Invocations", "Sum", "")])),
        graph("Not answered", lines(&refusals)),
        graph(
            "Latency p99, in milliseconds",
            lines(&[("InvocationLatency", "p99", "")]),
        ),
        graph("Tokens", lines(&tokens)),
    ];
    row(grid, "## Language models", graphs);
}
