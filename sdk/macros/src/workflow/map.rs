//! `map!(list, limit = n, async |item| { … })` in, its parts out.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Block, Error, Expr, Macro, Pat, Result, ReturnType, Stmt, Token, Type, token};

/// What stands between the parentheses.
pub(super) struct Iterations {
    pub(super) list: Expr,
    pub(super) limit: Expr,
    pub(super) pattern: Pat,
    pub(super) answer: Option<Type>,
    pub(super) body: Block,
}

impl Parse for Iterations {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let list = input.parse()?;
        let comma = input.parse::<Token![,]>();
        let missing =
            "`map!` says how many iterations run at a time: `map!(list, limit = 5, async |item| { … })?`";
        let missing = |span| Error::new(span, missing);
        comma.map_err(|mistake| missing(mistake.span()))?;
        if !(input.peek(Ident::peek_any) && input.peek2(Token![=])) {
            return Err(missing(input.span()));
        }
        let name: Ident = input.parse()?;
        if name != "limit" {
            return Err(missing(name.span()));
        }
        input.parse::<Token![=]>()?;
        let limit = input.parse()?;
        input.parse::<Token![,]>()?;
        let (span, body) = (input.span(), input.parse::<Expr>()?);
        input.parse::<Option<Token![,]>>()?;
        let written = "`map!` runs a closure for each item: `async |item| { … }`";
        let Expr::Closure(closure) = body else {
            return Err(Error::new(span, written));
        };
        if closure.asyncness.is_none() {
            return Err(Error::new(
                span,
                "the closure of `map!` is `async`: it may call steps",
            ));
        }
        if let Some(capture) = &closure.capture {
            return Err(Error::new(
                capture.span(),
                "every iteration reads what is outside: remove `move`",
            ));
        }
        let mut inputs = closure.inputs.into_iter();
        let (Some(pattern), None) = (inputs.next(), inputs.next()) else {
            return Err(Error::new(span, "the closure of `map!` takes one item"));
        };
        let answer = match closure.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(*ty),
        };
        let body = match *closure.body {
            Expr::Block(block) if block.label.is_none() => block.block,
            other => Block {
                brace_token: token::Brace(other.span()),
                stmts: vec![Stmt::Expr(other, None)],
            },
        };
        Ok(Self {
            list,
            limit,
            pattern,
            answer,
            body,
        })
    }
}

impl Iterations {
    pub(super) fn read(map: &Macro) -> Result<Self> {
        map.parse_body()
    }
}
