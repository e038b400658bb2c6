//! What an author's `async fn` says, untyped: the tree of its body, with types and errors by their names.

mod operator;
mod pattern;
mod text;

pub use operator::{Comparison, Operator, Unit};
pub use pattern::{ErrorPattern, FieldPattern, Pattern};

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
        #[serde(default)]
        line: u32,
        /// What it binds.
        pattern: Pattern,
        /// Its type, if the author wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ty: Option<Type>,
        /// To what.
        value: Expression,
        /// Where it goes if the pattern does not match.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<Block>,
    },
    /// `let mut name = value;`
    Variable {
        /// Its line.
        #[serde(default)]
        line: u32,
        /// What it binds.
        name: String,
        /// Its type, if the author wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ty: Option<Type>,
        /// To what, at first.
        value: Expression,
    },
    /// `name = value;`
    Assign {
        /// Its line.
        #[serde(default)]
        line: u32,
        /// What changes.
        name: String,
        /// To what.
        value: Expression,
    },
    /// An expression whose value is dropped.
    Expression(Expression),
}

/// A term and its line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    /// The line in the workflow's file.
    #[serde(default)]
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
    /// `list.len()`
    Count(Box<Expression>),
    /// `value.is_empty()`, of a list or a string
    IsEmpty(Box<Expression>),
    /// `list.contains(&item)`
    Contains {
        /// The list.
        list: Box<Expression>,
        /// What may be in it.
        item: Box<Expression>,
    },
    /// `left + right`
    Arithmetic {
        /// How.
        operator: Operator,
        /// With what.
        left: Box<Expression>,
        /// And what.
        right: Box<Expression>,
    },
    /// `-value`
    Negate(Box<Expression>),
    /// `value as ty`, which loses nothing
    Cast {
        /// An integer.
        value: Box<Expression>,
        /// Another.
        ty: Type,
    },
    /// `format!("a {b}")`: its pieces in order, strings and integers.
    Format(Vec<Expression>),
    /// `for pattern in over { body }`
    For {
        /// Its label, without the apostrophe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// What each round binds.
        pattern: Pattern,
        /// What it goes through.
        over: Over,
        /// Each round.
        body: Block,
    },
    /// `#[at_most(n)] while condition { body }`; also `while let`
    While {
        /// Its label, without the apostrophe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// After so many rounds it ends, whatever the condition.
        at_most: u32,
        /// A boolean, or what the pattern takes apart.
        condition: Box<Expression>,
        /// What must match.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<Pattern>,
        /// Each round.
        body: Block,
    },
    /// `break`, perhaps out of the loop of that label
    Break(Option<String>),
    /// `continue`, perhaps with the loop of that label
    Continue(Option<String>),
    /// `map!(list, limit = n, async |pattern| body)`: a `Result` of a list.
    Map {
        /// What it goes through.
        list: Box<Expression>,
        /// How many rounds run at a time.
        limit: u32,
        /// What each round binds.
        pattern: Pattern,
        /// What each round answers, if the author wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ty: Option<Type>,
        /// Each round, which ends as a workflow does.
        body: Block,
    },
    /// `sleep(Duration::from_secs(time)).await`
    Sleep {
        /// How long, in `unit`.
        time: Box<Expression>,
        /// What it is counted in.
        unit: Unit,
    },
    /// `return result`
    Return(Box<Expression>),
}

/// What a `for` goes through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The items of a list.
    List(Box<Expression>),
    /// `start..end`, `start..=end`
    Range {
        /// The first.
        start: Box<Expression>,
        /// The last, or the one after it.
        end: Box<Expression>,
        /// Whether `end` is the last.
        inclusive: bool,
    },
}

/// A named field and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The field, in Rust.
    pub name: String,
    /// Its value.
    pub value: Expression,
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
    /// An error of the author's with computed data.
    Computed {
        /// Its name on the wire.
        name: String,
        /// What it says to people, whatever it carries.
        message: String,
        /// The type of what it carries.
        ty: Type,
        /// What it carries.
        data: Data<Expression, FieldValue>,
    },
    /// The error that an arm `Err(variable)` bound.
    Caught(String),
}

/// One arm of a `match`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Its line.
    #[serde(default)]
    pub line: u32,
    /// What must match.
    pub pattern: Pattern,
    /// What must be true besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Expression>,
    /// What then happens.
    pub body: Expression,
}
