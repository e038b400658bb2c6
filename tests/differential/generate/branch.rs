//! What branches are for in, `if`, `if let` and `match` out.

use super::body::{Body, Goal};
use super::expression::{How, Written};
use super::scope::{Form, Path, Scope, Variable};
use super::vocabulary::{Data, Definition, Step, Ty};
use super::{Writer, indented};

/// Whether an arm has a condition besides its pattern.
#[derive(Clone, Copy)]
enum Guard {
    None,
    Some,
}

/// The branches of one expression, as they are written.
#[derive(Default)]
struct Ends {
    count: u32,
    typed: bool,
    form: Option<Form>,
}

impl Ends {
    fn add(&mut self, body: &Body) {
        if body.ends {
            self.count += 1;
            self.typed |= body.typed;
            self.form = Some(body.form);
        }
    }

    fn written(&self, text: String) -> Written {
        Written {
            text,
            // Several come together in a variable; of one nothing is known but what it is.
            form: if self.count > 1 {
                Form::Place
            } else {
                self.form.unwrap_or(Form::Built)
            },
            typed: self.typed || self.count > 1,
        }
    }
}

impl Writer<'_> {
    /// One expression with several branches.
    pub fn branches(&mut self, goal: &Goal, scope: &Scope, depth: u32) -> Written {
        self.fuel = self.fuel.saturating_sub(1);
        match self.choices.below(6) {
            0 | 1 => self.match_step(goal, scope, depth),
            2 | 3 => match self.fallible_path(scope) {
                Some(path) => self.match_path(goal, scope, &path, depth),
                None => self.if_else(goal, scope, depth),
            },
            4 => match self.fallible_path(scope) {
                Some(path) => self.if_let(goal, scope, &path, depth),
                None => self.match_step(goal, scope, depth),
            },
            _ => self.if_else(goal, scope, depth),
        }
    }

    /// A branch; the last of several, if it is the only one with a value, has to have one.
    fn branch(&mut self, goal: &Goal, scope: &Scope, depth: u32, last: bool, ends: &mut Ends) -> Body {
        let needs = last && !ends.typed;
        let goal = match goal {
            Goal::Value(ty, sure) => Goal::Value(ty.clone(), *sure || needs),
            Goal::Answer | Goal::Unit => goal.clone(),
        };
        let body = self.body(&goal, scope, depth);
        ends.add(&body);
        body
    }

    fn if_else(&mut self, goal: &Goal, scope: &Scope, depth: u32) -> Written {
        let mut ends = Ends::default();
        let condition = self.condition(scope, How::Any, 2);
        let mut text = format!(
            "if {} {}",
            condition,
            self.branch(goal, scope, depth, false, &mut ends).block()
        );
        while self.choices.chance(1, 4) {
            let how = if self.choices.chance(1, 3) {
                How::Any
            } else {
                How::Guard
            };
            let condition = self.condition(scope, how, 1);
            let body = self.branch(goal, scope, depth, false, &mut ends);
            text.push_str(&format!(" else if {condition} {}", body.block()));
        }
        if !matches!(goal, Goal::Unit) || self.choices.chance(1, 2) {
            let body = self.branch(goal, scope, depth, true, &mut ends);
            text.push_str(&format!(" else {}", body.block()));
        }
        ends.written(text)
    }

    fn if_let(&mut self, goal: &Goal, scope: &Scope, path: &Path, depth: u32) -> Written {
        let mut ends = Ends::default();
        let (pattern, bound) = self.fallible(&path.ty, &mut Vec::new());
        let then = self
            .branch(goal, &scope.with(bound), depth, false, &mut ends)
            .block();
        let mut text = format!("if let {pattern} = {} {then}", path.text);
        if !matches!(goal, Goal::Unit) || self.choices.chance(1, 2) {
            let body = self.branch(goal, scope, depth, true, &mut ends);
            text.push_str(&format!(" else {}", body.block()));
        }
        ends.written(text)
    }

    fn match_path(&mut self, goal: &Goal, scope: &Scope, path: &Path, depth: u32) -> Written {
        let mut ends = Ends::default();
        let (value, ty) = match self.fallible_path(scope) {
            // Two at once.
            Some(other) if self.choices.chance(1, 5) => (
                format!("({}, {})", path.text, other.text),
                Ty::Tuple(vec![path.ty.clone(), other.ty]),
            ),
            _ => (path.text.clone(), path.ty.clone()),
        };
        let arms = self.arms(goal, scope, &ty, ("", ""), depth, true, &mut ends);
        ends.written(format!("match {value} {{\n{}}}", indented(&arms)))
    }

    /// Arms that leave nothing out. Each pattern stands between `around`.
    #[allow(clippy::too_many_arguments, reason = "they are what an arm is made of")]
    fn arms(
        &mut self,
        goal: &Goal,
        scope: &Scope,
        ty: &Ty,
        around: (&str, &str),
        depth: u32,
        last: bool,
        ends: &mut Ends,
    ) -> String {
        let mut text = String::new();
        for _ in 0..self.choices.below(3) {
            // Arms behind one that always matches would be no branches.
            let fallible = self.vocabulary.is_fallible(ty);
            let (pattern, bound) = if fallible {
                self.fallible(ty, &mut Vec::new())
            } else {
                self.apart(ty, Form::Place, 2, true, &mut Vec::new())
            };
            let guard = if fallible && self.choices.chance(2, 3) {
                Guard::None
            } else {
                Guard::Some
            };
            self.arm(
                goal,
                (scope, bound),
                (around, &pattern),
                depth,
                (guard, false),
                ends,
                &mut text,
            );
        }
        let rest = self.rest(ty);
        let count = rest.len();
        for (number, (pattern, bound)) in rest.into_iter().enumerate() {
            let last = last && number + 1 == count;
            self.arm(
                goal,
                (scope, bound),
                (around, &pattern),
                depth,
                (Guard::None, last),
                ends,
                &mut text,
            );
        }
        text
    }

    #[allow(clippy::too_many_arguments, reason = "they are what an arm is made of")]
    fn arm(
        &mut self,
        goal: &Goal,
        (scope, bound): (&Scope, Vec<Variable>),
        ((before, after), pattern): ((&str, &str), &str),
        depth: u32,
        (guard, last): (Guard, bool),
        ends: &mut Ends,
        text: &mut String,
    ) {
        let scope = scope.with(bound);
        let guard = match guard {
            Guard::Some => format!(" if {}", self.condition(&scope, How::Guard, 1)),
            Guard::None => String::new(),
        };
        let body = self.branch(goal, &scope, depth, last, ends);
        text.push_str(&format!("{before}{pattern}{after}{guard} => {},\n", body.arm()));
    }

    /// Patterns that match whatever there is.
    fn rest(&mut self, ty: &Ty) -> Vec<(String, Vec<Variable>)> {
        if self.choices.chance(2, 3) {
            match (ty, self.vocabulary.definition(ty)) {
                (Ty::Named(name), Some(Definition::Enum { variants, plain, .. })) => {
                    if *plain && self.choices.chance(1, 2) {
                        let all: Vec<String> = variants
                            .iter()
                            .map(|(variant, _)| format!("{name}::{variant}"))
                            .collect();
                        return vec![(all.join(" | "), Vec::new())];
                    }
                    let variants: Vec<&String> = variants.iter().map(|(variant, _)| variant).collect();
                    return variants
                        .into_iter()
                        .map(|variant| self.variant(name, variant, 2, false, &mut Vec::new()))
                        .collect();
                }
                (Ty::Option(inner), _) => {
                    let (some, bound) = self.apart(inner, Form::Place, 2, false, &mut Vec::new());
                    let mut arms = vec![(format!("Some({some})"), bound), ("None".to_owned(), Vec::new())];
                    if self.choices.chance(1, 2) {
                        arms.reverse();
                    }
                    return arms;
                }
                (Ty::Unit, _) => return vec![("()".to_owned(), Vec::new())],
                _ => {}
            }
        }
        if *ty == Ty::Unit {
            return vec![("_".to_owned(), Vec::new())];
        }
        // Of a tuple that the scrutinee builds only the parts are places.
        let form = if matches!(ty, Ty::Tuple(_)) {
            Form::Opened
        } else {
            Form::Place
        };
        vec![self.apart(ty, form, 1, false, &mut Vec::new())]
    }

    fn match_step(&mut self, goal: &Goal, scope: &Scope, depth: u32) -> Written {
        let steps = self.callable(scope);
        let step = self.choices.one_of(&steps).expect("a step can be called").clone();
        let call = self.call(&step, scope, depth.min(1));
        let mut ends = Ends::default();
        if self.choices.chance(1, 5) {
            let (pattern, bound) = if self.vocabulary.is_fallible(&step.output) {
                self.fallible(&step.output, &mut Vec::new())
            } else {
                self.apart(&step.output, Form::Place, 2, false, &mut Vec::new())
            };
            let then = self
                .branch(goal, &scope.with(bound), depth, false, &mut ends)
                .block();
            let otherwise = self.branch(goal, scope, depth, true, &mut ends).block();
            return ends.written(format!(
                "if let Ok({pattern}) = {call}.await {then} else {otherwise}"
            ));
        }
        let mut arms = self.arms(goal, scope, &step.output, ("Ok(", ")"), depth, false, &mut ends);
        self.error_arms(goal, scope, &step, depth, &mut ends, &mut arms);
        ends.written(format!("match {call}.await {{\n{}}}", indented(&arms)))
    }

    fn error_arms(
        &mut self,
        goal: &Goal,
        scope: &Scope,
        step: &Step,
        depth: u32,
        ends: &mut Ends,
        text: &mut String,
    ) {
        let mut patterns = self.error_patterns(&step.error);
        let all = self.choices.chance(1, 3);
        if !all {
            // Some, in any order; the last arm has the others.
            patterns.retain(|_| self.choices.chance(1, 2));
            if patterns.len() > 1 && self.choices.chance(1, 3) {
                patterns.reverse();
            }
        }
        let count = patterns.len();
        for (number, (pattern, bound)) in patterns.into_iter().enumerate() {
            let last = all && number + 1 == count;
            self.arm(
                goal,
                (scope, bound),
                (("Err(", ")"), &pattern),
                depth,
                (Guard::None, last),
                ends,
                text,
            );
        }
        if all {
            return;
        }
        let other = self.name(&mut Vec::new());
        let needs_value = !ends.typed && matches!(goal, Goal::Value(..));
        match self.choices.below(4) {
            0 | 1 if !needs_value => {
                let body = if matches!(goal, Goal::Answer) && self.choices.chance(1, 2) {
                    format!("Err({other}.into())")
                } else {
                    format!("return Err({other}.into())")
                };
                text.push_str(&format!("Err({other}) => {body},\n"));
            }
            2 => self.arm(
                goal,
                (scope, Vec::new()),
                (("Err(", ")"), "_"),
                depth,
                (Guard::None, true),
                ends,
                text,
            ),
            _ => {
                let bound = vec![Variable::place(&other, &Ty::Error(step.error.clone()))];
                self.arm(
                    goal,
                    (scope, bound),
                    (("Err(", ")"), &other),
                    depth,
                    (Guard::None, true),
                    ends,
                    text,
                );
            }
        }
    }

    /// A pattern for each way to fail, some of them together.
    fn error_patterns(&mut self, error: &str) -> Vec<(String, Vec<Variable>)> {
        let variants = self
            .vocabulary
            .errors
            .get(error)
            .expect("an error is declared")
            .clone();
        let mut patterns: Vec<(String, Vec<Variable>)> = Vec::new();
        for (variant, data) in variants {
            let path = format!("{error}::{variant}");
            match data {
                Data::Unit => match patterns.last_mut() {
                    // Only those that carry nothing share an arm.
                    Some((before, bound))
                        if bound.is_empty() && !before.contains(['(', '{']) && self.choices.chance(1, 2) =>
                    {
                        *before = format!("{before} | {path}");
                    }
                    _ => patterns.push((path, Vec::new())),
                },
                Data::From(inner) if self.choices.chance(1, 2) => {
                    let inside = self.error_patterns(&inner);
                    patterns.extend(
                        inside
                            .into_iter()
                            .map(|(pattern, bound)| (format!("{path}({pattern})"), bound)),
                    );
                }
                Data::From(_) => patterns.push((format!("{path}(_)"), Vec::new())),
                Data::Unnamed(types) => {
                    let ty = types.first().expect("an error carries one value");
                    let (pattern, bound) = self.apart(ty, Form::Place, 2, false, &mut Vec::new());
                    patterns.push((format!("{path}({pattern})"), bound));
                }
                Data::Named(fields) => {
                    patterns.push(self.named(&path, &fields, Form::Place, 2, false, &mut Vec::new()))
                }
            }
        }
        patterns
    }
}
