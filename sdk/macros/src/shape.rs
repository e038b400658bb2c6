//! A struct or enum in, its `Shape` out: `#[derive(Shape)]`, and `#[data]`, which adds every derive that a value
//! needs to travel.

mod attributes;
mod definition;
mod rename;

use attributes::Container;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Error, GenericParam, parse_quote};

/// What `#[data]` derives, and where it is to be had.
const DERIVES: [(&str, &str); 7] = [
    ("Debug", "::core::fmt::Debug"),
    ("Clone", "::core::clone::Clone"),
    ("PartialEq", "::core::cmp::PartialEq"),
    ("Serialize", "::ferrovia::__private::serde::Serialize"),
    ("Deserialize", "::ferrovia::__private::serde::Deserialize"),
    ("JsonSchema", "::ferrovia::__private::schemars::JsonSchema"),
    ("Shape", "::ferrovia::Shape"),
];

/// Expands `#[data]`.
pub(crate) fn data(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut input: DeriveInput = match syn::parse2(item.clone()) {
        Ok(input) => input,
        Err(error) => {
            let message = Error::new(error.span(), "`#[data]` goes on a struct or an enum");
            let message = message.to_compile_error();
            return quote!(#message #item);
        }
    };
    let refusal = (!arguments.is_empty())
        .then(|| Error::new_spanned(arguments, "`#[data]` takes no arguments").to_compile_error());
    let present = derives(&input.attrs);
    let missing = DERIVES
        .iter()
        .filter(|(name, _)| !present.iter().any(|found| found == name));
    let missing = missing.filter_map(|(_, path)| path.parse::<TokenStream>().ok());
    let mut added: Vec<Attribute> = vec![parse_quote!(#[derive(#(#missing),*)])];
    if !names_crate(&input.attrs, "serde") {
        added.push(parse_quote!(#[serde(crate = "::ferrovia::__private::serde")]));
    }
    if !names_crate(&input.attrs, "schemars") {
        added.push(parse_quote!(#[schemars(crate = "::ferrovia::__private::schemars")]));
    }
    // First, because a derive's own attributes must follow it.
    added.append(&mut input.attrs);
    input.attrs = added;
    quote!(#refusal #input)
}

/// Expands `#[derive(Shape)]`.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    match syn::parse2(item) {
        Ok(input) => implementation(&input),
        Err(error) => error.to_compile_error(),
    }
}

fn implementation(input: &DeriveInput) -> TokenStream {
    let mut mistakes = Vec::new();
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Type(_) => {}
            // No implementation could be right.
            GenericParam::Lifetime(_) | GenericParam::Const(_) => {
                let message = "a value that travels owns its data: only type parameters are allowed";
                return Error::new_spanned(parameter, message).to_compile_error();
            }
        }
    }
    let container = Container::read(&input.attrs, &mut mistakes);
    let definition = definition::definition(input, &container, &mut mistakes);
    let errors = mistakes.iter().map(Error::to_compile_error);
    let body = if mistakes.is_empty() {
        body(input, &definition)
    } else {
        quote!(::ferrovia::model::Type::Json)
    };

    let ident = &input.ident;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::ferrovia::Shape));
    }
    let (parameters, arguments, conditions) = generics.split_for_impl();
    quote! {
        #(#errors)*
        #[automatically_derived]
        impl #parameters ::ferrovia::Shape for #ident #arguments #conditions {
            #[allow(unused_variables, reason = "a type without fields enters no others")]
            fn shape(shapes: &mut ::ferrovia::model::Shapes) -> ::ferrovia::model::Type {
                #body
            }
        }
    }
}

fn body(input: &DeriveInput, definition: &TokenStream) -> TokenStream {
    let name = input.ident.unraw().to_string();
    let name = quote!(::core::concat!(::core::module_path!(), "::", #name));
    let parameters: Vec<_> = input
        .generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    if parameters.is_empty() {
        return quote!(shapes.named(#name, |shapes| #definition));
    }
    quote! {
        let arguments = [#(<#parameters as ::ferrovia::Shape>::shape(shapes)),*];
        shapes.named(&::ferrovia::__private::shape::generic(#name, &arguments), |shapes| #definition)
    }
}

/// The shape of a type, blamed on the type.
fn shape_of(ty: &syn::Type) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as ::ferrovia::Shape>::shape(shapes))
}

/// The last words of the paths that are derived already.
fn derives(attributes: &[Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        // What does not parse here, rustc reports better.
        let _ = attribute.parse_nested_meta(|meta| {
            found.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
            Ok(())
        });
    }
    found
}

fn names_crate(attributes: &[Attribute], of: &str) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(of))
        .any(|attribute| attribute.meta.to_token_stream().to_string().contains("crate ="))
}
