//! Loops, assignments, pauses and iterations in, the tokens that write them down out.

use super::map::Iterations;
use super::transcribe::{INTO_A_STEP, Place, Transcriber, line, option, shape_of, text};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAwait, ExprBreak, ExprCall, ExprForLoop, ExprLit, ExprWhile, Label, Lifetime, Lit, Local,
    Macro, Pat, Path, RangeLimits,
};

impl Transcriber {
    /// `let mut name: ty = value;`
    pub(super) fn variable(&mut self, s: &TokenStream, local: &Local, value: &Expr) -> Option<TokenStream> {
        let (pattern, ty) = match &local.pat {
            Pat::Type(typed) => (typed.pat.as_ref(), Some(typed.ty.as_ref())),
            pattern => (pattern, None),
        };
        let Pat::Ident(ident) = pattern else { return None };
        ident.mutability.as_ref()?;
        self.inside.push(ident.ident.to_string());
        let line = line(local.let_token.span());
        let name = text(&ident.ident.unraw().to_string());
        let ty = option(ty.and_then(shape_of));
        let value = self.expression(value, Place::Value);
        Some(quote!(#s::Variable { line: #line, name: #name, ty: #ty, value: #value }))
    }

    /// `name = value`, and with `value` around it `name += value`.
    pub(super) fn assign(&mut self, left: &Expr, value: TokenStream) -> TokenStream {
        let s = quote!(::ferrovia::model::workflow::transcript::Statement);
        let Some(name) = assigned(left) else {
            return self.refuse(
                left,
                "a part of a value does not change alone: set the whole, `name = Type { … }`",
            );
        };
        if self.in_map && !self.inside.contains(&name.to_string()) {
            return self.refuse(
                left,
                "iterations cannot set what is outside of them: let each answer a value, and use the list",
            );
        }
        let line = line(left.span());
        let name = text(&name.unraw().to_string());
        quote!(#s::Assign { line: #line, name: #name, value: #value })
    }

    pub(super) fn for_each(&mut self, t: &TokenStream, each: &ExprForLoop) -> TokenStream {
        let label = label(each.label.as_ref());
        let over = quote!(::ferrovia::model::workflow::transcript::Over);
        let over = match unwrapped(&each.expr) {
            Expr::Range(range) => {
                let (Some(start), Some(end)) = (&range.start, &range.end) else {
                    return self.refuse(range, "a `for` goes from a first number to a last: `0..count`");
                };
                if let Pat::Ident(name) = each.pat.as_ref() {
                    let untyped = self.is_untyped(start) && self.is_untyped(end);
                    self.note_type(&name.ident, untyped);
                }
                let inclusive = matches!(range.limits, RangeLimits::Closed(_));
                let (start, end) = (self.boxed(start, Place::Value), self.boxed(end, Place::Value));
                quote!(#over::Range { start: #start, end: #end, inclusive: #inclusive })
            }
            Expr::MethodCall(call) if call.args.is_empty() && is_iteration(&call.method.to_string()) => {
                return self.refuse(
                    &call.method,
                    format!(
                        "a `for` goes through the list itself: remove `.{}()`",
                        call.method
                    ),
                );
            }
            list => {
                let list = self.boxed(list, Place::Value);
                quote!(#over::List(#list))
            }
        };
        let pattern = self.pattern(&each.pat);
        let body = self.block(&each.body, Place::Value);
        quote!(#t::For { label: #label, pattern: #pattern, over: #over, body: #body })
    }

    pub(super) fn while_true(&mut self, t: &TokenStream, each: &ExprWhile) -> TokenStream {
        let Some(most) = at_most(each) else {
            return self.refuse(
                each.while_token,
                "a `while` says after how many rounds it ends in any case: put `#[at_most(100)]` before it",
            );
        };
        let most = match most {
            Ok(most) => most,
            Err(mistake) => {
                self.mistakes.push(mistake);
                return TokenStream::new();
            }
        };
        let label = label(each.label.as_ref());
        let (condition, pattern) = match each.cond.as_ref() {
            Expr::Let(condition) => {
                let pattern = self.pattern(&condition.pat);
                (condition.expr.as_ref(), Some(pattern))
            }
            condition => (condition, None),
        };
        self.refuse_steps(
            condition,
            "a condition that each round computes: call it in the body",
        );
        let condition = self.boxed(condition, Place::Value);
        let pattern = option(pattern);
        let body = self.block(&each.body, Place::Value);
        quote! {
            #t::While {
                label: #label,
                at_most: { let rounds: u32 = #most; rounds },
                condition: #condition,
                pattern: #pattern,
                body: #body,
            }
        }
    }

    /// Says so if a step is called where it may be skipped, or called again.
    pub(super) fn refuse_steps(&mut self, within: &Expr, place: &str) {
        if let Some(step) = first_await(within) {
            self.refuse(step, format!("a step in {place}"));
        }
    }

    pub(super) fn break_out(&mut self, t: &TokenStream, exit: &ExprBreak) -> TokenStream {
        if let Some(value) = &exit.expr {
            return self.refuse(value, "a `break` carries no value: set a `let mut` before it");
        }
        let label = lifetime(exit.label.as_ref());
        quote!(#t::Break(#label))
    }

    /// `sleep(Duration::from_secs(…)).await`
    pub(super) fn pause(&mut self, t: &TokenStream, call: &ExprCall) -> TokenStream {
        match Pause::read(call) {
            Ok(pause) => {
                let time = self.boxed(pause.time, Place::Value);
                let unit = pause.unit;
                quote! {
                    #t::Sleep { time: #time, unit: ::ferrovia::model::workflow::transcript::Unit::#unit }
                }
            }
            Err(mistake) => {
                self.mistakes.push(mistake);
                TokenStream::new()
            }
        }
    }

    /// `map!(…)`, before its `?`.
    pub(super) fn iterations(&mut self, t: &TokenStream, map: &Macro) -> TokenStream {
        let Iterations {
            list,
            limit,
            pattern,
            answer,
            body,
        } = match Iterations::read(map) {
            Ok(iterations) => iterations,
            Err(mistake) => {
                self.mistakes.push(mistake);
                return TokenStream::new();
            }
        };
        let list = self.boxed(&list, Place::Value);
        let outside = (
            std::mem::replace(&mut self.in_map, true),
            std::mem::take(&mut self.inside),
        );
        let pattern = self.pattern(&pattern);
        let body = self.block(&body, Place::Answer);
        (self.in_map, self.inside) = outside;
        let answer = option(answer.map(|result| {
            quote_spanned! {result.span()=>
                <<#result as ::ferrovia::__private::Outcome>::Ok as ::ferrovia::Shape>::shape(shapes)
            }
        }));
        let limit = quote_spanned!(limit.span()=> { let limit: u32 = #limit; limit });
        quote!(#t::Map { list: #list, limit: #limit, pattern: #pattern, ty: #answer, body: #body })
    }
}

/// `sleep(Duration::from_secs(time))`, taken apart.
pub(super) struct Pause<'a> {
    /// `Duration::from_secs`
    pub(super) constructor: &'a Path,
    pub(super) time: &'a Expr,
    /// A `Unit`.
    unit: TokenStream,
}

impl<'a> Pause<'a> {
    pub(super) fn read(call: &'a ExprCall) -> syn::Result<Self> {
        let written = "a pause says how long it is: `sleep(Duration::from_secs(30)).await`";
        let (Some(Expr::Call(duration)), 1) = (call.args.first(), call.args.len()) else {
            return Err(syn::Error::new_spanned(&call.args, written));
        };
        let (Expr::Path(path), Some(time), 1) =
            (duration.func.as_ref(), duration.args.first(), duration.args.len())
        else {
            return Err(syn::Error::new_spanned(duration, written));
        };
        let constructor = &path.path;
        let unit = match super::path::last(constructor).as_str() {
            "from_secs" => quote!(Seconds),
            "from_mins" => quote!(Minutes),
            "from_hours" => quote!(Hours),
            "from_days" | "from_weeks" => {
                return Err(syn::Error::new_spanned(
                    constructor,
                    "a longer pause is counted in hours: `Duration::from_hours(24)`",
                ));
            }
            _ => {
                return Err(syn::Error::new_spanned(
                    constructor,
                    "a machine waits whole seconds: `Duration::from_secs(1)`",
                ));
            }
        };
        Ok(Self {
            constructor,
            time,
            unit,
        })
    }
}

/// The most rounds of a `while`, if it says.
pub(super) fn at_most(each: &ExprWhile) -> Option<syn::Result<Expr>> {
    let attribute = each.attrs.iter().find(|found| found.path().is_ident("at_most"))?;
    Some(attribute.parse_args::<Expr>().and_then(|most| match &most {
        Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) | Expr::Path(_) => Ok(most),
        other => Err(syn::Error::new_spanned(
            other,
            "the most rounds are a number or a constant: `#[at_most(100)]`",
        )),
    }))
}

/// The name that an assignment sets.
pub(super) fn assigned(left: &Expr) -> Option<&syn::Ident> {
    match left {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Paren(inner) => assigned(&inner.expr),
        _ => None,
    }
}

pub(super) fn unwrapped(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => unwrapped(&inner.expr),
        Expr::Group(inner) => unwrapped(&inner.expr),
        other => other,
    }
}

fn is_iteration(method: &str) -> bool {
    matches!(method, "iter" | "into_iter" | "iter_mut" | "drain")
}

fn label(label: Option<&Label>) -> TokenStream {
    lifetime(label.map(|label| &label.name))
}

pub(super) fn lifetime(label: Option<&Lifetime>) -> TokenStream {
    option(label.map(|label| text(&label.ident.to_string())))
}

/// The first step that is called in an expression.
fn first_await(expression: &Expr) -> Option<Expr> {
    #[derive(Default)]
    struct First(Option<Expr>);
    impl<'ast> Visit<'ast> for First {
        fn visit_expr_await(&mut self, step: &'ast ExprAwait) {
            self.0.get_or_insert_with(|| Expr::Await(step.clone()));
        }

        fn visit_expr_macro(&mut self, call: &'ast syn::ExprMacro) {
            if call.mac.path.is_ident("join") || call.mac.path.is_ident("map") {
                self.0.get_or_insert_with(|| Expr::Macro(call.clone()));
            } else {
                visit::visit_expr_macro(self, call);
            }
        }
    }
    let mut first = First::default();
    first.visit_expr(expression);
    first.0
}

/// What no loop's condition can be.
pub(super) fn endless() -> String {
    format!("a `loop` may never end: write `#[at_most(100)] while true {{ … }}`, or {INTO_A_STEP}")
}
