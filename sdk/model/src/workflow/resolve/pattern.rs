//! A symbol and a pattern in, what must be true for it to match and what it then binds out.

use super::Resolver;
use super::fit::scalar;
use super::symbol::{Symbol, data_at, is_variant, some_at};
use crate::workflow::Comparison;
use crate::workflow::flow::Formula;
use crate::workflow::transcript::{Data, ErrorPattern, FieldPattern, Pattern};
use crate::{Code, Type, TypeDef, VariantData};
use serde_json::Value;

/// What a pattern asks and gives.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// All must be true; none: it always matches.
    pub(super) tests: Vec<Formula>,
    /// What it binds.
    pub(super) bindings: Vec<(String, Symbol)>,
}

impl Matching {
    /// The tests as one.
    pub(super) fn condition(self) -> Option<Formula> {
        self.tests
            .into_iter()
            .reduce(|left, right| Formula::And(Box::new(left), Box::new(right)))
    }
}

impl Resolver<'_> {
    /// Matches `symbol` against `pattern`, adding to `matching`.
    pub(super) fn matching(
        &mut self,
        line: u32,
        symbol: &Symbol,
        pattern: &Pattern,
        matching: &mut Matching,
    ) {
        match pattern {
            Pattern::Wild => {}
            Pattern::Bind(name) => matching.bindings.push((name.clone(), symbol.clone())),
            Pattern::Literal(value) => self.literal(line, symbol, value, matching),
            Pattern::Tuple(patterns) => {
                for (position, pattern) in patterns.iter().enumerate() {
                    let item = self.field(line, symbol, &position.to_string());
                    self.matching(line, &item, pattern, matching);
                }
            }
            Pattern::Struct { ty, fields } => {
                self.expect_type(line, symbol, ty);
                for FieldPattern { name, pattern } in fields {
                    let field = self.field(line, symbol, name);
                    self.matching(line, &field, pattern, matching);
                }
            }
            Pattern::Wrapper { ty, values } => {
                self.expect_type(line, symbol, ty);
                for (position, pattern) in values.iter().enumerate() {
                    let item = self.field(line, symbol, &position.to_string());
                    self.matching(line, &item, pattern, matching);
                }
            }
            Pattern::Variant { ty, variant, data } => {
                self.variant(line, symbol, (ty, variant, data), matching)
            }
            Pattern::Option(inner) => self.option(line, symbol, inner.as_deref(), matching),
            Pattern::Or(patterns) => self.either(line, symbol, patterns, matching),
            Pattern::Ok(_) | Pattern::Err(_) => {
                self.problem(
                    line,
                    Code::Unsupported,
                    "`Ok` and `Err` take only a step's own result apart",
                    "match on `step(…).await` itself",
                );
                self.bind_unknown(pattern, matching);
            }
        }
    }

    fn literal(&mut self, line: u32, symbol: &Symbol, value: &Value, matching: &mut Matching) {
        let literal = Symbol::Literal(value.clone());
        if let Some(ty) = symbol.ty() {
            self.fitted(line, "the pattern", &literal, &ty);
        }
        match scalar(&self.app.shapes, symbol) {
            Ok(formula) => matching.tests.push(equal(formula, value.clone())),
            Err(misfit) => self.misfit(line, "a literal pattern", None, &misfit),
        }
    }

    fn variant(
        &mut self,
        line: u32,
        symbol: &Symbol,
        (ty, name, data): (&Type, &str, &Data<Pattern, FieldPattern>),
        matching: &mut Matching,
    ) {
        let whole = Pattern::Variant {
            ty: ty.clone(),
            variant: name.to_owned(),
            data: data.clone(),
        };
        self.expect_type(line, symbol, ty);
        let Some((tagging, variant)) = self.find_variant(line, ty, name) else {
            return self.bind_unknown(&whole, matching);
        };
        let Symbol::Place(of, found) = symbol else {
            if !matches!(symbol, Symbol::Unknown) {
                self.problem(
                    line,
                    Code::Unsupported,
                    "the value that is matched on was built in the workflow itself",
                    "match on what a step answered, or on the input",
                );
            }
            return self.bind_unknown(&whole, matching);
        };
        if found != ty {
            return self.bind_unknown(&whole, matching);
        }
        matching.tests.push(is_variant(of, &tagging, &variant));
        let Some(parts) = data_at(&self.app.shapes, of, &tagging, &variant) else {
            self.problem(
                line,
                Code::Unsupported,
                format!("what `{name}` carries stands beside its tag in JSON and cannot be taken out"),
                "give the enum a `content`: `#[serde(tag = \"…\", content = \"…\")]`",
            );
            return self.bind_unknown(&whole, matching);
        };
        match (data, &variant.data) {
            (Data::Unit, VariantData::Unit) => {}
            (Data::Unnamed(patterns), VariantData::Newtype(_) | VariantData::Tuple(_))
                if patterns.len() == parts.len() =>
            {
                for (part, pattern) in parts.iter().zip(patterns) {
                    self.matching(line, part, pattern, matching);
                }
            }
            (Data::Named(patterns), VariantData::Struct(fields)) => {
                for FieldPattern { name, pattern } in patterns {
                    let position = fields.iter().position(|field| &field.rust == name);
                    let part = position.and_then(|position| parts.get(position));
                    if part.is_none() {
                        self.unknown_field(line, &format!("{ty}::{}", variant.rust), name, fields);
                    }
                    self.matching(line, part.unwrap_or(&Symbol::Unknown), pattern, matching);
                }
            }
            (Data::Unit | Data::Unnamed(_) | Data::Named(_), _) => {
                self.problem(
                    line,
                    Code::InputMismatch,
                    format!("the pattern does not fit what `{ty}::{name}` carries"),
                    "write it as the variant is declared",
                );
                self.bind_unknown(&whole, matching);
            }
        }
    }

    fn option(&mut self, line: u32, symbol: &Symbol, inner: Option<&Pattern>, matching: &mut Matching) {
        let found = symbol.ty().map(|ty| self.app.shapes.resolve(&ty).clone());
        match (symbol, found) {
            (Symbol::Place(of, _), Some(Type::Option(ty))) => {
                let there = Formula::Compare(
                    Comparison::NotEqual,
                    Box::new(of.clone()),
                    Box::new(Formula::Literal(Value::Null)),
                );
                match inner {
                    Some(pattern) => {
                        matching.tests.push(there);
                        self.matching(line, &some_at(of, &ty), pattern, matching);
                    }
                    None => matching.tests.push(Formula::Not(Box::new(there))),
                }
            }
            (found, _) => {
                if !matches!(found, Symbol::Unknown) {
                    let found = found.describe();
                    self.problem(
                        line,
                        Code::InputMismatch,
                        format!("`Some` and `None` take an `Option` of a step's or the input's apart, found {found}"),
                        "match on a field or on what a step answered",
                    );
                }
                if let Some(pattern) = inner {
                    self.bind_unknown(pattern, matching);
                }
            }
        }
    }

    fn either(&mut self, line: u32, symbol: &Symbol, patterns: &[Pattern], matching: &mut Matching) {
        let mut either: Option<Formula> = None;
        for pattern in patterns {
            let mut one = Matching::default();
            self.matching(line, symbol, pattern, &mut one);
            if !one.bindings.is_empty() {
                self.problem(
                    line,
                    Code::Unsupported,
                    "alternatives that bind names cannot become one rule",
                    "write an arm for each",
                );
                matching.bindings.append(&mut one.bindings);
            }
            let Some(test) = one.condition() else { return };
            either = Some(match either {
                Some(before) => Formula::Or(Box::new(before), Box::new(test)),
                None => test,
            });
        }
        matching.tests.extend(either);
    }

    /// Binds every name of a pattern that could not be made sense of, so that one mistake is one message.
    pub(super) fn bind_unknown(&self, pattern: &Pattern, matching: &mut Matching) {
        for name in names(pattern) {
            matching.bindings.push((name.to_owned(), Symbol::Unknown));
        }
    }

    /// The variants of `ty`, if it is an enum.
    pub(super) fn variants_of(&self, ty: &Type) -> Option<&[crate::Variant]> {
        let Type::Named(name) = self.app.shapes.resolve(ty) else {
            return None;
        };
        match self.app.shapes.get(name)? {
            TypeDef::Enum { variants, .. } => Some(variants),
            TypeDef::Struct(_) | TypeDef::Transparent(_) => None,
        }
    }
}

