//! What may be repeated, or changed, in a scope in; loops, iterations, pauses and assignments out.

use super::Writer;
use super::body::Goal;
use super::expression::{How, Written};
use super::scope::{Form, Path, Scope, Variable, always_typed};
use super::vocabulary::Ty;

impl Writer<'_> {
    /// `let mut name: Type = value;`
    pub fn let_changing(&mut self, scope: &mut Scope, depth: u32) -> String {
        let ty = self.some_type(scope);
        let value = self.value(scope, &ty, How::Any, depth);
        let name = self.name(&mut Vec::new());
        scope.enter(vec![Variable {
            changes: true,
            ..Variable::place(&name, &ty)
        }]);
        format!("let mut {name}: {ty} = {};", value.text)
    }

    /// `name = value;` or `name += value;`
    pub fn assign(&mut self, scope: &Scope, depth: u32) -> Option<String> {
        let changing = scope.changing();
        let Variable { name, ty, .. } = (*self.choices.one_of(&changing)?).clone();
        if matches!(ty, Ty::Count | Ty::Number) && self.choices.chance(1, 2) {
            let sign = self.choices.one_of(&["+=", "-=", "*="]).copied().unwrap_or("+=");
            let value = self.value(scope, &ty, How::Any, depth.min(1));
            return Some(format!("{name} {sign} {};", value.text));
        }
        let value = self.value(scope, &ty, How::Any, depth);
        Some(format!("{name} = {};", value.text))
    }

    /// What a variable is now, which it then is no longer, and a step that is told what it was.
    pub fn remember(&mut self, scope: &mut Scope, depth: u32) -> Option<String> {
        let changing = scope.changing();
        let before = (*self.choices.one_of(&changing)?).clone();
        let steps = self.callable(scope).into_iter();
        let steps: Vec<_> = steps.filter(|step| step.input == before.ty).collect();
        let step = self.choices.one_of(&steps)?.name.clone();
        let name = self.name(&mut vec![before.name.clone()]);
        let value = self.value(scope, &before.ty, How::Second, depth.min(1)).text;
        scope.enter(vec![Variable::place(&name, &before.ty)]);
        let Variable { name: changed, .. } = before;
        Some(format!(
            "let {name} = {changed};\n{changed} = {value};\nlet _ = {step}({name}).await?;"
        ))
    }

    /// `for`, or `while` that ends.
    pub fn repeat(&mut self, scope: &Scope, depth: u32) -> String {
        let label = self
            .choices
            .chance(1, 4)
            .then(|| format!("'round{}", self.loops.len()));
        let before = label
            .as_ref()
            .map(|label| format!("{label}: "))
            .unwrap_or_default();
        match self.choices.below(5) {
            0 => {
                let most = self
                    .choices
                    .one_of(&["1", "2", "3", "LIMIT"])
                    .copied()
                    .unwrap_or("1");
                let condition = self.condition(scope, How::Second, 1);
                let body = self.round(scope, depth, label);
                format!("#[at_most({most})]\n{before}while {condition} {body}")
            }
            1 if let Some(path) = self.fallible_path(scope) => {
                let (pattern, bound) = self.fallible(&path.ty, &mut Vec::new());
                let body = self.round(&scope.with(bound), depth, label);
                format!(
                    "#[at_most(2)]\n{before}while let {pattern} = {} {body}",
                    path.text
                )
            }
            2 => {
                let (range, ty) = self.range(scope);
                let (name, bound) = if self.choices.chance(1, 4) {
                    ("_".to_owned(), Vec::new())
                } else {
                    let name = self.name(&mut Vec::new());
                    let bound = vec![Variable::place(&name, &ty)];
                    (name, bound)
                };
                let body = self.round(&scope.with(bound), depth, label);
                format!("{before}for {name} in {range} {body}")
            }
            _ => {
                let (list, item) = self.some_list(scope, depth);
                let wanted = self.name(&mut Vec::new());
                let (pattern, bound) = self.irrefutable(&item, Form::Place, 2, &wanted);
                let body = self.round(&scope.with(bound), depth, label);
                format!("{before}for {pattern} in {list} {body}")
            }
        }
    }

    /// What each round does.
    fn round(&mut self, scope: &Scope, depth: u32, label: Option<String>) -> String {
        self.loops.push(label);
        let body = self.body(&Goal::Unit, scope, depth).block();
        self.loops.pop();
        body
    }

    /// A few numbers.
    fn range(&mut self, scope: &Scope) -> (String, Ty) {
        const RANGES: [(&str, Ty); 6] = [
            ("0_u32..3", Ty::Count),
            ("1..=LIMIT", Ty::Count),
            ("-1_i32..2", Ty::Number),
            ("2_u32..2", Ty::Count),
            ("3_i32..=1", Ty::Number),
            ("4294967294_u32..4294967295", Ty::Count),
        ];
        if self.choices.chance(1, 4)
            && let Some(count) = self.count(scope)
        {
            return (format!("0_u32..({count})"), Ty::Count);
        }
        let (range, ty) = self.choices.one_of(&RANGES).expect("there are ranges");
        ((*range).to_owned(), ty.clone())
    }

    /// `list.len() as u32`
    pub fn count(&mut self, scope: &Scope) -> Option<String> {
        let paths = scope.paths(self.vocabulary);
        let lists: Vec<&Path> = paths
            .iter()
            .filter(|path| matches!(path.ty, Ty::List(_)) && path.typed)
            .collect();
        let list = self.choices.one_of(&lists)?;
        Some(format!("{}.len() as u32", list.text))
    }

    /// A list, in parentheses unless it is a path, and what its items are.
    fn some_list(&mut self, scope: &Scope, depth: u32) -> (String, Ty) {
        let paths = scope.paths(self.vocabulary).into_iter();
        let lists: Vec<Path> = paths
            .filter(|path| matches!(path.ty, Ty::List(_)) && path.typed)
            .collect();
        if self.choices.chance(2, 3)
            && let Some(path) = self.choices.one_of(&lists)
            && let Ty::List(item) = &path.ty
        {
            return (path.text.clone(), item.as_ref().clone());
        }
        let item = self.some_type(scope);
        let list = self.sure(scope, &Ty::List(Box::new(item.clone())), depth.min(1));
        (format!("({})", list.text), item)
    }

    /// `sleep(…).await;`
    pub fn sleep(&mut self, scope: &Scope) -> String {
        let times = ["secs(1)", "secs(LIMIT)", "secs(0)", "mins(2)", "hours(1)"];
        let time = match self.count(scope) {
            Some(count) if self.choices.chance(1, 4) => format!("secs({count})"),
            _ => (*self.choices.one_of(&times).unwrap_or(&"secs(1)")).to_owned(),
        };
        format!("sleep(Duration::from_{time}).await;")
    }

    /// `break` or `continue`, if there is a loop.
    pub fn leave(&mut self) -> Option<String> {
        let labels: Vec<&String> = self.loops.iter().flatten().collect();
        self.loops.last()?;
        let label = match self.choices.one_of(&labels) {
            Some(label) if self.choices.chance(1, 2) => format!(" {label}"),
            _ => String::new(),
        };
        let word = if self.choices.chance(1, 2) {
            "continue"
        } else {
            "break"
        };
        Some(format!("{word}{label}"))
    }

    /// `map!(list, limit = n, async |item| { … })?`
    pub fn map(&mut self, scope: &Scope, answer: &Ty, depth: u32) -> Written {
        let (list, item) = self.some_list(scope, depth);
        let limit = self
            .choices
            .one_of(&["2", "1", "40", "LIMIT"])
            .copied()
            .unwrap_or("2");
        let wanted = self.name(&mut Vec::new());
        let (pattern, bound) = self.irrefutable(&item, Form::Place, 2, &wanted);
        // An iteration sets nothing that is outside of it, leaves no loop that is around it, and answers for itself.
        let outside = (
            std::mem::take(&mut self.loops),
            std::mem::replace(&mut self.output, answer.clone()),
        );
        let body = self.body(
            &Goal::Answer,
            &scope.copied().with(bound),
            depth.saturating_sub(1),
        );
        (self.loops, self.output) = outside;
        let written = if body.is_ok() && always_typed(answer) && self.choices.chance(1, 2) {
            String::new()
        } else {
            format!(" -> Result<{answer}, {}>", self.error)
        };
        Written {
            text: format!(
                "map!({list}, limit = {limit}, async |{pattern}|{written} {})?",
                body.block()
            ),
            form: Form::Place,
            typed: true,
        }
    }

    /// `format!("…", …)`
    pub fn format(&mut self, scope: &Scope, how: How, depth: u32) -> String {
        const BETWEEN: [&str; 7] = ["", "-", " {{}} ", "{{% ", " %}}", "\"\n", "é`$x"];
        let kinds = [Ty::Text, Ty::Count, Ty::Number, Ty::Bool];
        let mut template = String::new();
        let mut values = Vec::new();
        for _ in 0..self.choices.below(4) {
            template.push_str(self.choices.one_of(&BETWEEN).copied().unwrap_or_default());
            let ty = self.choices.one_of(&kinds).expect("there are kinds").clone();
            let value = self.value(scope, &ty, how, depth).text;
            let is_name = value
                .chars()
                .all(|character| character.is_ascii_lowercase() || character == '_');
            if is_name && value != "true" && value != "false" && self.choices.chance(1, 2) {
                template.push_str(&format!("{{{value}}}"));
            } else {
                template.push_str("{}");
                values.push(value);
            }
        }
        template.push_str(self.choices.one_of(&BETWEEN).copied().unwrap_or_default());
        let values: String = values.iter().map(|value| format!(", {value}")).collect();
        format!("format!({template:?}{values})")
    }

    /// Two integers as one, or how many items a list has.
    pub fn calculated(&mut self, scope: &Scope, ty: &Ty, how: How, depth: u32) -> String {
        if *ty == Ty::Count
            && self.choices.chance(1, 3)
            && let Some(count) = self.count(scope)
        {
            return format!("({count})");
        }
        // One of the two says the type: a negative literal, or what was built of one, does not.
        let paths = scope.paths(self.vocabulary).into_iter();
        let places: Vec<Path> = paths
            .filter(|path| path.ty == *ty && path.form != Form::Built)
            .collect();
        let sure = match self.choices.one_of(&places) {
            Some(place) => place.text.clone(),
            None => format!("7_{ty}"),
        };
        if *ty == Ty::Number && self.choices.chance(1, 5) {
            return format!("(-({sure}))");
        }
        let sign = self.choices.one_of(&["+", "-", "*"]).copied().unwrap_or("+");
        let other = self.value(scope, ty, how, depth).text;
        if self.choices.chance(1, 2) {
            format!("({other} {sign} {sure})")
        } else {
            format!("({sure} {sign} {other})")
        }
    }

    /// A look into a list or a string.
    pub fn look(&mut self, scope: &Scope, how: How) -> Option<String> {
        let paths = scope.paths(self.vocabulary);
        let several: Vec<&Path> = paths
            .iter()
            .filter(|path| matches!(path.ty, Ty::List(_) | Ty::Text) && path.typed)
            .collect();
        let path = *self.choices.one_of(&several)?;
        if let Ty::List(item) = &path.ty
            && self.is_scalar(item)
            && self.choices.chance(1, 2)
        {
            let same: Vec<&Path> = paths.iter().filter(|path| path.ty == **item).collect();
            let item = match self.choices.one_of(&same) {
                Some(path) if self.choices.chance(1, 2) => path.text.clone(),
                _ => self.scalar(item, how)?,
            };
            return Some(format!("{}.contains(&{item})", path.text));
        }
        Some(format!("{}.is_empty()", path.text))
    }
}

/// The names of a scope, for an iteration that has copies of them.
impl Scope {
    fn copied(&self) -> Self {
        let variables = self
            .variables()
            .iter()
            .filter(|known| !matches!(known.ty, Ty::Error(_)));
        let fixed = variables.map(|known| Variable {
            changes: false,
            ..known.clone()
        });
        Self::default().with(fixed.collect())
    }
}
