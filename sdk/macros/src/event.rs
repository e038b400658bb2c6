//! `#[derive(Event)]`: `#[event(bus, origin)]` in, `impl Event` out.

use crate::attributes::{Mistakes, docs, source};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{DeriveInput, LitStr, Type};

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expand(item).unwrap_or_else(|error| error.to_compile_error())
}

fn expand(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let ident = &input.ident;
    let (mut bus, mut origin) = (None::<Type>, None::<LitStr>);
    let mut mistakes = Mistakes::default();
    let mut complete = true;
    if !input.generics.params.is_empty() {
        let message = "an event has no generic parameters: its name stands for one type";
        return Err(syn::Error::new_spanned(&input.generics, message));
    }
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("event"))
    {
        let outcome = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("bus") {
                bus = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("origin") {
                origin = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("unknown argument: an event has `bus` and `origin`"));
            }
            Ok(())
        });
        if let Err(mistake) = outcome {
            complete = false;
            mistakes.push(mistake);
        }
    }
    let missing = match (&bus, &origin) {
        (None, None) => Some("a bus and an origin"),
        (None, Some(_)) => Some("a bus"),
        (Some(_), None) => Some("an origin"),
        (Some(_), Some(_)) => None,
    };
    if let Some(missing) = missing.filter(|_| complete) {
        let example = "`#[event(bus = PlatformBus, origin = \"desk.messages\")]`";
        mistakes.at(ident, format!("an event needs {missing}: {example}"));
    }
    let errors = mistakes.into_errors();
    // The implementation stays if it can, so that no second error follows from its absence.
    let Some(bus) = bus else {
        return Ok(errors.unwrap_or_default());
    };
    let origin = origin.map(|origin| origin.value()).unwrap_or_default();
    let (name, description, place) = (
        ident.unraw().to_string(),
        docs(&input.attrs),
        source(ident.span()),
    );
    Ok(quote! {
        #errors

        #[automatically_derived]
        impl ::ferrovia::Event for #ident {
            const NAME: &'static str = #name;
            const ORIGIN: &'static str = #origin;
            const DESCRIPTION: &'static str = #description;
            type Bus = #bus;

            fn source() -> ::ferrovia::model::Source {
                #place
            }
        }
    })
}
