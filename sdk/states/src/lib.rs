//! Amazon States Language in JSONata mode: a machine and its input in, what Step Functions would do with them out.

pub mod check;
pub mod driver;
pub mod execution;
pub mod expression;
pub mod history;
pub mod lambda;
pub mod machine;
pub mod template;
pub mod value;
