//! A type in, an expression of that type out.

use super::Writer;
use super::body::Goal;
use super::scope::{Form, Path, Scope, always_typed, inside};
use super::vocabulary::{Data, Definition, Step, Ty};

/// What an expression may be, where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Anything.
    Any,
    /// It may not be computed at all, so it is no step: the right of `&&`.
    Second,
    /// A guard: it builds nothing either.
    Guard,
}

/// An expression, and what the resolver will know of it.
#[derive(Debug, Clone)]
pub struct Written {
    pub text: String,
    pub form: Form,
    pub typed: bool,
}

impl Written {
    fn built(text: String) -> Self {
        Self {
            text,
            form: Form::Built,
            typed: true,
        }
    }
}

const TEXTS: [&str; 12] = [
    "a",
    "",
    "{% x %}",
    "say \"hi\"",
    "back`tick",
    "größer é",
    "🚂",
    "two\nlines",
    "$states.input",
    "%}{%",
    "'\\'",
    "${x} %{y}",
];
const COUNTS: [u32; 7] = [0, 1, 2, 3, 9, i32::MAX as u32, u32::MAX];
const NUMBERS: [i32; 7] = [0, 1, -1, 7, -100, i32::MIN, i32::MAX];
const FLOATS: [f64; 9] = [
    0.0,
    1.0,
    -1.5,
    0.1,
    1e21,
    5e-324,
    1e300,
    123_456_789.125,
    0.30000000000000004,
];

