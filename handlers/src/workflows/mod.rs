//! The workflows, one a file.

pub mod answer_message;
pub mod hand_over;
