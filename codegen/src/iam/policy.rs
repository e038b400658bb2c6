//! A policy as statements in, canonical IAM JSON out: arrays always, every list and map sorted.

use super::arn::{Arn, Kind};
use super::condition::{Comparison, Conditions, Operator};
use crate::template::{Placeholder, Template};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How people read a policy: what for, whether, what, on what, and when.
const ORDER: &[&str] = &[
    "Version",
    "Statement",
    "Sid",
    "Effect",
    "Action",
    "Resource",
    "Condition",
];

/// A policy document. Its statements are sorted and all different, so the order in which grants were declared
/// leaves no trace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    statements: BTreeSet<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// What for, in words: see [`Statement::sid`].
    purpose: String,
    effect: Effect,
    actions: BTreeSet<String>,
    resources: Resources,
    conditions: Conditions,
}

/// Whether a statement permits or forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It permits.
    Allow,
    /// It forbids, whatever else permits.
    Deny,
}

/// What a statement speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resources {
    /// These and no others.
    Exactly(BTreeSet<Arn>),
    /// The ARNs of a list that Terraform alone knows, all of this kind; it holds one at least.
    Listed(Placeholder, Kind),
    /// `*`, and why nothing less would do.
    Everything(Because),
}

/// Why a statement has to speak of `*`. The reason is part of its Sid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// AWS offers no resource type for these actions.
    NoResourceTypeExists,
    /// AWS makes the resources itself, and checks the permission before they have a name.
    ResourcesHaveNoNameYet,
    /// The statement forbids: to forbid everything takes nothing away that it must leave.
    DenialsCoverEverything,
}

impl Policy {
    /// A policy of these statements.
    #[must_use]
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Self {
        Self {
            statements: statements.into_iter().collect(),
        }
    }

    /// The statements, in their canonical order.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter()
    }

    /// The statements in their canonical order, each with the Sid it has here. A Sid is unique: a second statement
    /// for the same purpose has a `2` behind it.
    #[must_use]
    pub fn named(&self) -> Vec<(&Statement, String)> {
        let mut taken = BTreeSet::new();
        let unique = |statement: &Statement| {
            let sid = statement.sid();
            let mut unique = sid.clone();
            let mut number = 1;
            while !taken.insert(unique.clone()) {
                number += 1;
                unique = format!("{sid}{number}");
            }
            unique
        };
        let sids: Vec<String> = self.statements.iter().map(unique).collect();
        self.statements.iter().zip(sids).collect()
    }

    /// The document, its placeholders still marked.
    #[must_use]
    pub fn document(&self) -> Value {
        let statements = self
            .named()
            .into_iter()
            .map(|(statement, sid)| statement.document(sid));
        object([
            ("Version", Value::from("2012-10-17")),
            ("Statement", statements.collect()),
        ])
    }

    /// The Terraform template file.
    #[must_use]
    pub fn template(&self) -> Template {
        Template::of(&self.document(), ORDER)
    }
}

impl Resources {
    /// The ARNs it speaks of; a list is spoken of by one ARN of its kind, which Terraform gives. `None` is all there are.
    #[must_use]
    pub fn arns(&self) -> Option<Vec<Arn>> {
        match self {
            Self::Exactly(arns) => Some(arns.iter().cloned().collect()),
            Self::Listed(list, kind) => Some(vec![Arn::Given(list.clone(), *kind)]),
            Self::Everything(_) => None,
        }
    }
}

impl Statement {
    /// Permits actions on exactly these resources. `purpose` is a few words that become the Sid.
    #[must_use]
    pub fn allow(
        purpose: &str,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: impl IntoIterator<Item = Arn>,
    ) -> Self {
        Self::new(
            purpose,
            Effect::Allow,
            actions,
            Resources::Exactly(resources.into_iter().collect()),
        )
    }

