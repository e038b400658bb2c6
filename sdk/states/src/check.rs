//! A state machine's definition in, everything that is wrong with it out, all at once.
//!
//! What Step Functions would refuse, and what it would take and then fail on: an undefined variable, a task that waits
//! for a token it never hands out, a Choice that falls through.

mod choice;
mod errors;
mod expressions;
mod fields;
mod flow;
mod graph;
mod map;
mod object;
mod problem;
mod state;
mod task;
mod text;
mod transition;
mod values;
mod variables;

pub use crate::execution::Kind;
pub use problem::{Code, Problem};
pub use text::check_text;

use fields::MACHINE;
use object::Object;
use serde_json::Value;
use std::collections::BTreeMap;

/// The longest definition that Step Functions takes, in bytes.
const MAX_DEFINITION: usize = 1_048_576;

/// Everything that is wrong with a definition, by place. `kind` is the machine's, if it is known: an Express machine
/// cannot do everything.
///
/// A transition to a state that does not exist hides that others are unreachable because of it: mended, the next
/// check sees them.
///
/// ```
/// use ferrovia_states::check::{Code, check};
/// use serde_json::json;
///
/// let definition = json!({
///     "QueryLanguage": "JSONata",
///     "StartAt": "greet",
///     "States": {"greet": {"Type": "Pass", "Output": "{% 'Hello ' & $name %}", "End": true}},
/// });
/// let problems = check(&definition, None);
/// assert_eq!(problems[0].code, Code::UndefinedVariable);
/// assert_eq!(problems[0].pointer, "/States/greet/Output");
/// ```
pub fn check(definition: &Value, kind: Option<Kind>) -> Vec<Problem> {
    let mut checker = Checker::new(kind);
    if definition.to_string().len() > MAX_DEFINITION {
        checker.too_large();
    }
    checker.machine(definition);
    checker.finish()
}

/// What has been found so far.
struct Checker {
    kind: Option<Kind>,
    problems: Vec<Problem>,
    /// Every state's name, and where the first of that name is.
    names: BTreeMap<String, String>,
}

/// An expression that reads a variable.
struct Read {
    name: String,
    /// Where the expression stands.
    pointer: String,
}

impl Checker {
    const fn new(kind: Option<Kind>) -> Self {
        Self {
            kind,
            problems: Vec::new(),
            names: BTreeMap::new(),
        }
    }

    fn finish(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }

    fn report(
        &mut self,
        pointer: impl Into<String>,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem {
            pointer: pointer.into(),
            code,
            message: message.into(),
            help: help.into(),
        });
    }

    fn too_large(&mut self) {
        self.report(
            "",
            Code::TooLarge,
            format!("the definition has more than {MAX_DEFINITION} bytes"),
            "split the machine, and start one from the other",
        );
    }

    fn machine(&mut self, definition: &Value) {
        let Some(members) = definition.as_object() else {
            let help = "a machine is an object with `QueryLanguage`, `StartAt` and `States`";
            return self.report("", Code::WrongType, "the definition is not an object", help);
        };
        let machine = Object {
            members,
            pointer: String::new(),
        };
        match machine.get("QueryLanguage") {
            Some(Value::String(language)) if language == "JSONata" => {}
            None => return self.json_path("", "without `QueryLanguage`, the machine is in JSONPath mode"),
            Some(Value::String(language)) if language == "JSONPath" => {
                return self.json_path("/QueryLanguage", "the machine is in JSONPath mode");
            }
            Some(other) => {
                self.report(
                    "/QueryLanguage",
                    Code::OutOfRange,
                    format!("there is no query language `{}`", values::bare(other)),
                    "write `\"QueryLanguage\": \"JSONata\"`",
                );
            }
        }
        self.fields(&machine, &[MACHINE], "the machine", &mut Vec::new());
        if let Some(flow) = self.flow(&machine, self.kind) {
            self.graph(&flow);
            self.variables(&flow);
        }
    }

    /// JSONPath mode is another language: this is all that can be said.
    fn json_path(&mut self, pointer: &str, message: &str) {
        let help = "only JSONata mode is supported: write `\"QueryLanguage\": \"JSONata\"`, `Arguments`, `Output` and `Assign`";
        self.report(
            pointer,
            Code::JsonPath,
            format!("{message}, which is not supported"),
            help,
        );
    }
}
