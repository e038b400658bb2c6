//! A body in, the same body with its steps run through `Steps` out: the copy that rustc checks and tests run.
//!
//! It changes the author's tokens in place, so that every error that rustc finds points at what was written.

mod compute;
mod repeat;

use super::compute::compound;
use super::path::{self, Named};
use super::transcribe::{called_step, callee, paused, step_of};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Block, Expr, ExprCall, ExprLit, ExprMacro, Lit, Pat, Stmt, Token, UnOp, parse_quote_spanned, token,
};

/// The name of the port in the plain copy, spelled where the macro is called so that traits blame the author's
/// tokens, not the attribute.
pub(super) fn steps() -> Ident {
    Ident::new("__ferrovia_steps", Span::call_site())
}

pub(super) fn block(block: &mut Block) {
    for statement in &mut block.stmts {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    value(&mut init.expr);
                    if let Some((_, otherwise)) = &mut init.diverge {
                        value(otherwise);
                    }
                }
            }
            Stmt::Expr(expression, _) => value(expression),
            Stmt::Item(_) | Stmt::Macro(_) => {}
        }
    }
}

/// An expression whose value is used: a place is cloned, so that names may be read again, as variables may be.
pub(super) fn value(expression: &mut Expr) {
    match expression {
        Expr::Path(path) if path.qself.is_none() => match Named::of_value(&path.path) {
            Named::Variable(_) => cloned(expression),
            Named::Constant => {
                let path = &path.path;
                *expression =
                    parse_quote_spanned!(path.span()=> ::ferrovia::__private::workflow::owned(&#path));
            }
            Named::Type | Named::Variant(..) | Named::Function | Named::AssociatedFunction => {}
        },
        Expr::Field(_) => {
            operand(expression);
            cloned(expression);
        }
        Expr::Lit(ExprLit {
            lit: Lit::Str(string),
            ..
        }) => {
            *expression = parse_quote_spanned!(string.span()=> ::std::string::String::from(#string));
        }
        other => inside(other),
    }
}

/// An operand of a comparison: a place is only looked at.
fn operand(expression: &mut Expr) {
    match expression {
        Expr::Path(path) if matches!(Named::of_value(&path.path), Named::Variable(_)) => {}
        Expr::Field(field) => operand(&mut field.base),
        Expr::Paren(inner) => operand(&mut inner.expr),
        other => value(other),
    }
}

fn inside(expression: &mut Expr) {
    match expression {
        Expr::Paren(inner) => value(&mut inner.expr),
        Expr::Group(inner) => value(&mut inner.expr),
        Expr::Struct(structure) => {
            for field in &mut structure.fields {
                if field.colon_token.is_none() {
                    field.colon_token = Some(Token![:](field.expr.span()));
                }
                value(&mut field.expr);
            }
        }
        Expr::Call(call) => arguments(call),
        Expr::MethodCall(call) if let Some(looked) = compute::look(call) => *expression = looked,
        Expr::MethodCall(call) => {
            let literal = matches!(call.receiver.as_ref(), Expr::Lit(_));
            if !literal {
                operand(&mut call.receiver);
            }
        }
        Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(value),
        Expr::Macro(format) if format.mac.path.is_ident("format") => {
            if let Some(formatted) = compute::format(&format.mac) {
                *expression = formatted;
            }
        }
        Expr::Macro(list) => list_items(list),
        Expr::Await(pause) if let Some(call) = paused(&pause.base) => {
            if let Some(pause) = repeat::pause(call) {
                *expression = pause;
            }
        }
        Expr::Await(_) => {
            if let Some(dispatched) = dispatched(expression) {
                *expression = dispatched;
            }
        }
        Expr::Try(attempt) => {
            let span = attempt.question_token.span;
            *expression = match (dispatched(&attempt.expr), attempt.expr.as_ref()) {
                (Some(step), _) => parse_quote_spanned! {span=>
                    match #step {
                        ::core::result::Result::Ok(value) => value,
                        ::core::result::Result::Err(error) => {
                            return ::core::result::Result::Err(::ferrovia::Absorb::absorb(error))
                        }
                    }
                },
                (None, Expr::Macro(map)) if map.mac.path.is_ident("map") => {
                    match repeat::iterations(map, span) {
                        Some(iterations) => iterations,
                        None => return,
                    }
                }
                (None, Expr::Macro(join)) => joined(join, span),
                (None, _) => return,
            };
        }
        Expr::If(branch) => {
            match branch.cond.as_mut() {
                Expr::Let(condition) => value(&mut condition.expr),
                condition => operand(condition),
            }
            block(&mut branch.then_branch);
            if let Some((_, otherwise)) = &mut branch.else_branch {
                value(otherwise);
            }
        }
        Expr::Match(choice) => {
            value(&mut choice.expr);
            for arm in &mut choice.arms {
                if let Pat::Guard(guarded) = &mut arm.pat {
                    operand(&mut guarded.guard);
                }
                value(&mut arm.body);
            }
        }
        Expr::Block(inner) => block(&mut inner.block),
        Expr::Unary(unary) => match (unary.op, unary.expr.as_ref()) {
            (UnOp::Neg(minus), inner) if !matches!(inner, Expr::Lit(_)) => {
                *expression = compute::negated(inner, minus.span);
            }
            (_, _) => operand(&mut unary.expr),
        },
        Expr::Binary(binary) => {
            let calculated = compute::add_to(&binary.op, &binary.left, &binary.right)
                .filter(|_| compound(&binary.op))
                .or_else(|| compute::arithmetic(&binary.op, &binary.left, &binary.right));
            match calculated {
                Some(calculated) => *expression = calculated,
                None => {
                    operand(&mut binary.left);
                    operand(&mut binary.right);
                }
            }
        }
        Expr::Assign(assign) => value(&mut assign.right),
        Expr::Cast(cast) => *expression = compute::cast(cast),
        Expr::ForLoop(each) => repeat::for_each(each),
        Expr::While(each) => {
            if let Some(rounds) = repeat::while_true(each) {
                *expression = rounds;
            }
        }
        Expr::Return(exit) => {
            if let Some(result) = &mut exit.expr {
                value(result);
            }
        }
        _ => {}
    }
}

fn arguments(call: &mut ExprCall) {
    if callee(call).is_some_and(|path| path::is(path, "Err"))
        && let Some(error) = call.args.first_mut()
        && let Some(converted) = absorbed(error)
    {
        // The conversion is the workflow's own: a `From` of the author's would not be in the machine.
        let mut inner = converted.clone();
        if !matches!(&inner, Expr::Path(path) if matches!(Named::of_value(&path.path), Named::Variable(_))) {
            value(&mut inner);
        }
        let span = match &*error {
            Expr::MethodCall(call) => call.method.span(),
            other => other.span(),
        };
        *error = parse_quote_spanned!(span=> ::ferrovia::Absorb::absorb(#inner));
        return;
    }
    let literal = callee(call).is_some_and(|path| path::text(path) == "String::from");
    if !literal {
        call.args.iter_mut().for_each(value);
    }
}

/// What `….into()` converts.
pub(super) fn absorbed(error: &Expr) -> Option<&Expr> {
    match error {
        Expr::MethodCall(call) if call.method == "into" && call.args.is_empty() => {
            // A string's `into` makes a `String`.
            (!matches!(call.receiver.as_ref(), Expr::Lit(_))).then_some(call.receiver.as_ref())
        }
        _ => None,
    }
}

/// `step(input).await`, through the port.
fn dispatched(expression: &Expr) -> Option<Expr> {
    let call = step_of(expression)?;
    let running = running(call);
    // One span, so that what is no step is said once.
    Some(parse_quote_spanned!(call.span()=> #running.await))
}

/// `step(input)`, through the port.
fn running(call: &ExprCall) -> TokenStream {
    let Some(path) = callee(call) else {
        return TokenStream::new();
    };
    let steps = steps();
    let input = match call.args.first() {
        Some(input) => {
            let mut input = input.clone();
            value(&mut input);
            input
        }
        None => parse_quote_spanned!(call.paren_token.span.join()=> ()),
    };
    let function = quote_spanned!(path.span()=> ::ferrovia::__private::workflow::dispatch::<#path, _>);
    quote_spanned!(path.span()=> #function(#steps, #input))
}

/// `join!(one(a), two(b))`, before the `?` at `span`.
fn joined(join: &ExprMacro, span: Span) -> Expr {
    let steps = join
        .mac
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .unwrap_or_default();
    let steps: Vec<TokenStream> = steps
        .iter()
        .filter_map(called_step)
        .map(|call| {
            let step = running(call);
            quote_spanned!(call.span()=> ::ferrovia::__private::workflow::absorbing(#step))
        })
        .collect();
    let name = Ident::new(&format!("join_{}", steps.len()), span);
    parse_quote_spanned! {span=>
        match ::ferrovia::__private::workflow::#name(#(#steps),*).await {
            ::core::result::Result::Ok(values) => values,
            ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
        }
    }
}

fn cloned(expression: &mut Expr) {
    // The last token's, so that whoever blames the call blames all of what the author wrote.
    let span = match &*expression {
        Expr::Field(field) => field.member.span(),
        other => other.span(),
    };
    let receiver = expression.clone();
    *expression = Expr::MethodCall(syn::ExprMethodCall {
        attrs: Vec::new(),
        receiver: Box::new(receiver),
        dot_token: Token![.](span),
        method: Ident::new("clone", span),
        turbofish: None,
        paren_token: token::Paren(span),
        args: Punctuated::new(),
    });
}

fn list_items(list: &mut ExprMacro) {
    if !list.mac.path.is_ident("vec") {
        return;
    }
    if let Ok(mut items) = list
        .mac
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
    {
        items.iter_mut().for_each(value);
        list.mac.tokens = quote::quote!(#items);
    }
}
