//! `match` on a value in, one Choice and its arms out.

use super::graph::Graph;
use super::lower::{Target, is_pure};
use super::pattern::Matching;
use super::symbol::Symbol;
use super::{Diverged, Resolver};
use crate::workflow::flow::Formula;
use crate::workflow::transcript::{Arm, Expression, Pattern, Term};
use crate::{Code, Type};
use std::collections::BTreeSet;

impl Resolver<'_> {
    /// `match`, on a step's result or on a value.
    pub(super) fn choose(
        &mut self,
        expression: &Expression,
        value: &Expression,
        arms: &[Arm],
        target: &mut Target<'_>,
    ) -> Result<(), Diverged> {
        if let Term::Step { function, input } = &value.term {
            return self.choose_result(value, (function, input.as_deref()), arms, target);
        }
        let symbol = self.evaluate(value, None)?;
        let symbol = if symbol.may_fail() {
            self.settled(symbol, "value")
        } else {
            symbol
        };
        let arms: Vec<(&Arm, &Pattern)> = arms.iter().map(|arm| (arm, &arm.pattern)).collect();
        self.covers(expression.line, &symbol, &arms);
        let rules = self.rules(&symbol, arms)?;
        self.arms(&expression.to_string(), rules, target);
        Ok(())
    }

    /// What each arm asks and binds. Arms after one that always matches are left out.
    pub(super) fn rules<'a>(
        &mut self,
        symbol: &Symbol,
        arms: Vec<(&'a Arm, &'a Pattern)>,
    ) -> Result<Vec<ArmRule<'a>>, Diverged> {
        let mut rules = Vec::new();
        for (arm, pattern) in arms {
            let mut matching = Matching::default();
            self.matching(arm.line, symbol, pattern, &mut matching);
            let bindings = std::mem::take(&mut matching.bindings);
            let mut condition = matching.condition();
            if let Some(guard) = &arm.guard {
                if !is_pure(guard) {
                    self.unsupported(
                        guard.line,
                        "a guard that is a state of its own",
                        "write an `if` inside the arm",
                    );
                }
                let guard = self.scoped(bindings.clone(), |this| this.condition(guard))?;
                condition = Some(match condition {
                    Some(test) => Formula::And(Box::new(test), Box::new(guard)),
                    None => guard,
                });
            }
            let always = condition.is_none();
            rules.push(ArmRule {
                arm,
                condition,
                bindings,
            });
            if always {
                break;
            }
        }
        // The last arm is the one that is left: rustc, or `covers`, has proved it.
        if let Some(last) = rules.last_mut()
            && last.arm.guard.is_none()
        {
            last.condition = None;
        }
        Ok(rules)
    }

    /// A Choice that leads to each arm, and the arms.
    pub(super) fn arms(&mut self, name: &str, rules: Vec<ArmRule<'_>>, target: &mut Target<'_>) {
        let conditions: Vec<Formula> = rules.iter().filter_map(|rule| rule.condition.clone()).collect();
        let start = if conditions.is_empty() {
            None
        } else {
            Some(self.choice(name, conditions))
        };
        for (number, rule) in rules.into_iter().enumerate() {
            if let Some(choice) = start {
                let edge = if rule.condition.is_some() {
                    Graph::rule(choice, number)
                } else {
                    Graph::next(choice)
                };
                self.graph.open(vec![edge]);
            }
            // An arm that diverges has no end; the others go on.
            let bindings = self.settled_all(rule.bindings);
            let _ = self.scoped(bindings, |this| this.lower(&rule.arm.body, target));
        }
    }

    /// Says so if a variant of an enum, or one side of an `Option`, has no arm. Of deeper patterns rustc takes care.
    pub(super) fn covers(&mut self, line: u32, symbol: &Symbol, arms: &[(&Arm, &Pattern)]) {
        let mut covered = BTreeSet::new();
        for (_, pattern) in arms.iter().filter(|(arm, _)| arm.guard.is_none()) {
            match coverage(pattern) {
                Coverage::All => return,
                Coverage::Names(names) => covered.extend(names),
            }
        }
        let Some(ty) = symbol.ty() else { return };
        let missing: Vec<String> = match (self.variants_of(&ty), self.app.shapes.resolve(&ty)) {
            (Some(variants), _) => variants.iter().map(|variant| variant.rust.clone()).collect(),
            (None, Type::Option(_)) => vec!["Some".to_owned(), "None".to_owned()],
            (None, Type::Bool) => vec!["true".to_owned(), "false".to_owned()],
            (None, _) => vec!["_".to_owned()],
        };
        let missing: Vec<String> = missing
            .into_iter()
            .filter(|name| !covered.contains(name))
            .map(|name| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            self.problem(
                line,
                Code::InputMismatch,
                format!("no arm matches {}", missing.join(", ")),
                "add an arm for it, or a last arm `_`",
            );
        }
    }
}

/// One arm, with what leads to it.
pub(super) struct ArmRule<'a> {
    arm: &'a Arm,
    /// `None` always leads to it.
    condition: Option<Formula>,
    bindings: Vec<(String, Symbol)>,
}

/// What a pattern covers, at its top.
enum Coverage {
    All,
    Names(Vec<String>),
}

fn coverage(pattern: &Pattern) -> Coverage {
    match pattern {
        Pattern::Wild | Pattern::Bind(_) => Coverage::All,
        // Arms that share a variant may cover it together; that is rustc's to know.
        Pattern::Variant { variant, .. } => Coverage::Names(vec![variant.clone()]),
        Pattern::Option(Some(_)) => Coverage::Names(vec!["Some".to_owned()]),
        Pattern::Option(None) => Coverage::Names(vec!["None".to_owned()]),
        Pattern::Literal(value) => Coverage::Names(vec![value.to_string()]),
        Pattern::Or(patterns) => {
            let mut names = Vec::new();
            for pattern in patterns {
                match coverage(pattern) {
                    Coverage::All => return Coverage::All,
                    Coverage::Names(more) => names.extend(more),
                }
            }
            Coverage::Names(names)
        }
        // Structs and tuples: what they cover depends on their parts, and rustc has looked.
        Pattern::Struct { .. }
        | Pattern::Wrapper { .. }
        | Pattern::Tuple(_)
        | Pattern::Ok(_)
        | Pattern::Err(_) => Coverage::All,
    }
}
