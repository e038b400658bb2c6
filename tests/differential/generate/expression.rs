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
                    if body.ends {
                        return Written {
                            text: body.block(),
                            form: body.form,
                            typed: body.typed,
                        };
                    }
                    return Written::built(body.block());
                }
                return self.branches(&Goal::Value(ty.clone(), false), scope, depth - 1);
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
    fn step_value(&mut self, scope: &Scope, ty: &Ty, depth: u32) -> Option<Written> {
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

    /// A boolean.
    pub fn condition(&mut self, scope: &Scope, how: How, depth: u32) -> String {
        let paths = scope.paths(self.vocabulary);
        match self.choices.below(if depth > 0 { 10 } else { 6 }) {
            1 => {
                let options: Vec<&Path> = paths
                    .iter()
                    .filter(|path| matches!(path.ty, Ty::Option(_)))
                    .collect();
                if let Some(path) = self.choices.one_of(&options) {
                    let method = if self.choices.chance(1, 2) {
                        "is_some"
                    } else {
                        "is_none"
                    };
                    return format!("{}.{method}()", path.text);
                }
            }
            2 => {
                let is_mixed = |path: &&Path| {
                    path.form == Form::Place
                        && matches!(
                            self.vocabulary.definition(&path.ty),
                            Some(Definition::Enum { .. })
                        )
                };
                let enums: Vec<&Path> = paths.iter().filter(is_mixed).collect();
                if let Some(path) = self.choices.one_of(&enums)
                    && let Some(Definition::Enum { variants, .. }) = self.vocabulary.definition(&path.ty)
                {
                    let units: Vec<&String> = variants
                        .iter()
                        .filter(|(_, data)| matches!(data, Data::Unit))
                        .map(|(name, _)| name)
                        .collect();
                    if let Some(unit) = self.choices.one_of(&units) {
                        let (path, unit) = (path.text.clone(), format!("{}::{unit}", path.ty));
                        let sign = if self.choices.chance(1, 3) { "!=" } else { "==" };
                        return if self.choices.chance(1, 4) {
                            format!("({unit} {sign} {path})")
                        } else {
                            format!("({path} {sign} {unit})")
                        };
                    }
                }
            }
            3 => {
                let bools: Vec<&Path> = paths.iter().filter(|path| path.ty == Ty::Bool).collect();
                if let Some(path) = self.choices.one_of(&bools) {
                    return path.text.clone();
                }
            }
            4 if how != How::Guard => {
                if let Some(look) = self.look(scope, how) {
                    return look;
                }
            }
            6 => return format!("!{}", self.operand(scope, how, depth - 1)),
            7 | 8 => {
                let right = if how == How::Any { How::Second } else { how };
                let sign = if self.choices.chance(1, 2) { "&&" } else { "||" };
                let left = self.operand(scope, how, depth - 1);
                return format!("({left} {sign} {})", self.operand(scope, right, depth - 1));
            }
            9 if how == How::Any => {
                if self.burn()
                    && let Some(written) = self.step_value(scope, &Ty::Bool, depth)
                {
                    return written.text;
                }
            }
            _ => {}
        }
        self.comparison(scope, how, depth)
    }

    /// A boolean that stands behind `!` or beside `&&`.
    fn operand(&mut self, scope: &Scope, how: How, depth: u32) -> String {
        let condition = self.condition(scope, how, depth);
        let simple = condition.starts_with('(') || !condition.contains(' ');
        if simple {
            condition
        } else {
            format!("({condition})")
        }
    }

    fn comparison(&mut self, scope: &Scope, how: How, depth: u32) -> String {
        let paths: Vec<Path> = scope
            .paths(self.vocabulary)
            .into_iter()
            .filter(|path| self.is_scalar(&path.ty))
            .collect();
        let kinds = [Ty::Count, Ty::Number, Ty::Float, Ty::Text];
        let (ty, left) = match self.choices.one_of(&paths) {
            Some(path) => (path.ty.clone(), path.text.clone()),
            None => {
                let ty = self.choices.one_of(&kinds).expect("there are kinds").clone();
                let left = match (how, depth > 0 && self.burn()) {
                    (How::Any, true) => self.step_value(scope, &ty, depth).map(|written| written.text),
                    _ => None,
                };
                let left = left.unwrap_or_else(|| self.literal(&ty));
                (ty, left)
            }
        };
        let same: Vec<&Path> = paths.iter().filter(|path| path.ty == ty).collect();
        let right = if self.choices.chance(1, 3)
            && let Some(path) = self.choices.one_of(&same)
        {
            path.text.clone()
        } else if let Some(literal) = self.scalar(&ty, how) {
            literal
        } else {
            left.clone()
        };
        let ordered = matches!(ty, Ty::Count | Ty::Number | Ty::Float);
        let signs = ["==", "!=", "<", "<=", ">", ">="];
        let sign = signs
            .get(self.choices.below(if ordered { 6 } else { 2 }))
            .expect("a sign");
        // `-1` on the left of `<` is no generic argument, but a negative number before it wants parentheses.
        format!("({left} {sign} {right})")
    }

    /// Whether the language compares values of that type.
    pub fn is_scalar(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Bool | Ty::Count | Ty::Number | Ty::Float | Ty::Text => true,
            Ty::Option(inner) => self.is_scalar(inner),
            Ty::Named(_) => match self.vocabulary.definition(ty) {
                Some(Definition::Enum { plain, .. }) => *plain,
                Some(Definition::Wrapper(inner)) => self.is_scalar(inner),
                Some(Definition::Struct(_)) | None => false,
            },
            Ty::Unit | Ty::List(_) | Ty::Tuple(_) | Ty::Opaque(_) | Ty::Error(_) => false,
        }
    }

    /// A scalar that is written out, if it may be.
    pub fn scalar(&mut self, ty: &Ty, how: How) -> Option<String> {
        Some(match ty {
            Ty::Option(inner) => match self.scalar(inner, how) {
                Some(inner) if self.choices.chance(2, 3) => format!("Some({inner})"),
                _ => "None".to_owned(),
            },
            Ty::Named(name) => match self.vocabulary.types.get(name)? {
                Definition::Wrapper(_) if how == How::Guard => return None,
                Definition::Wrapper(inner) => format!("{name}({})", self.scalar(inner, how)?),
                Definition::Enum { variants, .. } => format!("{name}::{}", self.choices.one_of(variants)?.0),
                Definition::Struct(_) => return None,
            },
            _ => self.literal(ty),
        })
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
