//! Signatures in, plain data out: an application as values that can be serialised, compared and checked.
//!
//! The SDK fills an [`App`] from the authors' types; [`App::check`] finds every problem at once and is the
//! only way to a [`CheckedApp`]; codegen's emitters take that and cannot fail.

mod app;
mod check;
pub mod environment;
mod function;
mod grant;
mod http;
mod lookup;
mod name;
mod problem;
mod reach;
mod resource;
mod schedule;
mod shape;
mod source;
pub mod sql;
mod token_keys;
mod token_price;
mod trigger;
pub mod workflow;

pub use app::{App, CheckedApp};
pub use function::{Backoff, ErrorVariant, Function, Parameter, Payload, Wait};
pub use grant::{Grant, Subject};
pub use http::{
    Deprecation, ErrorResponse, PROBLEM_TYPE, Response, Retirement, Route, StandardProblem, header_name,
};
pub use name::{Name, NameError};
pub use problem::{Code, Problem, Problems};
pub use reach::{Reach, reach};
pub use resource::{
    Bucket, Candidate, Configuration, Database, Event, EventBus, Gauge, LanguageModel, Migration, Provider,
    Queue, Secret, Table, Unit,
};
pub use schedule::{Cron, Minute, Rhythm, Schedule, ScheduleError};
pub use shape::{Field, Integer, Presence, Shapes, Tagging, Type, TypeDef, Variant, VariantData};
pub use source::Source;
pub use token_keys::KEY_SET_OBJECT;
pub use token_price::{TokenPrice, token_price};
pub use trigger::Trigger;
pub use workflow::{Kind, Workflow};
