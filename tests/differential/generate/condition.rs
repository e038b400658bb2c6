//! A scope in, booleans out: comparisons, looks at values, and what `!`, `&&` and `||` make of them.

use super::Writer;
use super::expression::How;
use super::scope::{Form, Path, Scope};
use super::vocabulary::{Data, Definition, Ty};

impl Writer<'_> {
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
}
