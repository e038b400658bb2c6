//! A definition in, a machine out: the one place that knows which fields there are.

use super::fields::{Fields, Problems};
use super::{
    Assign, Choice, Kind, Machine, MachineError, Next, Resource, Rule, State, StateIndex, Task, Until,
};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::rc::Rc;

const JSONATA: &str = "JSONata";

/// Fields that every state may have.
const COMMON: &[&str] = &["Type", "Comment", "QueryLanguage"];
const EXITS: &[&str] = &["Next", "End"];
pub(super) const RESULT: &[&str] = &["Assign", "Output"];
const RECOVERS: &[&str] = &["Retry", "Catch"];

pub(super) fn machine(definition: &Json) -> Result<Machine, MachineError> {
    let mut problems = Vec::new();
    let Some(fields) = Fields::new(definition, String::new(), &mut problems) else {
        return Err(MachineError { problems });
    };
    if let Some(place) = jsonpath(definition, false, "") {
        let message = "JSONPath machines are not supported: only `\"QueryLanguage\": \"JSONata\"`";
        return Err(MachineError::one(&place, message.to_owned()));
    }
    const KNOWN: &[&str] = &[
        "Comment",
        "QueryLanguage",
        "StartAt",
        "States",
        "TimeoutSeconds",
        "Version",
    ];
    fields.refuse_unknown(&[KNOWN], &mut problems);
    let timeout_seconds = fields.whole("TimeoutSeconds", &mut problems);
    let mut compiler = Compiler {
        states: Vec::new(),
        problems,
    };
    let start = compiler.branch(&fields);
    let states: Option<Vec<State>> = compiler.states.into_iter().collect();
    match (start, states, compiler.problems.is_empty()) {
        (Some(start), Some(states), true) => Ok(Machine {
            states,
            start,
            timeout_seconds,
        }),
        _ => Err(MachineError {
            problems: compiler.problems,
        }),
    }
}

/// The first place that is in JSONPath mode.
fn jsonpath(branch: &Json, inherited: bool, place: &str) -> Option<String> {
    let says = |json: &Json| {
        json.get("QueryLanguage")
            .and_then(Json::as_str)
            .map(|language| language == JSONATA)
    };
    let language = says(branch);
    if language == Some(false) {
        return Some(join(place, "QueryLanguage"));
    }
    let jsonata = language.unwrap_or(inherited);
    for (name, state) in branch.get("States").and_then(Json::as_object)? {
        let place = join(&join(place, "States"), name);
        if !says(state).unwrap_or(jsonata) {
            return Some(join(&place, "QueryLanguage"));
        }
        let branches = state
            .get("Branches")
            .and_then(Json::as_array)
            .into_iter()
            .flatten();
        let nested = branches.chain(state.get("ItemProcessor"));
        if let Some(found) = nested
            .into_iter()
            .find_map(|nested| jsonpath(nested, true, &place))
        {
            return Some(found);
        }
    }
    None
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}

/// The states of one branch by name.
pub(super) type Names<'a> = BTreeMap<&'a str, StateIndex>;

pub(super) struct Compiler {
    /// Nothing where a state is yet to be compiled, or could not be.
    states: Vec<Option<State>>,
    pub(super) problems: Problems,
}

impl Compiler {
    /// Compiles `StartAt` and `States`.
    pub(super) fn branch(&mut self, fields: &Fields<'_>) -> Option<StateIndex> {
        let start = fields.required_text("StartAt", &mut self.problems);
        let Some(states) = fields.object("States", &mut self.problems) else {
            if fields.get("States").is_none() {
                fields.problem("States", "missing", &mut self.problems);
            }
            return None;
        };
        let first = self.states.len();
        let names: Names<'_> = states
            .names()
            .enumerate()
            .map(|(i, name)| (name.as_str(), StateIndex(first + i)))
            .collect();
        self.states.resize_with(first + names.len(), || None);
        for (name, index) in states.names().zip(first..) {
            let state = states.object(name, &mut self.problems);
            self.states[index] = state.and_then(|state| self.state(name, &state, &names));
        }
        let start = start?;
        let found = names.get(start).copied();
        if found.is_none() {
            fields.problem(
                "StartAt",
                format!("there is no state `{start}` here"),
                &mut self.problems,
            );
        }
        found
    }

    fn state(&mut self, name: &str, fields: &Fields<'_>, names: &Names<'_>) -> Option<State> {
        let of_type = fields.required_text("Type", &mut self.problems)?;
        let (kind, known): (_, &[&[&str]]) = match of_type {
            "Pass" => (Some(Kind::Pass), &[COMMON, EXITS, RESULT]),
            "Task" => (
                self.task(fields),
                &[
                    COMMON,
                    EXITS,
                    RESULT,
                    RECOVERS,
                    &[
                        "Resource",
                        "Arguments",
                        "TimeoutSeconds",
                        "HeartbeatSeconds",
                        "Credentials",
                    ],
                ],
            ),
            "Choice" => (
                self.choice(fields, names),
                &[COMMON, RESULT, &["Choices", "Default"]],
            ),
            "Wait" => (
                self.wait(fields),
                &[COMMON, EXITS, RESULT, &["Seconds", "Timestamp"]],
            ),
            "Succeed" => (Some(Kind::Succeed), &[COMMON, &["Output"]]),
            "Fail" => {
                let error = fields.template("Error", &mut self.problems);
                let cause = fields.template("Cause", &mut self.problems);
                (Some(Kind::Fail { error, cause }), &[COMMON, &["Error", "Cause"]])
            }
            "Parallel" => (
                self.parallel(fields),
                &[COMMON, EXITS, RESULT, RECOVERS, &["Arguments", "Branches"]],
            ),
            "Map" => (
                self.map(fields),
                &[COMMON, EXITS, RESULT, RECOVERS, super::map::FIELDS],
            ),
            other => {
                fields.problem("Type", format!("there is no type `{other}`"), &mut self.problems);
                return None;
            }
        };
        fields.refuse_unknown(known, &mut self.problems);
        let next = match of_type {
            "Choice" | "Succeed" | "Fail" => Some(Next::End),
            _ => self.next(fields, names),
        };
        let retry = fields.list("Retry", &mut self.problems);
        let catch = fields.list("Catch", &mut self.problems);
        Some(State {
            name: name.into(),
            assign: self.assign(fields),
            output: fields.template("Output", &mut self.problems),
            retry: retry.iter().map(|entry| self.retrier(entry)).collect(),
            catch: catch
                .iter()
                .filter_map(|entry| self.catcher(entry, names))
                .collect(),
            next: next?,
            kind: kind?,
        })
    }

