//! A condition and a key's values in, whether it holds out.

use super::document::Condition;
use super::{Unknown, pattern};

/// An operator, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) comparison: Comparison,
    /// `…IfExists`.
    pub(crate) if_exists: bool,
}

/// How the values of a key with several are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    ForAllValues,
    ForAnyValue,
}

/// How one value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    StringEquals,
    StringNotEquals,
    StringLike,
    StringNotLike,
    /// `ArnEquals` and `ArnLike`: they behave alike.
    Arn,
    ArnNot,
    Bool,
    Null,
}

impl Operator {
    pub(crate) fn parse(name: &str) -> Result<Self, Unknown> {
        let (quantifier, rest) = match name.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Quantifier::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(Quantifier::ForAnyValue), rest),
            Some(_) => return Err(Unknown(format!("the operator `{name}`"))),
            None => (None, name),
        };
        let (comparison, if_exists) = match rest.strip_suffix("IfExists") {
            Some(comparison) => (comparison, true),
            None => (rest, false),
        };
        let comparison = match comparison {
            "StringEquals" => Comparison::StringEquals,
            "StringNotEquals" => Comparison::StringNotEquals,
            "StringLike" => Comparison::StringLike,
            "StringNotLike" => Comparison::StringNotLike,
            "ArnEquals" | "ArnLike" => Comparison::Arn,
            "ArnNotEquals" | "ArnNotLike" => Comparison::ArnNot,
            "Bool" => Comparison::Bool,
            "Null" if quantifier.is_none() && !if_exists => Comparison::Null,
            _ => return Err(Unknown(format!("the operator `{name}`"))),
        };
        Ok(Self {
            quantifier,
            comparison,
            if_exists,
        })
    }
}

impl Condition {
    /// Whether it holds of a request whose key has these values; a key without values, or with the empty one alone,
    /// is one that the request lacks.
    pub(crate) fn holds(&self, values: &[String]) -> Result<bool, Unknown> {
        let absent = values.iter().all(String::is_empty);
        if self.operator.comparison == Comparison::Null {
            return self.is_null(absent);
        }
        if absent {
            return Ok(match self.operator.quantifier {
                _ if self.operator.if_exists => true,
                Some(Quantifier::ForAllValues) => true,
                Some(Quantifier::ForAnyValue) => false,
                None => self.negated(),
            });
        }
        match self.operator.quantifier {
            Some(Quantifier::ForAllValues) => self.each(values, true),
            Some(Quantifier::ForAnyValue) => self.each(values, false),
            None => match values {
                [value] => self.fits(value),
                _ => Err(Unknown(format!(
                    "several values of `{}` without a quantifier",
                    self.key
                ))),
            },
        }
    }

    fn is_null(&self, absent: bool) -> Result<bool, Unknown> {
        let mut holds = false;
        for value in &self.values {
            holds |= match value.as_str() {
                "true" => absent,
                "false" => !absent,
                _ => return Err(Unknown(format!("`{value}` for Null"))),
            };
        }
        Ok(holds)
    }

    fn each(&self, values: &[String], all: bool) -> Result<bool, Unknown> {
        let mut holds = all;
        for value in values {
            let fits = self.fits(value)?;
            holds = if all { holds && fits } else { holds || fits };
        }
        Ok(holds)
    }

    fn negated(&self) -> bool {
        matches!(
            self.operator.comparison,
            Comparison::StringNotEquals | Comparison::StringNotLike | Comparison::ArnNot
        )
    }

    /// Whether one value fits one of the policy's; of a negated operator, whether it fits none.
    fn fits(&self, value: &str) -> Result<bool, Unknown> {
        let mut any = false;
        for pattern in &self.values {
            any |= match self.operator.comparison {
                Comparison::StringEquals | Comparison::StringNotEquals => pattern == value,
                Comparison::StringLike | Comparison::StringNotLike => pattern::like(pattern, value),
                Comparison::Arn | Comparison::ArnNot => pattern::arn(pattern, value)?,
                Comparison::Bool => pattern.eq_ignore_ascii_case(value),
                Comparison::Null => return Err(Unknown("Null compares no value".to_owned())),
            };
        }
        Ok(any != self.negated())
    }
}
