//! Literals in, the tokens that write them down out: names, structs, variants, and what JSON has for itself.

use super::path::{self, Named};
use super::pattern::member;
use super::shape::shape;
use super::transcribe::{INTO_A_STEP, Place, Transcriber, text};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ExprStruct, FieldValue, Lit, Path};

impl Transcriber {
    pub(super) fn path(&mut self, t: &TokenStream, path: &Path) -> TokenStream {
        match Named::of_value(path) {
            Named::Variable(name) => {
                let name = text(&name);
                quote!(#t::Variable(#name))
            }
            Named::Constant => {
                let constant =
                    quote_spanned!(path.span()=> ::ferrovia::__private::workflow::constant(&#path, shapes));
                quote!({
                    let (ty, value) = #constant;
                    #t::Constant { ty, value }
                })
            }
            Named::Type if path::is(path, "None") => quote!(#t::Option(::core::option::Option::None)),
            Named::Type => {
                let name = path::last(path);
                self.refuse(path, format!("write what `{name}` belongs to: `Type::{name}`"))
            }
            Named::Variant(owner, variant) => variant_tokens(t, &owner, &variant, &quote!(Unit)),
            Named::Function | Named::AssociatedFunction => self.refuse(path, INTO_A_STEP),
        }
    }

    pub(super) fn structure(&mut self, t: &TokenStream, structure: &ExprStruct) -> TokenStream {
        if let Some(rest) = &structure.dot2_token {
            self.refuse(rest, "each field is given its own value: `..` would hide which");
        }
        let fields: Vec<_> = structure
            .fields
            .iter()
            .map(|field| self.field_value(field))
            .collect();
        let fields = quote!(::std::vec![#(#fields),*]);
        match Named::of_callee(&structure.path) {
            Named::Variant(owner, variant) => variant_tokens(t, &owner, &variant, &quote!(Named(#fields))),
            Named::Type | Named::Constant => {
                let ty = shape(&structure.path);
                quote!(#t::Struct { ty: #ty, fields: #fields })
            }
            Named::Variable(_) | Named::Function | Named::AssociatedFunction => {
                self.refuse(&structure.path, "no type has this name")
            }
        }
    }

    pub(super) fn field_value(&mut self, field: &FieldValue) -> TokenStream {
        let (name, value) = (
            text(&member(&field.member)),
            self.expression(&field.expr, Place::Value),
        );
        quote!(::ferrovia::model::workflow::transcript::FieldValue { name: #name, value: #value })
    }

    /// A literal's JSON.
    pub(super) fn literal(&mut self, literal: &Lit, negative: bool) -> TokenStream {
        let value = quote!(::ferrovia::__private::serde_json::Value);
        let parsed = match literal {
            Lit::Bool(bool) => return quote!(#value::Bool(#bool)),
            Lit::Str(string) => return quote!(#value::from(#string)),
            Lit::Int(int) => int.base10_parse::<i64>().map(|number| {
                let number = if negative { -number } else { number };
                quote!(#value::from(#number))
            }),
            Lit::Float(float) => float.base10_parse::<f64>().map(|number| {
                let number = if negative { -number } else { number };
                quote!(#value::from(#number))
            }),
            other => return self.refuse(other, "a literal is a boolean, a number or a string"),
        };
        parsed.unwrap_or_else(|mistake| {
            self.mistakes.push(mistake);
            TokenStream::new()
        })
    }
}

fn variant_tokens(t: &TokenStream, owner: &Path, variant: &str, data: &TokenStream) -> TokenStream {
    let (ty, variant) = (shape(owner), text(variant));
    quote! {
        #t::Variant { ty: #ty, variant: #variant, data: ::ferrovia::model::workflow::transcript::Data::#data }
    }
}
