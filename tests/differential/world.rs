//! What is outside a workflow: its steps' answers and failures, and in which order they come.

use crate::choices::Choices;
use crate::machine::Deployed;
use crate::plain::{Call, Reply};
use crate::values::Values;
use serde_json::Value;
use std::collections::VecDeque;

/// Lambda's own failures.
const FAULTS: [&str; 4] = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

/// Answers calls.
pub trait World {
    /// Which of the open calls ends next, and how. `None` lets time pass instead, if it may.
    fn next(&mut self, open: &[Call], may_wait: bool) -> Option<(usize, Reply)>;
}

/// Any answer of the right type, any failure of the step's, Lambda's own, in any order.
pub struct Drawn<'a> {
    pub choices: &'a mut Choices,
    pub deployed: &'a Deployed,
    /// How often of twenty a step fails, and Lambda itself.
    luck: (usize, usize),
}

impl<'a> Drawn<'a> {
    pub fn new(choices: &'a mut Choices, deployed: &'a Deployed) -> Self {
        let luck = [(3, 2), (0, 0), (8, 1), (1, 14), (6, 6)];
        let luck = choices.one_of(&luck).copied().unwrap_or_default();
        Self {
            choices,
            deployed,
            luck,
        }
    }
}

impl World for Drawn<'_> {
    fn next(&mut self, open: &[Call], may_wait: bool) -> Option<(usize, Reply)> {
        if may_wait && self.choices.chance(1, 6) {
            return None;
        }
        let chosen = self.choices.below(open.len());
        let call = &open[chosen];
        let app = &self.deployed.app;
        let function = app
            .functions
            .iter()
            .find(|function| function.name == call.step)
            .expect("a step is a function");
        let errors = function
            .errors
            .iter()
            .filter(|error| !call.is_twin || error.retry.is_none());
        let errors: Vec<_> = errors.collect();
        let (failures, faults) = self.luck;
        if !call.is_twin && self.choices.chance(faults, 20) {
            let fault = self.choices.one_of(&FAULTS).copied().unwrap_or(FAULTS[0]);
            return Some((chosen, Reply::Fault(fault)));
        }
        if self.choices.chance(failures, 20)
            && let Some(error) = self.choices.one_of(&errors)
        {
            let data = Values::new(self.choices, &app.shapes, &Value::Null).of(&error.data, None);
            let failure = (call.codec.failure)(&error.name, &data);
            return match failure {
                Some(failure) => Some((chosen, Reply::Failure(failure))),
                None => panic!("`{}` cannot carry {data}", error.name),
            };
        }
        let payload = &function.output;
        let mut values = Values::new(self.choices, &app.shapes, &payload.schema);
        Some((
            chosen,
            Reply::Answer(values.of(&payload.ty, Some(&payload.schema))),
        ))
    }
}

/// Answers in an order that is written down: each step's name, what it is given, and `{"ok": …}` or `{"error": …}`.
pub struct Script(pub VecDeque<(String, Value, Value)>);

impl World for Script {
    fn next(&mut self, open: &[Call], _: bool) -> Option<(usize, Reply)> {
        let (step, input, reply) = self.0.front()?;
        let chosen = open
            .iter()
            .position(|call| call.step == step && call.input == *input)?;
        let reply = match reply.get("error").and_then(Value::as_str) {
            Some(name) => Reply::Failure((open[chosen].codec.failure)(name, &reply["data"])?),
            None => Reply::Answer(reply["ok"].clone()),
        };
        self.0.pop_front();
        Some((chosen, reply))
    }
}
