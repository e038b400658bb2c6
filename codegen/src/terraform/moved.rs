//! Former names in; where Terraform finds what it made under them, out: a rename moves everything and destroys nothing.

use crate::hcl::{Block, reference};
use ferrovia_model::CheckedApp;

/// A block for each step from the oldest name to today's, so that an environment arrives from whichever it has.
pub(super) fn blocks(app: &CheckedApp) -> Vec<Block> {
    let functions = app
        .functions
        .iter()
        .map(|it| chain("function", &it.was, &it.name));
    let workflows = app
        .workflows
        .iter()
        .map(|it| chain("workflow", &it.was, &it.name));
    functions.chain(workflows).flatten().collect()
}

fn chain(kind: &str, was: &[String], name: &String) -> Vec<Block> {
    let label = |name: &String| reference(format!("module.{kind}_{name}"));
    let newer = was.iter().rev().skip(1).chain([name]);
    was.iter()
        .rev()
        .zip(newer)
        .map(|(from, to)| Block::bare("moved").set("from", label(from)).set("to", label(to)))
        .collect()
}
