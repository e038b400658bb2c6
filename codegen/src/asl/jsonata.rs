//! Formulas and templates in, JSONata inside JSON out.
//!
//! What AWS's JSONata does otherwise than it seems is heeded here: every field is back-quoted, `and` and `or` become
//! conditionals, inequality is the negation of equality, and text that looks like an expression becomes one.

use crate::template::literal;
use ferrovia_model::Integer;
use ferrovia_model::workflow::flow::{Formula, Template};
use ferrovia_model::workflow::{Comparison, Operator};
use serde_json::Value;

/// A template as JSON.
pub(super) fn value(template: &Template) -> Value {
    match template {
        Template::Literal(value) => verbatim(value),
        Template::Formula(formula) => Value::String(expression(formula)),
        Template::Object(members) => members
            .iter()
            .map(|(name, member)| (literal(name), value(member)))
            .collect(),
        Template::List(items) => items.iter().map(value).collect(),
    }
}

/// `{% formula %}`
pub(super) fn expression(formula: &Formula) -> String {
    wrapped(&whole(formula))
}

/// `{% jsonata %}`
pub(super) fn wrapped(jsonata: &str) -> String {
    format!("{{% {} %}}", literal(jsonata))
}

/// JSON that is to come out as it is.
pub(super) fn verbatim(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        // Step Functions would compute it, or refuse it; of text that is empty or has lines, some readers would.
        Value::String(text)
            if text.is_empty() || ["{%", "%}", "\n", "\r"].iter().any(|mark| text.contains(mark)) =>
        {
            Value::String(wrapped(&quoted(text)))
        }
        Value::String(text) => Value::String(literal(text)),
        Value::Array(items) => items.iter().map(verbatim).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (literal(name), verbatim(member)))
            .collect(),
    }
}

/// A formula that stands alone.
fn whole(formula: &Formula) -> String {
    match formula {
        Formula::OrElse(of, value) => {
            let of = part(of);
            format!("$exists({of}) ? {of} : {}", constant(value))
        }
        Formula::And(left, right) => format!("{} ? {} : false", part(left), part(right)),
        Formula::Or(left, right) => format!("{} ? true : {}", part(left), part(right)),
        Formula::Compare(comparison, left, right) => compare(*comparison, left, right),
        Formula::Variable(name) => format!("${name}"),
        Formula::Input => "$states.input".to_owned(),
        Formula::Result => "$states.result.Payload".to_owned(),
        Formula::Outcome => "$states.result".to_owned(),
        Formula::Branch(number) => format!("$states.result[{number}]"),
        Formula::Answers => "$states.result".to_owned(),
        Formula::ErrorData => "$parse($parse($states.errorOutput.Cause).errorMessage).data".to_owned(),
        Formula::Error => "$states.errorOutput".to_owned(),
        Formula::Literal(value) => constant(value),
        // A back quote cannot be escaped inside back quotes.
        Formula::Field(of, name) if name.contains('`') => {
            format!("$lookup({}, {})", part(of), quoted(name))
        }
        Formula::Field(of, name) => format!("{}.`{name}`", part(of)),
        Formula::Item(of, index) => format!("{}[{index}]", part(of)),
        Formula::Exists(of) => format!("$exists({})", whole(of)),
        Formula::Not(of) => format!("$not({})", whole(of)),
        Formula::Index(of, number) => format!("{}[{}]", part(of), whole(number)),
        Formula::Count(of) => format!("$count({})", whole(of)),
        Formula::Contains(list, item) => format!("{} in {}", part(item), part(list)),
        Formula::Next(of) => format!("{} + 1", part(of)),
        Formula::Arithmetic(operator, kind, left, right) => calculation(*operator, *kind, left, right),
        Formula::Text(of) => format!("$string({})", whole(of)),
        Formula::Concatenation(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" & "),
    }
}

/// A result that ends the machine where Rust would end the program. It is computed once, under a name of its own.
fn calculation(operator: Operator, kind: Integer, left: &Formula, right: &Formula) -> String {
    let (left, right) = (part(left), part(right));
    let (least, most) = kind.range();
    let (result, bounds, verb) = match operator {
        Operator::Add if least == 0 => (format!("{left} + {right}"), above(most), "add"),
        Operator::Subtract if least == 0 => (format!("{left} - {right}"), below(least), "subtract"),
        // Zero times a negative number is a negative zero, which some would write as such.
        Operator::Multiply if least == 0 => (format!("{left} * {right}"), above(most), "multiply"),
        Operator::Add => (format!("{left} + {right}"), outside(least, most), "add"),
        Operator::Subtract => (format!("{left} - {right}"), outside(least, most), "subtract"),
        Operator::Multiply => (format!("{left} * {right} + 0"), outside(least, most), "multiply"),
    };
    format!("($calculated := {result}; {bounds} ? $error(\"attempt to {verb} with overflow\") : $calculated)")
}

fn above(most: i64) -> String {
    format!("$calculated > {most}")
}

fn below(least: i64) -> String {
    format!("$calculated < {least}")
}

fn outside(least: i64, most: i64) -> String {
    format!("{} or {}", below(least), above(most))
}

/// What a failing Lambda function would say of an error, whose data is in a variable: JSON text in JSON text.
pub(super) fn envelope(name: &str, message: &str, data: &str) -> String {
    let (name, message) = (quoted(name), quoted(message));
    format!(
        "$string({{\"errorMessage\": $string({{\"data\": ${data}, \"message\": {message}}}), \"errorType\": {name}}})"
    )
}

/// A formula inside another.
fn part(formula: &Formula) -> String {
    let text = whole(formula);
    match formula {
        Formula::OrElse(..)
        | Formula::And(..)
        | Formula::Or(..)
        | Formula::Compare(..)
        | Formula::Contains(..)
        | Formula::Next(_)
        | Formula::Concatenation(_) => {
            format!("({text})")
        }
        Formula::Variable(_)
        | Formula::Input
        | Formula::Result
        | Formula::Outcome
        | Formula::Branch(_)
        | Formula::ErrorData
        | Formula::Error
        | Formula::Literal(_)
        | Formula::Field(..)
        | Formula::Item(..)
        | Formula::Exists(_)
        | Formula::Not(_)
        | Formula::Answers
        | Formula::Index(..)
        | Formula::Count(_)
        | Formula::Arithmetic(..)
        | Formula::Text(_) => text,
    }
}

fn compare(comparison: Comparison, left: &Formula, right: &Formula) -> String {
    let sign = match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual if matches!(right, Formula::Literal(Value::Null)) => "!=",
        Comparison::NotEqual => return format!("$not({} = {})", part(left), part(right)),
        Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
            comparison.sign()
        }
    };
    format!("{} {sign} {}", part(left), part(right))
}

/// A constant in JSONata, whose literals are JSON's.
fn constant(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(constant).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members
                .into_iter()
                .map(|(name, value)| format!("{}: {}", quoted(name), constant(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A string in JSONata. The marks of an expression are taken apart, so that none begins or ends inside it.
fn quoted(text: &str) -> String {
    let mut parts = Vec::new();
    let mut part = String::new();
    for character in text.chars() {
        if matches!(
            (part.chars().next_back(), character),
            (Some('{'), '%') | (Some('%'), '}')
        ) {
            parts.push(std::mem::take(&mut part));
        }
        part.push(character);
    }
    parts.push(part);
    let quoted: Vec<String> = parts
        .into_iter()
        .map(|part| Value::String(part).to_string())
        .collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(" & ")),
    }
}
