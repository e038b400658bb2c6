//! `#[derive(Event)]`: `#[event(bus, origin)]` in, `impl Event` out.

use crate::attributes::{docs, source};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, LitStr, Type};

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expand(item).unwrap_or_else(|error| error.to_compile_error())
}

fn expand(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let ident = &input.ident;
    let (mut bus, mut origin) = (None::<Type>, None::<LitStr>);
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("event"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("bus") {
                bus = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("origin") {
                origin = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("unknown argument: an event has `bus` and `origin`"));
            }
            Ok(())
        })?;
    }
    let missing = |what: &str| {
        syn::Error::new_spanned(
            ident,
            format!("an event needs {what}: `#[event(bus = PlatformBus, origin = \"desk.messages\")]`"),
        )
    };
    let (bus, origin) = (
        bus.ok_or_else(|| missing("a bus"))?,
        origin.ok_or_else(|| missing("an origin"))?,
    );
    let (name, description, place) = (ident.to_string(), docs(&input.attrs), source(ident.span()));
    Ok(quote! {
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
