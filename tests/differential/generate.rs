//! A vocabulary and a seed in, workflows as Rust source out: well typed, and nothing that the language refuses.

#[path = "generate/body.rs"]
mod body;
#[path = "generate/branch.rs"]
mod branch;
#[path = "generate/expression.rs"]
mod expression;
#[path = "generate/pattern.rs"]
mod pattern;
#[path = "generate/repeat.rs"]
mod repeat;
#[path = "generate/scope.rs"]
mod scope;
#[path = "generate/vocabulary.rs"]
mod vocabulary;

pub use vocabulary::Vocabulary;

use crate::choices::Choices;
use body::Goal;
use scope::{Form, Scope};
use std::fmt::Write;
use vocabulary::Ty;

/// As many states as a workflow has, more or less.
const SIZE: u32 = 14;

/// `count` workflows, and the macro `each_generated!` that lists them.
pub fn workflows(vocabulary: &Vocabulary, seed: u64, count: u64) -> String {
    let mut text = String::new();
    let mut list = String::new();
    for number in 0..count {
        let name = format!("generated_{number}");
        let source = workflow(vocabulary, &name, seed.wrapping_mul(1 << 20).wrapping_add(number));
        // Writing to a string cannot fail.
        let _ = write!(text, "{source}\n\n");
        let _ = writeln!(list, "        ({name}, {source:?}),");
    }
    let _ = write!(
        text,
        "/// Every workflow here, with its source.\nmacro_rules! each_generated {{\n    ($each:ident) => {{ $each! {{\n{list}    }} }};\n}}\n"
    );
    text
}

fn workflow(vocabulary: &Vocabulary, name: &str, seed: u64) -> String {
    let mut choices = Choices::of_seed(seed);
    let error = if choices.chance(1, 6) {
        vocabulary.any_step(&mut choices).error.clone()
    } else {
        "Failure".to_owned()
    };
    let input = vocabulary.any_type(&mut choices);
    let output = vocabulary.any_type(&mut choices);
    // What cannot be built comes from the input or from a step.
    let output = if vocabulary.is_constructible(&output) {
        output
    } else {
        input.clone()
    };
    let mut writer = Writer {
        vocabulary,
        choices,
        fuel: SIZE,
        error,
        output,
        loops: Vec::new(),
    };
    let mut scope = Scope::default();
    let (pattern, bound) = writer.irrefutable(&input, Form::Place, 1, "input");
    // A destructured input may not leave what the answer is made of.
    let (pattern, bound) =
        if vocabulary.is_constructible(&writer.output) || bound.iter().any(|bound| bound.ty == input) {
            (pattern, bound)
        } else {
            ("input".to_owned(), vec![scope::Variable::place("input", &input)])
        };
    scope.enter(bound);
    let body = writer.body(&Goal::Answer, &scope, 4);
    let (output, error) = (&writer.output, &writer.error);
    format!(
        "/// Workflow {seed}.\n#[workflow(kind = \"standard\")]\npub async fn {name}({pattern}: {input}) -> Result<{output}, {error}> {}",
        body.block()
    )
}

/// Writes one workflow.
struct Writer<'v> {
    vocabulary: &'v Vocabulary,
    choices: Choices,
    /// How many steps and branches may still follow.
    fuel: u32,
    /// The workflow's error.
    error: String,
    /// What it answers, or an iteration in it.
    output: Ty,
    /// The labels of the loops around, innermost last.
    loops: Vec<Option<String>>,
}

impl Writer<'_> {
    /// Takes fuel for a step or a branch, if there is any.
    fn burn(&mut self) -> bool {
        let left = self.fuel > 0;
        self.fuel = self.fuel.saturating_sub(1);
        left
    }

    /// A new name, or one that hides another.
    fn name(&mut self, used: &mut Vec<String>) -> String {
        // Some of them JSONata or Step Functions would take for its own.
        const NAMES: [&str; 14] = [
            "a", "b", "item", "value", "states", "exists", "parse", "order", "_x", "result", "lookup",
            "found", "tail", "n",
        ];
        let mut name = (*self.choices.one_of(&NAMES).unwrap_or(&"a")).to_owned();
        while used.contains(&name) {
            name.push('1');
        }
        used.push(name.clone());
        name
    }
}

/// Text, each line moved in.
fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