impl Writer<'_> {
    /// An expression of a type that can be built, or that a path has.
    pub fn value(&mut self, scope: &Scope, ty: &Ty, how: How, depth: u32) -> Written {
        let paths: Vec<Path> = scope
            .paths(self.vocabulary)
            .into_iter()
            .filter(|path| path.ty == *ty)
            .collect();
        let constructible = self.vocabulary.is_constructible(ty);
        if !paths.is_empty() && (!constructible || self.choices.below(10) < 5) {
            // What was bound last was bound to be used.
            let last = &paths[paths.len().saturating_sub(4)..];
            let several = if self.choices.chance(1, 2) { last } else { &paths };
            let path = self.choices.one_of(several).expect("there is one").clone();
            return Written {
                text: path.text,
                form: path.form,
                typed: path.typed,
            };
        }
        if how == How::Any && depth > 0 && *ty != Ty::Unit {
            let step = !constructible || self.choices.chance(1, 4);
            if step
                && self.burn()
                && let Some(written) = self.step_value(scope, ty, depth)
            {
                return written;
            }
            if let Ty::List(item) = ty
                && self.can_be_sure(item)
                && self.choices.chance(1, 3)
                && self.burn()
            {
                return self.map(scope, item, depth);
            }
            if constructible && self.can_be_sure(ty) && self.choices.chance(1, 5) && self.burn() {
                if self.choices.chance(1, 4) {
                    let body = self.body(&Goal::Value(ty.clone(), false), scope, depth - 1);
                    // A block that always leaves has no type, which whatever is around it may need.
                    if body.ends {
                        return Written {
                            text: body.block(),
                            form: body.form,
                            typed: body.typed,
                        };
                    }
                } else {
                    return self.branches(&Goal::Value(ty.clone(), false), scope, depth - 1);
                }
            }
        }
        if constructible {
            return self.built(scope, ty, how, depth);
        }
        // The scope's own input has it: whoever asks for such a type has made sure of it.
        self.step_value(scope, ty, 0)
            .expect("a type that cannot be built is in scope")
    }

    /// The same, but one whose type is known without its surroundings.
    pub fn sure(&mut self, scope: &Scope, ty: &Ty, depth: u32) -> Written {
        let paths: Vec<Path> = scope
            .paths(self.vocabulary)
            .into_iter()
            .filter(|path| path.ty == *ty && path.typed)
            .collect();
        if let Some(path) = self.choices.one_of(&paths) {
            return Written {
                text: path.text.clone(),
                form: path.form,
                typed: true,
            };
        }
        Written::built(match ty {
            Ty::Option(inner) => format!("Some({})", self.sure(scope, inner, depth).text),
            Ty::List(item) => format!("vec![{}]", self.sure(scope, item, depth).text),
            Ty::Tuple(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| self.sure(scope, item, depth).text)
                    .collect();
                format!("({})", items.join(", "))
            }
            _ => return self.value(scope, ty, How::Any, depth),
        })
    }

    /// Whether [`Self::sure`] can build a value of that type.
    fn can_be_sure(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Option(inner) | Ty::List(inner) => self.can_be_sure(inner),
            Ty::Tuple(items) => items.iter().all(|item| self.can_be_sure(item)),
            _ => self.vocabulary.is_constructible(ty),
        }
    }

    /// A part of what a step answers.
    pub fn step_value(&mut self, scope: &Scope, ty: &Ty, depth: u32) -> Option<Written> {
        let mut found: Vec<(Step, String)> = Vec::new();
        for step in self.callable(scope) {
            let whole = Path {
                text: String::new(),
                ty: step.output.clone(),
                form: Form::Place,
                typed: true,
            };
            let mut paths = Vec::new();
            inside(self.vocabulary, whole, 2, &mut paths);
            found.extend(
                paths
                    .into_iter()
                    .filter(|path| path.ty == *ty)
                    .map(|path| (step.clone(), path.text)),
            );
        }
        let (step, path) = self.choices.one_of(&found)?.clone();
        let call = self.call(&step, scope, depth.saturating_sub(1));
        Some(Written {
            text: format!("{call}.await?{path}"),
            form: Form::Place,
            typed: true,
        })
    }

    /// The steps whose errors the workflow can absorb and whose input there can be.
    pub fn callable(&self, scope: &Scope) -> Vec<Step> {
        let paths = scope.paths(self.vocabulary);
        let steps = self.vocabulary.steps.iter().filter(|step| {
            (self.error == "Failure" || self.error == step.error)
                && (self.vocabulary.is_constructible(&step.input)
                    || paths.iter().any(|path| path.ty == step.input))
        });
        steps.cloned().collect()
    }

    /// `step(input)`
    pub fn call(&mut self, step: &Step, scope: &Scope, depth: u32) -> String {
        match step.input {
            Ty::Unit => format!("{}()", step.name),
            _ => format!(
                "{}({})",
                step.name,
                self.value(scope, &step.input, How::Any, depth).text
            ),
        }
    }

    fn built(&mut self, scope: &Scope, ty: &Ty, how: How, depth: u32) -> Written {
        let deeper = depth.saturating_sub(1);
        let text = match ty {
            Ty::Option(inner) => {
                if !self.vocabulary.is_constructible(inner)
                    || (depth == 0 && !always_typed(inner))
                    || self.choices.chance(1, 3)
                {
                    return Written {
                        text: "None".to_owned(),
                        form: Form::Built,
                        typed: false,
                    };
                }
                let inner = self.value(scope, inner, how, deeper);
                return Written {
                    text: format!("Some({})", inner.text),
                    form: Form::Built,
                    typed: inner.typed,
                };
            }
            Ty::List(item) => {
                let count = self.choices.below(if self.vocabulary.is_constructible(item) {
                    3
                } else {
                    1
                });
                let items: Vec<Written> = (0..count).map(|_| self.value(scope, item, how, deeper)).collect();
                let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
                return Written {
                    text: format!("vec![{}]", texts.join(", ")),
                    form: Form::Built,
                    typed: items.iter().any(|item| item.typed),
                };
            }
            Ty::Tuple(items) => {
                let items: Vec<Written> = items
                    .iter()
                    .map(|item| self.value(scope, item, how, deeper))
                    .collect();
                let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
                return Written {
                    text: format!("({})", texts.join(", ")),
                    form: Form::Built,
                    typed: items.iter().all(|item| item.typed),
                };
            }
            Ty::Bool if depth > 0 => self.condition(scope, how, deeper),
            Ty::Count | Ty::Number if how != How::Guard && depth > 0 && self.choices.chance(1, 3) => {
                self.calculated(scope, ty, how, deeper)
            }
            Ty::Text if how != How::Guard && depth > 0 && self.choices.chance(1, 4) => {
                self.format(scope, how, deeper)
            }
            Ty::Unit | Ty::Bool | Ty::Count | Ty::Number | Ty::Float | Ty::Text => self.literal(ty),
            Ty::Named(name) => match self.vocabulary.types.get(name) {
                Some(Definition::Struct(fields)) => {
                    format!("{name} {}", self.fields(scope, fields, how, deeper))
                }
                Some(Definition::Wrapper(inner)) => {
                    format!("{name}({})", self.value(scope, inner, how, deeper).text)
                }
                Some(Definition::Enum { variants, .. }) => {
                    let simple = variants
                        .iter()
                        .filter(|(_, data)| depth > 0 || matches!(data, Data::Unit));
                    let variants: Vec<&(String, Data)> = simple.collect();
                    let (variant, data) = *self
                        .choices
                        .one_of(&variants)
                        .expect("an enum has a variant without data");
                    match data {
                        Data::Unit | Data::From(_) => format!("{name}::{variant}"),
                        Data::Unnamed(types) => {
                            let values: Vec<String> = types
                                .iter()
                                .map(|ty| self.value(scope, ty, how, deeper).text)
                                .collect();
                            format!("{name}::{variant}({})", values.join(", "))
                        }
                        Data::Named(fields) => {
                            format!("{name}::{variant} {}", self.fields(scope, fields, how, deeper))
                        }
                    }
                }
                None => panic!("there is no type `{name}`"),
            },
            Ty::Opaque(_) | Ty::Error(_) => panic!("`{ty}` cannot be built"),
        };
        Written::built(text)
    }

    fn fields(&mut self, scope: &Scope, fields: &[(String, Ty)], how: How, depth: u32) -> String {
        let mut texts = Vec::new();
        for (name, ty) in fields {
            let value = self.value(scope, ty, how, depth).text;
            texts.push(if value == *name && self.choices.chance(1, 2) {
                value
            } else {
                format!("{name}: {value}")
            });
        }
        format!("{{ {} }}", texts.join(", "))
    }

    /// A literal, or a constant's name.
    pub fn literal(&mut self, ty: &Ty) -> String {
        let constants: Vec<&String> = self
            .vocabulary
            .constants
            .iter()
            .filter(|(_, of)| of == ty)
            .map(|(name, _)| name)
            .collect();
        if self.choices.chance(1, 8)
            && let Some(constant) = self.choices.one_of(&constants)
        {
            return (*constant).clone();
        }
        match ty {
            Ty::Unit => "()".to_owned(),
            Ty::Bool => self.choices.chance(1, 2).to_string(),
            // With its type, since two literals say nothing of it.
            Ty::Count => format!("{}_u32", self.choices.one_of(&COUNTS).copied().unwrap_or(0)),
            Ty::Number => format!("{}_i32", self.choices.one_of(&NUMBERS).copied().unwrap_or(0)),
            Ty::Float => format!("{:?}", self.choices.one_of(&FLOATS).copied().unwrap_or(0.0)),
            Ty::Text => {
                let text = self.choices.one_of(&TEXTS).copied().unwrap_or("");
                match self.choices.below(5) {
                    3 => format!("{text:?}.to_owned()"),
                    4 => format!("String::from({text:?})"),
                    _ => format!("{text:?}"),
                }
            }
            Ty::Option(_) | Ty::List(_) | Ty::Tuple(_) | Ty::Named(_) | Ty::Opaque(_) | Ty::Error(_) => {
                panic!("`{ty}` has no literals")
            }
        }
    }
}
