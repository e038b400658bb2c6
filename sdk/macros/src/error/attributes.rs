//! `#[retry(…)]`, `#[timeout]` and `#[problem(…)]` on a variant in; what each says, as an expression, out.

use crate::attributes::seconds;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Fields, Ident, Lit, LitInt, LitStr, Variant};

/// A duration such as `"20s"`, in seconds.
fn duration(meta: &ParseNestedMeta<'_>) -> syn::Result<u32> {
    match meta.value()?.parse()? {
        Lit::Str(text) => seconds(&text),
        other => Err(syn::Error::new_spanned(
            other,
            "write a duration as text, such as `\"20s\"`",
        )),
    }
}

/// An expression for `Option<Backoff>`.
pub(super) fn retry(attributes: &[Attribute]) -> syn::Result<TokenStream> {
    let Some(attribute) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("retry"))
    else {
        return Ok(quote!(::core::option::Option::None));
    };
    let (mut attempts, mut interval, mut rate, mut max_delay) = (None::<u32>, 1, 2.0, 30);
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("max_attempts") {
            attempts = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?);
        } else if meta.path.is_ident("interval") {
            interval = duration(&meta)?;
        } else if meta.path.is_ident("rate") {
            rate = match meta.value()?.parse()? {
                Lit::Float(number) => number.base10_parse()?,
                Lit::Int(number) => number.base10_parse()?,
                other => {
                    return Err(syn::Error::new_spanned(
                        other,
                        "a rate is a number, such as `2.0`",
                    ));
                }
            };
        } else if meta.path.is_ident("max_delay") {
            max_delay = duration(&meta)?;
        } else {
            return Err(meta
                .error("unknown argument: a retry has `max_attempts`, `interval`, `rate` and `max_delay`"));
        }
        Ok(())
    })?;
    let attempts = attempts.ok_or_else(|| {
        syn::Error::new_spanned(
            attribute,
            "a retry needs `max_attempts`: `#[retry(max_attempts = 2, interval = \"1s\")]`",
        )
    })?;
    Ok(quote! {
        ::core::option::Option::Some(::ferrovia::model::Backoff {
            max_attempts: #attempts,
            interval_seconds: #interval,
            rate: #rate,
            max_delay_seconds: #max_delay,
        })
    })
}

/// An expression for the message of a variant that tells of a time-out.
pub(super) fn timeout(name: &Ident, variant: &Variant) -> syn::Result<TokenStream> {
    let Some(attribute) = marked_timeout(variant) else {
        return Ok(quote!(::core::option::Option::None));
    };
    attribute.meta.require_path_only()?;
    if !matches!(variant.fields, Fields::Unit) {
        let message = "a time-out carries nothing: nobody is there to say more";
        return Err(syn::Error::new_spanned(&variant.fields, message));
    }
    let ident = &variant.ident;
    Ok(quote_spanned! {name.span()=>
        ::core::option::Option::Some(<#name as ::ferrovia::__private::error::Message>::message(&#name::#ident))
    })
}

pub(super) fn marked_timeout(variant: &Variant) -> Option<&Attribute> {
    variant
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("timeout"))
}

/// An expression for `Option<ErrorResponse>`.
pub(super) fn problem(attributes: &[Attribute]) -> syn::Result<TokenStream> {
    let Some(attribute) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("problem"))
    else {
        return Ok(quote!(::core::option::Option::None));
    };
    let (mut status, mut slug, mut title) = (None::<u16>, None::<LitStr>, None::<LitStr>);
    let mut retry_after = quote!(::core::option::Option::None);
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("status") {
            status = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?);
        } else if meta.path.is_ident("slug") {
            slug = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("title") {
            title = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("retry_after") {
            let seconds = duration(&meta)?;
            retry_after = quote!(::core::option::Option::Some(#seconds));
        } else {
            return Err(
                meta.error("unknown argument: a problem has `status`, `slug`, `title` and `retry_after`")
            );
        }
        Ok(())
    })?;
    let (Some(status), Some(slug), Some(title)) = (status, slug, title) else {
        return Err(syn::Error::new_spanned(
            attribute,
            "a problem needs these three: `#[problem(status = 404, slug = \"not-found\", title = \"There is no such message\")]`",
        ));
    };
    Ok(quote! {
        ::core::option::Option::Some(::ferrovia::model::ErrorResponse {
            status: #status,
            slug: #slug.into(),
            title: #title.into(),
            retry_after_seconds: #retry_after,
        })
    })
}
