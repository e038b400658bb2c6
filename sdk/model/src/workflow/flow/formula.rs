//! What a machine computes: formulas, and JSON that has them at its leaves.

use crate::Integer;
use crate::workflow::{Comparison, Operator};
use serde_json::Value;

/// JSON with formulas at its leaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    /// As it is.
    Literal(Value),
    /// Computed.
    Formula(Formula),
    /// An object; the names are unique.
    Object(Vec<(String, Template)>),
    /// A list.
    List(Vec<Template>),
}

/// A computation that yields a value or ends the machine: nothing in it is ever undefined but inside
/// [`Self::OrElse`] and [`Self::Exists`].
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A variable's value.
    Variable(String),
    /// The machine's input, or an item of a Map; on the first state's edge.
    Input,
    /// What the state's function answered; on a Task's edge.
    Result,
    /// What somebody answered the state's token with; on the edge of a Task that waits.
    Outcome,
    /// What the state's branch by that number answered; on a Parallel's edge.
    Branch(usize),
    /// What the iterations answered; on a Map's edge.
    Answers,
    /// What the caught error carries; on a Catch's edge.
    ErrorData,
    /// The caught error itself; on a Catch's edge.
    Error,
    /// A constant.
    Literal(Value),
    /// A field, in JSON's name.
    Field(Box<Formula>, String),
    /// An item of a tuple.
    Item(Box<Formula>, usize),
    /// An item of a list, by its number.
    Index(Box<Formula>, Box<Formula>),
    /// The value, or the constant if it is absent.
    OrElse(Box<Formula>, Value),
    /// Whether the value is there.
    Exists(Box<Formula>),
    /// Negation.
    Not(Box<Formula>),
    /// Both; the second is not computed if the first is false.
    And(Box<Formula>, Box<Formula>),
    /// Either; the second is not computed if the first is true.
    Or(Box<Formula>, Box<Formula>),
    /// A comparison of two strings, numbers, booleans or nulls.
    Compare(Comparison, Box<Formula>, Box<Formula>),
    /// How many items a list has.
    Count(Box<Formula>),
    /// Whether the list (first) has the item (second): a string, number, boolean or null.
    Contains(Box<Formula>, Box<Formula>),
    /// Two integers as one. It ends the machine if the result is none of these integers.
    Arithmetic(Operator, Integer, Box<Formula>, Box<Formula>),
    /// The integer after an integer that has one.
    Next(Box<Formula>),
    /// An integer or a boolean in words.
    Text(Box<Formula>),
    /// Strings one after the other.
    Concatenation(Vec<Formula>),
}

