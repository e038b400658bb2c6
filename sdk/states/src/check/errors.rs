//! `Retry` and `Catch` in, their problems and the ways they lead out.

use super::fields::{CATCHER, RETRIER, Site};
use super::flow::{Exit, State};
use super::object::{Object, below};
use super::values::nearest;
use super::{Checker, Code};
use serde_json::Value;
use std::collections::BTreeMap;

/// The error names that Step Functions itself gives.
const RESERVED: &[&str] = &[
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

/// What the names of an HTTP task's errors begin with; the status follows.
const HTTP_STATUS: &str = "States.Http.StatusCode.";

const ALL: &str = "States.ALL";

impl Checker {
    pub(super) fn retry(&mut self, state: &Object<'_>) {
        let Some(value) = state.get("Retry") else {
            return;
        };
        let retriers = self.objects(value, &state.at("Retry"));
        for retrier in &retriers {
            self.fields(retrier, &[RETRIER], "a `Retry` entry", &mut Vec::new());
            let interval = retrier.get("IntervalSeconds").map_or(Some(1), Value::as_i64);
            let longest = retrier.get("MaxDelaySeconds").and_then(Value::as_i64);
            if let (Some(interval), Some(longest)) = (interval, longest)
                && longest <= interval
                && longest >= 1
            {
                let message = format!("`MaxDelaySeconds` is {longest}, and the first retry waits {interval}");
                let help = "it takes more than `IntervalSeconds`, which is 1 if it is absent";
                self.report(retrier.at("MaxDelaySeconds"), Code::OutOfRange, message, help);
            }
        }
        self.error_names(&retriers);
    }

    pub(super) fn catch<'a>(&mut self, object: &Object<'a>, state: &mut State<'a>) {
        let Some(value) = object.get("Catch") else {
            return;
        };
        let catchers = self.objects(value, &object.at("Catch"));
        for catcher in &catchers {
            self.fields(catcher, &[CATCHER], "a `Catch` entry", &mut state.reads);
            let assigns = self.assign(catcher, Site::Caught, state);
            if let Some(target) = self.target(catcher, "Next") {
                state.exits.push(Exit {
                    target: Some(target),
                    assigns,
                });
            }
        }
        self.error_names(&catchers);
    }

    /// `ErrorEquals` of all entries of one `Retry` or `Catch`, in order: the first that matches is taken.
    fn error_names(&mut self, entries: &[Object<'_>]) {
        let mut seen: BTreeMap<&str, String> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let Some(value) = entry.get("ErrorEquals") else {
                continue;
            };
            let pointer = entry.at("ErrorEquals");
            let Some(names) = value.as_array().filter(|names| !names.is_empty()) else {
                self.wrong_type(
                    value,
                    &pointer,
                    "it takes a list of error names, with one at least",
                );
                continue;
            };
            let is_last = index + 1 == entries.len();
            for (number, name) in names.iter().enumerate() {
                let place = below(&pointer, number);
                let Some(name) = name.as_str() else {
                    self.wrong_type(name, &place, "it takes the name of an error");
                    continue;
                };
                if name == ALL && (names.len() > 1 || !is_last) {
                    let message = "`States.ALL` stands alone, and in the last entry";
                    let help = "give it an entry of its own, after the others";
                    self.report(&place, Code::ErrorEquals, message, help);
                }
                if name.starts_with("States.") && !RESERVED.contains(&name) && !name.starts_with(HTTP_STATUS)
                {
                    let help = match nearest(name, RESERVED.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "names of your own do not start with `States.`".to_owned(),
                    };
                    self.report(
                        &place,
                        Code::ErrorEquals,
                        format!("there is no error `{name}`"),
                        help,
                    );
                }
                match seen.get(name) {
                    Some(first) => {
                        let help = format!("remove it: {first} comes first and takes the error");
                        self.report(
                            &place,
                            Code::ErrorEquals,
                            format!("`{name}` stands here twice"),
                            help,
                        );
                    }
                    None => {
                        seen.insert(name, place);
                    }
                }
            }
        }
    }
}
