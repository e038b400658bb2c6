//! `#[retry(…)]`, `#[timeout]` and `#[problem(…)]` on a variant in; what each says out.

use crate::attributes::seconds;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Fields, Ident, Lit, LitInt, LitStr, Path, Variant};

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

/// What `#[problem(…)]` says.
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) slug: String,
    pub(super) title: LitStr,
    /// The whole `type`, where it is not one of the API's own.
    pub(super) uri: Option<LitStr>,
    /// The part of the request that is wrong.
    pub(super) pointer: Option<LitStr>,
    /// The argument `retry_after`, and its seconds.
    pub(super) retry_after: Option<(Path, u32)>,
}

/// The variant's problem, if it has one.
pub(super) fn problem(attributes: &[Attribute]) -> syn::Result<Option<Problem>> {
    let Some(attribute) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("problem"))
    else {
        return Ok(None);
    };
    let (mut status, mut slug, mut title) = (None::<u16>, None::<LitStr>, None::<LitStr>);
    let (mut uri, mut pointer, mut retry_after) = (None::<LitStr>, None::<LitStr>, None);
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("status") {
            status = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?);
        } else if meta.path.is_ident("slug") {
            slug = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("type") {
            uri = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("title") {
            title = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("pointer") {
            pointer = Some(pointer_of(meta.value()?.parse()?)?);
        } else if meta.path.is_ident("retry_after") {
            retry_after = Some((meta.path.clone(), duration(&meta)?));
        } else {
            return Err(meta.error(
                "unknown argument: a problem has `status`, `slug` or `type`, `title`, `pointer` and `retry_after`",
            ));
        }
        Ok(())
    })?;
    let slug = match (slug, &uri) {
        (Some(slug), None) => Some(slug.value()),
        (None, Some(uri)) => Some(last_part(uri)?),
        (Some(_), Some(uri)) => {
            let message = "a problem has a `slug`, or a whole `type` of somebody else's, not both";
            return Err(syn::Error::new_spanned(uri, message));
        }
        (None, None) => None,
    };
    let (Some(status), Some(slug), Some(title)) = (status, slug, title) else {
        return Err(syn::Error::new_spanned(
            attribute,
            "a problem needs these three: `#[problem(status = 404, slug = \"not-found\", title = \"There is no such message\")]`",
        ));
    };
    Ok(Some(Problem {
        status,
        slug,
        title,
        uri,
        pointer,
        retry_after,
    }))
}

/// A place in a request.
fn pointer_of(text: LitStr) -> syn::Result<LitStr> {
    let value = text.value();
    let parts = ["/path/", "/query/", "/headers/", "/body"];
    if parts.iter().any(|part| value.starts_with(part)) {
        return Ok(text);
    }
    let message = "a pointer names a part of the request: `\"/query/after\"`, or one that begins with `/path/`, `/headers/` or \
                   `/body`";
    Err(syn::Error::new_spanned(text, message))
}

/// What a whole `type` is called in short: what follows its last `#` or `/`.
fn last_part(uri: &LitStr) -> syn::Result<String> {
    let text = uri.value();
    let last = text.rsplit(['#', '/']).next().unwrap_or_default();
    if text.contains("://") && !last.is_empty() {
        return Ok(last.to_owned());
    }
    let message = "a `type` is a URI that ends in the problem's name: `https://example.com/problems#name`";
    Err(syn::Error::new_spanned(uri, message))
}
