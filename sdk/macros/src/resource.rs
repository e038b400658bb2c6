//! `#[derive(Resource)]`: `#[resource(name, kind, definition)]` in, `impl Resource` out.

use crate::attributes::{Mistakes, docs, source};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Expr, LitStr, Type};

/// What stands in `#[resource(…)]`.
#[derive(Default)]
struct Arguments {
    name: Option<LitStr>,
    kind: Option<Type>,
    definition: Option<Expr>,
}

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let ident = &input.ident;
    let mut mistakes = Mistakes::default();
    if !input.generics.params.is_empty() {
        let message = "a resource has no generic parameters: it is one thing with one name";
        return syn::Error::new_spanned(&input.generics, message).to_compile_error();
    }
    let Arguments {
        name,
        kind,
        definition,
    } = arguments(&input, &mut mistakes);
    let Some(kind) = kind else {
        return mistakes.into_errors().unwrap_or_default();
    };
    let (name, description, place) = (
        name.map(|name| name.value()),
        docs(&input.attrs),
        source(ident.span()),
    );
    let name = name.unwrap_or_default();
    let definition = match (definition, mistakes.into_errors()) {
        (_, Some(errors)) => {
            // The implementation stays, so that no second error follows from its absence.
            let item = implementation(
                &input,
                &kind,
                &name,
                &description,
                &place,
                &quote!(::core::unimplemented!()),
            );
            return quote!(#errors #item);
        }
        (Some(definition), None) => quote!(#definition),
        (None, None) => {
            quote_spanned!(kind.span()=> <#kind as ::ferrovia::__private::DefinedByDefault>::definition())
        }
    };
    implementation(&input, &kind, &name, &description, &place, &definition)
}

fn arguments(input: &DeriveInput, mistakes: &mut Mistakes) -> Arguments {
    let mut arguments = Arguments::default();
    let mut complete = true;
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("resource"))
    {
        let outcome = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                arguments.name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("kind") {
                arguments.kind = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("definition") {
                arguments.definition = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("unknown argument: a resource has `name`, `kind` and `definition`"));
            }
            Ok(())
        });
        if let Err(mistake) = outcome {
            complete = false;
            mistakes.push(mistake);
        }
    }
    let missing = match (&arguments.name, &arguments.kind) {
        (None, None) => "a name and a kind",
        (None, Some(_)) => "a name",
        (Some(_), None) => "a kind",
        (Some(_), Some(_)) => return arguments,
    };
    if complete {
        let example = "`#[resource(name = \"messages\", kind = Table<Platform>)]`";
        mistakes.at(&input.ident, format!("a resource needs {missing}: {example}"));
    }
    arguments
}

fn implementation(
    input: &DeriveInput,
    kind: &Type,
    name: &str,
    description: &str,
    place: &TokenStream,
    definition: &TokenStream,
) -> TokenStream {
    let ident = &input.ident;
    quote! {
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
    }
}
