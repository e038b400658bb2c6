//! `#[workflow(…)]` and the signature below it in, what they say out.

use crate::attributes::{Mistakes, former_names, seconds};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::{FnArg, LitStr, Pat, ReturnType, Signature, Type};

/// What stands in `#[workflow(…)]`.
pub(super) struct Arguments {
    /// An expression for the model's `Kind`.
    pub(super) kind: TokenStream,
    pub(super) timeout_seconds: u32,
    /// What it was called before, newest first.
    pub(super) was: Vec<LitStr>,
}

impl Arguments {
    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut kind = None;
        let mut timeout_seconds = None;
        let mut was = Vec::new();
        let mut heard = false;
        let parser = syn::meta::parser(|meta| {
            if meta.path.is_ident("kind") {
                let text: LitStr = meta.value()?.parse()?;
                heard = true;
                kind = Some(match text.value().as_str() {
                    "express" => (quote!(::ferrovia::model::Kind::Express), 300),
                    "standard" => (quote!(::ferrovia::model::Kind::Standard), 86_400),
                    other => {
                        let message = format!("`{other}` is no kind: a workflow is `express` or `standard`");
                        return Err(syn::Error::new(text.span(), message));
                    }
                });
            } else if meta.path.is_ident("timeout") {
                timeout_seconds = Some(seconds(&meta.value()?.parse()?)?);
            } else if meta.path.is_ident("was") {
                was = former_names(&meta.value()?.parse()?)?;
            } else {
                return Err(meta.error("unknown argument: a workflow has `kind`, `timeout` and `was`"));
            }
            Ok(())
        });
        if let Err(mistake) = parser.parse2(tokens) {
            mistakes.push(mistake);
            heard = true;
        }
        if !heard {
            let message = "a workflow has a kind, which cannot be changed later: \
                           `#[workflow(kind = \"express\")]` (at most 5 minutes) or `kind = \"standard\"`";
            mistakes.push(syn::Error::new(proc_macro2::Span::call_site(), message));
        }
        let (kind, default) = kind.unwrap_or_else(|| (quote!(::ferrovia::model::Kind::Express), 300));
        Self {
            kind,
            timeout_seconds: timeout_seconds.unwrap_or(default),
            was,
        }
    }
}

/// The parameter and the result of a workflow.
pub(super) struct Parts<'a> {
    pub(super) input: Option<(&'a Pat, &'a Type)>,
    pub(super) result: Option<&'a Type>,
}

impl<'a> Parts<'a> {
    pub(super) fn read(signature: &'a Signature, mistakes: &mut Mistakes) -> Self {
        if signature.asyncness.is_none() {
            mistakes.at(signature.fn_token, "a workflow is an `async fn`");
        }
        if !signature.generics.params.is_empty() {
            mistakes.at(
                &signature.generics,
                "a workflow has no generic parameters: it is one state machine",
            );
        }
        let mut inputs = Vec::new();
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    mistakes.at(
                        receiver,
                        "a workflow is a free function: its one parameter is its input",
                    );
                }
                FnArg::Typed(input) => {
                    if let Type::Reference(reference) = input.ty.as_ref() {
                        mistakes.at(reference, "a workflow owns its input: remove the `&`");
                    }
                    inputs.push((input.pat.as_ref(), input.ty.as_ref()));
                }
            }
        }
        if let Some((pattern, _)) = inputs.get(1) {
            mistakes.at(
                pattern,
                "a workflow has one input: put both values into one struct",
            );
        }
        let result = match &signature.output {
            ReturnType::Type(_, ty) => Some(ty.as_ref()),
            ReturnType::Default => {
                mistakes.at(
                    &signature.ident,
                    "a workflow answers a `Result`: add `-> Result<Output, Error>`",
                );
                None
            }
        };
        Self {
            input: inputs.into_iter().next(),
            result,
        }
    }
}
