//! What a workflow can name at one place: variables, and the fields inside them.

use super::vocabulary::{Definition, Ty, Vocabulary};

/// What the resolver knows of a value, as far as it makes a difference to what may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It came from outside, or from branches: it can be taken apart by `match`.
    Place,
    /// A whole that has no place of its own, of parts that have one.
    Opened,
    /// The workflow built it.
    Built,
}

/// A name.
#[derive(Debug, Clone)]
pub struct Variable {
    pub name: String,
    pub ty: Ty,
    pub form: Form,
    /// Whether the resolver knows its type from it alone.
    pub typed: bool,
    /// Whether it can be set.
    pub changes: bool,
}

impl Variable {
    pub fn place(name: &str, ty: &Ty) -> Self {
        Self {
            name: name.to_owned(),
            ty: ty.clone(),
            form: Form::Place,
            typed: true,
            changes: false,
        }
    }
}

/// A variable, or a field of one.
#[derive(Debug, Clone)]
pub struct Path {
    pub text: String,
    pub ty: Ty,
    pub form: Form,
    pub typed: bool,
}

/// Names, the latest last.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    variables: Vec<Variable>,
}

impl Scope {
    pub fn enter(&mut self, variables: Vec<Variable>) {
        for variable in variables {
            self.variables.retain(|known| known.name != variable.name);
            self.variables.push(variable);
        }
    }

    pub fn with(&self, variables: Vec<Variable>) -> Self {
        let mut scope = self.clone();
        scope.enter(variables);
        scope
    }

    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The variables that can be set.
    pub fn changing(&self) -> Vec<&Variable> {
        self.variables
            .iter()
            .filter(|variable| variable.changes)
            .collect()
    }

    /// Every path, in no more than three steps from a name.
    pub fn paths(&self, vocabulary: &Vocabulary) -> Vec<Path> {
        let mut paths = Vec::new();
        for variable in &self.variables {
            let path = Path {
                text: variable.name.clone(),
                ty: variable.ty.clone(),
                form: variable.form,
                typed: variable.typed,
            };
            inside(vocabulary, path, 3, &mut paths);
        }
        paths
    }

    /// The errors that arms have bound.
    pub fn errors(&self) -> Vec<&str> {
        let errors = self
            .variables
            .iter()
            .filter(|variable| matches!(variable.ty, Ty::Error(_)));
        errors.map(|variable| variable.name.as_str()).collect()
    }
}

/// A path and the paths to what is inside it.
pub fn inside(vocabulary: &Vocabulary, path: Path, depth: u32, paths: &mut Vec<Path>) {
    if depth > 0 {
        let part = |name: &str, ty: &Ty| Path {
            text: format!("{}.{name}", path.text),
            ty: ty.clone(),
            form: if path.form == Form::Built {
                Form::Built
            } else {
                Form::Place
            },
            typed: path.form != Form::Built || always_typed(ty),
        };
        match (&path.ty, vocabulary.definition(&path.ty)) {
            (Ty::Tuple(items), _) => {
                for (position, item) in items.iter().enumerate() {
                    inside(vocabulary, part(&position.to_string(), item), depth - 1, paths);
                }
            }
            (_, Some(Definition::Struct(fields))) => {
                for (name, ty) in fields {
                    inside(vocabulary, part(name, ty), depth - 1, paths);
                }
            }
            (_, Some(Definition::Wrapper(inner))) => inside(vocabulary, part("0", inner), depth - 1, paths),
            (_, Some(Definition::Enum { .. }) | None) => {}
        }
    }
    if !matches!(path.ty, Ty::Error(_)) {
        paths.push(path);
    }
}

/// Whether a value of that type says of what type it is, whatever it is: not so `None` and `vec![]`.
pub fn always_typed(ty: &Ty) -> bool {
    match ty {
        Ty::Unit | Ty::Bool | Ty::Count | Ty::Number | Ty::Float | Ty::Text | Ty::Named(_) => true,
        Ty::Option(_) | Ty::List(_) | Ty::Opaque(_) | Ty::Error(_) => false,
        Ty::Tuple(items) => items.iter().all(always_typed),
    }
}
