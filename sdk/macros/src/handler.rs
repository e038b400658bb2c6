//! `#[handler]`: an async function in; the same function and `impl Handler` beside it out.

use crate::attributes::{Mistakes, docs, seconds, source, unit, written};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{FnArg, ItemFn, LitInt, LitStr, ReturnType, Token, Type, bracketed};

/// What stands in `#[handler(…)]`.
struct Arguments {
    timeout_seconds: u32,
    memory_mb: u32,
    route: Option<LitStr>,
    scopes: Vec<LitStr>,
    public: bool,
    alias: Option<TokenStream>,
}

/// Expands the attribute.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            return syn::Error::new_spanned(item, "`#[handler]` goes on an async function")
                .to_compile_error();
        }
    };
    let mut mistakes = Mistakes::default();
    let arguments = parse_arguments(arguments, &mut mistakes);
    let signature = &function.sig;
    check_signature(&function, &mut mistakes);
    let route = route(&arguments, &mut mistakes);
    if let Some(errors) = mistakes.into_errors() {
        // The item stays, so that no second error follows from its absence.
        return quote!(#errors #[allow(unused, reason = "the attribute is mistaken")] #function);
    }

    let (name, visibility) = (&signature.ident, &function.vis);
    let mut inputs = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some((input.pat.as_ref(), input.ty.as_ref())),
        FnArg::Receiver(_) => None,
    });
    let (input, input_parameter) = inputs.next().map_or_else(
        || (unit(signature.paren_token.span.join()), quote!()),
        |(_, ty)| (quote!(#ty), quote!(input,)),
    );
    let capabilities: Vec<_> = inputs.collect();
    let types: Vec<&Type> = capabilities.iter().map(|(_, ty)| *ty).collect();
    let arguments_held: Vec<_> = (0..types.len())
        .map(|index| format_ident!("capability_{index}"))
        .collect();
    let parameters = capabilities.iter().map(|(pattern, ty)| {
        let (name, written, place) = (written(pattern), written(ty), source(ty.span()));
        let name = name.trim_start_matches('_');
        quote_spanned! {ty.span()=>
            ::ferrovia::model::Parameter {
                name: ::std::borrow::ToOwned::to_owned(#name),
                ty: ::std::borrow::ToOwned::to_owned(#written),
                source: #place,
                grants: <#ty as ::ferrovia::Capability>::grants(),
            }
        }
    });
    let acquired = types
        .iter()
        .map(|ty| quote_spanned!(ty.span()=> <#ty as ::ferrovia::Capability>::acquire(env)?));
    let answer = match &signature.output {
        ReturnType::Type(_, ty) => quote!(#ty),
        ReturnType::Default => unit(name.span()),
    };
    let (text, description, place) = (name.to_string(), docs(&function.attrs), source(name.span()));
    let Arguments {
        timeout_seconds,
        memory_mb,
        ..
    } = arguments;
    quote! {
        #function

        #[doc = #description]
        #[allow(non_camel_case_types, reason = "it has the function's name, in the namespace of types")]
        #visibility enum #name {}

        #[automatically_derived]
        impl ::ferrovia::Handler for #name {
            const NAME: &'static str = #text;
            type Input = #input;
            type Output = <#answer as ::ferrovia::__private::Outcome>::Ok;
            type Error = <#answer as ::ferrovia::__private::Outcome>::Err;
            type Capabilities = (#(#types,)*);

            fn signature() -> ::ferrovia::__private::Signature {
                ::ferrovia::__private::Signature {
                    description: #description,
                    source: #place,
                    timeout_seconds: #timeout_seconds,
                    memory_mb: #memory_mb,
                    parameters: ::std::vec![#(#parameters),*],
                    route: #route,
                }
            }

            fn acquire(env: &::ferrovia::Env) -> ::core::result::Result<Self::Capabilities, ::ferrovia::AcquireError> {
                let _ = env;
                ::core::result::Result::Ok((#(#acquired,)*))
            }

            async fn call(
                input: Self::Input,
                (#(#arguments_held,)*): Self::Capabilities,
            ) -> ::core::result::Result<Self::Output, Self::Error> {
                let _ = &input;
                #name(#input_parameter #(#arguments_held),*).await
            }
        }
    }
}

fn check_signature(function: &ItemFn, mistakes: &mut Mistakes) {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        mistakes.at(signature.fn_token, "a handler is an `async fn`");
    }
    if !signature.generics.params.is_empty() {
        mistakes.at(
            &signature.generics,
            "a handler has no generic parameters: it is one function with one role",
        );
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                mistakes.at(
                    receiver,
                    "a handler is a free function: what it needs are its parameters",
                );
            }
            FnArg::Typed(input) => {
                if let Type::Reference(reference) = input.ty.as_ref() {
                    mistakes.at(reference, "a handler owns its parameters: remove the `&`");
                }
            }
        }
    }
    if matches!(signature.output, ReturnType::Default) {
        mistakes.at(
            &signature.ident,
            "a handler answers a `Result`: add `-> Result<Output, Error>`",
        );
    }
}

fn parse_arguments(tokens: TokenStream, mistakes: &mut Mistakes) -> Arguments {
    let mut arguments = Arguments {
        timeout_seconds: 10,
        memory_mb: 256,
        route: None,
        scopes: Vec::new(),
        public: false,
        alias: None,
    };
    let parser = syn::meta::parser(|meta| {
        if meta.path.is_ident("timeout") {
            arguments.timeout_seconds = seconds(&meta.value()?.parse()?)?;
        } else if meta.path.is_ident("memory_mb") {
            arguments.memory_mb = meta.value()?.parse::<LitInt>()?.base10_parse()?;
        } else if meta.path.is_ident("route") {
            arguments.route = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("public") {
            arguments.public = true;
        } else if meta.path.is_ident("scopes") {
            let list;
            let value = meta.value()?;
            bracketed!(list in value);
            arguments.scopes = list
                .parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,])?
                .into_iter()
                .collect();
        } else if meta.path.is_ident("alias") {
            let (mut path, mut since, mut sunset) = (None::<LitStr>, None::<LitStr>, None::<LitStr>);
            meta.parse_nested_meta(|meta| {
                let slot = match meta.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("path") => &mut path,
                    Some("since") => &mut since,
                    Some("sunset") => &mut sunset,
                    _ => {
                        return Err(meta.error("unknown argument: an alias has `path`, `since` and `sunset`"));
                    }
                };
                *slot = Some(meta.value()?.parse()?);
                Ok(())
            })?;
            let missing = || {
                meta.error(
                    "an alias needs `path`, `since` and `sunset`: clients must know until when it works",
                )
            };
            let (path, since, sunset) = (
                path.ok_or_else(missing)?,
                since.ok_or_else(missing)?,
                sunset.ok_or_else(missing)?,
            );
            arguments.alias = Some(quote! {
                ::ferrovia::model::Deprecation { path: #path.into(), since: #since.into(), sunset: #sunset.into() }
            });
        } else {
            return Err(meta.error(
                "unknown argument: a handler has `timeout`, `memory_mb`, `route`, `scopes`, `public` and `alias`",
            ));
        }
        Ok(())
    });
    if let Err(mistake) = parser.parse2(tokens) {
        mistakes.push(mistake);
    }
    arguments
}

/// An expression for the route without its types.
fn route(arguments: &Arguments, mistakes: &mut Mistakes) -> TokenStream {
    let Some(route) = &arguments.route else {
        if let Some(scope) = arguments.scopes.first() {
            mistakes.at(scope, "only a handler with a `route` has scopes");
        }
        return quote!(::core::option::Option::None);
    };
    let text = route.value();
    let Some((method, path)) = text.split_once(' ').filter(|(_, path)| path.starts_with('/')) else {
        mistakes.at(route, "a route is a method and a path: `POST /v1/messages`");
        return quote!(::core::option::Option::None);
    };
    if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) {
        mistakes.at(
            route,
            format!("`{method}` is no method: use GET, POST, PUT, PATCH or DELETE"),
        );
    }
    if arguments.scopes.is_empty() != arguments.public {
        mistakes.at(
            route,
            "a route needs `scopes = [\"…\"]`, or `public` if anyone may call it",
        );
    }
    let scopes = &arguments.scopes;
    let alias = arguments.alias.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |alias| quote!(::core::option::Option::Some(#alias)),
    );
    quote! {
        ::core::option::Option::Some(::ferrovia::model::Route {
            method: #method.into(),
            path: #path.into(),
            scopes: ::std::vec![#(#scopes.into()),*],
            alias: #alias,
            path_parameters: ::core::option::Option::None,
            query: ::core::option::Option::None,
            body: ::core::option::Option::None,
            responses: ::std::vec::Vec::new(),
        })
    }
}
