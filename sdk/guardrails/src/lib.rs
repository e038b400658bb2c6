//! What a customer writes and what a model answers, checked. Pure: text in, findings and verdicts out; no clock, no
//! network, no randomness of its own. Patterns are compiled once and take linear time.
//!
//! ```
//! use ferrovia_guardrails::output::{Conversation, OnFail, OutputPolicy, inspect};
//! use ferrovia_guardrails::personal_data::Placeholders;
//! use ferrovia_guardrails::{injection, visible};
//!
//! // In: what the model is shown, and a signal.
//! let question = "Where is my order? My card is 4111 1111 1111 1111.";
//! let mut placeholders = Placeholders::new();
//! let shown = placeholders.hide(&visible(question));
//! assert_eq!(shown, "Where is my order? My card is [CARD_1].");
//! assert!(!injection(question).is_suspicious());
//!
//! // Out: the wall.
//! let policy = OutputPolicy::new("You answer customers.");
//! let conversation = Conversation { facts: &["Order #A10293 has been shipped."], question, ..Conversation::default() };
//! let honest = placeholders.restore("Order #A10293 has been shipped; you paid with [CARD_1].");
//! assert_eq!(inspect(&honest, &policy, &conversation).action, OnFail::Pass);
//! let invented = "Your refund of $500 has been approved.";
//! assert_eq!(inspect(invented, &policy, &conversation).action, OnFail::Regenerate);
//! ```

mod characters;
mod decoding;
mod injection;
pub mod output;
mod pattern;
pub mod personal_data;
mod shadow;
mod visible;

pub use injection::{Injection, SUSPICIOUS, injection};
pub use shadow::Shadow;
pub use visible::visible;
