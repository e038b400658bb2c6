//! `#[derive(Capability)]`: a struct of capabilities in, one capability out.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataStruct, DeriveInput, Fields};

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let name = &input.ident;
    let fields = match &input.data {
        Data::Struct(DataStruct {
            fields: Fields::Named(fields),
            ..
        }) => fields,
        Data::Struct(_) => {
            return refuse(
                &input,
                "a composed capability has named fields: a handler's author reads them",
            );
        }
        Data::Enum(_) | Data::Union(_) => {
            return refuse(
                &input,
                "a composed capability is a struct whose fields are capabilities",
            );
        }
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

/// The mistake, and what stands in for the capability, so that no second error follows from its absence.
fn refuse(input: &DeriveInput, message: &str) -> TokenStream {
    let (name, (generics, arguments, bounds)) = (&input.ident, input.generics.split_for_impl());
    let error = syn::Error::new_spanned(name, message).to_compile_error();
    quote! {
        #error

        #[automatically_derived]
        impl #generics ::ferrovia::Capability for #name #arguments #bounds {
            fn grants() -> ::std::vec::Vec<::ferrovia::model::Grant> {
                ::core::unimplemented!()
            }

            fn acquire(_: &::ferrovia::Env) -> ::core::result::Result<Self, ::ferrovia::AcquireError> {
                ::core::unimplemented!()
            }
        }
    }
}
