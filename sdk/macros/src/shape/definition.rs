//! Fields and variants in, the tokens of a `TypeDef` out.

use super::attributes::{Container, Default, Field, Variant};
use super::rename::Rule;
use super::shape_of;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields};

/// The `TypeDef` of a struct or enum.
pub(super) fn definition(
    input: &DeriveInput,
    container: &Container,
    mistakes: &mut Vec<Error>,
) -> TokenStream {
    match &input.data {
        Data::Struct(data) => structure(&data.fields, container, mistakes),
        Data::Enum(data) => {
            let tagging = tagging(container);
            let variants: Vec<_> = data
                .variants
                .iter()
                .map(|variant| self::variant(variant, container, mistakes))
                .collect();
            quote!(::ferrovia::model::TypeDef::Enum { tagging: #tagging, variants: ::std::vec![#(#variants),*] })
        }
        Data::Union(data) => {
            mistakes.push(Error::new_spanned(
                data.union_token,
                "a union has no form in JSON",
            ));
            TokenStream::new()
        }
    }
}

fn structure(fields: &Fields, container: &Container, mistakes: &mut Vec<Error>) -> TokenStream {
    if let Some(tag) = &container.tag {
        mistakes.push(Error::new_spanned(
            tag,
            "only an enum is tagged: make the tag a field",
        ));
    }
    match fields {
        Fields::Named(named) => {
            if let Some(span) = container.transparent {
                mistakes.push(Error::new(
                    span,
                    "write the wrapper as a tuple struct, `struct Name(Inner);`",
                ));
            }
            let fields = fields_of(fields, container.rename_all, container.default.as_ref(), mistakes);
            quote_spanned!(named.span()=> ::ferrovia::model::TypeDef::Struct(#fields))
        }
        Fields::Unnamed(_) | Fields::Unit => {
            let ty = unnamed(fields, mistakes);
            quote!(::ferrovia::model::TypeDef::Transparent(#ty))
        }
    }
}

/// What an unnamed list of fields is in JSON: the one itself, or a list.
fn unnamed(fields: &Fields, mistakes: &mut Vec<Error>) -> TokenStream {
    for field in fields {
        let attributes = Field::read(&field.attrs, mistakes);
        if let Some(span) = attributes.skip_if {
            mistakes.push(Error::new(span, "an unnamed field cannot be left out"));
        }
    }
    let types: Vec<_> = fields.iter().map(|field| shape_of(&field.ty)).collect();
    match types.as_slice() {
        [] if matches!(fields, Fields::Unit) => quote!(::ferrovia::model::Type::Unit),
        [one] => one.clone(),
        several => quote!(::ferrovia::model::Type::Tuple(::std::vec![#(#several),*])),
    }
}

fn fields_of(
    fields: &Fields,
    rename_all: Option<Rule>,
    container_default: Option<&Default>,
    mistakes: &mut Vec<Error>,
) -> TokenStream {
    let fields = fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let attributes = Field::read(&field.attrs, mistakes);
        let rust = ident.unraw().to_string();
        let json = attributes
            .rename
            .unwrap_or_else(|| rename_all.map_or_else(|| rust.clone(), |rule| rule.field(&rust)));
        let shape = shape_of(&field.ty);
        let ty = &field.ty;
        let default = match (&attributes.default, container_default) {
            (Some(Default::Trait), _) => Some(quote!(&<#ty as ::core::default::Default>::default())),
            (Some(Default::Function(path)), _) => Some(quote!(&#path())),
            (None, Some(Default::Trait)) => {
                Some(quote!(&<Self as ::core::default::Default>::default().#ident))
            }
            (None, Some(Default::Function(path))) => Some(quote!(&#path().#ident)),
            (None, None) => None,
        };
        Some(match (default, attributes.skip_if) {
            (Some(default), _) => {
                quote!(::ferrovia::__private::shape::default_field::<#ty>(#rust, #json, #shape, #default))
            }
            (None, Some(span)) => {
                let check = quote_spanned!(span=> ::ferrovia::__private::shape::may_be_absent::<#ty>());
                quote!({ #check; ::ferrovia::__private::shape::field(#rust, #json, #shape) })
            }
            (None, None) => quote!(::ferrovia::__private::shape::field(#rust, #json, #shape)),
        })
    });
    let fields: Vec<_> = fields.collect();
    quote!(::std::vec![#(#fields),*])
}

fn tagging(container: &Container) -> TokenStream {
    match (&container.tag, &container.content) {
        (None, _) => quote!(::ferrovia::model::Tagging::External),
        (Some(tag), None) => quote!(::ferrovia::model::Tagging::Internal { tag: #tag.to_owned() }),
        (Some(tag), Some(content)) => {
            quote!(::ferrovia::model::Tagging::Adjacent { tag: #tag.to_owned(), content: #content.to_owned() })
        }
    }
}

fn variant(variant: &syn::Variant, container: &Container, mistakes: &mut Vec<Error>) -> TokenStream {
    let attributes = Variant::read(&variant.attrs, mistakes);
    let rust = variant.ident.unraw().to_string();
    let json = attributes.rename.unwrap_or_else(|| {
        container
            .rename_all
            .map_or_else(|| rust.clone(), |rule| rule.variant(&rust))
    });
    let data = match &variant.fields {
        Fields::Unit => quote!(::ferrovia::model::VariantData::Unit),
        Fields::Named(_) => {
            let rename_all = attributes.rename_all.or(container.rename_all_fields);
            let fields = fields_of(&variant.fields, rename_all, None, mistakes);
            quote!(::ferrovia::model::VariantData::Struct(#fields))
        }
        Fields::Unnamed(list) if list.unnamed.len() == 1 => {
            let ty = unnamed(&variant.fields, mistakes);
            quote!(::ferrovia::model::VariantData::Newtype(#ty))
        }
        Fields::Unnamed(_) => {
            let types = variant.fields.iter().map(|field| shape_of(&field.ty));
            quote!(::ferrovia::model::VariantData::Tuple(::std::vec![#(#types),*]))
        }
    };
    quote! {
        ::ferrovia::model::Variant { rust: #rust.to_owned(), json: #json.to_owned(), data: #data }
    }
}
