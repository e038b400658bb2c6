//! `map!` in, a Map and the machine inside it out.

use super::answer::Answer;
use super::graph::Graph;
use super::symbol::Symbol;
use super::{Diverged, Resolver, Target, evaluate};
use crate::workflow::flow::{Action, Edge, Formula};
use crate::workflow::transcript::{Expression, Pattern, Term};
use crate::{Code, Type};

/// How many iterations an inline Map runs at a time, at most.
const MOST: u32 = 40;

impl Resolver<'_> {
    /// `map!(list, limit = n, async |pattern| body)?`
    pub(super) fn map(
        &mut self,
        expression: &Expression,
        hint: Option<&Pattern>,
    ) -> Result<Symbol, Diverged> {
        let Term::Map {
            list,
            limit,
            pattern,
            ty,
            body,
        } = &expression.term
        else {
            return Ok(Symbol::Unknown);
        };
        let line = expression.line;
        if !(1..=MOST).contains(limit) {
            self.problem(
                line,
                Code::OutOfRange,
                format!("a limit of {limit}, an inline Map runs 1 to {MOST} iterations at a time"),
                "write `limit = 40` or less",
            );
        }
        let symbol = self.evaluate(list, None)?;
        let Some((items, item)) = self.list(list.line, "`map!`", &symbol, "list") else {
            return Ok(Symbol::Unknown);
        };
        let outer = self.graph.nest();
        let loops = std::mem::take(&mut self.loops);
        let fixed = std::mem::replace(&mut self.fixed, self.changing.clone());
        let answer = std::mem::replace(
            &mut self.answer,
            Answer {
                place: "an iteration's answer",
                ty: ty.clone(),
            },
        );
        self.scoped(Vec::new(), |this| {
            if *pattern != Pattern::Wild {
                let name = evaluate::name(pattern).unwrap_or("item");
                let taken = this.taken(&format!("input {name}"), name, item);
                this.bind(line, &taken, pattern);
            }
            // The body's own answer ends an iteration, so nothing can follow it.
            let _ = this.block(body, &mut Target::Return);
        });
        let found = std::mem::replace(&mut self.answer, answer).ty;
        self.loops = loops;
        self.fixed = fixed;
        let body = self.graph.leave(outer);
        let map = self.graph.add(
            &expression.to_string(),
            Action::Map {
                items,
                limit: *limit,
                body,
                edge: Edge::default(),
            },
        );
        self.graph.open(vec![Graph::next(map)]);
        let Some(ty) = found else {
            self.unsupported(
                line,
                "an iteration of `map!` that never answers",
                "end it with `Ok(…)`",
            );
            return Ok(Symbol::Unknown);
        };
        let name = hint.and_then(evaluate::name).unwrap_or("answers");
        Ok(self.answered(map, Formula::Answers, &Type::List(Box::new(ty)), name))
    }
}
