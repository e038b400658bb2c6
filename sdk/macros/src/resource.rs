//! `#[derive(Resource)]`: `#[resource(name, kind, definition)]` in, `impl Resource` out.

use crate::attributes::{docs, source};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Expr, LitStr, Type};

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expand(item).unwrap_or_else(|error| error.to_compile_error())
}

fn expand(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let ident = &input.ident;
    let (mut name, mut kind, mut definition) = (None::<LitStr>, None::<Type>, None::<Expr>);
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("resource"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("kind") {
                kind = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("definition") {
                definition = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("unknown argument: a resource has `name`, `kind` and `definition`"));
            }
            Ok(())
        })?;
    }
    let missing = |what: &str| {
        syn::Error::new_spanned(
            ident,
            format!("a resource needs a {what}: `#[resource(name = \"messages\", kind = Table<Platform>)]`"),
        )
    };
    let (name, kind) = (
        name.ok_or_else(|| missing("name"))?,
        kind.ok_or_else(|| missing("kind"))?,
    );
    let definition = definition.map_or_else(
        || quote!(<#kind as ::core::default::Default>::default()),
        |definition| quote!(#definition),
    );
    let (description, place) = (docs(&input.attrs), source(ident.span()));
    Ok(quote! {
        #[automatically_derived]
        impl ::ferrovia::Resource for #ident {
            type Kind = #kind;
            const NAME: &'static str = #name;
            const DESCRIPTION: &'static str = #description;

            fn source() -> ::ferrovia::model::Source {
                #place
            }

            fn definition() -> Self::Kind {
                #definition
            }
        }
    })
}