impl Formula {
    /// What it is computed from.
    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Variable(_)
            | Self::Input
            | Self::Result
            | Self::Outcome
            | Self::Branch(_)
            | Self::Answers
            | Self::ErrorData
            | Self::Error
            | Self::Literal(_) => Vec::new(),
            Self::Field(of, _)
            | Self::Item(of, _)
            | Self::OrElse(of, _)
            | Self::Exists(of)
            | Self::Not(of)
            | Self::Count(of)
            | Self::Next(of)
            | Self::Text(of) => vec![of],
            Self::Index(one, other)
            | Self::And(one, other)
            | Self::Or(one, other)
            | Self::Compare(_, one, other)
            | Self::Contains(one, other)
            | Self::Arithmetic(_, _, one, other) => vec![one, other],
            Self::Concatenation(parts) => parts.iter().collect(),
        }
    }

    fn parts_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Variable(_)
            | Self::Input
            | Self::Result
            | Self::Outcome
            | Self::Branch(_)
            | Self::Answers
            | Self::ErrorData
            | Self::Error
            | Self::Literal(_) => Vec::new(),
            Self::Field(of, _)
            | Self::Item(of, _)
            | Self::OrElse(of, _)
            | Self::Exists(of)
            | Self::Not(of)
            | Self::Count(of)
            | Self::Next(of)
            | Self::Text(of) => vec![of],
            Self::Index(one, other)
            | Self::And(one, other)
            | Self::Or(one, other)
            | Self::Compare(_, one, other)
            | Self::Contains(one, other)
            | Self::Arithmetic(_, _, one, other) => vec![one, other],
            Self::Concatenation(parts) => parts.iter_mut().collect(),
        }
    }

    /// The variables it reads, in order.
    pub fn variables<'a>(&'a self, found: &mut Vec<&'a str>) {
        if let Self::Variable(name) = self {
            found.push(name);
        }
        self.parts().into_iter().for_each(|part| part.variables(found));
    }

    /// Whether computing it may end the machine.
    #[must_use]
    pub fn may_fail(&self) -> bool {
        matches!(self, Self::Arithmetic(..)) || self.parts().into_iter().any(Self::may_fail)
    }

    /// Gives the variables it reads other names.
    pub(crate) fn rename(&mut self, name: &impl Fn(&str) -> String) {
        if let Self::Variable(variable) = self {
            *variable = name(variable);
        }
        self.parts_mut().into_iter().for_each(|part| part.rename(name));
    }

    /// Puts formulas in the place of variables. `None` if one of these is more than a path: written out in several
    /// places it would be computed in each.
    pub(crate) fn replace(&self, by: &impl Fn(&str) -> Option<Template>) -> Option<Self> {
        if let Self::Variable(name) = self {
            return match by(name) {
                None => Some(self.clone()),
                Some(Template::Formula(formula)) if formula.is_path() => Some(formula),
                Some(Template::Literal(value)) if !value.is_array() && !value.is_object() => {
                    Some(Self::Literal(value))
                }
                Some(
                    Template::Formula(_) | Template::Literal(_) | Template::Object(_) | Template::List(_),
                ) => None,
            };
        }
        let mut replaced = self.clone();
        for part in replaced.parts_mut() {
            *part = part.replace(by)?;
        }
        Some(replaced)
    }

    /// Whether it only says where a value is.
    fn is_path(&self) -> bool {
        match self {
            Self::Variable(_)
            | Self::Input
            | Self::Result
            | Self::Outcome
            | Self::Branch(_)
            | Self::Answers
            | Self::ErrorData
            | Self::Error => true,
            Self::Field(of, _) | Self::Item(of, _) | Self::OrElse(of, _) => of.is_path(),
            Self::Index(of, number) => of.is_path() && number.is_path(),
            Self::Literal(_)
            | Self::Exists(_)
            | Self::Not(_)
            | Self::And(..)
            | Self::Or(..)
            | Self::Compare(..)
            | Self::Count(_)
            | Self::Contains(..)
            | Self::Arithmetic(..)
            | Self::Next(_)
            | Self::Text(_)
            | Self::Concatenation(_) => false,
        }
    }
}

impl Template {
    /// The variables it reads, in order.
    pub fn variables<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Literal(_) => {}
            Self::Formula(formula) => formula.variables(found),
            Self::Object(members) => members.iter().for_each(|(_, value)| value.variables(found)),
            Self::List(items) => items.iter().for_each(|item| item.variables(found)),
        }
    }

    /// Whether computing it may end the machine.
    #[must_use]
    pub fn may_fail(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Formula(formula) => formula.may_fail(),
            Self::Object(members) => members.iter().any(|(_, value)| value.may_fail()),
            Self::List(items) => items.iter().any(Self::may_fail),
        }
    }

    /// Gives the variables it reads other names.
    pub(crate) fn rename(&mut self, name: &impl Fn(&str) -> String) {
        match self {
            Self::Literal(_) => {}
            Self::Formula(formula) => formula.rename(name),
            Self::Object(members) => members.iter_mut().for_each(|(_, value)| value.rename(name)),
            Self::List(items) => items.iter_mut().for_each(|item| item.rename(name)),
        }
    }

    /// Puts formulas in the place of variables, as [`Formula::replace`] does; a variable that is the whole may stand
    /// for anything.
    pub(crate) fn replace(&self, by: &impl Fn(&str) -> Option<Self>) -> Option<Self> {
        Some(match self {
            Self::Literal(_) => self.clone(),
            Self::Formula(Formula::Variable(name)) => by(name).unwrap_or_else(|| self.clone()),
            Self::Formula(formula) => Self::Formula(formula.replace(by)?),
            Self::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| Some((name.clone(), value.replace(by)?)))
                    .collect::<Option<_>>()?,
            ),
            Self::List(items) => {
                Self::List(items.iter().map(|item| item.replace(by)).collect::<Option<_>>()?)
            }
        })
    }
}
