//! Two apps in, what became of every promise at a boundary out: kept, extended or broken, and for whom.
//!
//! Nobody changes a boundary at once on both sides. Old API clients meet new code; an event or a message outlives the code
//! that wrote it; an execution goes on in the version of its machine in which it began, and calls the versions of functions
//! that this machine names. So each boundary has readers of its own, and [`judge`] knows which of them a change must spare.

mod calls;
mod http;
mod judge;
mod messages;

use super::Severity;
use super::words::list;
use ferrovia_model::CheckedApp;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// What became of one boundary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contract {
    /// Which.
    pub boundary: Boundary,
    /// The gravest of its findings.
    pub judgement: Judgement,
    /// At least one.
    pub findings: Vec<Finding>,
}

/// A place where a value passes between two that change at different times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Boundary {
    /// What offers it.
    pub of: Offer,
    /// The offer's name; a route's key.
    pub name: String,
    /// Which of its values: `request body`, `outcome`; empty is the offer itself.
    pub part: String,
}

/// What offers something to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// An HTTP route.
    Route,
    /// A function without a route.
    Function,
    /// A step that waits for an answer.
    WaitingStep,
    /// A workflow.
    Workflow,
    /// An event.
    Event,
    /// A queue.
    Queue,
    /// A configuration.
    Configuration,
}

impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.of {
            Offer::Route => "",
            Offer::Function => "function ",
            Offer::WaitingStep => "step ",
            Offer::Workflow => "workflow ",
            Offer::Event => "event ",
            Offer::Queue => "queue ",
            Offer::Configuration => "configuration ",
        };
        write!(f, "{of}`{}`", self.name)?;
        if self.part.is_empty() {
            return Ok(());
        }
        write!(f, ", {}", self.part)
    }
}

/// What a change makes of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Whoever relied on it still can.
    Extended,
    /// It is another promise, but all who rely on it change with it.
    Contained,
    /// Somebody who relied on it no longer can.
    Broken,
}

impl fmt::Display for Contract {
    /// In a line: the boundary, each change, and who breaks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes: Vec<String> = self.findings.iter().map(ToString::to_string).collect();
        write!(f, "{}: {}", self.boundary, changes.join("; "))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}` ", self.path)?;
        }
        f.write_str(&self.change)?;
        let victims: Vec<&str> = self.breaks.iter().copied().map(Victim::words).collect();
        if victims.is_empty() {
            Ok(())
        } else {
            write!(f, " (breaks {})", list(&victims))
        }
    }
}

impl Judgement {
    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Extended => "extended",
            Self::Contained => "contained",
            Self::Broken => "broken",
        }
    }

    /// What it means for a deploy.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Extended | Self::Contained => Severity::Harmless,
            Self::Broken => Severity::Breaking,
        }
    }
}

/// One change at a boundary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where in the value: `turns[].text`; empty is the whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What changed, from old to new.
    pub change: String,
    /// What it makes of the promise.
    pub judgement: Judgement,
    /// Who relied on it and no longer can.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub breaks: BTreeSet<Victim>,
    /// Why it is judged so, if that needs saying.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// What to do instead, if it breaks somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Who relies on a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Victim {
    /// Whoever calls the HTTP API: not under our control.
    ApiClient,
    /// Whoever starts a workflow, or invokes a function that no workflow calls: old code of this app while traffic
    /// shifts, and everyone outside it.
    Caller,
    /// Whoever subscribes to an event.
    Subscriber,
    /// New code that reads an event from before: replayed, retried, or still in an outbox.
    StoredEventReader,
    /// A message that was sent before and is received after, or the other way round.
    QueuedMessage,
    /// An execution that began before the deploy.
    ExecutionInFlight,
    /// New code that reads what an operator said before.
    ConfiguredEnvironment,
}

impl Victim {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ApiClient => "API clients",
            Self::Caller => "callers",
            Self::Subscriber => "subscribers",
            Self::StoredEventReader => "readers of stored events",
            Self::QueuedMessage => "queued messages",
            Self::ExecutionInFlight => "executions in flight",
            Self::ConfiguredEnvironment => "configured environments",
        }
    }
}

/// Every boundary with a change. `today` (`YYYY-MM-DD`) tells which announced ends have come.
pub(super) fn contracts(old: &CheckedApp, new: &CheckedApp, today: &str) -> Vec<Contract> {
    let mut contracts = Vec::new();
    contracts.extend(http::routes(old, new, today));
    contracts.extend(calls::functions(old, new));
    contracts.extend(calls::workflows(old, new));
    contracts.extend(messages::events(old, new));
    contracts.extend(messages::queues(old, new));
    contracts.extend(messages::configurations(old, new));
    contracts.sort_by(|one, other| one.boundary.cmp(&other.boundary));
    contracts
}

/// How many boundaries there are: each value of each offer once.
pub(super) fn count(app: &CheckedApp) -> usize {
    let of_functions = app.functions.iter().map(|function| match &function.route {
        Some(route) => {
            let parts = [&route.path_parameters, &route.query, &route.headers, &route.body];
            parts.into_iter().flatten().count() + route.responses.len()
        }
        None => 2,
    });
    of_functions.sum::<usize>()
        + 2 * app.workflows.len()
        + app.events.len()
        + app.queues.len()
        + app.configurations.len()
}

/// A contract, if there is anything to say of it.
fn contract(of: Offer, name: &str, part: &str, findings: Vec<Finding>) -> Option<Contract> {
    let judgement = findings.iter().map(|finding| finding.judgement).max()?;
    Some(Contract {
        boundary: Boundary {
            of,
            name: name.to_owned(),
            part: part.to_owned(),
        },
        judgement,
        findings,
    })
}

impl Finding {
    fn extended(change: impl Into<String>, because: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            change: change.into(),
            judgement: Judgement::Extended,
            breaks: BTreeSet::new(),
            because: because.into(),
            instead: None,
        }
    }

    fn broken(
        victim: Victim,
        change: impl Into<String>,
        because: impl Into<String>,
        instead: impl Into<String>,
    ) -> Self {
        Self {
            judgement: Judgement::Broken,
            breaks: BTreeSet::from([victim]),
            instead: Some(instead.into()),
            ..Self::extended(change, because)
        }
    }

    fn at(self, path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }
}
