//! Through public doors: cases, graders, statistics, the gate, cassettes, reports and the command itself.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod cases;
mod cassettes;
mod command;
mod gate;
mod graders;
mod labels;
mod promptfoo;
mod reports;
mod statistics;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use evals::case::{Case, read};
use evals::production::Platform;
use evals::reference::ReferenceModel;
use evals::run::{Graded, Runner};
use ferrovia::language_model::ChatModel;

/// A folder of this crate.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn suite(name: &str) -> Vec<Case> {
    read(&folder("suites").join(format!("{name}.jsonl"))).unwrap_or_else(|error| panic!("{error}"))
}

/// What `model` comes to; the stand-in judges.
fn graded(model: Arc<dyn ChatModel>, cases: &[Case]) -> Vec<Graded> {
    let runner = Runner {
        platform: Platform::new(model),
        judge: Arc::new(ReferenceModel),
        concurrent: 4,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(runner.run(cases, |_| ()))
}
