//! The workflows, one a file.

pub mod answer_message;
pub mod carry_out_privacy_request;
pub mod export_customer;
pub mod hand_over;
