//! A resolved workflow.

/// Being written.
#[derive(Debug, Clone)]
pub struct Flow;