pub(super) fn equal(formula: Formula, value: Value) -> Formula {
    Formula::Compare(
        Comparison::Equal,
        Box::new(formula),
        Box::new(Formula::Literal(value)),
    )
}

/// Every name that a pattern binds.
fn names(pattern: &Pattern) -> Vec<&str> {
    match pattern {
        Pattern::Wild | Pattern::Literal(_) | Pattern::Option(None) => Vec::new(),
        Pattern::Bind(name) => vec![name],
        Pattern::Tuple(patterns) | Pattern::Or(patterns) | Pattern::Wrapper { values: patterns, .. } => {
            patterns.iter().flat_map(names).collect()
        }
        Pattern::Struct { fields, .. } => fields.iter().flat_map(|field| names(&field.pattern)).collect(),
        Pattern::Variant { data, .. } => names_of(data),
        Pattern::Option(Some(pattern)) | Pattern::Ok(pattern) => names(pattern),
        Pattern::Err(ErrorPattern::Any { bind }) => bind.as_deref().into_iter().collect(),
        Pattern::Err(ErrorPattern::Named { data, .. }) => names_of(data),
    }
}

fn names_of(data: &Data<Pattern, FieldPattern>) -> Vec<&str> {
    match data {
        Data::Unit => Vec::new(),
        Data::Unnamed(patterns) => patterns.iter().flat_map(names).collect(),
        Data::Named(fields) => fields.iter().flat_map(|field| names(&field.pattern)).collect(),
    }
}
