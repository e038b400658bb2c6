//! What expressions of a state see: variables, `$states`, the execution's clock and its random bits.

use super::failure::Failure;
use super::frame::Frame;
use super::{Execution, limits};
use crate::expression::{Part, Scope};
use crate::value::Value;
use chrono::{DateTime, SecondsFormat};

/// One state's view, with what this field of it may see.
pub(super) struct View<'a> {
    pub(super) execution: &'a Execution,
    pub(super) frame: &'a Frame,
    pub(super) result: Option<&'a Value>,
    pub(super) error_output: Option<&'a Value>,
    /// `Task.Token` of the context.
    pub(super) token: Option<&'a str>,
    /// `Map.Item` of the context, while the items of this state are made.
    pub(super) item: Option<(usize, &'a Value)>,
}

impl<'a> View<'a> {
    pub(super) fn new(execution: &'a Execution, frame: &'a Frame) -> Self {
        Self {
            execution,
            frame,
            result: None,
            error_output: None,
            token: None,
            item: None,
        }
    }

    /// The value, unless it is larger than data may be.
    pub(super) fn bounded(&self, value: Value) -> Result<Value, Failure> {
        if value.json_len() <= limits::DATA {
            return Ok(value);
        }
        Err(Failure::too_large(
            &self.execution.machine.state(self.frame.state).name,
        ))
    }

    /// The context object.
    fn context(&self) -> Value {
        let shared = self.execution.context();
        let machine = &self.execution.machine;
        let mut state = vec![
            (
                "Name".to_owned(),
                Value::from(&*machine.state(self.frame.state).name),
            ),
            ("EnteredTime".to_owned(), time(self.frame.entered_at)),
        ];
        let retries: u32 = self.frame.attempts.iter().sum();
        state.push(("RetryCount".to_owned(), i64::from(retries).into()));
        let mut members = vec![
            ("Execution".to_owned(), shared.0.clone()),
            ("StateMachine".to_owned(), shared.1.clone()),
            ("State".to_owned(), Value::object(state)),
        ];
        if let Some(token) = self.token {
            members.push((
                "Task".to_owned(),
                Value::object([("Token".to_owned(), token.into())]),
            ));
        }
        if let Some((index, value)) = self.item.or_else(|| self.enclosing_item()) {
            let index = i64::try_from(index).unwrap_or(i64::MAX);
            let item = [
                ("Index".to_owned(), index.into()),
                ("Value".to_owned(), value.clone()),
            ];
            let map = Value::object([("Item".to_owned(), Value::object(item))]);
            members.push(("Map".to_owned(), map));
        }
        Value::object(members)
    }

    /// The item of the innermost map around the state.
    fn enclosing_item(&self) -> Option<(usize, &Value)> {
        let mut frame = self.frame;
        loop {
            if let Some(item) = &frame.item {
                return Some((item.0, &item.1));
            }
            frame = self.execution.frames.get(frame.parent?.0)?;
        }
    }
}

impl Scope for View<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        let mut frame = self.frame;
        loop {
            if let Some(variable) = frame.variables.iter().find(|variable| &*variable.name == name) {
                return Some(variable.value.clone());
            }
            frame = self.execution.frames.get(frame.parent?.0)?;
        }
    }

    fn states(&self, part: Part) -> Option<Value> {
        match part {
            Part::Input => Some(self.frame.input.clone()),
            Part::Result => self.result.cloned(),
            Part::ErrorOutput => self.error_output.cloned(),
            Part::Context => Some(self.context()),
        }
    }

    fn now_millis(&self) -> i64 {
        self.execution.now
    }

    fn random(&self) -> u64 {
        self.execution.random()
    }
}

/// A time as the context object writes it.
pub(super) fn time(millis: i64) -> Value {
    DateTime::from_timestamp_millis(millis)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
        .into()
}
