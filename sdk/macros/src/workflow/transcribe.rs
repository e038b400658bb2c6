//! A body in, the tokens that write it down as a transcript out. What a state machine cannot do is a mistake, at
//! the place where it stands.

use super::compute::compound;
use super::path::{self, Named};
use super::pattern::{is_number, member};
use super::repeat::{endless, lifetime};
use crate::attributes::Mistakes;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    BinOp, Block, Expr, ExprCall, ExprMacro, ExprStruct, FieldValue, Lit, Local, Pat, Path, Stmt, Token,
    Type, UnOp,
};

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Its value is used.
    Value,
    /// It is the workflow's own result.
    Answer,
}

/// Writes a body down.
#[derive(Default)]
pub(super) struct Transcriber {
    pub(super) mistakes: Mistakes,
    /// Whether it is in the body of a `map!`.
    pub(super) in_map: bool,
    /// What has been bound there by `let mut`.
    pub(super) inside: Vec<String>,
    /// The integers whose type is only rustc's to know.
    pub(super) untyped: BTreeSet<String>,
}

pub(super) const INTO_A_STEP: &str = "put this computation into a step";

impl Transcriber {
    /// Notes a mistake, and stands in for what it made impossible.
    pub(super) fn refuse(&mut self, at: impl ToTokens, message: impl std::fmt::Display) -> TokenStream {
        self.mistakes.at(at, message);
        TokenStream::new()
    }

