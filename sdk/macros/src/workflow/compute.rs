//! What is computed in, the tokens that write it down out: integers, lists, text.

use super::path;
use super::text::{Piece, pieces};
use super::transcribe::{INTO_A_STEP, Place, Transcriber, integer_shape, line};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprCast, ExprLit, ExprMethodCall, Ident, Lit, LitInt, Macro, Pat, Type, UnOp};

impl Transcriber {
    /// `left + right`
    pub(super) fn arithmetic(
        &mut self,
        t: &TokenStream,
        op: &BinOp,
        (left, right): (&Expr, &Expr),
    ) -> Option<TokenStream> {
        let operator = operator(op)?;
        if self.is_untyped(left) && self.is_untyped(right) {
            return Some(self.refuse(
                op,
                "nothing here says of what type these integers are: write it where they are bound, `let mut count: u32 = 0;`",
            ));
        }
        let (left, right) = (self.boxed(left, Place::Value), self.boxed(right, Place::Value));
        Some(quote! {
            #t::Arithmetic {
                operator: ::ferrovia::model::workflow::Operator::#operator,
                left: #left,
                right: #right,
            }
        })
    }

    /// What an operator that is none of a workflow's is refused with.
    pub(super) fn no_operator(&mut self, op: &BinOp) -> TokenStream {
        match op {
            BinOp::Div(_) | BinOp::Rem(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_) => {
                self.refuse(op, format!("a workflow does not divide: {INTO_A_STEP}"))
            }
            _ => {
                let sign = op.to_token_stream();
                self.refuse(op, format!("`{sign}` cannot become a state: {INTO_A_STEP}"))
            }
        }
    }

    pub(super) fn negate(&mut self, t: &TokenStream, value: &Expr) -> TokenStream {
        let value = self.boxed(value, Place::Value);
        quote!(#t::Negate(#value))
    }

    /// `value as ty`
    pub(super) fn cast(&mut self, t: &TokenStream, cast: &ExprCast) -> TokenStream {
        let shape = match cast.ty.as_ref() {
            Type::Path(ty) if ty.qself.is_none() => ty.path.get_ident().and_then(integer_shape),
            _ => None,
        };
        let Some(shape) = shape else {
            return self.refuse(
                cast.as_token,
                format!("a workflow turns integers of at most 32 bits into wider ones: {INTO_A_STEP}"),
            );
        };
        let value = self.boxed(&cast.expr, Place::Value);
        quote!(#t::Cast { value: #value, ty: #shape })
    }

    /// `format!("…")`
    pub(super) fn format(&mut self, t: &TokenStream, format: &Macro) -> TokenStream {
        let pieces = match pieces(format) {
            Ok(pieces) => pieces,
            Err(mistake) => {
                self.mistakes.push(mistake);
                return TokenStream::new();
            }
        };
        let pieces: Vec<_> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Value(value) => self.expression(value, Place::Value),
                Piece::Text(text, span) => {
                    let line = line(*span);
                    quote! {
                        ::ferrovia::model::workflow::transcript::Expression {
                            line: #line,
                            term: #t::Literal(::ferrovia::__private::serde_json::Value::from(#text)),
                        }
                    }
                }
            })
            .collect();
        quote!(#t::Format(::std::vec![#(#pieces),*]))
    }

    /// `len`, `is_empty` and `contains`.
    pub(super) fn look(&mut self, t: &TokenStream, call: &ExprMethodCall) -> Option<TokenStream> {
        let mut arguments = call.args.iter();
        match (
            call.method.to_string().as_str(),
            arguments.next(),
            arguments.next(),
        ) {
            ("len", None, None) => {
                let list = self.boxed(&call.receiver, Place::Value);
                Some(quote!(#t::Count(#list)))
            }
            ("is_empty", None, None) => {
                let value = self.boxed(&call.receiver, Place::Value);
                Some(quote!(#t::IsEmpty(#value)))
            }
            ("contains", Some(item), None) => {
                let item = match item {
                    Expr::Reference(borrowed) if borrowed.mutability.is_none() => borrowed.expr.as_ref(),
                    other => other,
                };
                let list = self.boxed(&call.receiver, Place::Value);
                let item = self.boxed(item, Place::Value);
                Some(quote!(#t::Contains { list: #list, item: #item }))
            }
            _ => None,
        }
    }

    /// An integer whose suffix says its type.
    pub(super) fn suffixed(&mut self, t: &TokenStream, literal: &LitInt) -> Option<TokenStream> {
        let suffix = literal.suffix();
        if suffix.is_empty() {
            return None;
        }
        let suffix = Ident::new(suffix, literal.span());
        let shape = integer_shape(&suffix)
            .unwrap_or_else(|| quote_spanned!(suffix.span()=> <#suffix as ::ferrovia::Shape>::shape(shapes)));
        let value = self.literal(&Lit::Int(literal.clone()), false);
        Some(quote!({
            let (ty, value) = (#shape, #value);
            #t::Constant { ty, value }
        }))
    }

    /// Notes whether an integer's type is only rustc's to know.
    pub(super) fn note_type(&mut self, name: &Ident, untyped: bool) {
        let name = name.to_string();
        if untyped {
            self.untyped.insert(name);
        } else {
            self.untyped.remove(&name);
        }
    }

    /// The same, of what a `let` binds.
    pub(super) fn note_let(&mut self, pattern: &Pat, value: &Expr) {
        match pattern {
            Pat::Ident(name) => {
                let untyped = self.is_untyped(value);
                self.note_type(&name.ident, untyped);
            }
            Pat::Type(typed) => {
                if let Pat::Ident(name) = typed.pat.as_ref() {
                    self.note_type(&name.ident, false);
                }
            }
            _ => {}
        }
    }

    /// Whether an integer's type is only rustc's to know.
    pub(super) fn is_untyped(&self, value: &Expr) -> bool {
        match value {
            Expr::Lit(ExprLit {
                lit: Lit::Int(literal),
                ..
            }) => literal.suffix().is_empty(),
            Expr::Paren(inner) => self.is_untyped(&inner.expr),
            Expr::Group(inner) => self.is_untyped(&inner.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => self.is_untyped(&unary.expr),
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.untyped.contains(&name.to_string())),
            _ => false,
        }
    }
}

/// An `Operator`.
fn operator(op: &BinOp) -> Option<TokenStream> {
    match op {
        BinOp::Add(_) | BinOp::AddAssign(_) => Some(quote!(Add)),
        BinOp::Sub(_) | BinOp::SubAssign(_) => Some(quote!(Subtract)),
        BinOp::Mul(_) | BinOp::MulAssign(_) => Some(quote!(Multiply)),
        _ => None,
    }
}

/// What `name += value` is short for.
pub(super) fn compound(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

impl Transcriber {
    /// `name += value`
    pub(super) fn add_to(&mut self, t: &TokenStream, left: &Expr, op: &BinOp, right: &Expr) -> TokenStream {
        let line = line(left.span());
        match self.arithmetic(t, op, (left, right)) {
            Some(value) => {
                let value = quote! {
                    ::ferrovia::model::workflow::transcript::Expression { line: #line, term: #value }
                };
                self.assign(left, value)
            }
            None => self.no_operator(op),
        }
    }

    /// An error whose data the machine computes.
    pub(super) fn failing(&mut self, error: &Expr) -> Option<TokenStream> {
        let mut known = Vec::new();
        let mut data = Vec::new();
        let owner = self.variants(error, "", &mut known, &mut data)?;
        let f = quote!(::ferrovia::model::workflow::transcript::Failure);
        let failing = quote_spanned!(owner.span()=> ::ferrovia::__private::workflow::failing::<#owner>);
        let mut chosen = data.pop()?;
        for (number, data) in data.into_iter().enumerate().rev() {
            chosen = quote!(if number == #number { #data } else { #chosen });
        }
        Some(quote!({
            let (number, name, message, ty) = #failing(shapes, &[#(#known),*]);
            let _ = number;
            #f::Computed { name, message, ty, data: #chosen }
        }))
    }

    /// The variant that is built, and whatever variant it may absorb: their paths, and what each carries.
    fn variants(
        &mut self,
        error: &Expr,
        outer: &str,
        known: &mut Vec<String>,
        data: &mut Vec<TokenStream>,
    ) -> Option<syn::Path> {
        let d = quote!(::ferrovia::model::workflow::transcript::Data);
        let (path, inner) = match error {
            Expr::Paren(inner) => return self.variants(&inner.expr, outer, known, data),
            Expr::Path(path) => (&path.path, None),
            Expr::Call(call) => {
                let path = super::transcribe::callee(call)?;
                (path, call.args.first().filter(|_| call.args.len() == 1))
            }
            Expr::Struct(structure) if structure.rest.is_none() => (&structure.path, None),
            _ => return None,
        };
        let path::Named::Variant(owner, variant) = path::Named::of_value(path) else {
            return None;
        };
        let path = format!("{outer}{variant}");
        let carried = match error {
            Expr::Call(call) => {
                let values = self.expressions(&call.args);
                quote!(#d::Unnamed(#values))
            }
            Expr::Struct(structure) => {
                let fields: Vec<_> = structure
                    .fields
                    .iter()
                    .map(|field| self.field_value(field))
                    .collect();
                quote!(#d::Named(::std::vec![#(#fields),*]))
            }
            _ => quote!(#d::Unit),
        };
        known.push(path.clone());
        data.push(carried);
        if let Some(inner) = inner {
            // What is no variant is data.
            let _ = self.variants(inner, &format!("{path}."), known, data);
        }
        Some(owner)
    }
}
