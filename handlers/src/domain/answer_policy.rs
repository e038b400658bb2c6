//! What a tenant wants its answers to be made from, and what they may say.

use ferrovia::data;

use super::wire::names;

/// What a tenant wants of its answers. `tenants.settings` holds it under `answers`; the table refuses what is not of this
/// form, and [`MAX_FACTS_BYTES`].
#[data]
#[derive(Default, Eq)]
#[serde(default)]
pub struct AnswerPolicy {
    /// What the company says of itself: delivery times, prices, how to give something back. The model is told, and may tell
    /// customers; numbers in an answer are supported by these words or by the conversation, or the answer is not sent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub facts: String,
    /// Hosts that links in answers may lead to: `example.com`, or `*.example.com` for all below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// What may be promised although no fact speaks of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
    /// Whether models get placeholders such as `[CARD_1]` instead of customers' personal data. Customers read the data
    /// itself.
    pub hide_personal_data: bool,
}

/// The longest [`AnswerPolicy::facts`], in bytes of UTF-8: a state machine carries them to whoever answers.
pub const MAX_FACTS_BYTES: usize = 8192;

/// What an answer may promise.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// Money back.
    Refund,
    /// A lower price.
    Discount,
    /// Something for nothing.
    FreeGoods,
    /// Money, credit or a waived fee as amends.
    Compensation,
    /// A guarantee, an admission, a binding word.
    LegalCommitment,
}

names!(Promise, "a promise", {
    Refund: "refund",
    Discount: "discount",
    FreeGoods: "free_goods",
    Compensation: "compensation",
    LegalCommitment: "legal_commitment",
});
