//! A value and its type in; where the one is not of the other, out.

use super::{Code, Report, meant};
use crate::hcl;
use crate::terraform::{Attribute, ValueType, Variable};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure;

impl Report<'_> {
    /// The value of a variable, and every value in it.
    pub(super) fn value(&mut self, attribute: &structure::Attribute, variable: &Variable, environment: &str) {
        let proposed = variable.value(environment);
        self.shape(&variable.name, &attribute.value, &variable.ty, proposed);
    }

    /// `path` is how the value is called in a message, `proposed` what codegen would begin with.
    fn shape(&mut self, path: &str, value: &Expression, ty: &ValueType, proposed: Option<&hcl::Expression>) {
        match ty {
            ValueType::String => self.expect(path, value, value.is_str(), "a string in quotes"),
            ValueType::Number => self.expect(path, value, value.is_number(), "a number"),
            ValueType::Bool => self.expect(path, value, value.is_bool(), "`true` or `false`"),
            ValueType::List(items) => match value.as_array() {
                Some(array) => {
                    for (position, item) in array.iter().enumerate() {
                        self.shape(&format!("{path}[{position}]"), item, items, None);
                    }
                }
                None => self.expect(path, value, false, "a list: `[…]`"),
            },
            ValueType::Map(values) => match value.as_object() {
                Some(object) => {
                    for (key, entry) in object {
                        let name = name(key).unwrap_or("?");
                        self.shape(&format!("{path}.{name}"), entry.expr(), values, None);
                    }
                }
                None => self.expect(path, value, false, "a map: `{…}`"),
            },
            ValueType::Keyed(keys, values) => {
                let attributes = keys
                    .iter()
                    .map(|key| Attribute::required(key, (**values).clone()));
                self.object(path, value, &attributes.collect::<Vec<_>>(), proposed);
            }
            ValueType::Object(attributes) => self.object(path, value, attributes, proposed),
            // Whoever takes it judges it.
            ValueType::Any => {}
        }
    }

    fn object(
        &mut self,
        path: &str,
        value: &Expression,
        attributes: &[Attribute],
        proposed: Option<&hcl::Expression>,
    ) {
        let Some(object) = value.as_object() else {
            return self.expect(path, value, false, "an object: `{…}`");
        };
        for (key, entry) in object {
            let known = attributes
                .iter()
                .find(|attribute| Some(attribute.name.as_str()) == name(key));
            match known {
                Some(attribute) => {
                    let proposed = proposed.and_then(|proposed| proposed.entry(&attribute.name));
                    let path = format!("{path}.{}", attribute.name);
                    self.shape(&path, entry.expr(), &attribute.ty, proposed);
                }
                None => self.unknown_key(path, key, attributes),
            }
        }
        self.missing_keys(path, value, object, attributes, proposed);
    }

    fn unknown_key(&mut self, path: &str, key: &ObjectKey, attributes: &[Attribute]) {
        let written = name(key).unwrap_or_default();
        let known = attributes.iter().map(|attribute| attribute.name.as_str());
        let help = meant(written, known, "Terraform passes over it in silence");
        let message = format!("`{path}` has no `{written}`");
        self.add(self.line(key), Code::Unknown, message, help);
    }

    fn missing_keys(
        &mut self,
        path: &str,
        value: &Expression,
        object: &Object,
        attributes: &[Attribute],
        proposed: Option<&hcl::Expression>,
    ) {
        let required = attributes.iter().filter(|attribute| attribute.default.is_none());
        for attribute in required {
            let name_of = &attribute.name;
            if object.iter().any(|(key, _)| name(key) == Some(name_of)) {
                continue;
            }
            let help = match proposed.and_then(|proposed| proposed.entry(name_of)) {
                Some(value) => {
                    let text = hcl::inline_text(value);
                    format!("add to it, with a value of your choice: `{name_of} = {text}`")
                }
                None => format!("add `{name_of} = …` to it"),
            };
            let message = format!("`{path}` lacks `{name_of}`");
            self.add(self.line(value), Code::Missing, message, help);
        }
    }

    fn expect(&mut self, path: &str, value: &impl Span, is: bool, what: &str) {
        if !is {
            let message = format!("`{path}` is not {what}");
            let help = format!("write {what}, in full: values are not computed, and none is null");
            self.add(self.line(value), Code::WrongType, message, help);
        }
    }
}

/// A key as its text: `a` and `"a"` are the same.
fn name(key: &ObjectKey) -> Option<&str> {
    key.as_ident()
        .map(|ident| ident.as_str())
        .or_else(|| key.as_expr()?.as_str())
}
