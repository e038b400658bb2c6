//! `GET /v1/usage`: what the tenant's answers took and cost.

use super::access_problem::{AccessProblem, tenant_of};
use crate::adapters::resources::{Tenants, UsageDaily};
use crate::application;
use crate::domain::{Usage, UsageGroup, UsagePeriod};
use crate::ports::UsageReader;
use chrono::NaiveDate;
use ferrovia::{Capability, HandlerError, Json, Port, Read, Request, data, handler};

/// Which days, and what each sum is of.
#[data]
#[serde(deny_unknown_fields)]
pub struct UsageQuery {
    /// The first day (UTC), `2026-11-01`.
    pub from: NaiveDate,
    /// The last day, at most a year later.
    pub to: NaiveDate,
    /// What each sum is of.
    #[serde(default)]
    pub group_by: UsageGroup,
}

/// What the tenant's answers took.
#[data]
pub struct UsageList {
    /// Always `list`.
    pub object: String,
    /// A sum for each day, model, or both; none for what was not used.
    pub data: Vec<UsageView>,
}

/// A sum over answers.
#[data]
pub struct UsageView {
    /// The day (UTC) that they were given on, if days are told apart.
    pub day: Option<NaiveDate>,
    /// The model that wrote them, if models are told apart; `none` where no model is known.
    pub model: Option<String>,
    /// How many there are.
    pub requests: u64,
    /// Tokens that the models read.
    pub input_tokens: u64,
    /// Tokens that the models wrote.
    pub output_tokens: u64,
    /// What the providers charge, in millionths of a US dollar, as far as prices are known.
    pub cost_micros: u64,
}

/// What was used, to be read.
#[derive(Capability)]
pub struct ReadableUsage {
    tenants: Read<Tenants>,
    usage: Read<UsageDaily>,
    store: Port<dyn UsageReader>,
}

/// Why no usage is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum UsageProblem {
    /// The days are in the wrong order, or too many.
    #[error("`to` must be `from` or one of the 366 days from it on")]
    #[problem(status = 400, slug = "validation", title = "The request is not valid")]
    NoPeriod,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessProblem),
}

/// Sums what the tenant's answers took and cost.
#[handler(
    route = "GET /v1/usage",
    scopes = ["admin"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_usage(
    request: Request<(), (), UsageQuery>,
    usage: ReadableUsage,
) -> Result<Json<UsageList>, UsageProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let UsageQuery { from, to, group_by } = request.query;
    let period = UsagePeriod::new(from, to).map_err(|_| UsageProblem::NoPeriod)?;
    let sums = application::get_usage(&*usage.store, tenant_id, period, group_by)
        .await
        .map_err(AccessProblem::from)?;
    Ok(Json(UsageList {
        object: "list".to_owned(),
        data: sums.into_iter().map(Into::into).collect(),
    }))
}

impl From<Usage> for UsageView {
    fn from(usage: Usage) -> Self {
        Self {
            day: usage.day,
            model: usage.model,
            requests: usage.requests,
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            cost_micros: usage.cost_micros,
        }
    }
}
