//! What a function or machine may do, as IAM policy documents that are checked against AWS's own service
//! authorization reference.
//!
//! [`statement`] says what each grant means, [`policy`] is the document, [`check::verify`] finds everything in it
//! that AWS would not understand or that permits more than it must.

pub mod arn;
pub mod check;
pub mod condition;
pub mod exceptions;
pub mod grants;
pub mod pattern;
pub mod policy;
pub mod reference;
pub mod statement;

pub use arn::{Arn, Kind};
pub use check::verify;
pub use policy::{Policy, Statement};
