//! What is computed in, calls of the functions that end the workflow where its machine would end out.

use super::super::path::Named;
use super::super::text::{Piece, pieces};
use super::{cloned, operand, value};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprCast, ExprMethodCall, Macro, parse_quote_spanned};

/// The function that an operator becomes.
fn function(op: &BinOp) -> Option<Ident> {
    let name = match op {
        BinOp::Add(_) | BinOp::AddAssign(_) => "add",
        BinOp::Sub(_) | BinOp::SubAssign(_) => "subtract",
        BinOp::Mul(_) | BinOp::MulAssign(_) => "multiply",
        _ => return None,
    };
    Some(Ident::new(name, op.span()))
}

/// `left + right`; `None` if that is no arithmetic.
pub(super) fn arithmetic(op: &BinOp, left: &Expr, right: &Expr) -> Option<Expr> {
    let name = function(op)?;
    let (mut left, mut right) = (left.clone(), right.clone());
    value(&mut left);
    value(&mut right);
    Some(parse_quote_spanned!(op.span()=> ::ferrovia::__private::workflow::#name(#left, #right)))
}

pub(super) fn negated(value: &Expr, span: Span) -> Expr {
    let mut inner = value.clone();
    super::value(&mut inner);
    parse_quote_spanned!(span=> ::ferrovia::__private::workflow::negate(#inner))
}

/// `value as ty`
pub(super) fn cast(cast: &ExprCast) -> Expr {
    let (mut inner, ty) = (cast.expr.as_ref().clone(), &cast.ty);
    value(&mut inner);
    parse_quote_spanned!(cast.as_token.span=> ::ferrovia::__private::workflow::widened::<#ty, _>(#inner))
}

/// `list.len()`, `value.is_empty()`, `list.contains(&item)`
pub(super) fn look(call: &ExprMethodCall) -> Option<Expr> {
    let mut receiver = call.receiver.as_ref().clone();
    let span = call.method.span();
    let name = Ident::new(&call.method.to_string(), span);
    let mut arguments = call.args.iter();
    let looked = match (name.to_string().as_str(), arguments.next(), arguments.next()) {
        ("len" | "is_empty", None, None) => {
            operand(&mut receiver);
            let borrowed = borrowed(&receiver);
            parse_quote_spanned!(span=> ::ferrovia::__private::workflow::#name(#borrowed))
        }
        ("contains", Some(item), None) => {
            operand(&mut receiver);
            let borrowed = borrowed(&receiver);
            let mut item = item.clone();
            match &mut item {
                Expr::Reference(reference) => inside_reference(&mut reference.expr),
                Expr::Lit(_) => {
                    value(&mut item);
                    item = parse_quote_spanned!(item.span()=> &#item);
                }
                other => value(other),
            }
            parse_quote_spanned!(span=> ::ferrovia::__private::workflow::contains(#borrowed, #item))
        }
        _ => return None,
    };
    Some(looked)
}

/// A place is borrowed as it is; anything else is made first.
fn inside_reference(item: &mut Expr) {
    match item {
        Expr::Path(path) if matches!(Named::of_value(&path.path), Named::Variable(_)) => {}
        Expr::Field(_) => operand(item),
        other => value(other),
    }
}

fn borrowed(place: &Expr) -> TokenStream {
    quote_spanned!(place.span()=> &#place)
}

/// `format!("…")`
pub(super) fn format(format: &Macro) -> Option<Expr> {
    let pieces = pieces(format).ok()?;
    let span = format.path.span();
    let pieces: Vec<TokenStream> = pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text, span) => quote_spanned!(span=> ::std::string::String::from(#text)),
            Piece::Value(mut piece) => {
                value(&mut piece);
                let span = piece.span();
                quote_spanned!(span=> ::ferrovia::__private::workflow::text(&#piece))
            }
        })
        .collect();
    Some(parse_quote_spanned!(span=> {
        let pieces: [::std::string::String; _] = [#(#pieces),*];
        pieces.concat()
    }))
}

/// `name += value`
pub(super) fn add_to(op: &BinOp, left: &Expr, right: &Expr) -> Option<Expr> {
    let name = function(op)?;
    let mut before = left.clone();
    cloned(&mut before);
    let mut right = right.clone();
    value(&mut right);
    let left = left.to_token_stream();
    Some(parse_quote_spanned!(op.span()=>
        #left = ::ferrovia::__private::workflow::#name(#before, #right)
    ))
}
