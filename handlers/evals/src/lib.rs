//! How good the platform's answers are: cases in, what production makes of them, graded, out.
//!
//! [`run::Runner`] runs what production runs (see [`production`]) over any chat model, a [`cassette::Cassette`] in front of it or
//! not; [`gate`] compares with a baseline by a test that says what it cannot see.

pub mod baseline;
pub mod case;
pub mod cassette;
pub mod declining;
pub mod digest;
pub mod gate;
pub mod grader;
pub mod heard;
pub mod judge;
pub mod labels;
pub mod production;
pub mod promptfoo;
pub mod reference;
pub mod report;
pub mod run;
pub mod statistics;
