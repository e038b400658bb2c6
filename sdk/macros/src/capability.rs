//! `#[derive(Capability)]`: a struct of capabilities in, one capability out.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let name = &input.ident;
    let Data::Struct(data) = &input.data else {
        return syn::Error::new_spanned(
            name,
            "a composed capability is a struct whose fields are capabilities",
        )
        .to_compile_error();
    };
    let Fields::Named(fields) = &data.fields else {
        return syn::Error::new_spanned(
            name,
            "a composed capability has named fields: a handler's author reads them",
        )
        .to_compile_error();
    };
    let (names, types): (Vec<_>, Vec<_>) = fields.named.iter().map(|field| (&field.ident, &field.ty)).unzip();
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics ::ferrovia::Capability for #name #arguments #bounds {
            fn grants() -> ::std::vec::Vec<::ferrovia::model::Grant> {
                let mut grants = ::std::vec::Vec::new();
                #(grants.extend(<#types as ::ferrovia::Capability>::grants());)*
                grants
            }

            fn acquire(env: &::ferrovia::Env) -> ::core::result::Result<Self, ::ferrovia::AcquireError> {
                let held = Self { #(#names: <#types as ::ferrovia::Capability>::acquire(env)?),* };
                // A right is held, not read: this is its use.
                let Self { #(#names: _),* } = &held;
                #(let _ = &held.#names;)*
                ::core::result::Result::Ok(held)
            }
        }
    }
}
