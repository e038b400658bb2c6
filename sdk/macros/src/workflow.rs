//! `#[workflow]`: an async function in; a copy that runs its steps through a port, and its transcript, out.
//!
//! The author's function is type-checked once, in the plain copy. The transcript beside it is untyped: the model
//! resolves it against the shapes and the errors of the handlers that it names.

mod arguments;
mod branch;
mod call;
mod compute;
mod free;
mod literal;
mod map;
mod path;
mod pattern;
mod plain;
mod repeat;
mod shape;
mod text;
mod transcribe;

use crate::attributes::{docs, source};
use arguments::{Arguments, Parts};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ItemFn, parse_quote};
use transcribe::{Place, Transcriber};

/// Expands the attribute.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(mistake) if is_function(&item) => return mistake.to_compile_error(),
        Err(_) => {
            return syn::Error::new_spanned(item, "`#[workflow]` goes on an async function")
                .to_compile_error();
        }
    };
    let mut transcriber = Transcriber::default();
    let arguments = Arguments::parse(arguments, &mut transcriber.mistakes);
    let parts = Parts::read(&function.sig, &mut transcriber.mistakes);
    let pattern = match parts.input {
        Some((pattern, _)) => transcriber.pattern(pattern),
        None => quote!(::ferrovia::model::workflow::transcript::Pattern::Wild),
    };
    let body = transcriber.block(&function.block, Place::Answer);
    let transcript = quote! {
        ::ferrovia::model::workflow::Transcript { input: #pattern, body: #body }
    };
    match transcriber.mistakes.into_errors() {
        None => {
            let mut body = function.block.as_ref().clone();
            plain::block(&mut body);
            items(
                &function,
                &parts,
                &arguments,
                &body.into_token_stream(),
                &transcript,
            )
        }
        // The items stay, so that no second error follows from their absence.
        Some(errors) if function.sig.asyncness.is_some() && parts.result.is_some() => {
            let gone = quote!(::core::unimplemented!());
            let items = items(&function, &parts, &arguments, &quote!({ #gone }), &gone);
            quote!(#errors #items)
        }
        Some(errors) => {
            let (visibility, signature) = (&function.vis, &function.sig);
            quote! {
                #errors
                #[allow(unused, reason = "the attribute is mistaken")]
                #visibility #signature { ::core::unimplemented!() }
            }
        }
    }
}

/// The plain copy, the marker, and what the marker knows.
fn items(
    function: &ItemFn,
    parts: &Parts<'_>,
    arguments: &Arguments,
    body: &TokenStream,
    transcript: &TokenStream,
) -> TokenStream {
    let (name, visibility) = (&function.sig.ident, &function.vis);
    let steps = plain::steps();
    let port = Ident::new("__FerroviaSteps", Span::call_site());
    let mut signature = function.sig.clone();
    signature
        .generics
        .params
        .push(parse_quote!(#port: ::ferrovia::Steps));
    signature.inputs = parse_quote!(#steps: &#port);
    let (input, passed) = match parts.input {
        Some((pattern, ty)) => {
            signature.inputs.push(parse_quote!(#pattern: #ty));
            (ty.to_token_stream(), quote!(input))
        }
        None => (quote!(()), TokenStream::new()),
    };
    let result = parts.result.map(ToTokens::to_token_stream).unwrap_or_default();
    let input_type = quote_spanned!(input.span()=> type Input = #input;);
    let output_type =
        quote_spanned!(result.span()=> type Output = <#result as ::ferrovia::__private::Outcome>::Ok;);
    let error_type =
        quote_spanned!(result.span()=> type Error = <#result as ::ferrovia::__private::Outcome>::Err;);
    let attributes = &function.attrs;
    let (text, description, place) = (name.to_string(), docs(&function.attrs), source(name.span()));
    let Arguments {
        kind,
        timeout_seconds,
        was,
    } = arguments;
    quote! {
        #(#attributes)*
        #[allow(
            unused_variables,
            clippy::clone_on_copy,
            clippy::cmp_owned,
            clippy::let_unit_value,
            clippy::never_loop,
            clippy::question_mark,
            clippy::redundant_clone,
            clippy::unit_arg,
            reason = "a name may be read again: places are cloned"
        )]
        #visibility #signature #body

        #[doc = #description]
        #[allow(non_camel_case_types, reason = "it has the function's name, in the namespace of types")]
        #visibility enum #name {}

        #[automatically_derived]
        impl ::ferrovia::__private::workflow::Named for #name {
            const NAME: &'static str = #text;
        }

        #[automatically_derived]
        impl ::ferrovia::Workflow for #name {
            const NAME: &'static str = #text;
            const KIND: ::ferrovia::model::Kind = #kind;
            #input_type
            #output_type
            #error_type

            #[allow(unused_variables, unreachable_code, reason = "a workflow may name no type")]
            fn outline(shapes: &mut ::ferrovia::model::Shapes) -> ::ferrovia::__private::workflow::Outline {
                ::ferrovia::__private::workflow::Outline {
                    description: #description,
                    source: #place,
                    timeout_seconds: #timeout_seconds,
                    was: &[#(#was),*],
                    body: #transcript,
                }
            }

            fn run<#port: ::ferrovia::Steps>(
                #steps: &#port,
                input: Self::Input,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<Self::Output, Self::Error>> + ::core::marker::Send
            {
                let _ = &input;
                #name(#steps, #passed)
            }
        }
    }
}

fn is_function(item: &TokenStream) -> bool {
    item.clone().into_iter().any(|token| token.to_string() == "fn")
}
