//! A type in, patterns that take its values apart out.

use super::Writer;
use super::scope::{Form, Variable};
use super::vocabulary::{Data, Definition, Ty};

impl Writer<'_> {
    /// A pattern that always matches, and what it binds.
    pub fn irrefutable(&mut self, ty: &Ty, form: Form, depth: u32, wanted: &str) -> (String, Vec<Variable>) {
        let mut used = Vec::new();
        if depth > 0 && self.choices.chance(1, 4) {
            return self.apart(ty, form, depth, false, &mut used);
        }
        used.push(wanted.to_owned());
        (wanted.to_owned(), vec![variable(wanted, ty, form)])
    }

    /// A pattern that does not always match; the type must have such.
    pub fn fallible(&mut self, ty: &Ty, used: &mut Vec<String>) -> (String, Vec<Variable>) {
        match (ty, self.vocabulary.definition(ty)) {
            (Ty::Tuple(items), _) => {
                let fallible: Vec<usize> = (0..items.len())
                    .filter(|position| self.vocabulary.is_fallible(&items[*position]))
                    .collect();
                let chosen = *self
                    .choices
                    .one_of(&fallible)
                    .expect("the type has fallible patterns");
                let mut patterns = Vec::new();
                let mut bound = Vec::new();
                for (position, item) in items.iter().enumerate() {
                    let (pattern, inside) = if position == chosen {
                        self.fallible(item, used)
                    } else {
                        self.apart(item, Form::Place, 2, true, used)
                    };
                    patterns.push(pattern);
                    bound.extend(inside);
                }
                (format!("({})", patterns.join(", ")), bound)
            }
            (Ty::Named(name), Some(Definition::Enum { variants, .. })) => {
                let (variant, _) = self
                    .choices
                    .one_of(variants)
                    .expect("an enum has variants")
                    .clone();
                self.variant(name, &variant, 3, true, used)
            }
            (Ty::Option(inner), _) => {
                if self.choices.chance(1, 4) {
                    return ("None".to_owned(), Vec::new());
                }
                let (inner, bound) = self.apart(inner, Form::Place, 2, true, used);
                (format!("Some({inner})"), bound)
            }
            (Ty::Bool, _) => (self.choices.chance(1, 2).to_string(), Vec::new()),
            _ => {
                let several = ["0", "1", "(2 | 3)", "(9 | 1 | 4294967295)"];
                (
                    (*self.choices.one_of(&several).unwrap_or(&"0")).to_owned(),
                    Vec::new(),
                )
            }
        }
    }

    /// A pattern that always matches, or, if it `may_fail`, perhaps not.
    pub fn apart(
        &mut self,
        ty: &Ty,
        form: Form,
        depth: u32,
        may_fail: bool,
        used: &mut Vec<String>,
    ) -> (String, Vec<Variable>) {
        if depth == 0 || self.choices.chance(1, 3) {
            return self.bound(ty, form, used);
        }
        let part = if form == Form::Built {
            Form::Built
        } else {
            Form::Place
        };
        match (ty, self.vocabulary.definition(ty)) {
            (Ty::Tuple(items), _) => self.unnamed("", items, part, depth, may_fail, used),
            (Ty::Named(name), Some(Definition::Struct(fields))) => {
                self.named(name, fields, part, depth, may_fail, used)
            }
            (Ty::Named(name), Some(Definition::Wrapper(inner))) => {
                self.unnamed(name, std::slice::from_ref(inner), part, depth, may_fail, used)
            }
            (Ty::Named(_), Some(Definition::Enum { .. })) | (Ty::Option(_), _)
                if may_fail && form == Form::Place =>
            {
                self.fallible(ty, used)
            }
            (Ty::Bool | Ty::Count, _) if may_fail => self.fallible(ty, used),
            _ => self.bound(ty, form, used),
        }
    }

    /// `Enum::Variant`, with patterns for what it carries.
    pub fn variant(
        &mut self,
        owner: &str,
        variant: &str,
        depth: u32,
        may_fail: bool,
        used: &mut Vec<String>,
    ) -> (String, Vec<Variable>) {
        let Some(Definition::Enum {
            internal, variants, ..
        }) = self.vocabulary.types.get(owner)
        else {
            panic!("`{owner}` is no enum")
        };
        let form = if *internal { Form::Opened } else { Form::Place };
        let data = variants
            .iter()
            .find(|(name, _)| name == variant)
            .map(|(_, data)| data.clone());
        let path = format!("{owner}::{variant}");
        match data {
            None | Some(Data::Unit | Data::From(_)) => (path, Vec::new()),
            Some(Data::Unnamed(types)) => self.unnamed(&path, &types, form, depth, may_fail, used),
            Some(Data::Named(fields)) => self.named(&path, &fields, Form::Place, depth, may_fail, used),
        }
    }

    fn unnamed(
        &mut self,
        path: &str,
        types: &[Ty],
        form: Form,
        depth: u32,
        may_fail: bool,
        used: &mut Vec<String>,
    ) -> (String, Vec<Variable>) {
        let mut patterns = Vec::new();
        let mut bound = Vec::new();
        for ty in types {
            let (pattern, inside) = self.apart(ty, form, depth.saturating_sub(1), may_fail, used);
            patterns.push(pattern);
            bound.extend(inside);
        }
        (format!("{path}({})", patterns.join(", ")), bound)
    }

    pub fn named(
        &mut self,
        path: &str,
        fields: &[(String, Ty)],
        form: Form,
        depth: u32,
        may_fail: bool,
        used: &mut Vec<String>,
    ) -> (String, Vec<Variable>) {
        let mut patterns = Vec::new();
        let mut bound = Vec::new();
        for (name, ty) in fields {
            match self.choices.below(4) {
                0 | 1 => {}
                2 if !used.contains(name) => {
                    used.push(name.clone());
                    patterns.push(name.clone());
                    bound.push(variable(name, ty, form));
                }
                _ => {
                    let (pattern, inside) = self.apart(ty, form, depth.saturating_sub(1), may_fail, used);
                    patterns.push(format!("{name}: {pattern}"));
                    bound.extend(inside);
                }
            }
        }
        if patterns.len() < fields.len() {
            patterns.push("..".to_owned());
        }
        (format!("{path} {{ {} }}", patterns.join(", ")), bound)
    }

    fn bound(&mut self, ty: &Ty, form: Form, used: &mut Vec<String>) -> (String, Vec<Variable>) {
        if self.choices.chance(1, 4) {
            return ("_".to_owned(), Vec::new());
        }
        let name = self.name(used);
        let variable = variable(&name, ty, form);
        (name, vec![variable])
    }
}

pub fn variable(name: &str, ty: &Ty, form: Form) -> Variable {
    Variable {
        form,
        // What is built of itself says less.
        typed: form != Form::Built,
        ..Variable::place(name, ty)
    }
}
