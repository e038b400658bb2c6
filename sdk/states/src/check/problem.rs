//! What `check` reports: a code, one line, a place, and how to mend it.

use serde::Serialize;
use std::fmt;

/// Declares [`Code`], its numbers, and the list of all.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)+) => {
        /// The stable number of a kind of problem, `A007`: new ones are appended, none is used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        pub enum Code {
            $($(#[$doc])* $name = $number,)+
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

codes! {
    /// Text that is not JSON.
    NotJson = 1,
    /// A definition longer than Step Functions takes.
    TooLarge = 2,
    /// A machine or a state in JSONPath mode, which this crate does not support.
    JsonPath = 3,
    /// A field that must be there and is not.
    MissingField = 4,
    /// A field that does not exist where it stands.
    UnknownField = 5,
    /// A field of JSONPath mode.
    JsonPathField = 6,
    /// A value of another kind than the field takes.
    WrongType = 7,
    /// A value outside what Step Functions allows.
    OutOfRange = 8,
    /// The name of a state or a variable that Step Functions would refuse.
    InvalidName = 9,
    /// Two states, or two members of an object, of one name.
    DuplicateName = 10,
    /// A transition to a state that is not in the same flow.
    UnknownState = 11,
    /// A state that no transition leads to.
    Unreachable = 12,
    /// A flow that cannot end.
    NoEnd = 13,
    /// A state with both `Next` and `End`, or with neither.
    NextOrEnd = 14,
    /// A Choice without a `Default` of which no rule may hold.
    ChoiceFallsThrough = 15,
    /// An expression that is not JSONata.
    InvalidExpression = 16,
    /// An expression in JSONata that Step Functions refuses.
    UnsupportedExpression = 17,
    /// `{%` or `%}` in a string that is not an expression through and through.
    Delimiters = 18,
    /// A variable that nothing can have assigned when it is read.
    UndefinedVariable = 19,
    /// A call of a function that does not exist.
    UnknownFunction = 20,
    /// A call with too few or too many arguments.
    ArgumentCount = 21,
    /// A part of `$states` that does not exist, or not there.
    UnavailableStates = 22,
    /// An assignment to `states`.
    ReservedVariable = 23,
    /// An assignment, in an inner flow, to a variable of an outer one.
    OuterVariable = 24,
    /// A distributed Map's flow that reads a variable from outside.
    DistributedVariable = 25,
    /// Error names in a `Retry` or a `Catch` that cannot stand so.
    ErrorEquals = 26,
    /// A `Resource` that is not one.
    InvalidResource = 27,
    /// An argument that the task's service asks for.
    MissingArgument = 28,
    /// A task that waits for its token and does not hand it out.
    MissingTaskToken = 29,
    /// Something that an Express machine cannot do.
    NotInExpress = 30,
    /// Fields that exclude each other, or one of several that must be there.
    Conflict = 31,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A{:03}", *self as u8)
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Where, as a JSON pointer into the definition; for text that is not JSON, the line and the column.
    pub pointer: String,
    /// Which kind.
    pub code: Code,
    /// One line, lower case, no full stop, the author's words in backticks.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// As text for a terminal, with the name of the file it is in.
    pub fn in_file<'a>(&'a self, file: &'a str) -> impl fmt::Display + 'a {
        Located {
            problem: self,
            file: Some(file),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Located {
            problem: self,
            file: None,
        }
        .fmt(f)
    }
}

/// A problem and, if it is known, the file it is in.
struct Located<'a> {
    problem: &'a Problem,
    file: Option<&'a str>,
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            pointer,
            code,
            message,
            help,
        } = self.problem;
        write!(f, "error[{code}]: {message}\n  --> ")?;
        if let Some(file) = self.file {
            write!(f, "{file}: ")?;
        }
        let pointer = if pointer.is_empty() { "/" } else { pointer };
        write!(f, "{pointer}\n  help: {help}")
    }
}
