//! The workflows, one a file.

pub mod answer_message;
