//! `for` and `while` in; a counter, a Choice and an edge back to it out.

use super::fit::scalar;
use super::graph::{EdgeId, Graph};
use super::pattern::Matching;
use super::symbol::Symbol;
use super::{Diverged, Ends, Resolver, Target, evaluate};
use crate::Type;
use crate::workflow::Comparison;
use crate::workflow::flow::{Formula, Template};
use crate::workflow::transcript::{Block, Expression, Over, Pattern, Term};

/// A loop whose body is being resolved.
#[derive(Debug, Default)]
pub(super) struct Loop {
    label: Option<String>,
    breaks: Vec<EdgeId>,
    continues: Vec<EdgeId>,
}

/// How a body leaves its round.
#[derive(Debug, Clone, Copy)]
pub(super) enum Exit {
    Break,
    Continue,
}

impl Resolver<'_> {
    /// `for pattern in over { body }`
    pub(super) fn for_each(
        &mut self,
        line: u32,
        label: Option<&str>,
        (pattern, over): (&Pattern, &Over),
        body: &Block,
        name: &str,
    ) -> Result<Symbol, Diverged> {
        let item = evaluate::name(pattern).unwrap_or("item");
        let rounds = match over {
            Over::List(list) => {
                let symbol = self.evaluate(list, None)?;
                self.items_of(list.line, &symbol, item)
            }
            Over::Range {
                start,
                end,
                inclusive,
            } => {
                let (start, end) = self.both(start, end)?;
                self.numbers(line, (&start, &end), *inclusive, item)
            }
        };
        let Some(rounds) = rounds else {
            // It has been reported; the body may have mistakes of its own.
            let mut matching = Matching::default();
            self.bind_unknown(pattern, &mut matching);
            self.rounds(label, matching.bindings, body, None);
            return Ok(Symbol::UNIT);
        };
        self.graph.set(&rounds.counter, rounds.first);
        let choice = self.choice(name, vec![rounds.condition]);
        self.graph.open(vec![Graph::rule(choice, 0)]);
        let variable = self.graph.variable(item);
        self.graph.set(&variable, Template::Formula(rounds.item));
        let count = Formula::Next(Box::new(Formula::Variable(rounds.counter.clone())));
        self.graph.set(&rounds.counter, Template::Formula(count));
        let symbol = Symbol::Place(Formula::Variable(variable), rounds.ty);
        let mut matching = Matching::default();
        self.matching(line, &symbol, pattern, &mut matching);
        if !matching.tests.is_empty() {
            self.unsupported(
                line,
                "the pattern of a `for` that may not match",
                "bind the item, and match on it",
            );
        }
        self.rounds(label, matching.bindings, body, Some(choice));
        Ok(Symbol::UNIT)
    }

    /// The rounds of a `for` over a list.
    fn items_of(&mut self, line: u32, list: &Symbol, item: &str) -> Option<Rounds> {
        let (list, ty) = self.list(line, "`for`", list, "list")?;
        let stays = matches!(&list, Formula::Variable(name) if !self.changing.contains(name));
        let list = if stays {
            list
        } else {
            let variable = self.graph.variable("list");
            self.graph.set(&variable, Template::Formula(list));
            Formula::Variable(variable)
        };
        let counter = self.graph.variable(&format!("{item}_index"));
        let index = || Box::new(Formula::Variable(counter.clone()));
        Some(Rounds {
            first: Template::Literal(0.into()),
            condition: Formula::Compare(
                Comparison::Less,
                index(),
                Box::new(Formula::Count(Box::new(list.clone()))),
            ),
            item: Formula::Index(Box::new(list), index()),
            counter,
            ty,
        })
    }

    /// The rounds of a `for` over a range.
    fn numbers(
        &mut self,
        line: u32,
        (start, end): (&Symbol, &Symbol),
        inclusive: bool,
        item: &str,
    ) -> Option<Rounds> {
        let kind = self.integers(line, "a range", start, end)?;
        let ty = Type::Integer(kind);
        let first = self.fitted(line, "a range", start, &ty);
        let end = self.settled(end.clone(), "end");
        let last = scalar(&self.app.shapes, &end).ok()?;
        let counter = self.graph.variable(&format!("next_{item}"));
        let next = || Formula::Variable(counter.clone());
        let comparison = if inclusive {
            Comparison::LessOrEqual
        } else {
            Comparison::Less
        };
        Some(Rounds {
            first,
            condition: Formula::Compare(comparison, Box::new(next()), Box::new(last)),
            item: next(),
            counter,
            ty,
        })
    }

    /// `#[at_most(n)] while condition { body }`
    pub(super) fn while_true(&mut self, expression: &Expression) -> Result<Symbol, Diverged> {
        let Term::While {
            label,
            at_most,
            condition,
            pattern,
            body,
        } = &expression.term
        else {
            return Ok(Symbol::Unknown);
        };
        let round = self.graph.variable("round");
        self.graph.set(&round, Template::Literal(0.into()));
        let mut matching = Matching::default();
        let test = match pattern {
            None => self.stateless(condition, "the condition of a `while`", |this| {
                this.condition(condition).map(Some)
            })?,
            Some(pattern) => {
                let symbol = self.stateless(condition, "the condition of a `while`", |this| {
                    this.evaluate(condition, None)
                })?;
                self.matching(expression.line, &symbol, pattern, &mut matching);
                std::mem::take(&mut matching.tests)
                    .into_iter()
                    .reduce(|left, right| Formula::And(Box::new(left), Box::new(right)))
            }
        };
        let left = Formula::Compare(
            Comparison::Less,
            Box::new(Formula::Variable(round.clone())),
            Box::new(Formula::Literal((*at_most).into())),
        );
        let test = match test {
            Some(test) => Formula::And(Box::new(left), Box::new(test)),
            None => left,
        };
        let choice = self.choice(&expression.to_string(), vec![test]);
        self.graph.open(vec![Graph::rule(choice, 0)]);
        let count = Formula::Next(Box::new(Formula::Variable(round.clone())));
        self.graph.set(&round, Template::Formula(count));
        self.rounds(label.as_deref(), matching.bindings, body, Some(choice));
        Ok(Symbol::UNIT)
    }

    /// The body of a loop, from the edges that are open, back to its Choice; the edges that leave it are open then.
    fn rounds(
        &mut self,
        label: Option<&str>,
        bindings: Vec<(String, Symbol)>,
        body: &Block,
        choice: Option<usize>,
    ) {
        self.loops.push(Loop {
            label: label.map(ToOwned::to_owned),
            ..Loop::default()
        });
        let bindings = self.settled_all(bindings);
        let mut ends = Ends::default();
        // A body that never comes to its end goes round all the same, or leaves.
        let _ = self.scoped(bindings, |this| this.block(body, &mut Target::Value(&mut ends)));
        let round = self.loops.pop().unwrap_or_default();
        let back = ends.ends.into_iter().flat_map(|(edges, _)| edges);
        self.graph.open(back.chain(round.continues).collect());
        let mut leaving = round.breaks;
        if let Some(choice) = choice {
            self.graph.lead_to(choice);
            leaving.push(Graph::next(choice));
        }
        self.graph.open(leaving);
    }

    /// `break`, `continue`
    pub(super) fn leave(&mut self, line: u32, label: Option<&str>, exit: Exit) -> Diverged {
        let edges = self.graph.take_open();
        let found = self
            .loops
            .iter_mut()
            .rev()
            .find(|one| label.is_none() || one.label.as_deref() == label);
        match (found, exit) {
            (Some(found), Exit::Break) => found.breaks.extend(edges),
            (Some(found), Exit::Continue) => found.continues.extend(edges),
            (None, Exit::Break | Exit::Continue) => self.unsupported(
                line,
                "`break` or `continue` without a loop",
                "put it into the body of a `for` or a `while`",
            ),
        }
        Diverged
    }
}

/// How a `for` goes round.
struct Rounds {
    /// The variable that counts.
    counter: String,
    /// What it is at first.
    first: Template,
    /// Whether there is another round.
    condition: Formula,
    /// What the round is about.
    item: Formula,
    /// Its type.
    ty: Type,
}
