//! Resolved workflows in, a Markdown page with a Mermaid picture of each out.

use crate::HEADER;
use crate::files::Files;
use ferrovia_model::workflow::Comparison;
use ferrovia_model::workflow::flow::{Action, Catch, Cause, Edge, Flow, Formula, Rule, State};
use ferrovia_model::{CheckedApp, Workflow};
use serde_json::Value;
use std::fmt::Write;

/// `<workflow>.md`: a picture each.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for (workflow, flow) in app.flows() {
        files.insert(format!("{}.md", workflow.name), page(workflow, flow));
    }
    files
}

fn page(workflow: &Workflow, flow: &Flow) -> String {
    let mut picture = Picture::default();
    picture.flow(flow, "s", 1);
    format!(
        "<!-- {HEADER} -->\n\n# {}\n\n{}\n\n```mermaid\nflowchart TD\n{}{}```\n",
        workflow.name, workflow.description, picture.nodes, picture.edges
    )
}

/// Nodes and edges as they are found.
#[derive(Default)]
struct Picture {
    nodes: String,
    edges: String,
}

impl Picture {
    /// The states of a flow; `prefix` and a state's number make its identifier.
    fn flow(&mut self, flow: &Flow, prefix: &str, depth: usize) {
        for (number, state) in flow.states.iter().enumerate() {
            self.state(state, &format!("{prefix}{number}"), prefix, depth);
        }
    }

    fn state(&mut self, state: &State, id: &str, prefix: &str, depth: usize) {
        let label = quoted(&state.name);
        match &state.action {
            Action::Pass { edge } => {
                self.node(depth, &format!("{id}({label})"));
                self.edge(id, prefix, edge, None);
            }
            Action::Wait { edge, .. } => {
                self.node(depth, &format!("{id}[/{label}/]"));
                self.edge(id, prefix, edge, None);
            }
            Action::Task { call, catches, edge } => {
                match &call.wait {
                    Some(wait) => {
                        let label = quoted(&format!("{} (waits {})", state.name, lasting(wait.seconds)));
                        self.node(depth, &format!("{id}[/{label}/]"));
                    }
                    None => self.node(depth, &format!("{id}[{label}]")),
                }
                self.edge(id, prefix, edge, None);
                for Catch { names, edge } in catches {
                    self.edge(id, prefix, edge, Some(("-.->", &names.join(", "))));
                }
            }
            Action::Parallel { edge, .. } | Action::Map { edge, .. } => {
                self.node(depth, &format!("subgraph {id}[{label}]"));
                for (number, branch) in state.action.inner().iter().enumerate() {
                    self.flow(branch, &format!("{id}_{number}_"), depth + 1);
                }
                self.node(depth, "end");
                self.edge(id, prefix, edge, None);
            }
            Action::Choice { rules, default } => {
                self.node(depth, &format!("{id}{{{label}}}"));
                for Rule { condition, edge } in rules {
                    self.edge(id, prefix, edge, Some(("-->", &text(condition))));
                }
                self.edge(id, prefix, default, Some(("-->", "otherwise")));
            }
            Action::Succeed { .. } => self.node(depth, &format!("{id}([{label}])")),
            Action::Fail(Cause::New { .. } | Cause::Computed { .. } | Cause::Caught(_)) => {
                self.node(depth, &format!("{id}{{{{{label}}}}}"));
            }
        }
    }

    fn node(&mut self, depth: usize, node: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.nodes, "{}{node}", "  ".repeat(depth));
    }

    fn edge(&mut self, id: &str, prefix: &str, edge: &Edge, label: Option<(&str, &str)>) {
        let Some(next) = edge.next else { return };
        let arrow = match label {
            Some((arrow, label)) => format!("{arrow}|{}|", quoted(label)),
            None => "-->".to_owned(),
        };
        let _ = writeln!(self.edges, "  {id} {arrow} {prefix}{next}");
    }
}

/// A label, with what Mermaid would read as its own spelled out.
fn quoted(label: &str) -> String {
    let mut quoted = String::from("\"");
    for character in label.chars() {
        match character {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' => {
                let _ = write!(quoted, "#{};", u32::from(character));
            }
            other if other.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A duration in the largest unit that says it exactly.
fn lasting(seconds: u32) -> String {
    for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "min")] {
        if seconds > 0 && seconds.is_multiple_of(unit) {
            return format!("{} {name}", seconds / unit);
        }
    }
    format!("{seconds} s")
}

/// A condition as a person would say it.
fn text(formula: &Formula) -> String {
    match formula {
        Formula::Variable(name) => name.clone(),
        Formula::Input => "input".to_owned(),
        Formula::Result => "answer".to_owned(),
        Formula::Outcome => "outcome".to_owned(),
        Formula::Branch(number) => format!("answer {number}"),
        Formula::Answers => "answers".to_owned(),
        Formula::ErrorData | Formula::Error => "error".to_owned(),
        Formula::Literal(Value::Null) => "nothing".to_owned(),
        Formula::Literal(value) => value.to_string(),
        Formula::Field(of, name) => format!("{}.{name}", text(of)),
        Formula::Item(of, index) => format!("{}.{index}", text(of)),
        Formula::OrElse(of, _) => text(of),
        Formula::Exists(of) => format!("there is {}", text(of)),
        Formula::Not(of) => {
            if let Formula::Compare(Comparison::NotEqual, left, right) = of.as_ref() {
                format!("{} is {}", text(left), text(right))
            } else {
                format!("not ({})", text(of))
            }
        }
        Formula::Index(of, number) => format!("{}[{}]", text(of), text(number)),
        Formula::Count(of) => format!("the number of {}", text(of)),
        Formula::Contains(list, item) => format!("{} is in {}", text(item), text(list)),
        Formula::Next(of) => format!("{} + 1", text(of)),
        Formula::Arithmetic(operator, _, left, right) => {
            format!("({} {} {})", text(left), operator.sign(), text(right))
        }
        Formula::Text(of) => text(of),
        Formula::Concatenation(parts) => parts.iter().map(text).collect::<Vec<_>>().join(" + "),
        Formula::And(left, right) => format!("{} and {}", text(left), text(right)),
        Formula::Or(left, right) => format!("({} or {})", text(left), text(right)),
        Formula::Compare(comparison, left, right) => {
            let sign = match comparison.sign() {
                "==" => "is",
                "!=" => "is not",
                other => other,
            };
            format!("{} {sign} {}", text(left), text(right))
        }
    }
}