    pub(super) fn block(&mut self, block: &Block, place: Place) -> TokenStream {
        let (tail, statements) = match block.stmts.split_last() {
            Some((Stmt::Expr(tail, None), statements)) => (Some(tail), statements),
            Some(_) | None => (None, block.stmts.as_slice()),
        };
        let statements: Vec<_> = statements
            .iter()
            .map(|statement| self.statement(statement))
            .collect();
        let tail = option(tail.map(|tail| {
            let tail = self.expression(tail, place);
            quote!(::std::boxed::Box::new(#tail))
        }));
        quote! {
            ::ferrovia::model::workflow::transcript::Block { statements: ::std::vec![#(#statements),*], tail: #tail }
        }
    }

    fn statement(&mut self, statement: &Stmt) -> TokenStream {
        let s = quote!(::ferrovia::model::workflow::transcript::Statement);
        match statement {
            Stmt::Local(local) => self.local(&s, local),
            Stmt::Expr(Expr::Assign(assign), _) => {
                let value = self.expression(&assign.right, Place::Value);
                self.assign(&assign.left, value)
            }
            Stmt::Expr(Expr::Binary(binary), _) if compound(&binary.op) => {
                let t = quote!(::ferrovia::model::workflow::transcript::Term);
                self.add_to(&t, &binary.left, &binary.op, &binary.right)
            }
            Stmt::Expr(expression, _) => {
                let expression = self.expression(expression, Place::Value);
                quote!(#s::Expression(#expression))
            }
            Stmt::Item(item) => self.refuse(item, "declare it outside the workflow"),
            Stmt::Macro(statement) => {
                let expression = self.expression(
                    &Expr::Macro(ExprMacro {
                        attrs: Vec::new(),
                        mac: statement.mac.clone(),
                    }),
                    Place::Value,
                );
                quote!(#s::Expression(#expression))
            }
        }
    }

    fn local(&mut self, s: &TokenStream, local: &Local) -> TokenStream {
        let Some(init) = &local.init else {
            return self.refuse(
                local,
                "a name gets its value where it is bound: write `let … = …;`",
            );
        };
        self.note_let(&local.pat, &init.expr);
        if let Some(variable) = self.variable(s, local, &init.expr) {
            return variable;
        }
        let line = line(local.let_token.span());
        let ty = match &local.pat {
            Pat::Type(typed) => shape_of(&typed.ty),
            _ => None,
        };
        let ty = option(ty);
        let pattern = self.pattern(&local.pat);
        let value = self.expression(&init.expr, Place::Value);
        let otherwise = match &init.diverge {
            Some((_, diverge)) => match diverge.as_ref() {
                Expr::Block(block) => {
                    let block = self.block(&block.block, Place::Value);
                    Some(block)
                }
                other => Some(self.refuse(other, "a block belongs here")),
            },
            None => None,
        };
        let otherwise = option(otherwise);
        quote!(#s::Let { line: #line, pattern: #pattern, ty: #ty, value: #value, otherwise: #otherwise })
    }

    /// An expression and its line.
    pub(super) fn expression(&mut self, expression: &Expr, place: Place) -> TokenStream {
        let line = line(expression.span());
        let term = self.term(expression, place);
        quote!(::ferrovia::model::workflow::transcript::Expression { line: #line, term: #term })
    }

    pub(super) fn boxed(&mut self, expression: &Expr, place: Place) -> TokenStream {
        let expression = self.expression(expression, place);
        quote!(::std::boxed::Box::new(#expression))
    }

    pub(super) fn term(&mut self, expression: &Expr, place: Place) -> TokenStream {
        let t = quote!(::ferrovia::model::workflow::transcript::Term);
        match expression {
            Expr::Paren(inner) => self.term(&inner.expr, place),
            Expr::Group(inner) => self.term(&inner.expr, place),
            Expr::Lit(literal) => {
                if let Lit::Int(number) = &literal.lit
                    && let Some(typed) = self.suffixed(&t, number)
                {
                    return typed;
                }
                let value = self.literal(&literal.lit, false);
                quote!(#t::Literal(#value))
            }
            Expr::Path(path) if path.qself.is_none() => self.path(&t, &path.path),
            Expr::Field(field) => {
                let (of, name) = (
                    self.boxed(&field.base, Place::Value),
                    text(&member(&field.member)),
                );
                quote!(#t::Field { of: #of, name: #name })
            }
            Expr::Struct(structure) => self.structure(&t, structure),
            Expr::Call(call) => self.call(&t, call, place),
            Expr::MethodCall(call) => self.method(&t, call),
            Expr::Tuple(tuple) => {
                let items = self.expressions(&tuple.elems);
                quote!(#t::Tuple(#items))
            }
            Expr::Array(array) => self.refuse(array, "a list is a `Vec`: write `vec![…]`"),
            Expr::Macro(list) if list.mac.path.is_ident("vec") => {
                let parsed = list
                    .mac
                    .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
                match parsed {
                    Ok(items) => {
                        let items = self.expressions(&items);
                        quote!(#t::List(#items))
                    }
                    Err(_) => self.refuse(list, "a list names each of its items: `vec![a, b]`"),
                }
            }
            Expr::Macro(join) if join.mac.path.is_ident("join") => {
                self.refuse(join, "`join!(…)` fails as its steps do: add `?`")
            }
            Expr::Macro(map) if map.mac.path.is_ident("map") => {
                self.refuse(map, "`map!(…)` fails as its iterations do: add `?`")
            }
            Expr::Macro(format) if format.mac.path.is_ident("format") => self.format(&t, &format.mac),
            Expr::Await(pause) if paused(&pause.base).is_some() => match paused(&pause.base) {
                Some(call) => self.pause(&t, call),
                None => TokenStream::new(),
            },
            Expr::Await(step) => match (step_of(expression), place) {
                (Some(call), Place::Answer) => self.step(call),
                (Some(_), Place::Value) => self.refuse(
                    step,
                    "a step may fail: add `?`, or `match` on its result where it is called",
                ),
                (None, _) => self.refuse(&step.base, "only a step can be awaited: `step(input).await`"),
            },
            Expr::Try(attempt) => {
                let inner = self.attempted(&attempt.expr);
                quote!(#t::Try(#inner))
            }
            Expr::If(branch) => self.branch(&t, branch, place),
            Expr::Match(choice) => self.choice(&t, choice, place),
            Expr::Block(block) if block.label.is_none() => {
                let block = self.block(&block.block, place);
                quote!(#t::Block(#block))
            }
            Expr::Unary(unary) => match unary.op {
                UnOp::Not(_) => {
                    let inner = self.boxed(&unary.expr, Place::Value);
                    quote!(#t::Not(#inner))
                }
                UnOp::Neg(_) if is_number(&unary.expr) => match unary.expr.as_ref() {
                    Expr::Lit(literal) => {
                        let value = self.literal(&literal.lit, true);
                        quote!(#t::Literal(#value))
                    }
                    other => self.refuse(other, INTO_A_STEP),
                },
                UnOp::Neg(_) => self.negate(&t, &unary.expr),
                _ => self.refuse(unary, INTO_A_STEP),
            },
            Expr::Binary(binary) if compound(&binary.op) => self.as_block(&t, expression),
            Expr::Binary(binary) => self.binary(&t, &binary.left, &binary.op, &binary.right),
            Expr::Return(exit) => match &exit.expr {
                Some(result) => {
                    let result = self.boxed(result, Place::Answer);
                    quote!(#t::Return(#result))
                }
                None => self.refuse(exit, "a workflow answers a `Result`: `return Ok(…)`"),
            },
            Expr::Closure(closure) => self.refuse(
                closure.inputs_begin,
                format!("a closure cannot become a state: {INTO_A_STEP}"),
            ),
            Expr::While(each) => self.while_true(&t, each),
            Expr::ForLoop(each) => self.for_each(&t, each),
            Expr::Loop(each) => self.refuse(each.loop_token, endless()),
            Expr::Break(exit) => self.break_out(&t, exit),
            Expr::Continue(exit) => {
                let label = lifetime(exit.label.as_ref());
                quote!(#t::Continue(#label))
            }
            Expr::Cast(cast) => self.cast(&t, cast),
            Expr::Macro(call) => {
                let name = path::text(&call.mac.path);
                self.refuse(
                    &call.mac.path,
                    format!("`{name}!` cannot become a state: {INTO_A_STEP}"),
                )
            }
            Expr::Reference(borrow) => {
                self.refuse(borrow.and_token, "a workflow's values are owned: remove the `&`")
            }
            Expr::Assign(_) => self.as_block(&t, expression),
            Expr::Let(condition) => self.refuse(
                condition.let_token,
                "`let` stands alone in an `if`: nest the other condition",
            ),
            other => self.refuse(other, format!("this cannot become a state: {INTO_A_STEP}")),
        }
    }

    /// A statement where an expression stands: the arm of a `match`, say.
    fn as_block(&mut self, t: &TokenStream, statement: &Expr) -> TokenStream {
        let statement = self.statement(&Stmt::Expr(statement.clone(), None));
        quote! {
            #t::Block(::ferrovia::model::workflow::transcript::Block {
                statements: ::std::vec![#statement],
                tail: ::core::option::Option::None,
            })
        }
    }

    pub(super) fn expressions(&mut self, expressions: &Punctuated<Expr, Token![,]>) -> TokenStream {
        let items: Vec<_> = expressions
            .iter()
            .map(|item| self.expression(item, Place::Value))
            .collect();
        quote!(::std::vec![#(#items),*])
    }

    fn path(&mut self, t: &TokenStream, path: &Path) -> TokenStream {
        match Named::of_value(path) {
            Named::Variable(name) => {
                let name = text(&name);
                quote!(#t::Variable(#name))
            }
            Named::Constant => {
                let constant =
                    quote_spanned!(path.span()=> ::ferrovia::__private::workflow::constant(&#path, shapes));
                quote!({
                    let (ty, value) = #constant;
                    #t::Constant { ty, value }
                })
            }
            Named::Type if path::is(path, "None") => quote!(#t::Option(::core::option::Option::None)),
            Named::Type => {
                let name = path::last(path);
                self.refuse(path, format!("write what `{name}` belongs to: `Type::{name}`"))
            }
            Named::Variant(owner, variant) => variant_tokens(t, &owner, &variant, &quote!(Unit)),
            Named::Function | Named::AssociatedFunction => self.refuse(path, INTO_A_STEP),
        }
    }

    fn structure(&mut self, t: &TokenStream, structure: &ExprStruct) -> TokenStream {
        if let Some(rest) = &structure.dot2_token {
            self.refuse(rest, "each field is given its own value: `..` would hide which");
        }
        let fields: Vec<_> = structure
            .fields
            .iter()
            .map(|field| self.field_value(field))
            .collect();
        let fields = quote!(::std::vec![#(#fields),*]);
        match Named::of_callee(&structure.path) {
            Named::Variant(owner, variant) => variant_tokens(t, &owner, &variant, &quote!(Named(#fields))),
            Named::Type | Named::Constant => {
                let ty = shape(&structure.path);
                quote!(#t::Struct { ty: #ty, fields: #fields })
            }
            Named::Variable(_) | Named::Function | Named::AssociatedFunction => {
                self.refuse(&structure.path, "no type has this name")
            }
        }
    }

    pub(super) fn field_value(&mut self, field: &FieldValue) -> TokenStream {
        let (name, value) = (
            text(&member(&field.member)),
            self.expression(&field.expr, Place::Value),
        );
        quote!(::ferrovia::model::workflow::transcript::FieldValue { name: #name, value: #value })
    }

    fn binary(&mut self, t: &TokenStream, left: &Expr, op: &BinOp, right: &Expr) -> TokenStream {
        let comparison = match op {
            BinOp::Eq(_) => quote!(Equal),
            BinOp::Ne(_) => quote!(NotEqual),
            BinOp::Lt(_) => quote!(Less),
            BinOp::Le(_) => quote!(LessOrEqual),
            BinOp::Gt(_) => quote!(Greater),
            BinOp::Ge(_) => quote!(GreaterOrEqual),
            BinOp::And(_) | BinOp::Or(_) => {
                let name = if matches!(op, BinOp::And(_)) {
                    quote!(And)
                } else {
                    quote!(Or)
                };
                self.refuse_steps(
                    right,
                    "a condition that may be skipped: call it in a `let` before",
                );
                let (left, right) = (self.boxed(left, Place::Value), self.boxed(right, Place::Value));
                return quote!(#t::#name(#left, #right));
            }
            op => {
                return match self.arithmetic(t, op, (left, right)) {
                    Some(calculation) => calculation,
                    None => self.no_operator(op),
                };
            }
        };
        let (left, right) = (self.boxed(left, Place::Value), self.boxed(right, Place::Value));
        let comparison = quote!(::ferrovia::model::workflow::Comparison::#comparison);
        quote!(#t::Compare { operator: #comparison, left: #left, right: #right })
    }

    /// A literal's JSON.
    pub(super) fn literal(&mut self, literal: &Lit, negative: bool) -> TokenStream {
        let value = quote!(::ferrovia::__private::serde_json::Value);
        let parsed = match literal {
            Lit::Bool(bool) => return quote!(#value::Bool(#bool)),
            Lit::Str(string) => return quote!(#value::from(#string)),
            Lit::Int(int) => int.base10_parse::<i64>().map(|number| {
                let number = if negative { -number } else { number };
                quote!(#value::from(#number))
            }),
            Lit::Float(float) => float.base10_parse::<f64>().map(|number| {
                let number = if negative { -number } else { number };
                quote!(#value::from(#number))
            }),
            other => return self.refuse(other, "a literal is a boolean, a number or a string"),
        };
        parsed.unwrap_or_else(|mistake| {
            self.mistakes.push(mistake);
            TokenStream::new()
        })
    }
}

/// The call in `step(input).await`.
pub(super) fn step_of(expression: &Expr) -> Option<&ExprCall> {
    match expression {
        Expr::Await(awaited) => called_step(&awaited.base),
        Expr::Paren(inner) => step_of(&inner.expr),
        Expr::Group(inner) => step_of(&inner.expr),
        _ => None,
    }
}

/// `step(input)`, where the name says that it may be a step.
pub(super) fn called_step(expression: &Expr) -> Option<&ExprCall> {
    let Expr::Call(call) = expression else { return None };
    let path = callee(call)?;
    let is_step = matches!(Named::of_callee(path), Named::Function) && !path::is(path, PAUSE);
    is_step.then_some(call)
}

/// `sleep(time)`: like `join!`, a word of the language's own.
pub(super) fn paused(expression: &Expr) -> Option<&ExprCall> {
    let Expr::Call(call) = expression else { return None };
    path::is(callee(call)?, PAUSE).then_some(call)
}

const PAUSE: &str = "sleep";

/// The path that is called.
pub(super) fn callee(call: &ExprCall) -> Option<&Path> {
    match call.func.as_ref() {
        Expr::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

/// An expression for the shape of the type at `path`, blamed on it. A type without one is a mistake wherever its value
/// goes, and said there.
pub(super) fn shape(path: &Path) -> TokenStream {
    probe(path)
}

fn probe(ty: &(impl ToTokens + Spanned)) -> TokenStream {
    quote_spanned! {ty.span()=> {
        #[allow(unused_imports, reason = "a type with a shape answers itself")]
        use ::ferrovia::__private::workflow::Unshaped as _;
        ::ferrovia::__private::workflow::Probe::<#ty>::of().shape(shapes)
    }}
}

/// An expression for the shape of a type, where the author wrote all of it.
pub(super) fn shape_of(ty: &Type) -> Option<TokenStream> {
    let Type::Path(path) = ty else { return None };
    if let Some(shape) = path.path.get_ident().and_then(integer_shape) {
        return Some(shape);
    }
    let whole = !ty.to_token_stream().into_iter().any(|token| is_inferred(&token));
    whole.then(|| probe(ty))
}

fn is_inferred(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == "_",
        TokenTree::Group(group) => group.stream().into_iter().any(|token| is_inferred(&token)),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    }
}

/// The integers that are calculated with; a `usize` is what has been counted.
pub(super) fn integer_shape(name: &Ident) -> Option<TokenStream> {
    let integer = match name.to_string().as_str() {
        "i8" => quote!(I8),
        "i16" => quote!(I16),
        "i32" => quote!(I32),
        "u8" => quote!(U8),
        "u16" => quote!(U16),
        "u32" => quote!(U32),
        "usize" => quote!(Usize),
        _ => return None,
    };
    Some(quote!(::ferrovia::model::Type::Integer(::ferrovia::model::Integer::#integer)))
}

/// An expression for a `String`.
pub(super) fn text(text: &str) -> TokenStream {
    quote!(::std::string::String::from(#text))
}

pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn variant_tokens(t: &TokenStream, owner: &Path, variant: &str, data: &TokenStream) -> TokenStream {
    let (ty, variant) = (shape(owner), text(variant));
    quote! {
        #t::Variant { ty: #ty, variant: #variant, data: ::ferrovia::model::workflow::transcript::Data::#data }
    }
}

pub(super) fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(0)
}
