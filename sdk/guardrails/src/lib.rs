//! What a customer writes and what a model answers, checked. Pure: text in, findings and verdicts out; no clock, no
//! network, no randomness of its own. Patterns are compiled once and take linear time.

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
