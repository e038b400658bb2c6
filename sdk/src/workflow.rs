//! Workflows as async functions.

use crate::{Handler, HandlerError, Shape};
use ferrovia_model::{self as model, Kind, Shapes};
use std::future::Future;

/// An async function deployed as one state machine.
pub trait Workflow: 'static {
    /// The function's name.
    const NAME: &'static str;
    /// Express or Standard.
    const KIND: Kind;
    /// What it takes.
    type Input: Shape;
    /// What it answers.
    type Output: Shape;
    /// How it fails.
    type Error: HandlerError;

    /// The workflow as data.
    fn describe(shapes: &mut Shapes) -> model::Workflow;
}

/// A handler that a workflow can call.
pub trait Step: Handler<Input: Shape, Output: Shape> {}

impl<H: Handler<Input: Shape, Output: Shape>> Step for H {}

/// Runs steps.
pub trait Steps: Sync {
    /// Runs one.
    fn dispatch<H: Step>(&self, input: H::Input) -> impl Future<Output = Result<H::Output, H::Error>> + Send;
}
