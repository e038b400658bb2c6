//! Machines, inputs and answers in; outcome, calls, times and histories out.

#[path = "execution/support.rs"]
mod support;

#[path = "execution/callbacks.rs"]
mod callbacks;
#[path = "execution/distributed.rs"]
mod distributed;
#[path = "execution/errors.rs"]
mod errors;
#[path = "execution/flow.rs"]
mod flow;
#[path = "execution/forks.rs"]
mod forks;
#[path = "execution/histories.rs"]
mod histories;
#[path = "execution/limits.rs"]
mod limits;
#[path = "execution/machines.rs"]
mod machines;
#[path = "execution/properties.rs"]
mod properties;
#[path = "execution/redrive.rs"]
mod redrive;
