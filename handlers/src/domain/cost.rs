//! What an answer cost.

use ferrovia::model::token_price;

use super::Reply;

impl Reply {
    /// What the model's provider charges for it, in millionths of a US dollar, rounded up; `None` where the model's price
    /// is not known, or the provider does not count tokens.
    #[must_use]
    pub fn cost_micros(&self) -> Option<u64> {
        let price = token_price(self.model.as_deref()?)?;
        let usage = self.usage?;
        // Dollars for a million tokens are millionths of a dollar for one.
        let micros =
            f64::from(usage.input_tokens) * price.input + f64::from(usage.output_tokens) * price.output;
        // Two counts of 32 bits at a few dollars a million: never near what a float counts exactly.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "neither negative nor beyond 64 bits, as said above"
        )]
        Some(micros.ceil() as u64)
    }
}
