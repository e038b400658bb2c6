//! What an execution starts from.

use super::limits;
use crate::machine::Machine;
use crate::value::Value;
use std::rc::Rc;

/// The two kinds of Step Functions; a machine's kind is chosen when it is created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Up to a year, callbacks and jobs, at most 25,000 events, can be redriven.
    #[default]
    Standard,
    /// Up to five minutes, and only tasks that answer at once.
    Express,
}

/// An execution's input and circumstances. Times are in milliseconds since 1970.
///
/// `Start { input, ..Start::default() }` is a Standard execution that keeps its history.
#[derive(Clone, Debug)]
pub struct Start {
    /// At most 262,144 bytes of JSON.
    pub input: Value,
    /// Standard or Express.
    pub kind: Kind,
    /// The execution's name, at most 80 characters.
    pub name: Rc<str>,
    /// When it starts.
    pub at: i64,
    /// From what jitter, tokens, `$random` and `$uuid` are drawn: with the same seed, input and answers an execution
    /// takes the same course.
    pub seed: u64,
    /// Whether events are kept.
    pub history: bool,
    /// Whose machine it is.
    pub identity: Rc<Identity>,
}

/// Of what ARNs are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The machine's name.
    pub machine: Rc<str>,
    /// Such as `aws`.
    pub partition: Rc<str>,
    /// Such as `eu-central-1`.
    pub region: Rc<str>,
    /// Twelve digits.
    pub account: Rc<str>,
    /// The role the machine runs under.
    pub role_arn: Rc<str>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            input: Value::empty(),
            kind: Kind::Standard,
            name: "execution".into(),
            at: 0,
            seed: 0,
            history: true,
            identity: Rc::default(),
        }
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            machine: "machine".into(),
            partition: "aws".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
            role_arn: "arn:aws:iam::123456789012:role/machine".into(),
        }
    }
}

impl Identity {
    /// The machine's ARN.
    #[must_use]
    pub fn machine_arn(&self) -> String {
        self.arn("stateMachine")
    }

    /// The ARN of an execution of the machine; Express ones have a run number, which is the name's here.
    #[must_use]
    pub fn execution_arn(&self, kind: Kind, name: &str) -> String {
        match kind {
            Kind::Standard => format!("{}:{name}", self.arn("execution")),
            Kind::Express => format!("{}:{name}:{name}", self.arn("express")),
        }
    }

    pub(super) fn map_run_arn(&self, label: &str, name: &str) -> String {
        format!("{}/{label}:{name}", self.arn("mapRun"))
    }

    fn arn(&self, what: &str) -> String {
        let Self {
            machine,
            partition,
            region,
            account,
            ..
        } = self;
        format!("arn:{partition}:states:{region}:{account}:{what}:{machine}")
    }
}

/// Why an execution cannot start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The input is larger than a state's may be.
    #[error("the input has {bytes} bytes, more than the 262144 allowed")]
    InputTooLarge {
        /// Its length as compact JSON.
        bytes: usize,
    },
    /// The name is empty, too long, or has characters that ARNs cannot hold.
    #[error("`{name}` is no name for an execution")]
    Name {
        /// The name.
        name: String,
    },
    /// Express executions cannot wait for jobs, callbacks or activities, nor have a distributed map.
    #[error(
        "state `{state}` is a distributed map or waits for somebody else, which only a standard machine can"
    )]
    NotInExpress {
        /// The first such state.
        state: String,
    },
}

impl Start {
    pub(super) fn check(&self, machine: &Machine) -> Result<(), StartError> {
        let bytes = self.input.json_len();
        if bytes > limits::DATA {
            return Err(StartError::InputTooLarge { bytes });
        }
        let forbidden =
            |c: char| c.is_control() || c.is_whitespace() || r##"<>{}[]?*"#%\^|~`$&,;:/"##.contains(c);
        if self.name.is_empty() || self.name.chars().count() > limits::NAME || self.name.contains(forbidden) {
            return Err(StartError::Name {
                name: self.name.to_string(),
            });
        }
        let not_express = machine.states.iter().find(|state| !state.is_express());
        match not_express.filter(|_| self.kind == Kind::Express) {
            Some(state) => Err(StartError::NotInExpress {
                state: state.name.to_string(),
            }),
            None => Ok(()),
        }
    }
}
