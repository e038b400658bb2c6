//! What a customer wants.

use std::time::Duration;

use ferrovia::data;

use super::Timestamp;
use super::wire::names;

/// The purposes the platform tells apart.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum IntentName {
    /// Where an order is, or when it arrives.
    OrderStatus,
    /// Sending something back, an exchange, or money back.
    ReturnOrRefund,
    /// An invoice, a charge, or a way to pay.
    Billing,
    /// Signing in, or the customer's own data.
    Account,
    /// What a product is, does or costs.
    ProductQuestion,
    /// Something went wrong and the customer says so.
    Complaint,
    /// The customer asks for a person.
    Human,
    /// None of these, or not to be told.
    Other,
}

names!(IntentName, "an intent", {
    OrderStatus: "order_status",
    ReturnOrRefund: "return_or_refund",
    Billing: "billing",
    Account: "account",
    ProductQuestion: "product_question",
    Complaint: "complaint",
    Human: "human",
    Other: "other",
});

impl IntentName {
    /// What belongs under this name, for the model that classifies.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::OrderStatus => "where an order is, or when it arrives",
            Self::ReturnOrRefund => "sending something back, an exchange, or money back",
            Self::Billing => "an invoice, a charge, or a way to pay",
            Self::Account => "signing in, or the customer's own data",
            Self::ProductQuestion => "what a product is, does or costs",
            Self::Complaint => "something went wrong and the customer says so",
            Self::Human => "the customer asks to talk to a person",
            Self::Other => "none of these, or impossible to tell",
        }
    }
}

/// What a customer wants, and how sure the classifier is.
#[data]
#[derive(Copy)]
pub struct Intent {
    /// The purpose.
    pub name: IntentName,
    /// From 0, a guess, to 1, certain.
    pub confidence: f64,
}

/// What became of a classification.
#[data]
#[derive(Copy)]
pub struct Classified {
    /// What the customer wants.
    pub intent: Intent,
    /// Milliseconds that it took to find out.
    pub took_ms: u32,
    /// When the customer's patience ends: [`ANSWER_WITHIN`] after this began. Whoever works on the answer sees how much is
    /// left of it.
    pub answer_by: Timestamp,
}

/// What all work on an answer may take together, from its first step on. It is less than the workflow has, which must also
/// start functions and tell how it ended.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The confidence is not between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`confidence` must be between 0 and 1")]
pub struct ConfidenceError;

impl Intent {
    /// What is said of a message that could not be classified: no message fails for that.
    pub const UNKNOWN: Self = Self {
        name: IntentName::Other,
        confidence: 0.0,
    };

    /// An intent.
    ///
    /// # Errors
    /// [`ConfidenceError`] unless `confidence` lies between 0 and 1.
    pub fn new(name: IntentName, confidence: f64) -> Result<Self, ConfidenceError> {
        if (0.0..=1.0).contains(&confidence) {
            Ok(Self { name, confidence })
        } else {
            Err(ConfidenceError)
        }
    }
}
