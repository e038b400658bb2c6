//! The whole application, as authored and as checked.

use crate::{
    Bucket, Configuration, Database, Event, EventBus, Function, Gauge, LanguageModel, Problems, Queue,
    Secret, Shapes, Source, Table, Workflow, check, workflow::Flow,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Deref;

/// Everything the authors wrote, in the order they listed it. It may be wrong in any number of ways:
/// [`App::check`] says how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct App {
    /// The prefix of every physical name.
    pub name: String,
    /// What the application is, in a sentence.
    pub description: String,
    /// Where the app is listed.
    pub source: Source,
    /// The handlers.
    pub functions: Vec<Function>,
    /// The workflows.
    pub workflows: Vec<Workflow>,
    /// The databases.
    pub databases: Vec<Database>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The language models.
    pub language_models: Vec<LanguageModel>,
    /// The secrets.
    pub secrets: Vec<Secret>,
    /// The event buses.
    pub event_buses: Vec<EventBus>,
    /// The events.
    pub events: Vec<Event>,
    /// The queues.
    pub queues: Vec<Queue>,
    /// The buckets.
    pub buckets: Vec<Bucket>,
    /// The configurations.
    pub configurations: Vec<Configuration>,
    /// The gauges.
    pub gauges: Vec<Gauge>,
    /// Every named type that the values above use.
    pub shapes: Shapes,
}

impl App {
    /// Finds every problem, or sorts the app so that declaration order never matters again.
    ///
    /// # Errors
    /// All [`Problems`], each with the place and a help line.
    pub fn check(self) -> Result<CheckedApp, Problems> {
        check::check(self)
    }
}

/// An app without problems: every name is one AWS accepts and unique, every reference resolves, every workflow
/// is lowered to a [`Flow`]. Lists are sorted by name. It can be had from [`App::check`] alone, so emitters need
/// no `Result`.
#[derive(Debug, Clone)]
pub struct CheckedApp {
    app: App,
    flows: BTreeMap<String, Flow>,
}

impl CheckedApp {
    pub(crate) const fn new(app: App, flows: BTreeMap<String, Flow>) -> Self {
        Self { app, flows }
    }

    /// Each workflow with its resolved flow, by name.
    pub fn flows(&self) -> impl Iterator<Item = (&Workflow, &Flow)> {
        self.app
            .workflows
            .iter()
            .filter_map(|workflow| Some((workflow, self.flows.get(&workflow.name)?)))
    }

    /// The workflows that call the function of that name.
    pub fn callers(&self, function: &str) -> impl Iterator<Item = &Workflow> {
        self.flows()
            .filter(move |(_, flow)| flow.functions().contains(function))
            .map(|(workflow, _)| workflow)
    }
}

impl Deref for CheckedApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}
