//! `sleep` in, a Wait out.

use super::graph::Graph;
use super::symbol::Symbol;
use super::{Diverged, Resolver};
use crate::workflow::Operator;
use crate::workflow::flow::{Action, Edge, Formula};
use crate::workflow::transcript::{Expression, Unit};
use crate::{Code, Integer};
use serde_json::Value;

/// The longest Wait of Step Functions, in seconds.
const LONGEST: u64 = 99_999_999;

impl Resolver<'_> {
    /// `sleep(Duration::from_secs(time)).await`
    pub(super) fn sleep(
        &mut self,
        expression: &Expression,
        time: &Expression,
        unit: Unit,
    ) -> Result<Symbol, Diverged> {
        let line = expression.line;
        let time = self.evaluate(time, None)?;
        if self
            .integers(line, "`sleep`", &time, &Symbol::Literal(0.into()))
            .is_none()
        {
            return Ok(Symbol::UNIT);
        }
        let Ok(time) = super::fit::scalar(&self.app.shapes, &time) else {
            return Ok(Symbol::UNIT);
        };
        let seconds = match (time, unit.seconds()) {
            (Formula::Literal(Value::Number(time)), factor) => {
                let seconds = time.as_u64().and_then(|time| time.checked_mul(factor.into()));
                self.in_time(line, seconds.unwrap_or(u64::MAX));
                Formula::Literal(seconds.into())
            }
            (time, 1) => time,
            (time, factor) => Formula::Arithmetic(
                Operator::Multiply,
                Integer::U32,
                Box::new(time),
                Box::new(Formula::Literal(factor.into())),
            ),
        };
        let wait = self.graph.add(
            &expression.to_string(),
            Action::Wait {
                seconds,
                edge: Edge::default(),
            },
        );
        self.graph.open(vec![Graph::next(wait)]);
        Ok(Symbol::UNIT)
    }

    /// Says so if a pause ends when nobody waits for it any more.
    fn in_time(&mut self, line: u32, seconds: u64) {
        let limit = u64::from(self.workflow.timeout_seconds);
        if seconds > LONGEST {
            self.problem(
                line,
                Code::OutOfRange,
                format!("a pause of {seconds} s, Step Functions allows up to {LONGEST}"),
                "start another workflow on a schedule",
            );
        } else if seconds >= limit {
            self.problem(
                line,
                Code::OutOfRange,
                format!("a pause of {seconds} s in a workflow that is given up after {limit} s"),
                "raise its `timeout`, or shorten the pause; an Express workflow has at most 5 minutes",
            );
        }
    }
}
