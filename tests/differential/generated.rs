//! The workflows that the build script wrote.
#![allow(
    unused,
    unreachable_code,
    unreachable_patterns,
    unused_comparisons,
    clippy::all,
    clippy::wildcard_enum_match_arm,
    reason = "nobody reads them before one fails"
)]

use crate::plain::Subject;
use crate::steps::*;
use crate::vocabulary::*;
use ferrovia::{App, workflow};
use std::time::Duration;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

macro_rules! listed {
    ($(($name:ident, $source:expr),)*) => {
        /// Every workflow here.
        pub fn subjects() -> Vec<Subject> {
            vec![$(Subject::of::<$name>($source)),*]
        }

        /// The app that has them.
        pub fn app() -> App {
            list(App::new("generated", "Workflows that nobody wrote."))$(.workflow::<$name>())*
        }
    };
}
each_generated!(listed);
