//! What an author's `async fn` says, untyped: the tree of its body, with types and errors by their names.

mod text;

use crate::Type;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A workflow's parameter and body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// What the parameter binds.
    pub input: Pattern,
    /// What it does.
    pub body: Block,
}

/// Statements, then perhaps a value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// In order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// The last expression, if no semicolon follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<Box<Expression>>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    /// `let pattern = value else { otherwise };`
    Let {
        /// Its line.
        line: u32,
        /// What it binds.
        pattern: Pattern,
        /// To what.
        value: Expression,
        /// Where it goes if the pattern does not match.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<Block>,
    },
    /// An expression whose value is dropped.
    Expression(Expression),
}

/// A term and its line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    /// The line in the workflow's file.
    pub line: u32,
    /// What stands there.
    #[serde(flatten)]
    pub term: Term,
}

/// What an expression can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// A boolean, a number or a string.
    Literal(Value),
    /// A constant of the author's, with its value.
    Constant {
        /// Its type.
        ty: Type,
        /// Its JSON.
        value: Value,
    },
    /// A name that a pattern bound.
    Variable(String),
    /// `of.name`; tuple fields are `0`, `1`, ….
    Field {
        /// The value.
        of: Box<Expression>,
        /// The field, in Rust.
        name: String,
    },
    /// `Type { name: value }`.
    Struct {
        /// The type.
        ty: Type,
        /// Its fields, in Rust's names.
        fields: Vec<FieldValue>,
    },
    /// `Type(value)`.
    Wrapper {
        /// The type.
        ty: Type,
        /// Its unnamed fields.
        values: Vec<Expression>,
    },
    /// `Type::Variant`, with what it carries.
    Variant {
        /// The enum.
        ty: Type,
        /// The variant, in Rust.
        variant: String,
        /// What it carries.
        data: Data<Expression, FieldValue>,
    },
    /// `Some(value)`, `None`.
    Option(Option<Box<Expression>>),
    /// `(a, b)`; empty is `()`.
    Tuple(Vec<Expression>),
    /// `vec![a, b]`.
    List(Vec<Expression>),
    /// `step(input).await`: a `Result`.
    Step {
        /// The handler's name.
        function: String,
        /// Its input; `None` is `()`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<Box<Expression>>,
    },
    /// `join!(a(x), b(y))`: a `Result` of a tuple.
    Join(Vec<Expression>),
    /// `result?`
    Try(Box<Expression>),
    /// `Ok(value)`
    Ok(Box<Expression>),
    /// `Err(failure)`
    Err(Failure),
    /// `if condition { then } else { otherwise }`
    If {
        /// A boolean.
        condition: Box<Expression>,
        /// If it is true.
        then: Block,
        /// If it is false: a block or another `if`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<Box<Expression>>,
    },
    /// `match value { arms }`; also `if let`.
    Match {
        /// What is taken apart.
        value: Box<Expression>,
        /// The first that fits.
        arms: Vec<Arm>,
    },
    /// `{ … }`
    Block(Block),
    /// `!value`
    Not(Box<Expression>),
    /// `left && right`
    And(Box<Expression>, Box<Expression>),
    /// `left || right`
    Or(Box<Expression>, Box<Expression>),
    /// `left < right`
    Compare {
        /// How.
        operator: Comparison,
        /// With what.
        left: Box<Expression>,
        /// To what.
        right: Box<Expression>,
    },
    /// `value.is_some()`
    IsSome(Box<Expression>),
    /// `return result`
    Return(Box<Expression>),
}

/// A named field and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The field, in Rust.
    pub name: String,
    /// Its value.
    pub value: Expression,
}

/// A named field and what it must match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldPattern {
    /// The field, in Rust.
    pub name: String,
    /// What it must match.
    pub pattern: Pattern,
}

/// What a variant carries, as values or as patterns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data<T, F> {
    /// `Variant`
    Unit,
    /// `Variant(a, b)`
    Unnamed(Vec<T>),
    /// `Variant { a, b }`
    Named(Vec<F>),
}

/// What a workflow fails with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// An error of the author's, known when the workflow is built.
    New {
        /// Its name on the wire.
        name: String,
        /// Its message.
        message: String,
        /// What it carries.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        data: Value,
    },
    /// The error that an arm `Err(variable)` bound.
    Caught(String),
}

/// One arm of a `match`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Its line.
    pub line: u32,
    /// What must match.
    pub pattern: Pattern,
    /// What must be true besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Expression>,
    /// What then happens.
    pub body: Expression,
}

/// What takes a value apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// `_`
    Wild,
    /// `name`
    Bind(String),
    /// A boolean, a number or a string.
    Literal(Value),
    /// `(a, b)`
    Tuple(Vec<Pattern>),
    /// `Type { a, b: c, .. }`
    Struct {
        /// The type.
        ty: Type,
        /// The fields that are named.
        fields: Vec<FieldPattern>,
    },
    /// `Type(a)`
    Wrapper {
        /// The type.
        ty: Type,
        /// Its unnamed fields.
        values: Vec<Pattern>,
    },
    /// `Type::Variant`, with what it carries.
    Variant {
        /// The enum.
        ty: Type,
        /// The variant, in Rust.
        variant: String,
        /// What it carries.
        data: Data<Pattern, FieldPattern>,
    },
    /// `Some(a)`, `None`
    Option(Option<Box<Pattern>>),
    /// `a | b`
    Or(Vec<Pattern>),
    /// `Ok(a)`, of a step's result
    Ok(Box<Pattern>),
    /// `Err(a)`, of a step's result
    Err(ErrorPattern),
}

/// What takes a step's error apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorPattern {
    /// `_`, `other`
    Any {
        /// The name that it binds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bind: Option<String>,
    },
    /// `StoreError::Conflict { version }`
    Named {
        /// As the author wrote it.
        path: String,
        /// The names on the wire that it covers.
        names: Vec<String>,
        /// What it carries.
        data: Data<Pattern, FieldPattern>,
    },
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The operator in Rust.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
