//! What a tenant's answers took and cost.

use chrono::{Days, NaiveDate};
use ferrovia::data;

/// The most days that usage is summed over at once: a year, and the day after.
pub const MAX_USAGE_DAYS: u64 = 366;

/// What each sum is of.
#[data]
#[derive(Copy, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub enum UsageGroup {
    /// A day.
    #[default]
    Day,
    /// A model.
    Model,
    /// A model's day.
    #[serde(rename = "day,model")]
    DayAndModel,
}

impl UsageGroup {
    /// Whether each day has a sum of its own.
    #[must_use]
    pub const fn by_day(self) -> bool {
        match self {
            Self::Day | Self::DayAndModel => true,
            Self::Model => false,
        }
    }

    /// Whether each model has a sum of its own.
    #[must_use]
    pub const fn by_model(self) -> bool {
        match self {
            Self::Model | Self::DayAndModel => true,
            Self::Day => false,
        }
    }
}

/// Days in UTC, the first and the last among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsagePeriod {
    from: NaiveDate,
    to: NaiveDate,
}

/// The days are in the wrong order, or too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`to` must be `from` or one of the {MAX_USAGE_DAYS} days from it on")]
pub struct UsagePeriodError;

impl UsagePeriod {
    /// The days from `from` to `to`.
    ///
    /// # Errors
    /// [`UsagePeriodError`] if there are none, or more than [`MAX_USAGE_DAYS`].
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, UsagePeriodError> {
        let beyond = from.checked_add_days(Days::new(MAX_USAGE_DAYS));
        if from <= to && beyond.is_none_or(|beyond| to < beyond) {
            Ok(Self { from, to })
        } else {
            Err(UsagePeriodError)
        }
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn to(self) -> NaiveDate {
        self.to
    }
}

/// A sum over answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The day that they were given on, if days are told apart.
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
