//! Remembers which models are sick, so that nobody waits for them.

use async_trait::async_trait;

use crate::domain::{Admission, Verdict};

/// The circuits of all models. It never fails: a store that cannot be asked admits, since a customer must not go
/// without an answer for want of a statistic.
#[async_trait]
pub trait BreakerStore: Send + Sync {
    /// Whether `model` (as [`ChatModel::name`](ferrovia::language_model::ChatModel::name) says) may be asked now.
    async fn admit(&self, model: &str) -> Admission;

    /// Tells how an attempt that was admitted with `admission` went.
    async fn record(&self, model: &str, admission: Admission, verdict: Verdict);
}
