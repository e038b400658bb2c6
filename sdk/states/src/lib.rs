//! Amazon States Language in JSONata mode: a machine and its input in, what Step Functions would do with them out.

pub mod expression;
pub mod template;
pub mod value;
