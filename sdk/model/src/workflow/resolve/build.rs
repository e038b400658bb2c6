//! Literals of structs, wrappers and variants in, their symbols out.

use super::symbol::Symbol;
use super::{Diverged, Resolver};
use crate::workflow::transcript::{Data, Expression, FieldValue, Pattern};
use crate::{Code, Field, Tagging, Type, TypeDef, Variant, VariantData};

impl Resolver<'_> {
    pub(super) fn structure(
        &mut self,
        line: u32,
        ty: &Type,
        values: &[FieldValue],
    ) -> Result<Symbol, Diverged> {
        let definition = if let Type::Named(name) = ty {
            self.app.shapes.get(name)
        } else {
            None
        };
        let Some(TypeDef::Struct(fields)) = definition else {
            for field in values {
                self.evaluate(&field.value, None)?;
            }
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{ty}` is no struct"),
                "list its shape in `shapes`",
            );
            return Ok(Symbol::Unknown);
        };
        let symbols = self.fields(line, &ty.to_string(), fields, values)?;
        let fields = fields.iter().cloned().zip(symbols).collect();
        Ok(Symbol::Struct {
            ty: ty.clone(),
            fields,
        })
    }

    /// The values of named fields, in declaration order.
    pub(super) fn fields(
        &mut self,
        line: u32,
        ty: &str,
        fields: &[Field],
        values: &[FieldValue],
    ) -> Result<Vec<Symbol>, Diverged> {
        let mut found = Vec::new();
        for (number, FieldValue { name, value }) in values.iter().enumerate() {
            // A variable is named after the field that it is for.
            let hint = Pattern::Bind(name.clone());
            let symbol = self.evaluate(value, Some(&hint))?;
            let symbol = self.kept(symbol, values.iter().skip(number + 1).map(|field| &field.value));
            match fields.iter().find(|field| &field.rust == name) {
                Some(field) => {
                    let place = format!("`{name}` of `{ty}`");
                    found.push((name, self.accepted(value.line, &place, symbol, &field.ty)));
                }
                None => self.unknown_field(value.line, ty, name, fields),
            }
        }
        Ok(fields
            .iter()
            .map(|field| {
                let value = found.iter().find(|(name, _)| *name == &field.rust);
                if value.is_none() {
                    self.problem(
                        line,
                        Code::InputMismatch,
                        format!("`{ty}` is built without its field `{}`", field.rust),
                        "give it a value",
                    );
                }
                value.map_or(Symbol::Unknown, |(_, symbol)| symbol.clone())
            })
            .collect())
    }

    pub(super) fn wrapper(
        &mut self,
        line: u32,
        ty: &Type,
        values: &[Expression],
    ) -> Result<Symbol, Diverged> {
        let symbols = self.all(values)?;
        let Some(inner) = super::fit::definition_inside(&self.app.shapes, ty).cloned() else {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{ty}` is no tuple struct"),
                "list its shape in `shapes`",
            );
            return Ok(Symbol::Unknown);
        };
        let value = match (&inner, symbols.as_slice()) {
            (Type::Tuple(_), _) => Symbol::Tuple(symbols),
            (_, [one]) => one.clone(),
            (_, _) => Symbol::Tuple(symbols),
        };
        let value = self.accepted(line, &format!("`{ty}`"), value, &inner);
        Ok(Symbol::Wrapper {
            ty: ty.clone(),
            value: Box::new(value),
        })
    }

    pub(super) fn variant_value(
        &mut self,
        line: u32,
        ty: &Type,
        name: &str,
        data: &Data<Expression, FieldValue>,
    ) -> Result<Symbol, Diverged> {
        let found = self.find_variant(line, ty, name);
        let path = format!("{ty}::{name}");
        let (symbols, fits) = match (data, found.as_ref().map(|(_, variant)| &variant.data)) {
            (Data::Unit, Some(VariantData::Unit) | None) => (Vec::new(), true),
            (Data::Unnamed(values), Some(VariantData::Newtype(inner))) if values.len() == 1 => {
                let place = format!("`{path}`");
                let symbols = self.all(values)?.into_iter();
                (
                    symbols
                        .map(|symbol| self.accepted(line, &place, symbol, inner))
                        .collect(),
                    true,
                )
            }
            (Data::Unnamed(values), Some(VariantData::Tuple(types))) if values.len() == types.len() => {
                let place = format!("`{path}`");
                let symbols = self.all(values)?.into_iter().zip(types);
                (
                    symbols
                        .map(|(symbol, ty)| self.accepted(line, &place, symbol, ty))
                        .collect(),
                    true,
                )
            }
            (Data::Named(values), Some(VariantData::Struct(fields))) => {
                (self.fields(line, &path, fields, values)?, true)
            }
            (Data::Unit | Data::Unnamed(_) | Data::Named(_), known) => (Vec::new(), known.is_none()),
        };
        if !fits {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{path}` is not built as it is declared"),
                "give it what the variant carries",
            );
            return Ok(Symbol::Unknown);
        }
        Ok(
            found.map_or(Symbol::Unknown, |(tagging, variant)| Symbol::Variant {
                ty: ty.clone(),
                tagging,
                variant,
                data: symbols,
            }),
        )
    }

    /// The variant `name` of `ty`; otherwise says that there is none.
    pub(super) fn find_variant(&mut self, line: u32, ty: &Type, name: &str) -> Option<(Tagging, Variant)> {
        let Type::Named(type_name) = ty else { return None };
        let Some(TypeDef::Enum { tagging, variants }) = self.app.shapes.get(type_name) else {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{ty}` is no enum"),
                "list its shape in `shapes`",
            );
            return None;
        };
        if let Some(variant) = variants.iter().find(|variant| variant.rust == name) {
            return Some((tagging.clone(), variant.clone()));
        }
        let names: Vec<String> = variants
            .iter()
            .map(|variant| format!("`{}`", variant.rust))
            .collect();
        self.problem(
            line,
            Code::UnknownField,
            format!("`{ty}` has no variant `{name}`"),
            format!("its variants are {}", names.join(", ")),
        );
        None
    }
}