    /// Permits actions on the ARNs of a list that Terraform gives, all of one kind and one at least.
    #[must_use]
    pub fn allow_listed(
        purpose: &str,
        actions: impl IntoIterator<Item = impl Into<String>>,
        list: Placeholder,
        kind: Kind,
    ) -> Self {
        Self::new(purpose, Effect::Allow, actions, Resources::Listed(list, kind))
    }

    /// Permits actions on `*`.
    #[must_use]
    pub fn allow_everywhere(
        purpose: &str,
        because: Because,
        actions: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(purpose, Effect::Allow, actions, Resources::Everything(because))
    }

    /// Forbids actions, on anything.
    #[must_use]
    pub fn deny(purpose: &str, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(
            purpose,
            Effect::Deny,
            actions,
            Resources::Everything(Because::DenialsCoverEverything),
        )
    }

    fn new(
        purpose: &str,
        effect: Effect,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: Resources,
    ) -> Self {
        Self {
            purpose: purpose.to_owned(),
            effect,
            actions: actions.into_iter().map(Into::into).collect(),
            resources,
            conditions: BTreeMap::new(),
        }
    }

    /// The same, if a key compares so with one of the values.
    #[must_use]
    pub fn when(
        mut self,
        operator: Operator,
        key: &str,
        values: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string());
        self.conditions
            .entry(operator)
            .or_default()
            .entry(key.to_owned())
            .or_default()
            .extend(values);
        self
    }

    /// The same, if a key that may have several values has some, and all are among these.
    #[must_use]
    pub fn when_all(self, key: &str, values: impl IntoIterator<Item = impl ToString>) -> Self {
        self.when(Operator::every(Comparison::StringEquals), key, values)
            .when(Operator::one(Comparison::Null), key, [false])
    }

    /// The purpose as IAM accepts it, letters and digits alone: `write own logs` is `WriteOwnLogs`. A statement
    /// on `*` says why.
    #[must_use]
    pub fn sid(&self) -> String {
        let reason = match self.resources {
            Resources::Exactly(_) | Resources::Listed(..) => "",
            Resources::Everything(Because::NoResourceTypeExists) => "because no resource type exists",
            Resources::Everything(Because::ResourcesHaveNoNameYet) => "because resources have no name yet",
            Resources::Everything(Because::DenialsCoverEverything) => "because denials cover everything",
        };
        let purpose = self
            .purpose
            .split(|character: char| !character.is_ascii_alphanumeric());
        let mut sid = String::new();
        for word in purpose.chain(reason.split(' ')) {
            let mut letters = word.chars();
            sid.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            sid.push_str(letters.as_str());
        }
        sid
    }

    /// Whether it permits.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// Its actions, `service:Action`.
    #[must_use]
    pub const fn actions(&self) -> &BTreeSet<String> {
        &self.actions
    }

    /// What it speaks of.
    #[must_use]
    pub const fn resources(&self) -> &Resources {
        &self.resources
    }

    /// When it counts.
    #[must_use]
    pub const fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    fn document(&self, sid: String) -> Value {
        let resources = match &self.resources {
            Resources::Exactly(arns) => arns.iter().map(Arn::to_string).collect(),
            Resources::Listed(list, _) => list.list(),
            Resources::Everything(_) => Value::from(["*"]),
        };
        let effect = match self.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        let strings = |strings: &BTreeSet<String>| strings.iter().map(String::as_str).collect::<Value>();
        let members = [
            ("Sid", Value::from(sid)),
            ("Effect", Value::from(effect)),
            ("Action", strings(&self.actions)),
            ("Resource", resources),
        ];
        let conditions = self.conditions.iter().map(|(operator, keys)| {
            let keys = keys.iter().map(|(key, values)| (key.as_str(), strings(values)));
            (operator.to_string(), keys.collect::<Value>())
        });
        let conditions = (!self.conditions.is_empty()).then(|| ("Condition", conditions.collect()));
        object(members.into_iter().chain(conditions))
    }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    members.into_iter().collect()
}