    fn next(&mut self, fields: &Fields<'_>, names: &Names<'_>) -> Option<Next> {
        let end = fields.flag("End", &mut self.problems).unwrap_or(false);
        match (fields.get("Next"), end) {
            (None, true) => Some(Next::End),
            (Some(_), false) => self.target(fields, "Next", names).map(Next::State),
            (None, false) => {
                fields.problem("", "neither `Next` nor `End`", &mut self.problems);
                None
            }
            (Some(_), true) => {
                fields.problem("", "both `Next` and `End`", &mut self.problems);
                None
            }
        }
    }

    pub(super) fn target(
        &mut self,
        fields: &Fields<'_>,
        field: &str,
        names: &Names<'_>,
    ) -> Option<StateIndex> {
        let name = fields.required_text(field, &mut self.problems)?;
        let found = names.get(name).copied();
        if found.is_none() {
            fields.problem(
                field,
                format!("there is no state `{name}` here"),
                &mut self.problems,
            );
        }
        found
    }

    pub(super) fn assign(&mut self, fields: &Fields<'_>) -> Assign {
        let Some(assign) = fields.object("Assign", &mut self.problems) else {
            return Vec::new();
        };
        let names = assign.names();
        names
            .filter_map(|name| {
                Some((
                    Rc::from(name.as_str()),
                    assign.template(name, &mut self.problems)?,
                ))
            })
            .collect()
    }

    fn task(&mut self, fields: &Fields<'_>) -> Option<Kind> {
        let resource = fields.required_text("Resource", &mut self.problems);
        let task = Task {
            resource: Rc::new(Resource::parse(resource?)),
            arguments: fields.template("Arguments", &mut self.problems),
            timeout_seconds: fields.amount("TimeoutSeconds", &mut self.problems),
            heartbeat_seconds: fields.amount("HeartbeatSeconds", &mut self.problems),
            credentials: fields.template("Credentials", &mut self.problems),
        };
        Some(Kind::Task(Box::new(task)))
    }

    fn choice(&mut self, fields: &Fields<'_>, names: &Names<'_>) -> Option<Kind> {
        let choices = fields.list("Choices", &mut self.problems);
        if choices.is_empty() {
            fields.problem("Choices", "missing or empty", &mut self.problems);
        }
        let rules: Option<Vec<_>> = choices.iter().map(|rule| self.rule(rule, names)).collect();
        let default = match fields.get("Default") {
            Some(_) => Some(self.target(fields, "Default", names)?),
            None => None,
        };
        Some(Kind::Choice(Choice {
            rules: rules?,
            default,
        }))
    }

    fn rule(&mut self, fields: &Fields<'_>, names: &Names<'_>) -> Option<Rule> {
        fields.refuse_unknown(&[RESULT, &["Condition", "Next", "Comment"]], &mut self.problems);
        if fields.get("Condition").is_none() {
            fields.problem("Condition", "missing", &mut self.problems);
        }
        let condition = fields.template("Condition", &mut self.problems);
        let assign = self.assign(fields);
        let output = fields.template("Output", &mut self.problems);
        let next = self.target(fields, "Next", names);
        Some(Rule {
            condition: condition?,
            assign,
            output,
            next: next?,
        })
    }

    fn wait(&mut self, fields: &Fields<'_>) -> Option<Kind> {
        match (fields.get("Seconds"), fields.get("Timestamp")) {
            (Some(_), None) => fields.amount("Seconds", &mut self.problems).map(Until::Seconds),
            (None, Some(_)) => fields
                .template("Timestamp", &mut self.problems)
                .map(Until::Timestamp),
            _ => {
                fields.problem(
                    "",
                    "exactly one of `Seconds` and `Timestamp` is needed",
                    &mut self.problems,
                );
                None
            }
        }
        .map(Kind::Wait)
    }

    fn parallel(&mut self, fields: &Fields<'_>) -> Option<Kind> {
        let branches = fields.list("Branches", &mut self.problems);
        if branches.is_empty() {
            fields.problem("Branches", "missing or empty", &mut self.problems);
        }
        let branches: Option<Vec<_>> = branches
            .iter()
            .map(|branch| {
                branch.refuse_unknown(
                    &[&["StartAt", "States", "Comment", "QueryLanguage"]],
                    &mut self.problems,
                );
                self.branch(branch)
            })
            .collect();
        let arguments = fields.template("Arguments", &mut self.problems);
        Some(Kind::Parallel {
            arguments,
            branches: branches?,
        })
    }
}
