//! Calls in, the tokens that write them down out: steps, constructors, `Ok`, `Err`, and the few methods there are.

use super::path::{self, Named};
use super::plain;
use super::transcribe::{
    INTO_A_STEP, Place, Transcriber, called_step, callee, line, paused, shape, step_of, text,
};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprLit, ExprMethodCall, Lit, Token};

impl Transcriber {
    pub(super) fn call(&mut self, t: &TokenStream, call: &ExprCall, place: Place) -> TokenStream {
        let Some(path) = callee(call) else {
            return self.refuse(call, INTO_A_STEP);
        };
        let single = call.args.first().filter(|_| call.args.len() == 1);
        if let Some(value) = single {
            if path::is(path, "Some") {
                let value = self.boxed(value, Place::Value);
                return quote!(#t::Option(::core::option::Option::Some(#value)));
            }
            if path::is(path, "Ok") || path::is(path, "Err") {
                if place == Place::Value {
                    return self.refuse(
                        call,
                        "a `Result` is the workflow's answer: put it at the end or behind `return`",
                    );
                }
                return if path::is(path, "Ok") {
                    let value = self.boxed(value, Place::Value);
                    quote!(#t::Ok(#value))
                } else {
                    let failure = self.failure(value);
                    quote!(#t::Err(#failure))
                };
            }
            if path::text(path) == "String::from"
                && let Expr::Lit(ExprLit {
                    lit: lit @ Lit::Str(_),
                    ..
                }) = value
            {
                let value = self.literal(lit, false);
                return quote!(#t::Literal(#value));
            }
        }
        match Named::of_callee(path) {
            Named::Type => {
                let (ty, values) = (shape(path), self.expressions(&call.args));
                quote!(#t::Wrapper { ty: #ty, values: #values })
            }
            Named::Variant(owner, variant) => {
                let (ty, variant, values) = (shape(&owner), text(&variant), self.expressions(&call.args));
                let data = quote!(::ferrovia::model::workflow::transcript::Data::Unnamed(#values));
                quote!(#t::Variant { ty: #ty, variant: #variant, data: #data })
            }
            Named::Function if path::is(path, "sleep") => {
                self.refuse(call, "a pause is awaited: add `.await`")
            }
            Named::Function => {
                let name = path::last(path);
                self.refuse(
                    call,
                    format!("a step is awaited: `{name}(…).await?`; what is no step goes into one"),
                )
            }
            Named::AssociatedFunction | Named::Constant | Named::Variable(_) => {
                let name = path::text(path);
                self.refuse(path, format!("`{name}` cannot become a state: {INTO_A_STEP}"))
            }
        }
    }

    /// `step(input).await`, without the `await`.
    pub(super) fn step(&mut self, call: &ExprCall) -> TokenStream {
        let Some(path) = callee(call) else {
            return self.refuse(call, INTO_A_STEP);
        };
        if let Some(second) = call.args.iter().nth(1) {
            return self.refuse(
                second,
                "a step is given its input alone: the platform gives it its capabilities",
            );
        }
        let input = match call.args.first() {
            Some(input) => {
                let input = self.boxed(input, Place::Value);
                quote!(::core::option::Option::Some(#input))
            }
            None => quote!(::core::option::Option::None),
        };
        let name = quote_spanned!(path.span()=> ::ferrovia::__private::workflow::name::<#path>());
        quote! {
            ::ferrovia::model::workflow::transcript::Term::Step { function: #name, input: #input }
        }
    }

    /// What stands before `?`.
    pub(super) fn attempted(&mut self, result: &Expr) -> TokenStream {
        if step_of(result).is_some() {
            return self.boxed(result, Place::Answer);
        }
        match result {
            Expr::Macro(join) if join.mac.path.is_ident("join") => {
                let line = line(join.mac.path.span());
                let steps = match join
                    .mac
                    .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
                {
                    Ok(steps) => steps,
                    Err(mistake) => {
                        self.mistakes.push(mistake);
                        return TokenStream::new();
                    }
                };
                if steps.len() < 2 || steps.len() > MOST_JOINED {
                    return self.refuse(
                        &join.mac.path,
                        format!("`join!` takes two to {MOST_JOINED} steps"),
                    );
                }
                let steps: Vec<_> = steps.iter().map(|step| self.joined(step)).collect();
                quote! {
                    ::std::boxed::Box::new(::ferrovia::model::workflow::transcript::Expression {
                        line: #line,
                        term: ::ferrovia::model::workflow::transcript::Term::Join(::std::vec![#(#steps),*]),
                    })
                }
            }
            Expr::Macro(map) if map.mac.path.is_ident("map") => {
                let line = line(map.mac.path.span());
                let t = quote!(::ferrovia::model::workflow::transcript::Term);
                let term = self.iterations(&t, &map.mac);
                quote! {
                    ::std::boxed::Box::new(::ferrovia::model::workflow::transcript::Expression {
                        line: #line,
                        term: #term,
                    })
                }
            }
            Expr::Await(pause) if paused(&pause.base).is_some() => {
                self.refuse(result, "a pause does not fail: remove the `?`")
            }
            other if called_step(other).is_some() => {
                self.refuse(other, "a step is awaited: add `.await` before the `?`")
            }
            other => self.refuse(other, format!("`?` belongs behind a step: {INTO_A_STEP}")),
        }
    }

    fn joined(&mut self, step: &Expr) -> TokenStream {
        let line = line(step.span());
        if step_of(step).is_some() {
            return self.refuse(step, "`join!` awaits its steps itself: remove `.await`");
        }
        let term = match called_step(step) {
            Some(call) => self.step(call),
            None => self.refuse(step, "`join!` takes calls of steps: `join!(one(a), two(b))?`"),
        };
        quote!(::ferrovia::model::workflow::transcript::Expression { line: #line, term: #term })
    }

    pub(super) fn method(&mut self, t: &TokenStream, call: &ExprMethodCall) -> TokenStream {
        let method = call.method.to_string();
        if let Some(look) = self.look(t, call) {
            return look;
        }
        if !call.args.is_empty() {
            return self.refuse(
                &call.method,
                format!("`{method}` cannot become a state: {INTO_A_STEP}"),
            );
        }
        match (method.as_str(), call.receiver.as_ref()) {
            ("is_some", value) => {
                let value = self.boxed(value, Place::Value);
                quote!(#t::IsSome(#value))
            }
            ("is_none", value) => {
                let (line, value) = (line(value.span()), self.boxed(value, Place::Value));
                let is_some = quote! {
                    ::ferrovia::model::workflow::transcript::Expression { line: #line, term: #t::IsSome(#value) }
                };
                quote!(#t::Not(::std::boxed::Box::new(#is_some)))
            }
            ("clone", value) => self.term(value, Place::Value),
            (
                "to_owned" | "to_string" | "into",
                Expr::Lit(ExprLit {
                    lit: lit @ Lit::Str(_),
                    ..
                }),
            ) => {
                let value = self.literal(lit, false);
                quote!(#t::Literal(#value))
            }
            ("into", _) => self.refuse(
                &call.method,
                "`into` converts errors alone, as `Err(other.into())`: a step converts values",
            ),
            _ => self.refuse(
                &call.method,
                format!("`{method}` cannot become a state: {INTO_A_STEP}"),
            ),
        }
    }

    /// What stands in `Err(…)`.
    fn failure(&mut self, error: &Expr) -> TokenStream {
        let f = quote!(::ferrovia::model::workflow::transcript::Failure);
        let inner = plain::absorbed(error).unwrap_or(error);
        if let Expr::Path(path) = inner
            && let Named::Variable(name) = Named::of_value(&path.path)
        {
            let name = text(&name);
            return quote!(#f::Caught(#name));
        }
        match computed(inner) {
            Some(part) => self.failing(inner).unwrap_or_else(|| {
                self.refuse(
                    part,
                    "an error is built where it is answered: `Err(Type::Variant { … })`",
                )
            }),
            None => {
                let mut error = inner.clone();
                plain::value(&mut error);
                quote_spanned!(inner.span()=> ::ferrovia::__private::workflow::failure(&#error))
            }
        }
    }
}

/// As many as the SDK has a `join` for.
const MOST_JOINED: usize = 8;

/// The first part of an error that is not known when the workflow is built.
fn computed(error: &Expr) -> Option<&Expr> {
    match error {
        Expr::Lit(_) => None,
        Expr::Paren(inner) => computed(&inner.expr),
        Expr::Unary(unary) => computed(&unary.expr),
        Expr::Path(path) => match Named::of_value(&path.path) {
            Named::Variant(..) | Named::Constant | Named::Type => None,
            Named::Variable(_) | Named::Function | Named::AssociatedFunction => Some(error),
        },
        Expr::Call(call) => match callee(call).map(Named::of_callee) {
            Some(Named::Variant(..) | Named::Type) => call.args.iter().find_map(computed),
            Some(Named::AssociatedFunction)
                if callee(call).is_some_and(|path| path::text(path) == "String::from") =>
            {
                call.args.iter().find_map(computed)
            }
            Some(Named::AssociatedFunction | Named::Variable(_) | Named::Constant | Named::Function)
            | None => Some(error),
        },
        Expr::Struct(structure) if structure.rest.is_none() => {
            structure.fields.iter().find_map(|field| computed(&field.expr))
        }
        Expr::MethodCall(call) => match (call.method.to_string().as_str(), call.receiver.as_ref()) {
            ("to_owned" | "to_string" | "into", Expr::Lit(_)) => None,
            _ => Some(error),
        },
        _ => Some(error),
    }
}
