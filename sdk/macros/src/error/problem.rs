//! A variant with `#[problem(…)]` in; the problem that is declared, and the one that occurs, as expressions out.

use super::attributes::Problem;
use crate::attributes::Mistakes;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Field, Fields, Ident, Lit, Meta, Type, Variant};

/// What no member can be called, since RFC 9457 and the SDK do.
const RESERVED: [&str; 6] = ["type", "title", "status", "detail", "instance", "errors"];

/// The marks of a field that say what becomes of it in a problem.
const MARKS: [&str; 3] = ["retry_after", "headers", "member"];

/// A variant's problem in two forms.
pub(super) struct Expressions {
    /// `Option<ErrorResponse>`: what every occurrence has.
    pub(super) declared: TokenStream,
    /// `Option<ProblemResponse>` of an occurrence, whose fields are bound by [`Self::pattern`].
    pub(super) occurs: TokenStream,
    pub(super) pattern: TokenStream,
}

/// What becomes of one field.
enum Role {
    RetryAfter,
    Headers,
    Member(String),
}

/// The expressions for a variant.
pub(super) fn expressions(
    problem: Option<&Problem>,
    variant: &Variant,
    mistakes: &mut Mistakes,
) -> Expressions {
    let Some(problem) = problem else {
        for mark in variant.fields.iter().flat_map(marks) {
            mistakes.at(
                mark,
                "this is about a problem: add `#[problem(…)]` to the variant, or remove it",
            );
        }
        return Expressions {
            declared: quote!(::core::option::Option::None),
            occurs: quote!(::core::option::Option::None),
            pattern: quote!({ .. }),
        };
    };
    let fields = roles(variant, mistakes);
    let of = |wanted: fn(&Role) -> bool| fields.iter().find(move |(_, _, role)| wanted(role));
    let after = of(|role| matches!(role, Role::RetryAfter));
    let headers = of(|role| matches!(role, Role::Headers));
    let members: Vec<(&Ident, &Type, &String)> = fields
        .iter()
        .filter_map(|(name, ty, role)| match role {
            Role::Member(member) => Some((*name, *ty, member)),
            Role::RetryAfter | Role::Headers => None,
        })
        .collect();
    if let (Some((field, ..)), Some((argument, _))) = (after, &problem.retry_after) {
        mistakes.at(
            argument,
            format!("`{field}` says when to try again: remove one of the two"),
        );
    }
    let none = quote!(::core::option::Option::None);
    let Problem {
        status, slug, title, ..
    } = problem;
    let uri = problem.uri.as_ref().map_or_else(
        || none.clone(),
        |uri| quote!(::core::option::Option::Some(#uri.into())),
    );
    let fixed = problem.retry_after.as_ref().map_or_else(
        || none.clone(),
        |(_, seconds)| quote!(::core::option::Option::Some(#seconds)),
    );
    let pointer = problem.pointer.as_ref().map_or_else(
        || none.clone(),
        |pointer| quote!(::core::option::Option::Some(#pointer.into())),
    );
    let varies = after.is_some();
    let declare = |members: TokenStream, headers: TokenStream| {
        quote! {
            ::ferrovia::model::ErrorResponse {
                status: #status,
                slug: #slug.into(),
                title: #title.into(),
                retry_after_seconds: #fixed,
                uri: #uri,
                pointer: #pointer,
                retry_after_varies: #varies,
                members: #members,
                headers: #headers,
            }
        }
    };
    let schemas = members.iter().map(|(_, ty, member)| {
        quote!((#member.into(), <#ty as ::ferrovia::__private::error::Data>::payload(shapes)))
    });
    let header_type = headers.map_or_else(
        || none.clone(),
        |(_, ty, _)| quote!(::core::option::Option::Some(<#ty as ::ferrovia::__private::error::Data>::payload(shapes))),
    );
    let declared = declare(quote!([#(#schemas),*].into()), header_type);
    let plain = declare(quote!(::core::default::Default::default()), none.clone());
    let values = members.iter().map(|(field, ty, member)| {
        quote!((#member.into(), <#ty as ::ferrovia::__private::error::Data>::encode(#field)))
    });
    let seconds = after.map_or_else(
        || quote!(::core::option::Option::None),
        |(field, ty, _)| {
            quote_spanned! {ty.span()=>
                ::core::option::Option::Some(<#ty as ::ferrovia::__private::error::Seconds>::seconds(#field))
            }
        },
    );
    let header_values = headers.map_or_else(
        || quote!(::ferrovia::__private::serde_json::Value::Null),
        |(field, ty, _)| quote!(<#ty as ::ferrovia::__private::error::Data>::encode(#field)),
    );
    let bound: Vec<&Ident> = fields.iter().map(|(name, ..)| *name).collect();
    let pattern = match &variant.fields {
        Fields::Named(_) => quote!({ #(#bound),* }),
        Fields::Unnamed(_) | Fields::Unit => quote!({ .. }),
    };
    Expressions {
        declared: quote!(::core::option::Option::Some(#declared)),
        occurs: quote! {
            ::core::option::Option::Some(::ferrovia::ProblemResponse {
                declared: #plain,
                members: ::ferrovia::__private::error::members([#(#values),*]),
                retry_after_seconds: #seconds,
                headers: #header_values,
            })
        },
        pattern,
    }
}

/// The named fields of a variant, and what becomes of each.
fn roles<'a>(variant: &'a Variant, mistakes: &mut Mistakes) -> Vec<(&'a Ident, &'a Type, Role)> {
    let mut roles: Vec<(&Ident, &Type, Role)> = Vec::new();
    for field in &variant.fields {
        let Some(name) = &field.ident else {
            for mark in marks(field) {
                mistakes.at(
                    mark,
                    "only named fields become parts of a problem: give this one a name",
                );
            }
            continue;
        };
        let own = name.unraw().to_string();
        let role = match marks(field).collect::<Vec<_>>().as_slice() {
            [] => Role::Member(own),
            [Meta::Path(path)] if path.is_ident("retry_after") => Role::RetryAfter,
            [Meta::Path(path)] if path.is_ident("headers") => Role::Headers,
            [Meta::NameValue(pair)] if pair.path.is_ident("member") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text), ..
                }) => Role::Member(text.value()),
                other => {
                    mistakes.at(
                        other,
                        "write the member's name: `#[member = \"violated-policies\"]`",
                    );
                    continue;
                }
            },
            [mark, ..] => {
                mistakes.at(
                    mark,
                    "a field is marked once: `#[retry_after]`, `#[headers]` or `#[member = \"name\"]`",
                );
                continue;
            }
        };
        if let Role::Member(member) = &role
            && RESERVED.contains(&member.as_str())
        {
            let message = format!(
                "every problem has a `{member}` of its own: give this another name, with `#[member = \"…\"]`"
            );
            mistakes.at(name, message);
        }
        let twice = roles.iter().any(|(_, _, other)| match (other, &role) {
            (Role::RetryAfter, Role::RetryAfter) | (Role::Headers, Role::Headers) => true,
            (Role::Member(one), Role::Member(other)) => one == other,
            (Role::RetryAfter | Role::Headers | Role::Member(_), _) => false,
        });
        if twice {
            mistakes.at(name, "another field says this already: remove one of the two");
        }
        roles.push((name, &field.ty, role));
    }
    roles
}

fn marks(field: &Field) -> impl Iterator<Item = &Meta> {
    let metas = field.attrs.iter().map(|attribute| &attribute.meta);
    metas.filter(|meta| MARKS.iter().any(|mark| meta.path().is_ident(mark)))
}
