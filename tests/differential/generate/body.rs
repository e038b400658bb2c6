//! What a block is for in, its statements and its value out.

use super::expression::How;
use super::pattern::variable;
use super::scope::{Form, Path, Scope, Variable, always_typed};
use super::vocabulary::{Data, Definition, Ty};
use super::{Writer, indented};

/// What a block, or an arm, is for.
#[derive(Debug, Clone)]
pub enum Goal {
    /// The workflow's result.
    Answer,
    /// A value; if it is true, one whose type is known without its surroundings.
    Value(Ty, bool),
    /// Nothing.
    Unit,
}

/// A block.
#[derive(Debug, Clone)]
pub struct Body {
    statements: Vec<String>,
    tail: Option<String>,
    /// Whether what follows it is reached.
    pub ends: bool,
    /// Of its value.
    pub form: Form,
    pub typed: bool,
}

impl Body {
    /// `{ … }`
    pub fn block(&self) -> String {
        let lines: Vec<&str> = self
            .statements
            .iter()
            .chain(&self.tail)
            .map(String::as_str)
            .collect();
        match lines.is_empty() {
            true => "{}".to_owned(),
            false => format!("{{\n{}}}", indented(&lines.join("\n"))),
        }
    }

    /// Whether it is nothing but a good answer.
    pub fn is_ok(&self) -> bool {
        self.statements.is_empty() && self.tail.as_ref().is_some_and(|tail| tail.starts_with("Ok("))
    }

    /// Without braces, if it needs none.
    pub fn arm(&self) -> String {
        match (&self.tail, self.statements.as_slice()) {
            (Some(tail), []) => tail.clone(),
            _ => self.block(),
        }
    }
}

