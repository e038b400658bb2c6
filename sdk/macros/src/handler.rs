//! `#[handler]`: an async function in; the same function and `impl Handler` beside it out.

mod arguments;
mod trigger;

use crate::attributes::{Mistakes, docs, source, unit, written};
use arguments::{Arguments, Wait};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ItemFn, Pat, PathArguments, ReturnType, Type};
use trigger::Trigger;

/// Expands the attribute.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        // The body is mistaken: the author is told by rustc, where it is.
        Err(_) if item.clone().into_iter().any(|token| token.to_string() == "fn") => return item,
        Err(_) => {
            let message = syn::Error::new_spanned(&item, "`#[handler]` goes on an async function");
            let message = message.to_compile_error();
            return quote!(#message #item);
        }
    };
    let mut mistakes = Mistakes::default();
    let arguments = Arguments::parse(arguments, &mut mistakes);
    check_signature(&function, arguments.wait.as_ref(), &mut mistakes);
    if let Some(errors) = mistakes.into_errors() {
        let unknown = unknown(&function, arguments.wait.is_some());
        return quote!(#errors #[allow(unused, reason = "the handler is mistaken")] #function #unknown);
    }
    let implementation = implementation(&function, &arguments);
    quote!(#function #implementation)
}

fn implementation(function: &ItemFn, arguments: &Arguments) -> TokenStream {
    let signature = &function.sig;
    let (name, visibility) = (&signature.ident, &function.vis);
    let mut inputs = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some((input.pat.as_ref(), input.ty.as_ref())),
        FnArg::Receiver(_) => None,
    });
    let (input, input_parameter) = inputs.next().map_or_else(
        || (unit(signature.paren_token.span.join()), quote!()),
        |(_, ty)| (quote!(#ty), quote!(input,)),
    );
    // Its place says what it is; whether it is one, its trait decides.
    let token = arguments.wait.as_ref().and_then(|_| inputs.next());
    let (token, token_parameter) = match token {
        Some((_, ty)) => (ty.to_token_stream(), quote!(token,)),
        None => (quote!(()), TokenStream::new()),
    };
    let capabilities: Vec<_> = inputs.collect();
    let types: Vec<&Type> = capabilities.iter().map(|(_, ty)| *ty).collect();
    let held: Vec<_> = (0..types.len())
        .map(|index| format_ident!("capability_{index}"))
        .collect();
    let parameters = capabilities.iter().map(|(pattern, ty)| parameter(pattern, ty));
    let acquired = types
        .iter()
        .map(|ty| quote_spanned!(ty.span()=> <#ty as ::ferrovia::Capability>::acquire(env)?));
    let answer = match &signature.output {
        ReturnType::Type(_, ty) => ty.to_token_stream(),
        ReturnType::Default => unit(name.span()),
    };
    let (text, description, place) = (
        name.unraw().to_string(),
        docs(&function.attrs),
        source(name.span()),
    );
    let Arguments {
        timeout_seconds,
        memory_mb,
        route,
        wait,
        was,
        trigger,
    } = arguments;
    let placement = placement(name, arguments, edges(&input), output_edges(&signature.output));
    let wait = match wait {
        Some(wait) => {
            let heartbeat = match wait.heartbeat_seconds {
                Some(seconds) => quote!(::core::option::Option::Some(#seconds)),
                None => quote!(::core::option::Option::None),
            };
            let seconds = wait.seconds;
            quote!(::core::option::Option::Some(
                ::ferrovia::model::Wait { seconds: #seconds, heartbeat_seconds: #heartbeat }
            ))
        }
        None => quote!(::core::option::Option::None),
    };
    let trigger = match trigger {
        Some(trigger) => quote!(::core::option::Option::Some(#trigger)),
        None => quote!(::core::option::Option::None),
    };
    let route = match route {
        Some(route) => quote!(::core::option::Option::Some(#route)),
        None => quote!(::core::option::Option::None),
    };
    let (input_type, answer_type) = (associated("Input", &input), associated("Answer", &answer));
    let token_type = associated("Token", &token);
    // A future that is not `Send` is blamed on the function.
    let call = quote_spanned! {name.span()=>
        fn call(
            input: Self::Input,
            token: Self::Token,
            (#(#held,)*): Self::Capabilities,
        ) -> impl ::core::future::Future<Output = Self::Answer> + ::core::marker::Send {
            let _ = (&input, &token);
            #name(#input_parameter #token_parameter #(#held),*)
        }
    };
    quote! {
        #[doc = #description]
        #[allow(non_camel_case_types, reason = "it has the function's name, in the namespace of types")]
        #visibility enum #name {}

        #[automatically_derived]
        impl ::ferrovia::__private::HandlerFn for #name {
            const NAME: &'static str = #text;
            #input_type
            #answer_type
            #token_type
            type Capabilities = (#(#types,)*);

            fn signature() -> ::ferrovia::__private::Signature {
                ::ferrovia::__private::Signature {
                    description: #description,
                    source: #place,
                    timeout_seconds: #timeout_seconds,
                    memory_mb: #memory_mb,
                    parameters: ::std::vec![#(#parameters),*],
                    route: #route,
                    wait: #wait,
                    was: &[#(#was),*],
                    trigger: #trigger,
                }
            }

            fn acquire(env: &::ferrovia::Env) -> ::core::result::Result<Self::Capabilities, ::ferrovia::AcquireError> {
                let _ = env;
                ::core::result::Result::Ok((#(#acquired,)*))
            }

            #call
        }

        #placement
    }
}

/// `type name = ty;`, blamed on `ty`.
fn associated(name: &str, ty: &TokenStream) -> TokenStream {
    let (first, last) = edges(ty);
    let name = Ident::new(name, first);
    let (open, close) = (quote_spanned!(first=> type #name =), quote_spanned!(last=> ;));
    quote!(#open #ty #close)
}

/// What stands in for a mistaken handler, so that no second error follows from its absence: as much of its types as can
/// be told.
fn unknown(function: &ItemFn, waits: bool) -> TokenStream {
    let (signature, visibility) = (&function.sig, &function.vis);
    let name = &signature.ident;
    let is_generic = !signature.generics.params.is_empty();
    let input = match signature.inputs.first() {
        // A method: beside it stand no enums.
        Some(FnArg::Receiver(_)) => return TokenStream::new(),
        Some(FnArg::Typed(input)) if !is_generic => match input.ty.as_ref() {
            Type::Reference(reference) => reference.elem.to_token_stream(),
            ty => ty.to_token_stream(),
        },
        Some(FnArg::Typed(_)) | None => quote!(()),
    };
    let token = match signature.inputs.get(1) {
        Some(FnArg::Typed(token)) if waits && !is_generic => token.ty.to_token_stream(),
        Some(_) | None => quote!(()),
    };
    let answer = match &signature.output {
        ReturnType::Type(_, ty) if !is_generic => ty.to_token_stream(),
        ReturnType::Type(..) | ReturnType::Default => {
            quote!(::core::result::Result<(), ::ferrovia::__private::error::Unknown>)
        }
    };
    let gone = quote!(::core::unimplemented!());
    quote! {
        #[allow(non_camel_case_types, reason = "it has the function's name, in the namespace of types")]
        #visibility enum #name {}

        #[automatically_derived]
        impl ::ferrovia::__private::HandlerFn for #name {
            const NAME: &'static str = "";
            type Input = #input;
            type Answer = #answer;
            type Token = #token;
            type Capabilities = ();

            fn signature() -> ::ferrovia::__private::Signature { #gone }

            fn acquire(_: &::ferrovia::Env) -> ::core::result::Result<(), ::ferrovia::AcquireError> { #gone }

            #[allow(unreachable_code, reason = "the handler is mistaken")]
            async fn call(_: Self::Input, _: Self::Token, (): ()) -> Self::Answer { #gone }
        }
    }
}

/// A capability as data.
fn parameter(pattern: &Pat, ty: &Type) -> TokenStream {
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
}

/// Requests and HTTP answers go with a route, values without; a handler that waits answers nothing; what a service of AWS
/// asks or starts takes and answers what it speaks of. Each says so at its own type.
fn placement(
    name: &Ident,
    Arguments {
        route, wait, trigger, ..
    }: &Arguments,
    input: (Span, Span),
    output: (Span, Span),
) -> TokenStream {
    let with = if route.is_some() { "with" } else { "without" };
    let check = |what: &str, (first, last): (Span, Span)| {
        let check = format_ident!("{what}_{with}_route");
        let path = quote_spanned!(first=> ::ferrovia::__private::#check::<#name>);
        let call = quote_spanned!(last=> ());
        quote!(const _: () = #path #call;)
    };
    // Compiles if the handler's type of that name is what `check` asks for.
    let bound = |check: &str, what: &str, (first, last): (Span, Span)| {
        let mut blamed = name.clone();
        blamed.set_span(first);
        let (check, what) = (Ident::new(check, Span::call_site()), Ident::new(what, last));
        let open = quote_spanned!(first=> <#blamed as ::ferrovia::Handler>);
        let close = quote_spanned!(last=> ::#what);
        quote!(const _: () = ::ferrovia::__private::#check::<#open #close>();)
    };
    match trigger {
        Some(Trigger::PreTokenGeneration) => {
            let input = bound("input_of_pre_token_generation", "Input", input);
            let output = bound("output_of_pre_token_generation", "Answer", output);
            return quote!(#input #output);
        }
        Some(Trigger::Schedule { .. }) => {
            let input = bound("input_of_schedule", "Input", input);
            let output = bound("output_of_asynchronous", "Answer", output);
            return quote!(#input #output);
        }
        Some(Trigger::Event(event)) => {
            let (first, last) = input;
            let mut blamed = name.clone();
            blamed.set_span(first);
            let open = quote_spanned!(first=> <#blamed as ::ferrovia::Handler>);
            let close = quote_spanned!(last=> ::Input);
            let output = bound("output_of_asynchronous", "Answer", output);
            return quote!(const _: () = ::ferrovia::__private::input_of_event::<#event, #open #close>(); #output);
        }
        None => {}
    }
    let output = if wait.is_some() {
        bound("output_of_waiting", "Answer", output)
    } else {
        check("output", output)
    };
    let input = check("input", input);
    quote!(#input #output)
}

/// Where to blame an output that goes, or does not go, with a route. Only for that is the spelling of `Result` looked
/// at: what one is, its trait decides, so that aliases work.
fn output_edges(answer: &ReturnType) -> (Span, Span) {
    let ReturnType::Type(_, ty) = answer else {
        return (Span::call_site(), Span::call_site());
    };
    if let Type::Path(path) = ty.as_ref()
        && let Some(segment) = path.path.segments.last()
        && segment.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        && let Some(output) = arguments.args.first()
    {
        return edges(output);
    }
    edges(ty)
}

/// The first and the last token of a type.
fn edges(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

fn check_signature(function: &ItemFn, wait: Option<&Wait>, mistakes: &mut Mistakes) {
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
    if let Some(wait) = wait
        && signature.inputs.len() < 2
    {
        mistakes.at(
            &wait.argument,
            "what does it wait for? take the token second, behind the input: `token: TaskToken<Outcome>`",
        );
    }
    if matches!(signature.output, ReturnType::Default) {
        mistakes.at(
            &signature.ident,
            "a handler answers a `Result`: add `-> Result<Output, Error>`",
        );
    }
}
