//! Loops, pauses and iterations in, what runs them out.

use super::super::free;
use super::super::map::Iterations;
use super::super::repeat::{Pause, at_most, unwrapped};
use super::{block, operand, steps, value};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprForLoop, ExprMacro, ExprWhile, RangeLimits, parse_quote_spanned};

/// `for pattern in over { body }`
pub(super) fn for_each(each: &mut ExprForLoop) {
    block(&mut each.body);
    let span = each.expr.span();
    if let Expr::Range(range) = unwrapped(&each.expr)
        && let (Some(start), Some(end)) = (&range.start, &range.end)
    {
        let (mut start, mut end) = (start.as_ref().clone(), end.as_ref().clone());
        value(&mut start);
        value(&mut end);
        let name = match range.limits {
            RangeLimits::HalfOpen(_) => quote_spanned!(span=> range),
            RangeLimits::Closed(_) => quote_spanned!(span=> range_inclusive),
        };
        *each.expr = parse_quote_spanned!(span=> ::ferrovia::__private::workflow::#name(#start, #end));
        return;
    }
    let mut list = each.expr.as_ref().clone();
    value(&mut list);
    *each.expr = parse_quote_spanned!(span=> ::ferrovia::__private::workflow::items(#list));
}

/// `#[at_most(n)] while condition { body }`: rounds that are counted.
pub(super) fn while_true(each: &ExprWhile) -> Option<Expr> {
    let most = at_most(each)?.ok()?;
    let span = each.while_token.span;
    let (label, mut condition, mut body) = (&each.label, each.cond.as_ref().clone(), each.body.clone());
    match &mut condition {
        Expr::Let(condition) => value(&mut condition.expr),
        condition => operand(condition),
    }
    block(&mut body);
    let rounds = quote_spanned!(most.span()=> 0_u32..#most);
    Some(parse_quote_spanned! {span=>
        #label for _ in #rounds { if #condition #body else { break; } }
    })
}

/// `sleep(Duration::from_secs(time))`, before its `.await`.
pub(super) fn pause(call: &ExprCall) -> Option<Expr> {
    let Pause {
        constructor, time, ..
    } = Pause::read(call).ok()?;
    let (steps, mut time) = (steps(), time.clone());
    value(&mut time);
    let time = quote_spanned!(time.span()=> ::core::convert::From::<u32>::from(#time));
    Some(parse_quote_spanned! {call.span()=>
        ::ferrovia::__private::workflow::sleep(#steps, #constructor(#time)).await
    })
}

/// `map!(list, limit = n, async |item| { … })`, before the `?` at `span`.
pub(super) fn iterations(map: &ExprMacro, span: Span) -> Option<Expr> {
    let Iterations {
        mut list,
        limit,
        pattern,
        answer,
        mut body,
    } = Iterations::read(&map.mac).ok()?;
    // An iteration has copies of its own, of whatever it reads: many run at a time.
    let outside: Vec<TokenStream> = free::names(&pattern, &body)
        .into_iter()
        .map(|name| quote_spanned!(name.span()=> let #name = ::core::clone::Clone::clone(&#name);))
        .collect();
    value(&mut list);
    block(&mut body);
    let body = match answer {
        None => quote_spanned!(body.brace_token.span.join()=> async move #body),
        Some(answer) => quote_spanned! {answer.span()=>
            async move {
                let answer: #answer = async #body.await;
                answer
            }
        },
    };
    Some(parse_quote_spanned! {span=>
        match ::ferrovia::__private::workflow::map(#list, #limit, |#pattern| { #(#outside)* #body }).await {
            ::core::result::Result::Ok(answers) => answers,
            ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
        }
    })
}