impl Writer<'_> {
    /// A block.
    pub fn body(&mut self, goal: &Goal, scope: &Scope, depth: u32) -> Body {
        let mut scope = scope.clone();
        let mut statements = Vec::new();
        if depth > 0 {
            let most = if matches!(goal, Goal::Answer) { 5 } else { 3 };
            for _ in 0..self.choices.below(most) {
                if self.fuel == 0 {
                    break;
                }
                let statement = self.statement(&mut scope, depth);
                statements.push(statement);
            }
        }
        let mut body = Body {
            statements,
            tail: None,
            ends: true,
            form: Form::Built,
            typed: true,
        };
        let leaves = !matches!(goal, Goal::Answer | Goal::Value(_, true)) && self.choices.chance(1, 7);
        match goal {
            _ if leaves => {
                body.tail = Some(self.exit(&scope));
                body.ends = false;
            }
            Goal::Answer => body.tail = Some(self.answer(&scope, depth)),
            Goal::Value(ty, sure) => {
                let value = if *sure {
                    self.sure(&scope, ty, depth)
                } else {
                    self.value(&scope, ty, How::Any, depth)
                };
                body.tail = Some(value.text);
                body.form = value.form;
                body.typed = value.typed || always_typed(ty);
            }
            Goal::Unit => {}
        }
        body
    }

    /// `return …`, or out of a loop.
    pub fn exit(&mut self, scope: &Scope) -> String {
        if self.choices.chance(1, 2)
            && let Some(leave) = self.leave()
        {
            return leave;
        }
        format!("return {}", self.result(scope, 1))
    }

    /// The workflow's result.
    fn answer(&mut self, scope: &Scope, depth: u32) -> String {
        if depth > 0 && self.fuel > 0 {
            match self.choices.below(6) {
                0 | 1 => return self.branches(&Goal::Answer, scope, depth - 1).text,
                2 => {
                    let output = self.output.clone();
                    let steps: Vec<_> = self
                        .callable(scope)
                        .into_iter()
                        .filter(|step| step.output == output)
                        .collect();
                    if let Some(step) = self.choices.one_of(&steps).cloned() {
                        self.fuel = self.fuel.saturating_sub(1);
                        let call = self.call(&step, scope, 1);
                        return if step.error == self.error && self.choices.chance(2, 3) {
                            format!("{call}.await")
                        } else {
                            format!("Ok({call}.await?)")
                        };
                    }
                }
                _ => {}
            }
        }
        self.result(scope, depth)
    }

    /// `Ok(…)` or `Err(…)`
    fn result(&mut self, scope: &Scope, depth: u32) -> String {
        let caught = scope.errors();
        if self.choices.chance(3, 4)
            && let Some(name) = self.choices.one_of(&caught)
        {
            return format!("Err({name}.into())");
        }
        if self.choices.chance(1, 6) {
            return format!("Err({})", self.failure(scope, depth));
        }
        let output = self.output.clone();
        format!("Ok({})", self.value(scope, &output, How::Any, depth).text)
    }

    /// An error of the workflow's own.
    fn failure(&mut self, scope: &Scope, depth: u32) -> String {
        let mut owner = self.error.clone();
        loop {
            let variants = self.vocabulary.errors.get(&owner).expect("an error is declared");
            let mut written = Vec::new();
            for (variant, data) in variants {
                match data {
                    Data::From(inner) => written.push(Err(inner.clone())),
                    Data::Unit => written.push(Ok(format!("{owner}::{variant}"))),
                    Data::Unnamed(types) => {
                        let values: Option<Vec<String>> =
                            types.iter().map(|ty| self.carried(scope, ty, depth)).collect();
                        written.extend(
                            values.map(|values| Ok(format!("{owner}::{variant}({})", values.join(", ")))),
                        );
                    }
                    Data::Named(fields) => {
                        let fields: Option<Vec<String>> = fields
                            .iter()
                            .map(|(name, ty)| Some(format!("{name}: {}", self.carried(scope, ty, depth)?)))
                            .collect();
                        written.extend(
                            fields
                                .map(|fields| Ok(format!("{owner}::{variant} {{ {} }}", fields.join(", ")))),
                        );
                    }
                }
            }
            match self
                .choices
                .one_of(&written)
                .expect("an error has a variant")
                .clone()
            {
                Ok(text) if owner == self.error => return text,
                // An error of a step's own, absorbed.
                Ok(text) => return format!("{text}.into()"),
                Err(inner) => {
                    // Only what the workflow's error holds itself can be absorbed.
                    if owner != self.error {
                        continue;
                    }
                    owner = inner;
                }
            }
        }
    }

    /// What an error carries: known when the workflow is built, or computed.
    fn carried(&mut self, scope: &Scope, ty: &Ty, depth: u32) -> Option<String> {
        if self.choices.chance(1, 2) {
            return self.constant(ty);
        }
        let value = self.value(scope, ty, How::Second, depth.min(1));
        // Nothing else would say its type.
        (value.typed || always_typed(ty)).then_some(value.text)
    }

    /// A value that is known when the workflow is built.
    fn constant(&mut self, ty: &Ty) -> Option<String> {
        Some(match ty {
            Ty::Bool | Ty::Count | Ty::Number | Ty::Float | Ty::Text => self.literal(ty),
            Ty::Option(inner) => match self.constant(inner) {
                Some(inner) if self.choices.chance(1, 2) => format!("Some({inner})"),
                _ => "None".to_owned(),
            },
            Ty::Named(name) => match self.vocabulary.types.get(name)? {
                Definition::Wrapper(inner) => format!("{name}({})", self.constant(inner)?),
                Definition::Struct(fields) => {
                    let fields: Option<Vec<String>> = fields
                        .iter()
                        .map(|(name, ty)| Some(format!("{name}: {}", self.constant(ty)?)))
                        .collect();
                    format!("{name} {{ {} }}", fields?.join(", "))
                }
                Definition::Enum { variants, .. } => {
                    let (variant, _) = variants.iter().find(|(_, data)| matches!(data, Data::Unit))?;
                    format!("{name}::{variant}")
                }
            },
            Ty::Unit | Ty::List(_) | Ty::Tuple(_) | Ty::Opaque(_) | Ty::Error(_) => return None,
        })
    }

    fn statement(&mut self, scope: &mut Scope, depth: u32) -> String {
        match self.choices.below(15) {
            0 => self
                .let_else(scope)
                .unwrap_or_else(|| self.let_value(scope, depth)),
            1 | 2 if self.burn() => self
                .join(scope, depth)
                .unwrap_or_else(|| self.let_value(scope, depth)),
            3 | 4 if self.burn() => {
                let written = self.branches(&Goal::Unit, scope, depth - 1).text;
                // Its value is `()`: rustc wants no semicolon, and allows one.
                if self.choices.chance(1, 3) {
                    format!("{written};")
                } else {
                    written
                }
            }
            5 if self.burn() => {
                let steps = self.callable(scope);
                let step = self.choices.one_of(&steps).expect("a step can be called").clone();
                let call = self.call(&step, scope, depth - 1);
                let discard = if self.choices.chance(1, 2) { "let _ = " } else { "" };
                format!("{discard}{call}.await?;")
            }
            6 if self.burn() => {
                let steps = self.callable(scope);
                let step = self.choices.one_of(&steps).expect("a step can be called").clone();
                let call = self.call(&step, scope, depth - 1);
                let wanted = self.name(&mut Vec::new());
                let (pattern, bound) = self.irrefutable(&step.output, Form::Place, 2, &wanted);
                scope.enter(bound);
                format!("let {pattern} = {call}.await?;")
            }
            7 | 8 => self.let_changing(scope, depth),
            9 if self.burn() => self
                .remember(scope, depth)
                .unwrap_or_else(|| self.let_changing(scope, depth)),
            9..=11 => self
                .assign(scope, depth)
                .unwrap_or_else(|| self.let_changing(scope, depth)),
            12 | 13 if self.burn() => self.repeat(scope, depth - 1),
            14 if self.choices.chance(1, 2) => self.sleep(scope),
            _ => self.let_value(scope, depth),
        }
    }

    /// `let name: Type = value;`
    fn let_value(&mut self, scope: &mut Scope, depth: u32) -> String {
        let ty = self.some_type(scope);
        let value = self.value(scope, &ty, How::Any, depth);
        let wanted = self.name(&mut Vec::new());
        let (pattern, mut bound) = self.irrefutable(&ty, value.form, 2, &wanted);
        if let [whole] = bound.as_mut_slice()
            && whole.ty == ty
        {
            whole.typed = value.typed;
        }
        scope.enter(bound);
        format!("let {pattern}: {} = {};", self.written(&ty), value.text)
    }

    /// A type, as it is written in a workflow; a path to what is opaque says enough.
    fn written(&self, ty: &Ty) -> String {
        match ty {
            Ty::Opaque(_) => "_".to_owned(),
            _ => ty.to_string(),
        }
    }

    /// A type of which there can be a value.
    pub fn some_type(&mut self, scope: &Scope) -> Ty {
        let paths: Vec<Path> = scope.paths(self.vocabulary);
        let simple = [
            Ty::Count,
            Ty::Bool,
            Ty::Number,
            Ty::Float,
            Ty::Text,
            Ty::Option(Box::new(Ty::Text)),
            Ty::Option(Box::new(Ty::Count)),
            Ty::List(Box::new(Ty::Text)),
        ];
        let ty = match self.choices.below(4) {
            0 => self.choices.one_of(&simple).cloned(),
            1 => Some(self.vocabulary.any_type(&mut self.choices)),
            _ => self.choices.one_of(&paths).map(|path| path.ty.clone()),
        };
        ty.filter(|ty| self.vocabulary.is_constructible(ty) && *ty != Ty::Unit)
            .unwrap_or(Ty::Count)
    }

    /// `let Some(name) = path else { return … };`
    fn let_else(&mut self, scope: &mut Scope) -> Option<String> {
        let path = self.fallible_path(scope)?;
        let (pattern, bound) = self.fallible(&path.ty, &mut Vec::new());
        let exit = self.exit(scope);
        scope.enter(bound);
        Some(format!(
            "let {pattern} = {} else {{\n{}}};",
            path.text,
            indented(&format!("{exit};"))
        ))
    }

    /// A path to what a pattern may not match.
    pub fn fallible_path(&mut self, scope: &Scope) -> Option<Path> {
        let paths = scope.paths(self.vocabulary).into_iter();
        let paths = paths.filter(|path| path.form == Form::Place && self.vocabulary.is_fallible(&path.ty));
        let paths: Vec<Path> = paths.collect();
        self.choices.one_of(&paths).cloned()
    }

    /// `let (a, b) = join!(one(x), two(y))?;`
    fn join(&mut self, scope: &mut Scope, depth: u32) -> Option<String> {
        let steps = self.callable(scope);
        let count = 2 + self.choices.below(3);
        let mut calls = Vec::new();
        let mut outputs = Vec::new();
        for _ in 0..count {
            let step = self.choices.one_of(&steps)?.clone();
            calls.push(self.call(&step, scope, depth.saturating_sub(2)));
            outputs.push(step.output);
        }
        let calls = calls.join(", ");
        let mut used = Vec::new();
        if self.choices.chance(1, 5) {
            let name = self.name(&mut used);
            scope.enter(vec![variable(&name, &Ty::Tuple(outputs), Form::Opened)]);
            return Some(format!("let {name} = join!({calls})?;"));
        }
        let mut patterns = Vec::new();
        let mut bound: Vec<Variable> = Vec::new();
        for output in &outputs {
            let (pattern, inside) = self.apart(output, Form::Place, 2, false, &mut used);
            patterns.push(pattern);
            bound.extend(inside);
        }
        scope.enter(bound);
        Some(format!("let ({}) = join!({calls})?;", patterns.join(", ")))
    }
}
